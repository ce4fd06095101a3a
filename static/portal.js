/* Small helps for every page; everything works without them. */
(function () {
  "use strict";
  // Signing in again, here or in another window, gives this browser another form token; forms opened before take it over.
  function freshToken() {
    const found = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    if (found) document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (field) { field.value = found[1]; });
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }
  // The form token travels with htmx's own requests too.
  document.addEventListener("htmx:configRequest", function (event) {
    const token = freshToken();
    if (!token) return;
    event.detail.headers["X-CSRFToken"] = token;
    if (event.detail.verb !== "get") event.detail.parameters.csrfmiddlewaretoken = token;
  });
  document.addEventListener("submit", freshToken, true);
  // The session has ended: say so where the answer would have been, with the way back to this page.
  document.addEventListener("htmx:responseError", function (event) {
    const address = event.detail.xhr.status === 401 && event.detail.xhr.getResponseHeader("Sign-In");
    if (!address) return;
    const again = document.createElement("a");
    again.href = address;
    again.textContent = "Sign in again";
    let place = event.detail.target;
    if (place === event.detail.elt) {  // it asks every second; what takes its place asks no more
      place = document.createElement("p");
      place.setAttribute("role", "status");
      event.detail.target.replaceWith(place);
    }
    place.replaceChildren((place.dataset.signedOut || "You are signed out.") + " ", again);
  });
  // The browser gave no passkey: say so where it was asked for.
  document.addEventListener("allauth.error", function (event) {
    const place = document.getElementById("no-key");
    if (!place) return;
    event.preventDefault();
    place.hidden = true;  // said again each time
    window.setTimeout(function () { place.hidden = false; }, 50);
  });
  // A second click sends nothing a second time.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
