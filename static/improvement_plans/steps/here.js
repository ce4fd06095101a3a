/* Says which field one is at, and shows who else is in the step. Nothing that is typed goes along. */
(function () {
  "use strict";
  const line = document.getElementById("here");
  if (!line) return;
  const EVERY = 20000;
  let field = "";

  document.addEventListener("focusin", function (event) {
    const around = event.target.closest('[id^="field-"]');
    if (around) field = around.id.slice("field-".length);
  });

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await fetch(`${line.dataset.address}here/?field=${encodeURIComponent(field)}`, {headers: {"HX-Request": "true"}});
      if (!answer.ok || answer.redirected) return;
      const words = new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim().replace(/\s+/g, " ");
      if (line.textContent !== words) line.textContent = words;
    } catch {
      line.textContent = "";  // the portal cannot be reached; the line under the form says so once there is something to save
    }
  }
  ask();
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
