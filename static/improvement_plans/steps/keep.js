/* Keeps what is typed in this browser until the portal has it, and sends it when the connection is back. */
(function () {
  "use strict";
  const form = document.getElementById("activity");
  const reading = document.getElementById("activity-read");
  if (reading) showWhatDidNotReach(reading);
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

  /* What a text says apart from the versions it was typed on, blank entries and the numbers of rows. */
  function gist(text) {
    const pairs = JSON.parse(text).filter(function ([name, value]) {
      return value.trim() && !name.startsWith("seen-") && !name.endsWith("-rows");
    });
    return JSON.stringify(pairs.map(function ([name, value]) { return [name, value.replace(/\r\n/g, "\n").trim()]; }));
  }

  /* The step can no longer be changed: show the texts that are kept here and stand nowhere on the page. */
  function showWhatDidNotReach(place) {
    const kept = localStorage.getItem("typed:" + place.dataset.keep);
    if (!kept) return;
    const there = document.getElementById("main").textContent.replace(/\s+/g, " ");
    const lost = JSON.parse(kept).filter(function ([name, value]) {
      const words = value.replace(/\s+/g, " ").trim();
      return words.includes(" ") && !name.startsWith("seen-") && !there.includes(words);
    });
    if (!lost.length) return;
    const box = document.createElement("section");
    box.className = "portal-missing";
    const title = document.createElement("h2");
    title.textContent = "Typed in this browser, and not in the portal";
    const why = document.createElement("p");
    why.textContent = "The step was closed before this text could be saved. Copy what you need, into a comment for example.";
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "usa-button usa-button--outline";
    drop.textContent = "Forget this text";
    drop.addEventListener("click", function () { localStorage.removeItem("typed:" + place.dataset.keep); box.remove(); });
    box.append(title, why);
    for (const pair of lost) {
      const text = document.createElement("blockquote");
      text.className = "portal-theirs";
      text.textContent = pair[1];
      box.append(text);
    }
    box.append(drop);
    place.append(box);
  }

  function offer() {
    const kept = localStorage.getItem(key);
    if (!kept || gist(kept) === gist(typed())) { forget(); return; }
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
    const gone = [403, 404, 409].includes(event.detail.xhr.status);
    line.textContent = gone
      ? "Not saved: this step can no longer be changed here. Your text is kept in this browser. Reload the page to see why."
      : "Not saved: something went wrong in the portal. Your text is kept in this browser; press Save to try again.";
  });
  window.addEventListener("online", function () { document.body.dispatchEvent(new Event("send")); });
  offer();
})();
