/* Saves an activity a second after typing stops, and says what became of it; `keep.js` keeps the text until then. */
(function () {
  "use strict";
  const form = document.getElementById("activity");
  if (!form) return;
  const line = document.getElementById("saved");
  let inConflict = false;

  const URLENCODED = form.getAttribute("hx-encoding");
  let sent = [];  // inputs with files that are on their way

  /* Files go along with the text, each once. */
  function chosen() {
    return Array.from(form.querySelectorAll("input[type=file]")).filter(function (input) { return input.files.length; });
  }
  form.addEventListener("change", function () {
    form.setAttribute("hx-encoding", chosen().length ? "multipart/form-data" : URLENCODED);
  }, true);
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt !== form) return;
    if (inConflict) event.preventDefault();
    else {
      sent = chosen();
      if (sent.length) line.textContent = "Attaching the file…";
    }
  });
  document.body.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.elt !== form || !event.detail.successful) return;
    for (const input of sent) {
      input.value = "";
      input.dispatchEvent(new Event("change"));  // the box around it forgets the names
    }
    sent = [];
    form.setAttribute("hx-encoding", chosen().length ? "multipart/form-data" : URLENCODED);
  });
  document.body.addEventListener("htmx:afterSwap", function (event) {
    form.querySelectorAll(':scope > input[name^="base-"]').forEach(function (old) { old.remove(); });  // those of #seen count now
    if (event.detail.target === line) inConflict = Boolean(line.querySelector("[data-conflict]"));
  });
  function notSaved() {
    line.textContent = "Not saved: the portal cannot be reached. Your text is kept in this browser and is sent when it can.";
  }
  document.body.addEventListener("htmx:sendError", notSaved);
  document.body.addEventListener("htmx:timeout", notSaved);
  document.body.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status === 401) return;  // the sentence is that of every page
    const gone = [403, 404, 409].includes(event.detail.xhr.status);
    line.textContent = gone
      ? "Not saved: this step can no longer be changed here. Your text is kept in this browser. Reload the page to see why."
      : "Not saved: something went wrong in the portal. Your text is kept in this browser; press Save to try again.";
  });
  window.addEventListener("online", function () { document.body.dispatchEvent(new Event("send")); });
})();
