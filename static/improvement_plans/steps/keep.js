/* Keeps what is typed in this browser until the portal says that it has it, and sends it when the connection is back. */
(function () {
  "use strict";
  const form = document.getElementById("activity");
  const reading = document.getElementById("activity-read");
  if (reading) showWhatDidNotReach(reading);
  if (!form) return;
  const key = "typed:" + form.dataset.keep;
  const signedOut = "signed-out:" + form.dataset.keep;
  const line = document.getElementById("saved");
  let inConflict = false;
  let sent = "";

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

  /* The step can no longer be changed: show the texts that are kept here and are nowhere on the page. */
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
    const back = sessionStorage.getItem(signedOut);
    sessionStorage.removeItem(signedOut);
    if (!kept || gist(kept) === gist(typed())) { forget(); return; }
    if (back) window.addEventListener("load", function () { restore(JSON.parse(kept)); });  // htmx listens by then
    else notice("This browser holds text that was typed here and did not reach the portal. ", "Put it back", function () {
      restore(JSON.parse(kept));
    });
  }

  function notice(words, verb, act) {
    const box = document.createElement("div");
    box.className = "usa-alert usa-alert--warning";
    box.setAttribute("role", "status");
    const text = document.createElement("p");
    text.className = "usa-alert__body";
    text.textContent = words;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "usa-button usa-button--outline";
    button.textContent = verb;
    button.addEventListener("click", function () { act(); box.remove(); });
    text.append(button);
    box.append(text);
    form.before(box);
  }

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

  function restore(pairs) {
    for (const [name, value] of pairs) {
      const there = '[name="' + CSS.escape(name) + '"][value="' + CSS.escape(value) + '"]';
      if (name.endsWith("-rows") && !form.querySelector(there)) addRow(name.slice(0, -5), value);
    }
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
    if (event.detail.elt !== form) return;
    if (inConflict) event.preventDefault();
    sent = gist(typed());
  });
  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target !== line) return;
    inConflict = Boolean(line.querySelector("[data-conflict]"));
    if (line.querySelector("[data-version]") && sent === gist(typed())) forget();
  });
  function notSaved() {
    line.textContent = "Not saved: the portal cannot be reached. Your text is kept in this browser and is sent when it can.";
  }
  document.body.addEventListener("htmx:sendError", notSaved);
  document.body.addEventListener("htmx:timeout", notSaved);
  document.body.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status === 401) {  // the sentence is that of every page
      sessionStorage.setItem(signedOut, "yes");
      return;
    }
    const gone = [403, 404, 409].includes(event.detail.xhr.status);
    line.textContent = gone
      ? "Not saved: this step can no longer be changed here. Your text is kept in this browser. Reload the page to see why."
      : "Not saved: something went wrong in the portal. Your text is kept in this browser; press Save to try again.";
  });
  window.addEventListener("online", function () { document.body.dispatchEvent(new Event("send")); });
  offer();
})();
