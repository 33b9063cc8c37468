// A button pressed straight from a field waits until what was written there has come back as a new page: what it
// does then is of that page, not of the one before.

const WRITTEN = ':is([data-testid="stTextInput"], [data-testid="stTextArea"], [data-testid="stNumberInput"])';
const PRESSED = ':is([data-testid="stButton"], [data-testid="stDownloadButton"]) button';
const LOOK_MS = 30;
const BEGIN_MS = 700; // until a run begins at the latest
const MOST_MS = 20000; // that a run is waited for

function watchLeaving() {
  if (ui.leavingWatch) return;
  ui.leavingWatch = true;
  document.addEventListener("change", ({ target }) => {
    if (target.closest?.(WRITTEN)) ui.written = { at: performance.now() };
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(PRESSED);
    if (!button || !ui.written) return;
    if (performance.now() - ui.written.at > BEGIN_MS && !isRunning()) {
      ui.written = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    pressLater(button);
  }, true);
}

/** Press a button, or the one that stands in its place by then, once the page is of what was written. */
async function pressLater(button) {
  const place = [...(button.closest('[class*="st-key-"]')?.classList ?? [])].find((name) => name.startsWith("st-key-"));
  const begun = performance.now();
  let ran = false;
  while (performance.now() - begun < MOST_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    ran ||= isRunning();
    if (ran ? !isRunning() : performance.now() - ui.written?.at > BEGIN_MS) break;
  }
  ui.written = null;
  const there = button.isConnected || !place ? button : document.querySelector(`.${CSS.escape(place)} button`);
  there?.click();
}

function isRunning() {
  return document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "running";
}
