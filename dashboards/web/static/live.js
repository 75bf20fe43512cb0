"use strict";
// The open page follows the data: the server says that something changed, the page fetches itself and swaps the parts that differ.
const page = (() => {
  const told = document.getElementById("told");
  const offline = document.getElementById("offline");

  // A key in the address has become a cookie; it belongs neither in the history nor on a screenshot.
  if (new URLSearchParams(location.search).has("key")) history.replaceState(null, "", location.pathname);

  const say = (text, wrong) => {
    told.textContent = text;
    told.classList.toggle("stale", Boolean(wrong));
  };

  const verdict = (root) => root.querySelector("[data-verdict]")?.dataset.text ?? "";

  // What somebody is typing into is left alone, and so is what can still be undone.
  const busyWith = (part) =>
    part.querySelector("form[data-dirty], #undo") || (part.contains(document.activeElement) && document.activeElement.matches("textarea, select, input:not([type=radio])"));

  function swap(html, force) {
    const next = new DOMParser().parseFromString(html, "text/html");
    const kind = (doc) => doc.querySelector("main")?.dataset.page;
    if (kind(next) !== kind(document)) return location.replace(location.pathname);
    const before = verdict(document);
    document.body.dataset.live = next.body.dataset.live;
    for (const part of document.querySelectorAll("[data-part]")) {
      const other = next.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!other || other.innerHTML === part.innerHTML || (!force && busyWith(part))) continue;
      const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      const open = [...part.querySelectorAll("details")].map((d) => d.open);
      const now = [...other.querySelectorAll("details")];
      if (now.length === open.length) now.forEach((d, i) => { d.open = open[i]; });
      part.replaceWith(other);
      if (focused) (document.getElementById("undo") || document.getElementById(focused))?.focus({ preventScroll: true });
    }
    const after = verdict(document);
    if (after !== before) say(document.body.dataset.updated.replace("%s", after));
  }

  let fetching = false;
  let again = false;
  async function refresh() {
    again = fetching;
    if (fetching) return;
    fetching = true;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (answer.ok) swap(await answer.text());
    } catch {
      offline.hidden = false;
    } finally {
      fetching = false;
      if (again) refresh();
    }
  }

  // One connection while the page is seen: a browser has but six of them for all its pages of a server. The server compares what the page was
  // drawn from with what there is now, so that nothing is missed that came before the connection.
  let events = null;
  let wait = 1000; // ms, until the next try where the server refused
  function listen() {
    if (!document.body.dataset.live || events || document.hidden) return;
    events = new EventSource(document.body.dataset.live);
    events.onopen = () => { wait = 1000; offline.hidden = true; };
    events.addEventListener("changed", refresh);
    events.onerror = () => {
      offline.hidden = false;
      if (events?.readyState !== EventSource.CLOSED) return; // it connects again by itself
      events = null;
      setTimeout(listen, wait);
      wait = Math.min(2 * wait, 60000);
    };
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      refresh(); // hours may have passed, and with them what they change
      return listen();
    }
    events?.close();
    events = null;
  });
  listen();

  return { say, swap, refresh };
})();
