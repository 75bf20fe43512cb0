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
