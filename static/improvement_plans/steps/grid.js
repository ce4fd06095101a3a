/* Tables that people fill in: rows are added, removed, copied, moved and pasted without leaving the page.

   Without this script the same buttons send the form. What is done here is undone by one button, and saved like typing. */
(function () {
  "use strict";
  const form = document.getElementById("activity");
  if (!form) return;
  const ENTRY = "input:not([type=hidden], [type=file]), textarea, select";

  function rowsOf(place) { return Array.from(place.querySelectorAll(":scope > .portal-row")); }
  function placeOf(part) { return part.closest(".portal-rows"); }
  function template(place) { return place.parentElement.querySelector(":scope > template"); }
  function columns(row) {
    return Array.from(row.querySelectorAll(".portal-row__cells > .portal-cell")).filter(function (cell) { return cell.querySelector(ENTRY); });
  }

  function says(row) {
    const texts = columns(row).map(function (cell) {
      const entry = cell.querySelector("input[type=text], textarea, select");
      return entry && (entry.selectedOptions ? entry.value && entry.selectedOptions[0].textContent : entry.value) || "";
    });
    return texts.map(function (text) { return text.trim(); }).filter(Boolean).slice(0, 3).join(" · ").slice(0, 160);
  }

  function renumber(place) {
    rowsOf(place).forEach(function (row, at) {
      row.querySelectorAll("[data-number]").forEach(function (number) { number.textContent = String(at + 1); });
    });
  }

  function blank(place, id) {
    const row = template(place).content.firstElementChild.cloneNode(true);
    for (const part of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for", "value", "aria-describedby"]) {
        const given = part.getAttribute(name);
        if (given) part.setAttribute(name, given.replaceAll("__row__", id));
      }
    }
    tools(row);
    return row;
  }

  function fresh() {
    return "r" + Array.from(crypto.getRandomValues(new Uint8Array(4)), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  function show(row, column) {
    const cells = columns(row);
    const entry = (cells[column] || cells[0]).querySelector(ENTRY);
    entry.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function add(place, after) {
    const row = blank(place, fresh());
    if (after) after.after(row);
    else place.append(row);
    renumber(place);
    return row;
  }

  function changed(place) {
    renumber(place);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* What the table was before something was done to it, to be undone. */
  function snapshot(place) {
    const rows = rowsOf(place), values = new Map();
    place.querySelectorAll(ENTRY).forEach(function (entry) { values.set(entry, [entry.value, entry.checked]); });
    return function () {
      place.replaceChildren(...rows);
      for (const [entry, [value, checked]] of values) {
        if (entry.type === "checkbox" || entry.type === "radio") entry.checked = checked;
        else entry.value = value;
      }
      changed(place);
    };
  }

  function say(place, words, undo) {
    let line = place.parentElement.querySelector(":scope > .portal-undo");
    if (!line) {
      line = document.createElement("p");
      line.className = "portal-undo";
      line.setAttribute("role", "status");
      place.after(line);
    }
    line.textContent = words + " ";
    if (!undo) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "usa-button usa-button--unstyled";
    button.textContent = "Undo";
    button.addEventListener("click", function () { undo(); line.textContent = "Undone."; });
    line.append(button);
  }

  function copy(from, to) {
    const there = from.querySelectorAll(ENTRY);
    to.querySelectorAll(ENTRY).forEach(function (entry, at) {
      if (entry.type === "checkbox" || entry.type === "radio") entry.checked = there[at].checked;
      else entry.value = there[at].value;
    });
  }

  function act(verb, row) {
    const place = placeOf(row), undo = snapshot(place), number = rowsOf(place).indexOf(row) + 1;
    if (verb === "remove") {
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      if (!rowsOf(place).length) add(place, null);
      show(next || rowsOf(place)[0], 0);
      say(place, "Row " + number + " is removed.", undo);
    } else if (verb === "duplicate") {
      const made = add(place, row);
      copy(row, made);
      show(made, 0);
      say(place, "Row " + number + " is copied.", undo);
    } else {
      const other = verb === "up" ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      const focused = document.activeElement;
      if (verb === "up") other.before(row);
      else other.after(row);
      focused.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
      say(place, "Row " + number + " is row " + (rowsOf(place).indexOf(row) + 1) + " now.", undo);
    }
    changed(place);
  }

  /* The buttons of a row are one stop of the Tab key; arrows go between them. */
  function tools(row) {
    row.querySelectorAll("[role=toolbar] button").forEach(function (button, at) { button.tabIndex = at ? -1 : 0; });
  }

  form.addEventListener("click", function (event) {
    const button = event.target.closest("button");
    if (!button || button.type !== "submit") return;
    const row = button.closest(".portal-row");
    if (button.name === "row" && row) {
      event.preventDefault();
      act(button.value.split(":")[0], row);
    } else if (button.name === "more") {
      event.preventDefault();
      show(add(button.closest("fieldset").querySelector(".portal-rows"), null), 0);
    }
  });

  function isAtEdge(entry, up) {
    if (entry.tagName !== "TEXTAREA") return entry.tagName === "INPUT" && entry.type === "text";
    return entry.selectionStart === entry.selectionEnd && entry.selectionStart === (up ? 0 : entry.value.length);
  }

  form.addEventListener("keydown", function (event) {
    const row = event.target.closest(".portal-row");
    if (!row) return;
    const up = event.key === "ArrowUp", down = event.key === "ArrowDown";
    const bar = event.target.closest("[role=toolbar]");
    if (bar && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const buttons = Array.from(bar.querySelectorAll("button")), step = event.key === "ArrowRight" ? 1 : buttons.length - 1;
      const next = buttons[(buttons.indexOf(event.target) + step) % buttons.length];
      buttons.forEach(function (button) { button.tabIndex = button === next ? 0 : -1; });
      next.focus();
      event.preventDefault();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && template(placeOf(row))) {
      event.preventDefault();
      show(add(placeOf(row), row), 0);
    } else if (event.altKey && (up || down) && template(placeOf(row))) {
      event.preventDefault();
      act(up ? "up" : "down", row);
    } else if ((up || down) && !event.shiftKey && !event.ctrlKey && !event.altKey && event.target.matches(ENTRY) && isAtEdge(event.target, up)) {
      const other = up ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      event.preventDefault();
      show(other, columns(row).indexOf(event.target.closest(".portal-cell")));
    }
  });

  /* A block from a worksheet, or a table from a document, as rows of texts; null for a plain text. */
  function block(data) {
    const html = data.getData("text/html");
    const table = html.includes("<table") && new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (table) {
      table.querySelectorAll("br").forEach(function (end) { end.replaceWith("\n"); });
      table.querySelectorAll("p, li, div").forEach(function (part) { part.append("\n"); });
      return Array.from(table.rows, function (row) {
        return Array.from(row.cells).flatMap(function (cell) {
          const text = cell.textContent.replace(/[^\S\n]+/g, " ").replace(/ ?\n\s*/g, "\n").trim();
          return [text, ...Array(Math.max(cell.colSpan - 1, 0)).fill("")];
        });
      });
    }
    const text = data.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    return text.includes("\t") ? fields(text) : null;
  }

  /* Lines of texts between tabs; a text between quotation marks may have line ends. */
  function fields(text) {
    const rows = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const row = rows[rows.length - 1], last = row.length - 1, sign = text[at];
      if (quoted && sign === '"' && text[at + 1] === '"') { row[last] += '"'; at += 1; }
      else if (quoted && sign === '"') quoted = false;
      else if (!quoted && sign === '"' && row[last] === "") quoted = true;
      else if (!quoted && sign === "\t") row.push("");
      else if (!quoted && sign === "\n") rows.push([""]);
      else row[last] += sign;
    }
    return rows.map(function (row) { return row.map(function (cell) { return cell.trim(); }); });
  }

  function day(text) {
    const said = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/) || text.match(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/);
    if (!said) return "";
    const [year, month, date] = said[1].length === 4 ? said.slice(1) : [said[3], said[1], said[2]];
    return year + "-" + month.padStart(2, "0") + "-" + date.padStart(2, "0");
  }

  function same(one, other) { return one.trim().toLowerCase() === other.trim().toLowerCase(); }

  /* Put a text into a cell, and say whether it fits. */
  function put(cell, text) {
    const entry = cell.querySelector(ENTRY);
    if (entry.type === "checkbox" || entry.type === "radio") {
      const wanted = text.split(/[;\n]/).map(function (one) { return one.trim(); }).filter(Boolean);
      const boxes = Array.from(cell.querySelectorAll("input"), function (box) {
        const label = cell.querySelector('label[for="' + CSS.escape(box.id) + '"]');
        return { box: box, words: label ? label.textContent : box.value };
      });
      const found = wanted.map(function (one) { return boxes.find(function (each) { return same(each.words, one) || same(each.box.value, one); }); });
      if (found.includes(undefined)) return false;
      boxes.forEach(function (each) { each.box.checked = found.includes(each); });
      return true;
    }
    if (entry.tagName === "SELECT") {
      const option = Array.from(entry.options).find(function (one) { return same(one.textContent, text) || same(one.value, text); });
      if (text && !option) return false;
      entry.value = option ? option.value : "";
      return true;
    }
    if (entry.type === "date") {
      if (text && !day(text)) return false;
      entry.value = day(text);
      return !text || entry.value !== "";
    }
    entry.value = entry.tagName === "TEXTAREA" ? text : text.replace(/\s*\n\s*/g, " ");
    return true;
  }

  form.addEventListener("paste", function (event) {
    const row = event.target.closest(".portal-row"), rows = row && event.clipboardData && block(event.clipboardData);
    if (!rows || (rows.length === 1 && rows[0].length === 1)) return;
    event.preventDefault();
    const place = placeOf(row), undo = snapshot(place), start = columns(row).indexOf(event.target.closest(".portal-cell"));
    const heads = columns(row).slice(start).map(function (cell) {
      return cell.querySelector(".portal-cell__label").textContent.replace("(required)", "");
    });
    if (rows.length > 1 && rows[0].every(function (text, at) { return heads[at] && same(heads[at], text); })) rows.shift();
    const unfit = [];
    let at = row, last = row;
    for (const texts of rows) {
      if (!at && template(place)) at = add(place, last);
      texts.forEach(function (text, number) {
        const cell = at && columns(at)[start + number];
        if (text && !(cell && put(cell, text))) unfit.push("“" + text.slice(0, 60) + "”");
        else if (cell && !text) put(cell, "");
      });
      last = at || last;
      at = at && at.nextElementSibling;
    }
    const left = unfit.length ? " Left out, because it does not fit: " + unfit.slice(0, 5).join(", ") + (unfit.length > 5 ? " and more." : ".") : "";
    say(place, (rows.length === 1 ? "1 row is pasted." : rows.length + " rows are pasted.") + left, undo);
    changed(place);
    show(last, start);
  });

  /* Rows that were typed and never saved are not on the page as the portal has it. */
  form.addEventListener("keep:rows", function (event) {
    for (const [name, value] of event.detail) {
      const place = name.endsWith("-rows") && form.querySelector('.portal-rows[data-table="' + CSS.escape(name.slice(0, -5)) + '"]');
      if (!place || !template(place) || place.querySelector('input[name="' + CSS.escape(name) + '"][value="' + CSS.escape(value) + '"]')) continue;
      place.append(blank(place, value));
      renumber(place);
    }
  });

  for (const place of form.querySelectorAll(".portal-rows")) {
    if (!template(place)) continue;
    rowsOf(place).forEach(tools);
    const fold = document.createElement("button");
    fold.type = "button";
    fold.className = "usa-button usa-button--unstyled portal-fold";
    fold.setAttribute("aria-expanded", "true");
    fold.textContent = "Collapse the rows of " + place.dataset.label;
    fold.addEventListener("click", function () {
      const folded = place.classList.toggle("portal-rows--collapsed");
      rowsOf(place).forEach(function (row) { row.querySelector(".portal-row__says").textContent = folded ? says(row) : ""; });
      fold.setAttribute("aria-expanded", String(!folded));
      fold.textContent = (folded ? "Show the rows of " : "Collapse the rows of ") + place.dataset.label;
    });
    const hint = document.createElement("p");
    hint.className = "usa-hint";
    hint.textContent = "Up and down arrows move between rows. Ctrl+Enter adds a row, Alt+Up and Alt+Down move it. Rows can be pasted from Excel, Word or Google Docs.";
    if (!form.querySelector(".portal-fold")) place.before(hint);
    place.before(fold);
  }
})();
