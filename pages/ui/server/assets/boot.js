/*
 * Runs before Streamlit's scripts, in browsers of every age: ES5 only, nothing newer than 2017.
 * It loads the polyfills where a feature is missing, and says in words why the page is empty
 * where Streamlit's scripts did not start.
 */
(function () {
  "use strict";

  var SCRIPTS_MS = 8000;
  var SERVER_MS = 20000;
  var LOOK_MS = 250;
  var boot = document.currentScript;
  var start = Date.now();
  var broken = "";
  var shown = "";
  var styled = false;
  var looking;

  // Where the app is served. By itself Streamlit's script looks for it below the path of the page
  // first, which for a link to a page ends in two answers of 404.
  window.__streamlit = { BACKEND_BASE_URL: boot.src.replace(/compat\/[^/]*$/, "") };

  // The line for who is here for the first time has its room from the beginning; a browser that
  // keeps nothing would be told it each time. The pages' scripts take it away.
  try {
    if (!localStorage.getItem("atlas-first")) document.documentElement.setAttribute("data-first", "");
  } catch (error) {
    // As above.
  }

  // In step with tests/browser/compat/polyfills.js, which makes what is loaded here.
  function complete() {
    try {
      new RegExp("", "v");
    } catch (error) {
      return false;
    }
    return (
      "toSorted" in Array.prototype &&
      "toSpliced" in Array.prototype &&
      "with" in Array.prototype &&
      "toSorted" in Int8Array.prototype &&
      "groupBy" in Object &&
      "groupBy" in Map &&
      "withResolvers" in Promise &&
      "union" in Set.prototype &&
      "isSubsetOf" in Set.prototype &&
      "toWellFormed" in String.prototype &&
      "canParse" in URL
    );
  }

  function modular() {
    return "noModule" in boot;
  }

  function root() {
    return document.getElementById("root");
  }

  function started() {
    return Boolean(root() && root().firstElementChild);
  }

  // Until the server answers, there is one place: empty, then with the outline of a page.
  function drawn() {
    var places = document.querySelectorAll('#root [data-testid="stElementContainer"]');
    var i;
    for (i = 0; i < places.length; i += 1) {
      if (
        places[i].firstElementChild &&
        !places[i].querySelector('[data-testid="stAppSkeleton"]')
      ) {
        return true;
      }
    }
    return false;
  }

  function reason() {
    var waited = Date.now() - start;
    if (!started()) return broken || (waited > SCRIPTS_MS ? "late" : "");
    return waited > SERVER_MS ? "apart" : "";
  }

  function style() {
    var link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = boot.getAttribute("data-style");
    document.head.appendChild(link);
    styled = true;
  }

  function show(why) {
    var notice = document.getElementById("atlas-notice");
    var reasons, i;
    if (!notice || why === shown) return;
    if (!styled) style();
    shown = why;
    reasons = notice.querySelectorAll("[data-why]");
    for (i = 0; i < reasons.length; i += 1) {
      reasons[i].hidden = reasons[i].getAttribute("data-why") !== why;
    }
    notice.setAttribute("role", "alert");
    notice.hidden = !why;
  }

  function look() {
    var notice = document.getElementById("atlas-notice");
    if (drawn()) {
      notice.parentNode.removeChild(notice);
      clearInterval(looking);
      window.removeEventListener("error", failed, true);
    } else {
      show(reason());
    }
  }

  // A script that does not arrive, does not parse or breaks while the page is still empty.
  function failed(event) {
    if (event.target && event.target.tagName === "SCRIPT") broken = broken || "late";
    else if (/\/(static\/js|compat)\//.test(event.filename || "")) broken = "old";
    else return;
    look();
  }

  if (modular()) {
    window.addEventListener("error", failed, true);
    // Written, it runs before any module does; appended, it might not.
    if (!complete()) {
      document.write('<script src="' + boot.getAttribute("data-polyfills") + '"><\/script>');
    }
  } else {
    broken = "old";
  }
  looking = setInterval(look, LOOK_MS);
})();
