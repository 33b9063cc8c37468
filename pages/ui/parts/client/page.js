// Theme and language of the page around.

function theme() {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && getComputedStyle(app).colorScheme.includes("dark") ? "dark" : "light";
}

function dress({ lang, canonical, asked, ticks: offered }) {
  const chrome = ui.once.words[lang];
  const root = document.documentElement;
  root.lang = lang === "zh" ? "zh-CN" : "en";
  root.dataset.theme = theme();
  for (const name of ["filters", "drop", "large", "beyond", "template", "attach", "kept"]) {
    root.style.setProperty(`--${name}`, JSON.stringify(chrome[name]));
  }
  ui.chrome = chrome;
  watchScroll();
  watchLeaving();
  nameControls();
  showPresented();
  // What the link named and the data does not know is taken out of the address.
  const right = withHeld(canonical, asked);
  if (right !== location.search) {
    history.replaceState(history.state, "", location.pathname + right);
  }
  ui.known = canonical;
  ui.ticking = { lang, offered };
  takeTicks();
  showTicks();
}

/** Streamlit's own controls speak English; they are given our words. */
function nameControls() {
  const named = {
    '[data-testid="stSidebar"]': ui.chrome.filters,
    '[data-testid="stSidebarCollapseButton"] button': ui.chrome.close,
    '[data-testid="stExpandSidebarButton"]': ui.chrome.open,
    '[data-testid="stFileUploaderDropzone"] :is(button, input)': ui.chrome.drop,
  };
  for (const [selector, words] of Object.entries(named)) {
    document.querySelectorAll(selector).forEach((node) => node.setAttribute("aria-label", words));
  }
  document.querySelectorAll('[data-testid="stFileUploaderDropzone"] [role="alert"]').forEach((node) => {
    node.dataset.said = notArrived(node.textContent);
  });
}

/** Why a file did not arrive, in our words; nothing where it is too large or of a kind that is not sent at all. */
function notArrived(said) {
  if (said.includes("File must be") || said.includes("files are not allowed")) return "";
  if (/network/i.test(said)) return ui.chrome.failed_network;
  const status = /status code (\d+)/.exec(said)?.[1] ?? "?";
  const known = {
    400: ui.chrome.failed_400,
    403: ui.chrome.failed_403,
    404: ui.chrome.failed_404,
    405: ui.chrome.failed_405,
    413: ui.chrome.failed_413,
    503: ui.chrome.failed_503,
  };
  return known[status] ?? ui.chrome.failed.replace("{status}", status);
}

/** A place for files comes late, and anew for each file. */
function watchControls() {
  ui.controlsWatch ??= new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => [...addedNodes].some(holdsPlaceForFiles))) nameControls();
  });
  ui.controlsWatch.observe(document.body, { childList: true, subtree: true });
}

function holdsPlaceForFiles(node) {
  const place = '[data-testid="stFileUploaderDropzone"]';
  return node instanceof Element && Boolean(node.matches(place) || node.querySelector(place) || node.closest(place));
}

/** One line for who is here for the first time, until it is waved away; boot.js says who that is. */
function watchFirst() {
  if (ui.firstWatch) return;
  ui.firstWatch = true;
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".atlas-first a, .atlas-first button")) return;
    try {
      localStorage.setItem("atlas-first", "1");
    } catch {
      // A browser that keeps nothing is not told it.
    }
    document.documentElement.removeAttribute("data-first");
  });
}

function watchTheme() {
  if (ui.themeWatch) return;
  const app = document.querySelector('[data-testid="stApp"]');
  ui.themeWatch = new MutationObserver(() => {
    if (document.documentElement.dataset.theme === theme()) return;
    document.documentElement.dataset.theme = theme();
    document.querySelectorAll(".atlas-map iframe").forEach((frame) => draw(frame));
  });
  ui.themeWatch.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    setTimeout(() => app.toggleAttribute("data-restyled"), 60),
  );
}

/** Tell the stylesheet whether the page is scrolled. */
function watchScroll() {
  if (ui.scrollWatch) return;
  ui.scrollWatch = true;
  const look = ({ target }) => {
    if (target.dataset?.testid === "stMain") document.documentElement.toggleAttribute("data-scrolled", target.scrollTop > 2);
  };
  document.addEventListener("scroll", look, { capture: true, passive: true });
}
