// A zone picked in the table shows on the map: where that is out of sight, the map comes into a corner of the window.

const IN_SIGHT = 0.9; // of the map's place: as much as must lie in the window

/** Someone has picked a row: the page's map comes, now or when it is drawn, unless it was sent away on this page. */
function dock(row) {
  if (ui.dockRefused === location.pathname) return;
  ui.docking = { row, page: location.pathname };
  const box = document.querySelector(".atlas-map");
  if (box) dockAgain(box);
  stay(row);
}

const LEAVE = ["wheel", "touchstart", "pointerdown", "keydown"];

/** What is told of a zone above the table comes later and may push its row away: it stays in sight until someone moves. */
function stay(row) {
  if (ui.leave) ui.leave();
  const watch = new ResizeObserver(() => row.scrollIntoView({ block: "nearest" }));
  watch.observe(document.querySelector('[data-testid="stMainBlockContainer"]'));
  ui.leave = () => {
    watch.disconnect();
    for (const kind of LEAVE) document.removeEventListener(kind, ui.leave, { capture: true });
    ui.leave = null;
  };
  for (const kind of LEAVE) document.addEventListener(kind, ui.leave, { capture: true, passive: true });
}

/** Let a map come that someone waits for, if its place is out of sight. */
function dockAgain(box) {
  if (ui.docking?.page !== location.pathname || box.classList.contains("is-docked")) return;
  const { row } = ui.docking;
  ui.docking = null;
  const place = box.parentElement;
  if (inSight(place)) return;
  place.style.minHeight = `${box.offsetHeight}px`;
  box.classList.add("is-docked");
  document.documentElement.classList.add("is-docking");
  const close = Object.assign(document.createElement("button"), { type: "button", className: "undock", textContent: "×" });
  close.setAttribute("aria-label", ui.once.words[box.querySelector("iframe").data.lang].undock);
  close.addEventListener("click", () => {
    ui.dockRefused = location.pathname; // until the page is turned
    undock();
  });
  box.append(close);
  row.scrollIntoView({ block: "nearest" });
  // Who comes back to its place finds it there.
  ui.dockWatch = () => inSight(place) && undock();
  document.addEventListener("scroll", ui.dockWatch, { capture: true, passive: true });
}

/** Whether a place lies in the window, were the map there. */
function inSight(place) {
  const { top, bottom, height } = place.getBoundingClientRect();
  return Math.min(bottom, innerHeight) - Math.max(top, 0) >= IN_SIGHT * height;
}

function undock() {
  document.removeEventListener("scroll", ui.dockWatch, { capture: true });
  document.documentElement.classList.remove("is-docking");
  const box = document.querySelector(".atlas-map.is-docked");
  if (!box) return;
  box.querySelector(".undock").remove();
  box.classList.remove("is-docked");
  box.parentElement.style.minHeight = "";
}
