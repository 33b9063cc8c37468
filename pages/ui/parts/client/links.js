// Links: what is asked stands in the address, and a click is a step in the history.

function query(changes) {
  const params = new URLSearchParams(location.search);
  for (const [name, values] of Object.entries(changes)) {
    params.delete(name);
    [].concat(values ?? []).forEach((value) => value && params.append(name, value));
  }
  const text = params.toString();
  return text ? "?" + text : "";
}

function follow(url, { replace = false } = {}) {
  const same = url === location.href || url === location.pathname + location.search;
  // What an address got wrong was taken out of it: what is said of that goes with the next answer.
  if (same && !document.querySelector(".notice[data-dropped]")) return;
  if (!same) history[replace ? "replaceState" : "pushState"]({}, "", url);
  // Streamlit answers a step in the history with a rerun of the page that the URL names.
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  showForeseen();
  showPresented();
}

const sorted = (search) => [...new URLSearchParams(search)].map(String).sort().join("&");

function change(changes, options) {
  follow(location.pathname + query(changes), options);
}

/** Open a zone's sheet, or close it; where zones are picked, these stay. */
function pick(zone) {
  const params = new URLSearchParams(location.search);
  const { flag, sheet } = ui.once.choices.picked;
  const zones = picked(ui.once.choices, params);
  const now = zones.length ? params.get(sheet) : params.get(flag);
  const open = zone && zone !== now ? zone : null;
  change(zones.length ? { [sheet]: open ?? (zones.length > 1 ? null : "none") } : { [flag]: open });
}

if (!ui.listening) {
  ui.listening = true;
  document.addEventListener(
    "click",
    (event) => {
      closeOthers(event.target);
      restNow();
      // Opening or closing the panel puts a new button in its place.
      if (event.target.closest?.('[data-testid*="Sidebar"]')) setTimeout(nameControls, 50);
      const link = event.target.closest?.("a[data-go], a[data-skip]");
      if (link && link.dataset.go !== undefined) link.search = withHeld(link.search, ui.known);
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (link.dataset.skip === "map") focusAfter(link.parentElement);
      else if (link.dataset.skip) focusOn(link.dataset.skip);
      else if ("skip" in link.dataset) focusContent();
      else {
        const turned = new URL(link.href).pathname !== location.pathname;
        follow(link.href);
        if (turned) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
      }
    },
    true,
  );
  listenYears();
  // A form is a link with fields: what is filled in goes into the address.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target.closest?.("form[data-go]");
      if (!form) return;
      event.preventDefault();
      const url = new URL(form.action);
      new FormData(form).forEach((value, name) => {
        if (value.trim()) url.searchParams.set(name, value.trim());
      });
      follow(url.href);
    },
    true,
  );
}

// What was opened here is kept by the server for this page alone: a reload would lose it.
window.onbeforeunload = (event) => {
  if (document.querySelector("[data-unsaved]")) event.preventDefault();
};

/** A list that lies over the page goes when something else is clicked. */
function closeOthers(target) {
  for (const list of document.querySelectorAll(".atlas-presets details[open]")) {
    if (!list.contains(target)) list.open = false;
  }
}
