"use strict";
// This device asks its browser's push service for an address to which notices can be sent, and tells it to the server alone.
(() => {
  const form = document.querySelector("form[data-push]");
  const able = form && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!able) return;
  const button = form.querySelector("button");
  const told = document.getElementById("push-told");
  told.textContent = "";
  button.disabled = false;
  if (!form.elements.name.value) form.elements.name.value = /Mobi|Android|iPhone/.test(navigator.userAgent) ? "phone" : "computer";

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  async function subscribe() {
    const worker = await navigator.serviceWorker.register("/static/worker.js", { scope: "/" });
    await navigator.serviceWorker.ready;
    const key = bytes(form.dataset.push);
    const before = await worker.pushManager.getSubscription();
    if (before && text(before.options.applicationServerKey) !== form.dataset.push) await before.unsubscribe(); // of another installation at this address
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        told.textContent = form.dataset.denied;
        return;
      }
      const s = await subscribe();
      const body = new URLSearchParams({
        do: "device", name: form.elements.name.value, endpoint: s.endpoint, p256dh: text(s.getKey("p256dh")), auth: text(s.getKey("auth")),
      });
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok) {
        location.assign(answer.url);
        return;
      }
      told.textContent = page.querySelector("main p")?.textContent ?? form.dataset.failed;
    } catch {
      told.textContent = form.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
})();
