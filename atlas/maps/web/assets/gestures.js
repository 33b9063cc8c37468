// Wheel and fingers. Where the page around the map scrolls, a plain wheel and one finger are the page's.

const NOTCH = 110; // px of wheel that are a level of zoom
const PINCHED = 70; // px that are one where a touchpad is pinched: it comes as a wheel with Ctrl
const SUDDEN = 40; // px: no pinch turns so far at once
const MOST = 2; // levels at once, of a wheel
const STRETCH = 2.5; // levels of one pinch on a screen: the drawing is stretched until the fingers are lifted
const TURN_MS = 60;
const REST_MS = 400;
const WAITING = -1; // no timer's number
const UNITS = [1, 20, 120]; // px of a wheel's pixel, line and page

class Gestures {
  /** `taken()` hears that someone moves the map; `say(key, values)` tells something that will pass. */
  constructor(map, { taken, say }) {
    Object.assign(this, { map, taken, say });
    this.still = false;
    this.direct = true;
    this.wanted = 0;
    const container = map.getContainer();
    map.scrollWheelZoom.disable();
    map.options.bounceAtZoomLimits = false;
    container.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    container.addEventListener("pointerdown", ({ pointerType }) => this.#press(pointerType), true);
    for (const name of ["touchstart", "touchmove"]) {
      container.addEventListener(name, (event) => this.#touch(event), { passive: false });
    }
  }

  /** Whether wheel and finger are the map's alone. */
  set direct(direct) {
    this.alone = direct;
    this.map.getContainer().classList.toggle("page-scrolls", !direct);
    if (!this.still) this.map.dragging.enable();
  }

  /** A tool draws: the map stands still under mouse and finger; or no more. */
  hold(still) {
    this.still = still;
    for (const name of ["dragging", "doubleClickZoom", "boxZoom"]) this.map[name][still ? "disable" : "enable"]();
    this.map.getContainer().classList.toggle("still", still);
  }

  #wheel(event) {
    if (!this.alone && !event.ctrlKey && !event.metaKey) {
      this.say("wheel", { key: /Mac/.test(navigator.platform) ? "⌘" : "Ctrl" });
      return;
    }
    event.preventDefault();
    const px = event.deltaY * (UNITS[event.deltaMode] ?? 1);
    const pinched = event.ctrlKey && Math.abs(px) < SUDDEN;
    this.wanted = Math.max(-MOST, Math.min(MOST, this.wanted - px / (pinched ? PINCHED : NOTCH)));
    this.at = this.map.mouseEventToContainerPoint(event);
    this.last = performance.now();
    this.turn ??= setTimeout(() => this.#turn(), TURN_MS);
  }

  /** Zoom by what was asked for meanwhile; until that is drawn, all that comes waits together. */
  #turn() {
    const { map } = this;
    this.turn = null;
    const snap = map.options.zoomSnap;
    const step = Math.round(this.wanted / snap) * snap;
    const zoom = Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), map.getZoom() + step));
    const stands = zoom === map.getZoom();
    // At a limit nothing is left to wish for; what is less than a step adds up, if it comes at one go.
    this.wanted = (stands && step) || performance.now() - this.last > REST_MS ? 0 : this.wanted - step;
    if (stands) return;
    this.taken();
    this.turn = WAITING;
    map.once("zoomend", () => requestAnimationFrame(() => (this.turn = setTimeout(() => this.#turn(), TURN_MS))));
    map.setZoomAround(this.at, zoom);
  }

  /** One finger moves the page, a mouse the map. */
  #press(pointerType) {
    const moves = !this.still && (this.alone || pointerType !== "touch");
    if (moves !== this.map.dragging.enabled()) this.map.dragging[moves ? "enable" : "disable"]();
  }

  #touch(event) {
    const { map } = this;
    if (event.touches.length > 1) {
      if (event.cancelable) event.preventDefault();
      this.taken();
      if (event.type === "touchmove") return;
      const zoom = map.getZoom();
      map.options.minZoom = Math.max(map.getMinZoom(), zoom - STRETCH);
      map.options.maxZoom = Math.min(map.getMaxZoom(), zoom + STRETCH);
    } else if (event.type === "touchmove" && !this.alone && !this.still) {
      this.say("fingers", {});
    }
  }
}

/** Words over the map that pass by themselves; each is said once a visit. */
class Hint {
  constructor(container) {
    this.element = html("p", { class: "passing", role: "status" });
    container.append(this.element);
  }

  say(key, words) {
    if (recall(sessionStore, key)) return;
    keep(sessionStore, key, "said");
    this.element.textContent = words;
    this.element.classList.add("on");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.element.classList.remove("on"), 2500);
  }
}
