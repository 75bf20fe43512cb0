"use strict";
// A tap is an answer: it is sent at once, and can be undone.
(() => {
  const pause = 500; // ms: whoever walks through the answers with the arrow keys means the last
  let waiting = 0;

  async function send(form, body) {
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
      page.say("");
      page.swap(await answer.text(), true);
    } catch {
      page.say(document.body.dataset.unsent, true);
    }
  }

  document.addEventListener("change", (event) => {
    const input = event.target;
    const form = input.closest("form[data-taps=answers]");
    if (!form) return;
    if (input.type !== "radio" && !["sick", "pain"].includes(input.name)) {
      form.dataset.dirty = "";
      return;
    }
    if ("dirty" in form.dataset) return; // more is being said: the button sends it all
    const value = input.type === "checkbox" && !input.checked ? "no" : input.value;
    if (!value) return; // what was said before is taken back with undo
    clearTimeout(waiting);
    waiting = setTimeout(() => send(form, new URLSearchParams({ day: form.elements.day.value, [input.name]: value })), pause);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-taps]")) return;
    event.preventDefault();
    clearTimeout(waiting);
    send(form, new URLSearchParams(new FormData(form)));
  });
})();
