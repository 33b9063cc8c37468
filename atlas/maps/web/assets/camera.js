// Where the map looks: what it is fitted to, how far and how near it may go, and whether someone has moved it.

const ROOM = 26; // px kept free around what the map is fitted to
const CLOSEST = 9.5; // zoom no fit goes beyond
const OUTLINED = 15; // but for a zone whose outline is known; and no hand goes beyond that
const CLOSE = 12.5; // zoom no closer look at a file's shapes begins with
const NAME = 90; // px a name may reach beyond the province
const CLEAR = 8; // px kept free between the legend and what it must not cover
const SMALLER = 0.5; // zooms that the province may be smaller than the window
const BAR = 120; // px of the longest scale bar
const PRECISE = 1000; // metres: a zone known better than that may be looked at from close by

class Camera {
  /** `mask()` gives which zones show; `moved(view)` hears where someone has moved the map. */
  constructor(map, container, { zones, boundaries, outlines, legend, mask, moved }) {
    Object.assign(this, { map, container, zones, boundaries, outlines, legend, mask, moved });
    this.byHand = false; // whether someone has moved the map since it was last fitted
    this.target = null; // what it is fitted to: the province (null), "shown", or numbers of zones
    this.ground = boundaries.bounds; // what the window's middle cannot leave
    this.quiet = false;
    const numbers = Array.from({ length: zones.n }, (_, i) => i);
    const isPrecise = (i) => outlines.known.has(i) || zones.accuracy[i] < PRECISE;
    this.precise = numbers.filter(isPrecise);
    this.coarsest = this.#closestTo(numbers.filter((i) => !isPrecise(i)).map((i) => zones.accuracy[i]));
    map.options.maxBoundsViscosity = MOTION ? 0.8 : 1;
    map.on("dragstart boxzoomend dblclick", () => this.take());
    map.on("keydown", ({ originalEvent: { key } }) => /^(Arrow|[-+=_])/.test(key) && this.take());
    map.on("moveend", () => {
      this.limit();
      this.#tell();
    });
    // Where a zoom is heading is known before it is there, should the page be turned meanwhile.
    map.on("zoomanim", ({ center, zoom }) => this.#tell(center, zoom));
  }

  /** The zoom at which the scale bar stands for the least of some accuracies. */
  #closestTo(metres) {
    if (!metres.length) return OUTLINED;
    const around = 2 * Math.PI * L.CRS.Earth.R * Math.cos((this.ground.getCenter().lat * Math.PI) / 180);
    const zoom = Math.log2((around * BAR) / (256 * metres.reduce((least, each) => Math.min(least, each))));
    return Math.min(OUTLINED, Math.floor(zoom * 4) / 4);
  }

  /** Someone has moved the map: it is not fitted to anything any more. */
  take() {
    this.byHand = true;
  }

