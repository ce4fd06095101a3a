/* Saves an activity a second after typing stops, and says what became of it; `keep.js` keeps the text until then. */
(function () {
  "use strict";
  const form = document.getElementById("activity");
  if (!form) return;
  const line = document.getElementById("saved");
  let inConflict = false;

  /* A row that was added and never saved is not on the page as the portal has it: a copy of the last one takes its place. */
  function addRow(table, id) {
    const rows = form.querySelectorAll('input[name="' + CSS.escape(table + "-rows") + '"]');
    if (!rows.length || !form.querySelector('button[name="more"][value="' + CSS.escape(table) + '"]')) return;
    const last = rows[rows.length - 1];
    const row = last.closest(".portal-row").cloneNode(true);
    const before = table + "-" + last.value;
    row.querySelectorAll("ul, button").forEach(function (part) { part.remove(); });
    for (const part of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for"]) {
        const given = part.getAttribute(name);
        if (given) part.setAttribute(name, given.replace(before, table + "-" + id));
      }
      if (part.type === "checkbox") part.checked = false;
      else if ("value" in part) part.value = "";
    }
    row.querySelector('input[name="' + CSS.escape(table + "-rows") + '"]').value = id;
    row.querySelector(".portal-row__legend").textContent = String(rows.length + 1);
    last.closest(".portal-row").after(row);
  }

  form.addEventListener("keep:rows", function (event) {
    for (const [name, value] of event.detail) {
      const there = '[name="' + CSS.escape(name) + '"][value="' + CSS.escape(value) + '"]';
      if (name.endsWith("-rows") && !form.querySelector(there)) addRow(name.slice(0, -5), value);
    }
  });
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt === form && inConflict) event.preventDefault();
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
