// The tool that picks zones: a click each, or a rectangle, a polygon, a circle, a line with so many kilometres on either
// side. What lies in a shape is added to what was picked before; while it stands it can be changed, or taken back.

// How each shape is drawn point by point, and of how many it must have to hold anything; the two that can be pulled.
const PICK_SHAPES = {
  box: { least: 2, most: 2, closed: false, snaps: false },
  area: { least: 3, most: 60, closed: true, snaps: false },
  circle: { least: 1, most: 1, closed: false },
  line: { least: 2, most: 60, closed: false },
};
const PULLED = ["box", "circle"];
const PICK_KM = { circle: 50, line: 20 };
const PICK_MOST = 5000; // km
const PICK_LEAST = 0.1;
const PULL = 4; // px: a shorter pull is a click

class Picking {
  /**
   * `mask()` gives which zones show, `at()` the zone at hand or null; `changed(numbers)` hears what is picked by hand,
   * `hold(on)` that the map must stand still, `toggled(on)` that the tool is open or not.
   */
  constructor(map, container, { zones, drafting, marks, text, mask, at, changed, hold, toggled }) {
    Object.assign(this, { map, container, zones, drafting, text, mask, at, changed, hold, toggled });
    Object.assign(this, { mode: "click", shape: null, wrong: false, picked: new Set(), before: new Set(), km: { ...PICK_KM } });
    this.fill = svg("path", { class: "pick-fill" });
    this.edge = svg("path", { class: "draft" });
    this.words = svg("text", { class: "pick-words", dy: "-0.6em" });
    marks.above.prepend(this.fill, this.edge, this.words);
    this.panel = new Panel(container, "picking", () => this.open(false));
    this.modes = ["click", ...Object.keys(PICK_SHAPES)].map((mode) => {
      const button = html("button", { type: "button", "data-pick": mode });
      button.addEventListener("click", ({ detail }) => this.#choose(mode, !detail));
      return button;
    });
    this.input = html("input", { type: "number", min: String(PICK_LEAST), max: String(PICK_MOST), step: "any" });
    this.input.addEventListener("input", () => this.#typed());
    this.field = html("label", { class: "km" }, html("span"), this.input, "km");
    this.step = html("p", { class: "step" });
    this.status = html("p", { class: "step", role: "status" });
    this.finish = actOf("finish", () => drafting.finish());
    this.undo = actOf("undo", () => this.back());
    this.panel.element.append(html("div", { class: "kinds", role: "group" }, ...this.modes), this.field, this.step, this.status, html("div", { class: "acts", role: "group" }, this.finish, this.undo));
    this.panel.element.addEventListener("keydown", ({ key, target }) => {
      if (key === "Escape") this.open(false);
      if (key === "Enter" && target === this.input) this.#around();
    });
    this.#listen();
  }

  get isOpen() {
    return !this.panel.element.hidden;
  }

  /** Whether the pointer draws. */
  get draws() {
    return this.isOpen && this.mode !== "click";
  }

  /** Open the tool, or close it; what is picked stays. */
  open(on) {
    if (on === this.isOpen) return;
    this.panel.element.hidden = !on;
    this.toggled(on);
    if (on) this.#choose(this.mode, false);
    else {
      this.#settle();
      this.#stop();
    }
    if (on) this.modes.find(({ dataset }) => dataset.pick === this.mode).focus({ preventScroll: true });
  }

  /** Say everything again in the present language. */
  render() {
    const { text } = this;
    this.panel.render(text("pick.label"), text("pick.close"));
    for (const button of this.modes) button.textContent = text(`pick.mode.${button.dataset.pick}`);
    this.field.firstChild.textContent = text("pick.km");
    this.finish.textContent = text("pick.finish");
    this.undo.textContent = text("pick.undo");
    this.#show();
  }

  #choose(mode, byKey) {
    this.#settle();
    this.#stop();
    this.mode = mode;
    this.hold(PULLED.includes(mode));
    this.#draft();
    this.#show();
    if (byKey && mode !== "click") this.container.focus();
  }

  /** Let the next shape be drawn; the one before stands until it begins. */
  #draft() {
    if (this.mode === "click") return;
    this.drafting.start({
      ...PICK_SHAPES[this.mode],
      changed: (places, zones) => this.#drafted(places, zones, false),
      done: (places, zones) => {
        this.#drafted(places, zones, true);
        this.#draft();
      },
      left: () => (this.shape ? this.back() : this.open(false)),
    });
    this.mine = this.drafting.done;
  }

