"use strict";
// Files are sent one after the other, dropped or chosen, each with its progress and what became of it.
(() => {
  const form = document.querySelector("form[data-files]");
  if (!form) return;
  const list = form.querySelector(".sent");
  const { files: home, sending, reading } = form.dataset;

  function row(name) {
    const li = document.createElement("li");
    const bar = document.createElement("progress");
    const text = document.createElement("span");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    text.textContent = `${name}: ${sending}`;
    li.append(text, bar);
    list.append(li);
    return {
      progress: (share) => { bar.value = share; },
      read: () => { text.textContent = `${name}: ${reading}`; bar.removeAttribute("value"); },
      end: (status, reason, kind) => {
        const why = form.getAttribute(`data-because-${kind}`) ?? reason;
        li.dataset.status = status;
        text.textContent = `${name}: ${form.dataset[status] ?? status}${why ? ` (${why})` : ""}`;
        bar.remove();
      },
    };
  }

  function refused(request) {
    const error = new Error(request.response?.error ?? request.statusText);
    if (request.status === 413) error.kind = "large";
    return error;
  }

  function post(file, password, progress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest(); // fetch tells nothing of what was sent so far
      request.open("POST", `${home}/files?name=${encodeURIComponent(file.name)}`);
      if (password) request.setRequestHeader("Hvilepuls-Password", String.fromCharCode(...new TextEncoder().encode(password))); // a header is bytes
      request.responseType = "json";
      request.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded / event.total); };
      request.onload = () => (request.status < 300 ? resolve(request.response) : reject(refused(request)));
      request.onerror = () => reject(new Error(document.body.dataset.unsent));
      request.send(file);
    });
  }

  // The receipt comes once the file is read; of a large archive that takes a while.
  async function receipt(hash) {
    for (;;) {
      const answer = await fetch(`${home}/receipts/${hash}?wait=30s`);
      if (answer.ok) return answer.json();
      if (answer.status !== 404) throw new Error((await answer.json()).error);
    }
  }

  async function one(file, password) {
    const shown = row(file.name);
    try {
      const answer = await post(file, password, shown.progress);
      if (answer.status !== "accepted") return shown.end(answer.status, answer.reason, answer.reason_kind);
      shown.read();
      const told = await receipt(answer.file);
      shown.end(told.status, told.reason, told.reason_kind);
    } catch (error) {
      shown.end("rejected", error.message, error.kind);
    }
  }

  let queue = Promise.resolve();
  function take(files) {
    const password = form.elements.password.value;
    for (const file of files) queue = queue.then(() => one(file, password));
    queue = queue.then(page.refresh);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take([...form.elements.file.files]);
    form.elements.file.value = "";
  });
  const dropping = (on) => form.classList.toggle("dropping", on);
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    dropping(true);
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) dropping(false); });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    dropping(false);
    take([...event.dataTransfer.files]);
  });
})();
