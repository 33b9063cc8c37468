// What is drawn by hand, above the zones: one drawing that moves with the map and is made anew for a zoom.

const WORDS_WIDE = 15; // em: longer words break
const WORDS_LEAD = 1.4; // em from one line to the next
const BOX_ROOM = 0.5; // em between a callout's words and its edge
const HEAD_LONG = 5.5; // widths of its line that an arrow's head is long
const HEAD_WIDE = 3.6;
const UNSAID = "\u2026"; // where words are still to be written
// Where a callout's wedge stands on the side that looks at what it speaks of, in twelfths.
const WEDGE_LOW = [2, 5];
const WEDGE_HIGH = [7, 10];
const WORD_PARTS = /[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]|[^\u2e80-\u9fff\uff00-\uffef\u3000-\u303f\s]+\s*|\s+/g;
const CLOSING = /^[\p{Pe}\p{Pf}\p{Po}]/u; // never begins a line

class Marks {
  constructor(map, style) {
    Object.assign(this, { map, style, list: [], chosen: null });
    this.group = svg("g");
    this.above = svg("g");
    this.element = svg("svg", { class: "marks leaflet-zoom-animated", width: 1, height: 1, role: "img", "aria-hidden": "true" }, this.group, this.above);
    map.getPane("marks").append(this.element);
    // One of them comes after the other where a zoom is not animated.
    map.on("viewreset zoomend", () => map.getZoom() === this.zoom && map.getPixelOrigin().equals(this.corner) || this.draw());
    map.on("zoomanim", ({ center, zoom }) => {
      L.DomUtil.setTransform(this.element, map._latLngToNewLayerPoint(this.origin, zoom, center), map.getZoomScale(zoom, this.zoom));
    });
    this.draw();
  }

  /** Draw marks in the place of those before; `chosen` is the number of one that is being changed. */
  show(list, chosen = null) {
    Object.assign(this, { list, chosen });
    this.draw();
  }

  /** Say what is drawn to who does not see it. */
  label(words) {
    this.element.setAttribute("aria-label", words);
    this.element.setAttribute("aria-hidden", String(!words));
  }

