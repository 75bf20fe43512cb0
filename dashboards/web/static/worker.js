"use strict";
// Pages come from the server; where it cannot be reached, as they were last seen. Signing out clears all of it (Clear-Site-Data).
const kept = "hvilepuls-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(address, answer) {
  if (answer.ok && !answer.redirected) await (await caches.open(kept)).put(address, answer);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isPage = request.mode === "navigate" || request.headers.get("Accept") === "text/html";
  const isAsset = url.pathname.startsWith("/static/");
  if (request.method !== "GET" || url.origin !== location.origin || !(isPage || isAsset)) return;
  const address = isAsset ? url.pathname + url.search : url.pathname; // never with a key in it
  event.respondWith((async () => {
    try {
      const answer = await fetch(request);
      event.waitUntil(keep(address, answer.clone()));
      return answer;
    } catch (error) {
      const before = await caches.match(address);
      if (before) return before;
      throw error;
    }
  })());
});

// A notice that comes while no page is open. One of the same tag replaces the one before.
self.addEventListener("push", (event) => {
  const { title, body, tag, lang, to } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, renotify: false, icon: "/static/icon.svg", data: to }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const to = new URL(event.notification.data, location.origin);
  if (to.origin !== location.origin) return;
  event.waitUntil((async () => {
    for (const open of await self.clients.matchAll({ type: "window" })) {
      if (new URL(open.url).pathname === to.pathname) return open.focus();
    }
    return self.clients.openWindow(to.href);
  })());
});
