// Drawing on the map point by point: by mouse, by finger, and by the keyboard with the cross in the middle of the window.

const SNAP = 14; // px within which a click is meant for a zone
const SAME = 6; // px: a second click here ends what is drawn

class Drafting {
  /** `zones` and `mask()` give what a point can snap to; `say(key)` tells what is wrong; `isPlace` knows the base map. */
  constructor(map, container, { zones, mask, isPlace, say, decimals }) {
    Object.assign(this, { map, container, zones, mask, isPlace, say, decimals, active: false, places: [] });
    this.line = svg("path", { class: "draft" });
    this.dots = svg("g");
    this.element = svg("g", {}, this.line, this.dots);
    this.cross = html("div", { class: "cross", "aria-hidden": "true" });
    container.append(this.cross);
    container.addEventListener("click", (event) => this.#clicked(event), true);
    container.addEventListener("dblclick", (event) => this.active && this.isGround(event) && event.stopPropagation(), true);
    container.addEventListener("keydown", (event) => this.#pressed(event), true);
    container.addEventListener("pointermove", (event) => this.#pointed(event));
  }

  /** Begin: at least and at most so many places, closed or not, that mean zones or not; `changed(places, zones)`, `done(places, zones)`, `left()`. */
  start({ least, most, closed, snaps = true, changed, done, left }) {
    Object.assign(this, { least, most, closed, snaps, changed, done, left, active: true, places: [], snapped: [] });
    this.container.classList.add("drafting");
    this.draw();
  }

  stop() {
    this.active = false;
    this.places = [];
    this.snapped = [];
    this.container.classList.remove("drafting");
    this.draw();
  }

  /** Whether enough places are there to be done. */
  get enough() {
    return this.active && this.places.length >= this.least;
  }

  /** Take the last place back; whether there was one. */
  back() {
    if (!this.active || !this.places.length) return false;
    this.places = this.places.slice(0, -1);
    this.snapped = this.snapped.slice(0, -1);
    this.draw();
    this.changed?.(this.places, this.snapped);
    return true;
  }

  finish() {
    if (!this.enough) return;
    const { places, snapped, done } = this;
    this.stop();
    done(places, snapped);
  }

  /** Draw what there is so far, with a line to a point of the drawing that follows the pointer. */
  draw(pointer = null) {
    const points = this.places.map(([lon, lat]) => this.map.latLngToLayerPoint([lat, lon]));
    const line = pointer && points.length ? [...points, pointer] : points;
    outlineDraft(this.line, line, this.closed);
    this.dots.replaceChildren(...points.map(({ x, y }) => svg("circle", { class: "draft", cx: x, cy: y, r: 3.5 })));
  }

  /** Whether an event is meant for the map and not for what stands on it. */
  isGround({ target }) {
    return target === this.container || Boolean(target.closest(".leaflet-map-pane")) && !target.closest(".handle");
  }

  #clicked(event) {
    if (!this.active || !this.isGround(event)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (event.detail && this.map.dragging.enabled() && this.map.dragging.moved()) return;
    this.#take(this.map.mouseEventToContainerPoint(event), this.zoneAt(event));
  }

  /** The number of the visible zone that a pointer is meant for, or undefined. */
  zoneAt(event) {
    const zone = event.target.closest("[data-zone]")?.dataset.zone;
    return zone === undefined ? this.#near(this.map.mouseEventToContainerPoint(event)) : this.zones.number(zone);
  }

  /** The number of the visible zone that a point of the window is meant for, or undefined. */
  #near(point) {
    const mask = this.mask();
    let best;
    let least = SNAP;
    for (let i = 0; i < this.zones.n; i++) {
      if (!mask[i]) continue;
      const far = this.map.latLngToContainerPoint(this.zones.latLng(i)).distanceTo(point);
      if (far < least) [least, best] = [far, i];
    }
    return best;
  }

  #take(point, meant) {
    const zone = this.snaps ? meant : undefined;
    const on = (i) => this.map.latLngToContainerPoint(L.latLng(this.places[i][1], this.places[i][0])).distanceTo(point) < SAME;
    const last = this.places.length - 1;
    const again = last >= 0 && (on(last) || (zone !== undefined && this.snapped[last] === zone));
    if (again || (this.closed && last > 0 && on(0))) {
      if (this.enough) this.finish();
      return;
    }
    const { lat, lng } = zone === undefined ? this.map.containerPointToLatLng(point) : this.zones.latLng(zone);
    const place = [lng, lat].map((degrees) => Number(degrees.toFixed(this.decimals)));
    if (!this.isPlace(place)) return this.say("outside");
    this.places = [...this.places, place];
    this.snapped = [...this.snapped, zone];
    this.draw();
    this.changed?.(this.places, this.snapped);
    if (this.places.length === this.most) this.finish();
  }

  #pressed(event) {
    if (!this.active) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.left();
      return;
    }
    if (event.target !== this.container && !event.target.closest("[data-zone]")) return;
    const middle = this.map.getSize().divideBy(2);
    const zone = event.target.closest("[data-zone]")?.dataset.zone;
    if (event.key === "Enter" && zone !== undefined) this.#take(this.map.latLngToContainerPoint(this.zones.latLng(this.zones.number(zone))), this.zones.number(zone));
    else if (event.key === "Enter") this.#take(middle, this.#near(middle));
    else if (event.key === "Backspace") this.back();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #pointed(event) {
    if (!this.active || event.pointerType === "touch" || !this.places.length) return;
    this.draw(this.map.mouseEventToLayerPoint(event));
  }
}

/** Let a path show what is being drawn or measured. */
function outlineDraft(path, points, closed) {
  if (points.length > 1) path.setAttribute("d", pathOf(points, closed && points.length > 2));
  else path.removeAttribute("d");
  path.classList.toggle("closed", closed);
}