  #stop() {
    this.hold(false);
    // Another tool may be drawing already.
    if (this.drafting.active && this.drafting.done === this.mine) this.drafting.stop();
  }

  #drafted(places, [from], done) {
    if (this.shape?.done) this.#settle();
    if (!places.length) this.back();
    else this.#change({ places, done, from: this.mode === "circle" ? from : undefined, km: this.km[this.mode] });
  }

  // What is picked ------------------------------------------------------------------------------

  /** The shape is done with: what it picked stays. */
  #settle() {
    Object.assign(this, { shape: null, wrong: false, before: new Set(this.picked) });
    this.draw();
    this.#show();
  }

  /** Take the shape back, and what it picked. */
  back() {
    this.shape = null;
    this.#take(this.before);
    if (this.mode !== "click") {
      this.drafting.stop();
      this.#draft();
    }
    this.draw();
    this.#show();
  }

  #change(shape) {
    this.shape = shape;
    this.#measure();
    this.draw();
    this.#show();
  }

  /** The corners of the shape. */
  get #corners() {
    const [[x1, y1], [x2, y2]] = [this.shape.places[0], this.shape.places[this.shape.places.length - 1]];
    return this.mode === "box" ? [[x1, y1], [x2, y1], [x2, y2], [x1, y2]] : this.shape.places;
  }

  /** How many kilometres a zone lies within the shape; negative without. */
  #depth(place, corners) {
    if (this.mode in this.km) return this.shape.km - kmToLine(place, corners);
    const edge = kmToLine(place, [...corners, corners[0]]);
    return isWithin(place, corners) ? edge : -edge;
  }

  /** Pick what lies in the shape, of the zones that show; tell for how many the positions are too rough. */
  #measure() {
    const { shape } = this;
    Object.assign(shape, { found: [], out: 0, outside: 0 });
    const whole = shape.places.length >= (this.mode === "line" ? 1 : PICK_SHAPES[this.mode].least);
    const mask = this.mask();
    const corners = this.#corners;
    const rough = shape.from === undefined ? 0 : this.zones.accuracy[shape.from];
    for (let i = 0; whole && i < this.zones.n; i++) {
      if (!mask[i]) continue;
      const depth = this.#depth([this.zones.lng[i], this.zones.lat[i]], corners);
      if (depth >= 0) shape.found.push(i);
      if (i !== shape.from && Math.abs(depth) * 1000 < this.zones.accuracy[i] + rough) shape[depth >= 0 ? "out" : "outside"]++;
    }
    shape.whole = whole;
    this.#take(new Set([...this.before, ...shape.found]));
  }

  #take(picked) {
    const same = picked.size === this.picked.size && [...picked].every((i) => this.picked.has(i));
    this.picked = new Set(picked);
    if (!same) this.changed([...picked].sort((a, b) => a - b));
  }

  /** Someone picks a zone, or lets go of it. */
  pick(i) {
    const picked = new Set(this.picked);
    if (!picked.delete(i)) picked.add(i);
    this.#take(picked);
    this.#settle();
  }

  /** What is picked, by who holds the map: numbers of zones. */
  set(numbers) {
    if (numbers.length === this.picked.size && numbers.every((i) => this.picked.has(i))) return;
    this.picked = new Set(numbers);
    this.#settle();
  }

  // What is shown -------------------------------------------------------------------------------

  #show() {
    const { shape, mode } = this;
    for (const button of this.modes) button.setAttribute("aria-pressed", String(button.dataset.pick === mode));
    this.step.textContent = shape ? "" : this.text(`pick.step.${mode}`);
    this.field.hidden = !(mode in this.km);
    if (!this.field.hidden && document.activeElement !== this.input) this.input.value = this.km[mode];
    this.input.setAttribute("aria-invalid", String(this.wrong));
    this.finish.hidden = !shape || shape.done || PULLED.includes(mode) || shape.places.length < PICK_SHAPES[mode].least;
    this.undo.hidden = !shape;
    this.status.textContent = this.#said;
  }

  get #said() {
    const { text, shape } = this;
    if (this.wrong) return text("pick.wrong", { most: PICK_MOST });
    if (!shape?.whole) return "";
    const form = ["none", "one"][shape.found.length] ?? "many";
    const words = [text(`pick.found.${form}`, { n: shape.found.length })];
    if (shape.from !== undefined) words.push(text("pick.from", { zone: this.zones.short(shape.from), km: this.zones.accuracy[shape.from] / 1000 }));
    if (shape.out) words.push(text("pick.unsure.inside", { n: shape.out }));
    if (shape.outside) words.push(text("pick.unsure.outside", { n: shape.outside }));
    return words.join(text("pick.and"));
  }

  /** Draw the shape, with its kilometres. */
  draw() {
    const path = (rings) => rings.map((ring) => pathOf(ring.map((place) => this.#point(place)), true)).join("");
    const { shape, mode } = this;
    const corners = shape?.whole ? this.#corners : [];
    const ring = mode === "circle" ? corners.flatMap((place) => circleAround(place, shape.km)) : straightened([...corners, ...corners.slice(0, 1)]);
    const rings = !corners.length ? [] : mode === "line" ? corridorAlong(corners, shape.km) : [ring];
    this.fill.setAttribute("d", path(rings));
    this.edge.setAttribute("d", shape?.done && mode !== "line" ? path(rings) : shape?.done ? pathOf(straightened(corners).map((place) => this.#point(place)), false) : "");
    this.words.textContent = corners.length && mode in this.km ? this.text("pick.long", { km: shape.km }) : "";
    if (!this.words.textContent) return;
    const { x, y } = this.#point(goAlong(corners[corners.length - 1], 0, shape.km * 1000));
    setNumbers(this.words, { x, y });
  }

  #point([lon, lat]) {
    return this.map.latLngToLayerPoint([lat, lon]);
  }

  // Kilometres that are typed, places that are pulled -------------------------------------------

  #typed() {
    const km = Number(this.input.value.replace(",", "."));
    this.wrong = !(km >= PICK_LEAST && km <= PICK_MOST);
    if (!this.wrong) this.km[this.mode] = km;
    if (!this.wrong && this.shape) this.#change({ ...this.shape, km });
    else this.#show();
  }

  /** Draw the circle of the kilometres typed around the zone at hand, else around the window's middle. */
  #around() {
    if (this.mode !== "circle" || this.wrong || this.shape) return;
    const i = this.at() ?? undefined;
    const { lng, lat } = i === undefined ? this.map.getCenter() : this.zones.latLng(i);
    this.#drafted([[lng, lat]], [i], true);
  }

  #listen() {
    this.container.addEventListener("pointerdown", (event) => this.#down(event), true);
    document.addEventListener("pointermove", (event) => this.#move(event));
    document.addEventListener("pointerup", () => this.#up());
    document.addEventListener("pointercancel", () => (this.pull = null));
    // The click that ends a pull is no click.
    document.addEventListener("click", (event) => this.pulled && event.detail && event.stopPropagation(), true);
  }

  #down(event) {
    this.pull = null;
    this.pulled = false;
    if (!this.isOpen || !PULLED.includes(this.mode) || !event.isPrimary || event.button || !this.drafting.isGround(event)) return;
    const { clientX, clientY } = event;
    this.pull = { clientX, clientY, zone: this.mode === "circle" ? this.drafting.zoneAt(event) : undefined };
  }

  #move(event) {
    const { pull } = this;
    if (!pull || !event.isPrimary) return;
    if (!pull.begun) {
      if (Math.hypot(event.clientX - pull.clientX, event.clientY - pull.clientY) < PULL) return;
      const { lng, lat } = pull.zone === undefined ? this.map.mouseEventToLatLng(pull) : this.zones.latLng(pull.zone);
      Object.assign(pull, { begun: true, place: [lng, lat] });
      this.drafting.stop();
      this.#settle();
    }
    const { lng, lat } = this.map.mouseEventToLatLng(event);
    if (this.mode === "box") {
      this.#change({ places: [pull.place, [lng, lat]], done: true });
      return;
    }
    const km = Math.min(PICK_MOST, Math.max(PICK_LEAST, kmBetween(pull.place, [lng, lat])));
    this.km.circle = Number(km.toFixed(km < 10 ? 1 : 0)); // no finer than it can be pulled
    this.#change({ places: [pull.place], from: pull.zone, km: this.km.circle, done: true });
  }

  #up() {
    const begun = this.pull?.begun;
    this.pull = null;
    if (!begun) return;
    this.pulled = true;
    this.#draft();
  }
}