  #tell(center, zoom) {
    if (!this.quiet && this.byHand) this.moved(this.view(center, zoom));
  }

  view({ lat, lng } = this.map.getCenter(), zoom = this.map.getZoom()) {
    return { lat: Number(lat.toFixed(5)), lng: Number(lng.toFixed(5)), zoom };
  }

  /** Do something to the map without telling anyone. */
  quietly(act) {
    this.quiet = true;
    act();
    this.quiet = false;
  }

  /** Set the view without telling anyone, as if by hand. */
  setView({ lat, lng, zoom }) {
    this.quietly(() => this.#free(() => this.map.setView([lat, lng], zoom, { animate: false })));
    this.take();
  }

  /** Do something at any zoom; the limits hold again once the map has moved. */
  #free(act) {
    Object.assign(this.map.options, { minZoom: 0, maxZoom: OUTLINED });
    return act();
  }

  /**
   * How far and how near the window may go: the province a little smaller than the window, and no nearer than the
   * zones in it are known.
   */
  limit() {
    const { map } = this;
    if (map._animatingZoom) return;
    const least = Math.max(0, this.#fitting(this.ground) - SMALLER);
    // The middle of the window stays over what it cannot leave.
    const half = map.getSize().divideBy(2);
    const south = map.project(this.ground.getSouthWest()).add([-half.x, half.y]);
    const north = map.project(this.ground.getNorthEast()).add([half.x, -half.y]);
    map.options.maxBounds = L.latLngBounds(map.unproject(south), map.unproject(north));
    const shown = map.getBounds();
    const near = this.ground !== this.boundaries.bounds || this.precise.some((i) => shown.contains(this.zones.latLng(i)));
    const most = near ? OUTLINED : this.coarsest;
    Object.assign(map.options, { minZoom: least, maxZoom: most });
    const zoom = map.getZoom();
    if (zoom < least || zoom > most) map.setZoom(zoom < least ? least : most, { animate: false });
    // Leaflet takes the bounds by a call only, which would move the map at once.
    if (!this.bounded) map.on("moveend", map._panInsideMaxBounds);
    this.bounded = true;
  }

  /** The closest zoom that shows bounds whole. */
  #fitting(bounds) {
    return this.#free(() => this.map.getBoundsZoom(bounds, false, L.point(2 * ROOM, 2 * ROOM)));
  }

  /** Whether the legend, or the scale and the credits, would lie over a point, the map standing `aside` of the bounds' middle. */
  #covers(bounds, points, zoom, aside) {
    const { map } = this;
    const legend = boxOf(this.legend.element, this.container);
    const foot = boxOf(this.container.querySelector(".leaflet-bottom.leaflet-right"), this.container);
    const corner = map.project(middle(map, bounds), zoom).subtract(map.getSize().divideBy(2));
    return points.some((point) => {
      const { x, y } = map.project(point, zoom).subtract(corner);
      if (x + aside < legend.x2 + CLEAR && y > legend.y1 - CLEAR) return true;
      return points !== this.boundaries.outlinePoints && x + aside > foot.x1 - CLEAR && y > foot.y1 - CLEAR;
    });
  }

  /** The zoom nearest to that which fits bounds, and a step aside, at which the legend covers no point; or undefined. */
  #clearOfLegend(bounds, points, zooms) {
    const { map } = this;
    for (const zoom of zooms) {
      const width = map.project(bounds.getNorthEast(), zoom).x - map.project(bounds.getSouthWest(), zoom).x;
      const spare = Math.max(0, (map.getSize().x - width) / 2 - NAME);
      for (const part of [0, 0.5, 1]) {
        if (!this.#covers(bounds, points, zoom, part * spare)) return { zoom, aside: part * spare };
      }
    }
    return undefined;
  }

  /**
   * Move the map to bounds; aside, or a little further off, or with less of the legend, if that would cover one of
   * the points.
   */
  #moveTo(bounds, points, animate, limit = CLOSEST) {
    const { map, legend } = this;
    const closest = Math.min(limit, this.#fitting(bounds));
    let found;
    for (const form of legend.forms) {
      legend.suggest(form);
      found = this.#clearOfLegend(bounds, points, points === this.boundaries.outlinePoints ? [closest] : [closest, closest - 0.25, closest - 0.5]);
      if (found) break;
    }
    const { zoom, aside } = found ?? { zoom: closest, aside: 0 };
    const centre = map.unproject(map.project(middle(map, bounds), zoom).subtract([aside, 0]), zoom);
    this.#free(() => map.setView(centre, zoom, { animate: animate && MOTION }));
    this.byHand = false;
  }

  /** Fit the map to what shows, to zones by number, or to the province (null). */
  fit(target, animate = true) {
    this.target = target;
    const numbers = target === "shown" ? this.shown() : target;
    if (numbers === null || (target === "shown" && numbers.length === this.zones.n)) {
      this.#moveTo(this.boundaries.bounds, this.boundaries.outlinePoints, animate);
      return;
    }
    if (!numbers.length) {
      this.limit();
      return;
    }
    const points = numbers.map((i) => this.zones.latLng(i));
    const bounds = L.latLngBounds(points);
    // The land that stands out belongs to what is asked for.
    const land = target === "shown" && this.boundaries.landBounds;
    if (land) {
      this.#moveTo(bounds.extend(land).pad(0.03), points, animate);
      return;
    }
    // One zone alone: as near as its outline can be seen well, else with what is around it.
    const outline = numbers.length === 1 && this.outlines.bounds(numbers[0]);
    if (outline) this.#moveTo(outline.pad(0.5), points, animate, OUTLINED);
    else this.#moveTo(numbers.length === 1 ? bounds.getCenter().toBounds(120000) : bounds.pad(0.08), points, animate);
  }

  /** The window or the legend has changed its size: fit again what was fitted. */
  settle() {
    if (this.byHand) {
      this.limit();
      this.#uncover();
    } else this.quietly(() => this.fit(this.target, false));
  }

  /** Take the fullest legend that covers no zone where the map stands. */
  #uncover() {
    const places = this.shown().map((i) => this.map.latLngToContainerPoint(this.zones.latLng(i)));
    for (const form of this.legend.forms) {
      this.legend.suggest(form);
      const box = boxOf(this.legend.element, this.container);
      if (!places.some(({ x, y }) => x > 0 && x < box.x2 + CLEAR && y > box.y1 - CLEAR && y < box.y2)) return;
    }
  }

  /** Go to the bounds [west, south, east, north] of what a page draws; the map may go there from now on. */
  visit([west, south, east, north]) {
    const bounds = L.latLngBounds([south, west], [north, east]);
    this.ground = L.latLngBounds(this.boundaries.bounds.getSouthWest(), this.boundaries.bounds.getNorthEast()).extend(bounds);
    this.quietly(() => this.#free(() => this.map.fitBounds(bounds.pad(0.4), { animate: false, maxZoom: CLOSE })));
    this.take();
  }

  /** Show a frame [west, south, east, north] as if by hand, without telling anyone. */
  frame([west, south, east, north]) {
    this.quietly(() => this.#free(() => this.map.fitBounds([[south, west], [north, east]], { animate: false })));
    this.take();
  }

  /** Bring a zone in that is out of sight. */
  bringIn(i) {
    if (!this.map.getBounds().pad(-0.04).contains(this.zones.latLng(i))) this.map.panTo(this.zones.latLng(i), { animate: MOTION });
  }

  /** The numbers of the zones that show. */
  shown() {
    const mask = this.mask();
    return Array.from({ length: this.zones.n }, (_, i) => i).filter((i) => mask[i]);
  }

  /** How many of the zones that show lie in the window, and how many outside. */
  count() {
    const window = this.map.getBounds();
    const shown = this.shown();
    const inside = shown.filter((i) => window.contains(this.zones.latLng(i))).length;
    return { inside, outside: shown.length - inside };
  }
}

/** The middle of bounds as the map shows them. */
function middle(map, bounds) {
  return map.unproject(map.project(bounds.getSouthWest(), 10).add(map.project(bounds.getNorthEast(), 10)).divideBy(2), 10);
}

/** A panel's box on the map, in px of the window. */
function boxOf(element, container) {
  const outer = container.getBoundingClientRect();
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { x1: left - outer.left, x2: right - outer.left, y1: top - outer.top, y2: bottom - outer.top };
}
