/* Keeps what is typed into a form with `data-keep` in this browser until the portal has named that very text as saved.

   Each text has a number, which changes with every key. The form sends it; the portal names in a cookie the numbers of
   what it saved, and only those copies go. A copy belongs to the person who typed it, and goes when they sign out. */
(function () {
  "use strict";
  const person = document.body.dataset.person;
  if (!person) return;
  const mine = "typed:" + person + ":";
  const isAnswer = document.body.dataset.method === "POST";
  const DAYS = 60, AGE = DAYS * 24 * 3600 * 1000;
  const page = isAnswer && sessionStorage.getItem("page") || location.pathname + location.search;
  if (!isAnswer) sessionStorage.setItem("page", page);

  function fresh() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  function all(prefix) {
    const found = [];
    for (let at = 0; at < localStorage.length; at += 1) {
      const key = localStorage.key(at);
      if (!key.startsWith(prefix)) continue;
      let copy = null;
      try { copy = JSON.parse(localStorage.getItem(key)); } catch (unreadable) { /* not ours */ }
      found.push({ key: key, copy: copy });
    }
    return found.sort(function (one, other) { return (other.copy && other.copy.at || 0) - (one.copy && one.copy.at || 0); });
  }

  function copies(prefix) {
    return all(prefix).filter(function (one) { return one.copy && one.copy.pairs; });
  }

  function forgetOld() {
    for (const one of all("typed:")) {
      if (!one.copy || !one.copy.pairs || Date.now() - one.copy.at > AGE) localStorage.removeItem(one.key);
    }
  }

  /* The portal says in a cookie which texts it saved. */
  function forgetSaved() {
    const found = document.cookie.match(/(?:^|; )saved=([0-9a-f.]+)/);
    if (!found) return;
    document.cookie = "saved=; path=/; max-age=0; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
    const saved = found[1].split(".");
    for (const one of copies(mine)) if (saved.includes(one.copy.id)) localStorage.removeItem(one.key);
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "usa-button usa-button--outline";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function notice(words) {
    const box = document.createElement("div");
    box.className = "usa-alert usa-alert--warning portal-kept";
    box.setAttribute("role", "status");
    const body = document.createElement("div");
    body.className = "usa-alert__body";
    const text = document.createElement("p");
    text.className = "usa-alert__text";
    text.textContent = words;
    body.append(text);
    box.append(body);
    return { box: box, body: body };
  }

  function when(copy) {
    return new Date(copy.at).toLocaleString("en-US", { dateStyle: "long", timeStyle: "short" });
  }

  /* What a text says apart from the versions it was typed on and blank entries. */
  function gist(copy) {
    const said = copy.pairs.filter(function ([name, value]) { return value.trim() && !copy.hidden.includes(name); });
    return JSON.stringify(said.map(function ([name, value]) { return [name, value.replace(/\r\n/g, "\n").trim()]; }));
  }

  function read(form) {
    const left_out = ["csrfmiddlewaretoken", "typed-as"], hidden = [], words = [];
    for (const field of form.elements) {
      if (field.type === "password") left_out.push(field.name);
      else if (field.type === "hidden") hidden.push(field.name);
      else if (field.type === "text" || field.tagName === "TEXTAREA") words.push(field.name);
    }
    const pairs = [];
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !left_out.includes(name)) pairs.push([name, value]);
    }
    return { id: fresh(), at: Date.now(), page: page, title: document.title, pairs: pairs, hidden: hidden, words: words };
  }

  function fill(form, copy) {
    form.dispatchEvent(new CustomEvent("keep:rows", { detail: copy.pairs }));  // rows that the page does not have yet
    for (const [name, value] of copy.pairs) {  // from what it was typed, where the portal said so after the page was opened
      if (!name.startsWith("base-") || form.elements[name]) continue;
      const base = document.createElement("input");
      base.type = "hidden";
      base.name = name;
      form.append(base);
    }
    const values = new Map();
    for (const [name, value] of copy.pairs) values.set(name, (values.get(name) || []).concat(value));
    for (const field of form.elements) {
      if (!field.name || field.type === "file" || field.type === "password" || field.name === "typed-as") continue;
      const kept = values.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
      else if (field.tagName === "SELECT" && field.multiple) {
        for (const option of field.options) option.selected = kept.includes(option.value);
      } else if (kept.length === 1) field.value = kept[0];
    }
  }

  function keep(form) {
    const place = new URL(form.getAttribute("action") || location.href, location.href).pathname;
    const group = mine + place + "#", key = group + fresh();
    const number = document.createElement("input");
    number.type = "hidden";
    number.name = "typed-as";
    form.append(number);

    function remember() {
      const copy = read(form);
      number.value = copy.id;
      try { localStorage.setItem(key, JSON.stringify(copy)); } catch (full) { /* private windows may refuse; saving still works */ }
    }

    function put_back(one) {
      fill(form, one.copy);
      remember();
      localStorage.removeItem(one.key);
      form.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function offer(one) {
      const said = notice("This browser holds text that was typed here on " + when(one.copy) + " and did not reach the portal.");
      const choices = document.createElement("div");
      choices.className = "portal-actions";
      choices.append(
        button("Put it back", function () { put_back(one); said.box.remove(); }),
        button("Forget it", function () { localStorage.removeItem(one.key); said.box.remove(); })
      );
      said.body.append(choices);
      if (form.closest("details")) form.closest("details").open = true;
      form.before(said.box);
    }

    const ended = sessionStorage.getItem("signed-out:" + group);
    sessionStorage.removeItem("signed-out:" + group);
    copies(group).forEach(function (one, at) {
      const same = gist(one.copy) === gist(read(form));
      if (same && isAnswer) {  // what was refused is in the form again, and nowhere else
        remember();
        localStorage.removeItem(one.key);
      } else if (same || gist(one.copy) === "[]") localStorage.removeItem(one.key);
      else if (ended && at === 0) window.addEventListener("load", function () { put_back(one); });  // htmx listens by then
      else offer(one);
    });
    form.addEventListener("submit", function (event) {  // what is sent elsewhere is not saved by it, such as a preview
      if (form.hasAttribute("action") && event.submitter && event.submitter.hasAttribute("formaction")) number.value = "";
    });
    form.addEventListener("input", remember);
    form.addEventListener("change", remember);
    form.addEventListener("htmx:responseError", function (event) {
      if (event.detail.xhr.status === 401) sessionStorage.setItem("signed-out:" + group, "yes");
    });
    return group;
  }

  /* A form that is no longer here, such as that of a step that was submitted meanwhile: show its texts that are nowhere on the page. */
  function showWhatDidNotReach(groups) {
    const there = document.getElementById("main").textContent.replace(/\s+/g, " ");
    const carried = Array.from(document.querySelectorAll("input[data-carried]"), function (field) { return field.value; });
    for (const one of copies(mine)) {
      const place = one.key.slice(0, one.key.lastIndexOf("#") + 1);
      if (one.copy.page !== page || groups.includes(place) || carried.includes(one.copy.id)) continue;
      const lost = one.copy.pairs.filter(function ([name, value]) {
        const words = value.replace(/\s+/g, " ").trim();
        return words && one.copy.words.includes(name) && !there.includes(words);
      });
      if (!lost.length) continue;
      const box = document.createElement("section");
      box.className = "portal-missing portal-kept";
      const title = document.createElement("h2");
      title.textContent = "Typed in this browser, and not in the portal";
      const why = document.createElement("p");
      why.textContent = "This was typed here on " + when(one.copy) + ", and the page no longer takes it. Copy what you need, into a comment for example.";
      box.append(title, why);
      for (const pair of lost) {
        const text = document.createElement("blockquote");
        text.className = "portal-theirs";
        text.textContent = pair[1];
        box.append(text);
      }
      box.append(button("Forget this text", function () { localStorage.removeItem(one.key); box.remove(); }));
      document.querySelector("#main h1").after(box);
    }
  }

  /* Where one arrives: every text of another page, with the way there. */
  function list(place) {
    const waiting = new Map();
    for (const one of copies(mine)) if (!waiting.has(one.copy.page)) waiting.set(one.copy.page, one.copy);
    if (!waiting.size) return;
    const said = notice("This browser holds text that did not reach the portal:");
    const links = document.createElement("ul");
    for (const [address, copy] of waiting) {
      const line = document.createElement("li"), link = document.createElement("a");
      link.href = address;
      link.textContent = copy.title.split(" · ")[0].trim();
      line.append(link, ", typed on " + when(copy));
      links.append(line);
    }
    said.body.append(links);
    place.append(said.box);
  }

  /* Whoever signs out leaves nothing here for the next one; what is not saved yet is said first. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("form[data-sign-out]")) return;
    const left = copies(mine);
    if (left.length && !form.dataset.sure) {
      event.preventDefault();
      event.stopPropagation();
      form.dataset.sure = "yes";
      const said = notice("This browser holds text that did not reach the portal. Signing out deletes it.");
      const choices = document.createElement("div");
      choices.className = "portal-actions";
      choices.append(
        button("Sign out and delete it", function () { form.requestSubmit(); }),
        button("Stay signed in", function () { delete form.dataset.sure; said.box.remove(); })
      );
      said.body.append(choices);
      document.getElementById("main").prepend(said.box);
      choices.lastChild.focus();
      return;
    }
    for (const one of left) localStorage.removeItem(one.key);
  }, true);

  forgetOld();
  forgetSaved();
  const groups = Array.from(document.querySelectorAll("form[data-keep]"), keep);
  showWhatDidNotReach(groups);
  document.querySelectorAll("[data-kept-list]").forEach(list);
  document.addEventListener("htmx:afterRequest", forgetSaved);
  window.addEventListener("pageshow", forgetSaved);
})();
