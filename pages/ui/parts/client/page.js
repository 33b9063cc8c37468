// Theme and language of the page around.

function theme() {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && getComputedStyle(app).colorScheme.includes("dark") ? "dark" : "light";
}

function dress({ lang, canonical, chrome }) {
  const root = document.documentElement;
  root.lang = lang === "zh" ? "zh-CN" : "en";
  root.dataset.theme = theme();
  root.style.setProperty("--filters", JSON.stringify(chrome.filters));
  root.style.setProperty("--drop", JSON.stringify(chrome.drop));
  root.style.setProperty("--large", JSON.stringify(chrome.large));
  root.style.setProperty("--beyond", JSON.stringify(chrome.beyond));
  ui.chrome = chrome;
  nameControls();
  // What the link named and the data does not know is taken out of the address.
  if (canonical !== location.search) {
    history.replaceState(history.state, "", location.pathname + canonical);
  }
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
