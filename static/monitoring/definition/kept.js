/* Keeps a long text in this browser from the first key until the portal says that it is saved, and offers it back. */
(function () {
  "use strict";

  function keptUnder(key) {
    return JSON.parse(localStorage.getItem(key) || "null");
  }

  document.querySelectorAll("[data-saved]").forEach(function (place) {
    const key = "typed:" + place.dataset.saved;
    const kept = keptUnder(key);
    if (kept && kept.sent) localStorage.removeItem(key);  // what is saved is the text that was sent, and no other
  });

  const area = document.querySelector("textarea[data-kept]");
  if (!area) return;
  const key = "typed:" + area.dataset.kept;

  /* The hidden fields say from which version the text was begun; without them it would overwrite a newer one unasked. */
  function remember(sent) {
    const fields = {};
    for (const field of area.form.elements) {
      if (field === area || (field.type === "hidden" && field.name !== "csrfmiddlewaretoken")) fields[field.name] = field.value;
    }
    try {
      localStorage.setItem(key, JSON.stringify({ fields: fields, sent: sent }));
    } catch (full) { /* private windows may refuse; saving still works */ }
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "usa-button usa-button--outline";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  /* Until it is decided, nothing can be typed: one text is kept, and neither may push out the other. */
  function offer(kept) {
    const box = document.createElement("div");
    box.className = "usa-alert usa-alert--warning";
    box.setAttribute("role", "status");
    const body = document.createElement("div");
    body.className = "usa-alert__body";
    const text = document.createElement("p");
    text.className = "usa-alert__text";
    text.textContent = "This browser holds a text that was typed here and was not saved. Put it back or forget it, then continue.";
    const choices = document.createElement("div");
    choices.className = "portal-actions";
    function decided() {
      box.remove();
      area.readOnly = false;
      area.focus();
    }
    choices.append(
      button("Put it back", function () {
        for (const [name, value] of Object.entries(kept.fields)) area.form.elements[name].value = value;
        remember(false);
        decided();
      }),
      button("Forget it", function () {
        localStorage.removeItem(key);
        decided();
      })
    );
    body.append(text, choices);
    box.append(body);
    area.form.before(box);
    area.readOnly = true;
  }

  const kept = keptUnder(key);
  if (kept && kept.fields[area.name] !== area.value) offer(kept);
  else if ("unsaved" in area.dataset) remember(false);
  else localStorage.removeItem(key);

  area.addEventListener("input", function () { remember(false); });
  area.form.addEventListener("submit", function (event) {
    if (!area.readOnly) remember(Boolean(event.submitter) && event.submitter.value === "save");
  });
})();