  draw() {
    const { map } = this;
    this.zoom = map.getZoom();
    this.corner = map.getPixelOrigin();
    this.origin = map.layerPointToLatLng([0, 0]);
    L.DomUtil.setTransform(this.element, L.point(0, 0), 1);
    this.family = getComputedStyle(map.getContainer()).fontFamily;
    this.group.replaceChildren(...this.list.map((mark, i) => this.#mark(mark, i)));
    this.onDrawn?.();
  }

  /** Draw one mark again: it is being changed. */
  redraw(i, mark) {
    this.list[i] = mark;
    this.group.children[i].replaceWith(this.#mark(mark, i));
  }

  point([lon, lat]) {
    return this.map.latLngToLayerPoint([lat, lon]);
  }

  #mark(mark, i) {
    const { kind, style, at, words } = mark;
    const points = at.map((place) => this.point(place));
    const { size, width } = this.style[`mark/${style}`];
    const element = svg("g", { class: `drawn is-${kind} mark-${style}`, "data-mark": i });
    element.classList.toggle("chosen", i === this.chosen);
    const lines = this.#lines(words || (i === this.chosen ? UNSAID : ""), size);
    const high = lines.length * size * WORDS_LEAD;
    if (kind === "callout") element.append(...this.#callout(points, lines, size, high));
    else {
      if (kind === "arrow") element.append(...arrowOf(points, width));
      else if (kind !== "text") element.append(...strokesOf(points, points.length > 2 && kind === "area"));
      const middle = kind === "text" ? points[0] : kind === "area" ? insideOf(points) : halfway(points).subtract([0, high / 2 + width]);
      if (words || kind === "text") element.append(this.#words(middle, lines, size));
    }
    return element;
  }

  #lines(words, size) {
    const font = `700 ${size}px ${this.family}`;
    const lines = [];
    let now = "";
    for (const part of words.match(WORD_PARTS) ?? []) {
      const full = now && textWidth((now + part).trimEnd(), font) > WORDS_WIDE * size && !CLOSING.test(part);
      if (full) lines.push(now.trimEnd());
      now = full ? part.trimStart() : now + part;
    }
    return now.trim() ? [...lines, now.trimEnd()] : lines;
  }

  #words({ x, y }, lines, size) {
    const first = y - ((lines.length - 1) * size * WORDS_LEAD) / 2;
    const spans = lines.map((line, k) => {
      const span = svg("tspan", { x: x.toFixed(1), y: (first + k * size * WORDS_LEAD + size * 0.36).toFixed(1) });
      span.textContent = line;
      return span;
    });
    return svg("text", { "text-anchor": "middle" }, ...spans);
  }

  #callout([tip, at], lines, size, high) {
    const font = `700 ${size}px ${this.family}`;
    const wide = Math.max(size, ...lines.map((line) => textWidth(line, font))) + 2 * BOX_ROOM * size;
    const box = { x: at.x - wide / 2, y: at.y - high / 2 - 2, wide, high: high + 4 };
    return [svg("path", { class: "box", d: pathOf(wedged(box, tip), true) }), this.#words(at, lines, size)];
  }
}

function pathOf(points, closed) {
  return `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}${closed ? "Z" : ""}`;
}

/** A line, or an area's edge, on a pale casing; what can be clicked is broader than both. */
function strokesOf(points, closed) {
  const d = pathOf(points, closed);
  return ["casing", "edge", "hit"].map((name) => svg("path", { class: name, d }));
}

function arrowOf([tail, tip], width) {
  const way = tip.subtract(tail);
  const length = Math.hypot(way.x, way.y) || 1;
  const ahead = way.divideBy(length);
  const foot = tip.subtract(ahead.multiplyBy(Math.min(HEAD_LONG * width, length)));
  const aside = L.point(-ahead.y, ahead.x).multiplyBy((HEAD_WIDE * width) / 2);
  return [...strokesOf([tail, foot], false), svg("path", { class: "head", d: pathOf([tip, foot.add(aside), foot.subtract(aside)], true) })];
}

/** The outline of a callout, as slide programs draw it. */
function wedged({ x, y, wide, high }, tip) {
  const [dx, dy] = [tip.x - x - wide / 2, tip.y - y - high / 2];
  const [left, top, right, bottom] = [x, y, x + wide, y + high];
  const at = (px, py) => L.point(px, py);
  const corners = [at(left, top), at(right, top), at(right, bottom), at(left, bottom)];
  if (Math.abs(dx) <= wide / 2 && Math.abs(dy) <= high / 2) return corners;
  const upright = Math.abs(dy) > Math.abs((dx * high) / wide);
  const [first, last] = (upright ? dx : dy) > 0 ? WEDGE_HIGH : WEDGE_LOW;
  if (upright) {
    const side = dy < 0 ? top : bottom;
    const [a, b] = [at(left + (wide * first) / 12, side), at(left + (wide * last) / 12, side)];
    return dy < 0 ? [tip, b, corners[1], corners[2], corners[3], corners[0], a] : [tip, a, corners[3], corners[0], corners[1], corners[2], b];
  }
  const side = dx > 0 ? right : left;
  const [a, b] = [at(side, top + (high * first) / 12), at(side, top + (high * last) / 12)];
  return dx > 0 ? [tip, b, corners[2], corners[3], corners[0], corners[1], a] : [tip, a, corners[0], corners[1], corners[2], corners[3], b];
}

/** The point halfway along a line. */
function halfway(points) {
  const lengths = points.slice(1).map((point, i) => point.distanceTo(points[i]));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (let i = 0; i < lengths.length; i++) {
    if (left <= lengths[i] && lengths[i]) return points[i].add(points[i + 1].subtract(points[i]).multiplyBy(left / lengths[i]));
    left -= lengths[i];
  }
  return points[0];
}

/** A point within an area: its middle, or the middle of the broadest stretch at that height. */
function insideOf(points) {
  const ys = points.map(({ y }) => y);
  const y = (Math.min(...ys) + Math.max(...ys)) / 2;
  const crossed = points.flatMap((from, i) => {
    const to = points[(i + 1) % points.length];
    return from.y > y !== to.y > y ? [from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)] : [];
  });
  crossed.sort((a, b) => a - b);
  let best = [points[0].x, points[0].x];
  for (let i = 0; i + 1 < crossed.length; i += 2) if (crossed[i + 1] - crossed[i] > best[1] - best[0]) best = [crossed[i], crossed[i + 1]];
  return L.point((best[0] + best[1]) / 2, y);
}
