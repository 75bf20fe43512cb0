"use strict";
// The installed page shows its last answer where there is no connection.
if ("serviceWorker" in navigator && document.body.dataset.live) navigator.serviceWorker.register("/static/worker.js", { scope: "/" }).catch(() => {});
