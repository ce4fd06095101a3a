/* Keeps what is typed in this browser until the portal has it, and sends it when the connection is back. */
(function () {
  "use strict";
  const form = document.getElementById("activity");
  if (!form) return;
  const key = "typed:" + form.dataset.keep;
  const line = document.getElementById("saved");
  let inConflict = false;

  function typed() {
    const pairs = [];
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") pairs.push([name, value]);
    }
    return JSON.stringify(pairs);
  }

  function remember() {
    try { localStorage.setItem(key, typed()); } catch (full) { /* private windows may refuse; saving still works */ }
  }

  function forget() {
    localStorage.removeItem(key);
  }

  function offer() {
    const kept = localStorage.getItem(key);
    if (!kept || kept === typed()) { forget(); return; }
    const box = document.createElement("div");
    box.className = "usa-alert usa-alert--warning";
    box.setAttribute("role", "status");
    const text = document.createElement("p");
    text.className = "usa-alert__body";
    text.textContent = "This browser holds text that was typed here and did not reach the portal. ";
    const back = document.createElement("button");
    back.type = "button";
    back.className = "usa-button usa-button--outline";
    back.textContent = "Put it back";
    back.addEventListener("click", function () { restore(JSON.parse(kept)); box.remove(); });
    text.append(back);
    box.append(text);
    form.before(box);
  }

  function restore(pairs) {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, (values.get(name) || []).concat(value));
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "file") continue;
      const kept = values.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
      else if (kept.length) field.value = kept[0];
    }
    for (const [name, value] of pairs) {
      const seen = name.startsWith("seen-") && form.querySelector('input[name="' + CSS.escape(name) + '"]');
      if (seen) seen.value = value;
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  form.addEventListener("input", remember);
  form.addEventListener("change", remember);
  form.addEventListener("submit", forget);
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    if (inConflict && event.detail.elt === form) event.preventDefault();
  });
  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target !== line) return;
    inConflict = Boolean(line.querySelector("[data-conflict]"));
    if (!inConflict) forget();
  });
  function notSaved() {
    line.textContent = "Not saved: the portal cannot be reached. Your text is kept in this browser and is sent when it can.";
  }
  document.body.addEventListener("htmx:sendError", notSaved);
  document.body.addEventListener("htmx:timeout", notSaved);
  document.body.addEventListener("htmx:responseError", function (event) {
    const gone = event.detail.xhr.status === 403 || event.detail.xhr.status === 404 || event.detail.xhr.status === 409;
    line.textContent = gone
      ? "Not saved: this step can no longer be changed here. Your text is kept in this browser. Reload the page to see why."
      : "Not saved: something went wrong in the portal. Your text is kept in this browser; press Save to try again.";
  });
  window.addEventListener("online", function () { document.body.dispatchEvent(new Event("send")); });
  offer();
})();
