// An own column on the zones: colours, circles whose area is the number, or bars.

const BESIDE = 12; // px between the largest circle or bar of the legend and its words
const SPACED = 15; // px from one of these words to the next

/** A bar beside a zone's symbol, which is `aside()` px from the middle to the edge: it stands on the symbol's foot, `wide` and `high` px. */
const Bar = L.CircleMarker.extend({
  _updatePath() {
    const { x1, x2, y1, y2 } = this.box(this._point);
    this._renderer._setPath(this, this._empty() ? "M0 0" : `M${x1} ${y2}V${y1}H${x2}V${y2}z`);
  },
  /** What it takes of the map where its zone stands at a point. */
  box({ x, y }) {
    const { aside, wide, high } = this.options;
    const reach = aside();
    return { x1: x + reach, x2: x + reach + wide, y1: y + reach - high, y2: y + reach };
  },
});

/** Zones with a column: outlines filled, discs behind the symbols of others, and of those whose outline is small; or circles; or bars. */
class Shades {
  constructor(map, zones, outlines, style) {
    this.map = map;
    this.zones = zones;
    this.outlines = outlines;
    this.style = style;
    this.below = L.svg({ pane: "shade", padding: 0.5 });
    this.above = L.svg({ pane: "measures", padding: 0.5 });
    this.group = L.layerGroup().addTo(map);
    this.marks = [];
    this.data = null;
    this.mask = [];
    map.on("zoomend", () => this.show(this.mask));
  }

  /**
   * Take what `atlas/maps/web/shading.py` gives in the place of what was shown, or null: {title, drawn, classes: [{key, label, n}], of: {zone: key},
   * said: {zone: text}, shares: {zone: 0 to 1}, steps: [{label, share}], disc, largest, tallest, bar}.
   */
  take(data) {
    for (const { i } of this.marks) this.outlines.fill(i, "");
    this.group.clearLayers();
    this.data = data;
    const { drawn, of = {}, shares = {} } = data ?? {};
    const numbered = Object.entries(of).map(([id, key]) => ({ i: this.zones.number(id), name: key.replace("/", "-"), share: shares[id] ?? 0 }));
    // A zone without a value keeps its symbol alone.
    const known = numbered.filter(({ i, name, share }) => i !== undefined && name !== "shade-none" && (drawn === "fill" || share));
    // Small circles lie on large ones.
    known.sort((a, b) => b.share - a.share);
    this.marks = known.map((mark) => ({ ...mark, signs: this.#signs(mark) }));
  }

  #signs({ i, name, share }) {
    const { drawn, disc, largest, tallest, bar } = this.data;
    const at = this.zones.latLng(i);
    const below = { renderer: this.below, pane: "shade", interactive: false, color: "none", fillColor: "none" };
    const above = { ...below, renderer: this.above, pane: "measures" };
    const radius = largest * Math.sqrt(share);
    if (drawn === "size") return [L.circleMarker(at, { ...below, className: `shade-size ${name}`, radius }), L.circleMarker(at, { ...above, className: "shade-edge", radius })];
    if (drawn === "bars") {
      const { r } = symbolOf(this.style, this.zones.type(i), this.zones.level(i));
      const aside = () => r * symbolScale(this.map.getZoom()) + 1;
      return [new Bar(at, { ...above, className: `shade-bar ${name}`, radius: tallest, aside, wide: bar, high: tallest * share })];
    }
    return [L.circleMarker(at, { ...below, className: `shade-disc ${name}`, radius: disc })];
  }

  /** What a zone has in the column, in words; nothing where no column is shown or it has none. */
  said(i) {
    return this.data?.said?.[this.zones.id(i)] ?? "";
  }

  /** Show those of visible zones. */
  show(mask) {
    this.mask = mask;
    const filled = this.data?.drawn === "fill";
    for (const { i, name, signs } of this.marks) {
      if (filled) this.outlines.fill(i, `var(--${name}-fill)`);
      for (const sign of signs) {
        if (mask[i] && !(filled && this.#isLarge(i))) this.group.addLayer(sign);
        else this.group.removeLayer(sign);
      }
    }
  }

  /** What bars take of the map, in world px: no name is written there. */
  boxes() {
    if (this.data?.drawn !== "bars") return [];
    return this.marks.filter(({ i }) => this.mask[i]).map(({ i, signs: [bar] }) => bar.box(this.map.project(this.zones.latLng(i))));
  }

  /** Whether a zone has an outline that a disc would not outdo. */
  #isLarge(i) {
    const bounds = this.outlines.bounds(i);
    if (!bounds) return false;
    const span = this.map.latLngToLayerPoint(bounds.getSouthEast()).subtract(this.map.latLngToLayerPoint(bounds.getNorthWest()));
    return Math.max(span.x, span.y) > 2 * this.data.disc;
  }
}

/** The sizes of a column for the legend: circles in each other, or bars beside each other, on one line, each tied to its words. */
function scaleOf({ drawn, steps, colour, largest, tallest, bar }) {
  const name = colour.replace("/", "-");
  const round = drawn === "size";
  const wide = round ? 2 * largest : steps.length * bar * 1.6;
  const foot = Math.max(round ? 2 * largest : tallest, steps.length * SPACED) + 1;
  const parts = steps.flatMap(({ label, share }, k) => {
    const high = round ? 2 * largest * Math.sqrt(share) : tallest * share;
    const left = (steps.length - 1 - k) * bar * 1.6;
    const [x, y] = [round ? largest : left + bar, foot - high];
    const middle = (k + 0.5) * (foot / steps.length);
    const sign = round
      ? [svg("circle", { class: `shade-size ${name}`, cx: x, cy: y + high / 2, r: high / 2 }), svg("circle", { class: "shade-edge", cx: x, cy: y + high / 2, r: high / 2 })]
      : [svg("rect", { class: `shade-bar ${name}`, x: left, y, width: bar, height: high })];
    return [...sign, svg("path", { class: "shade-tie none", d: `M${x} ${y}L${wide + BESIDE} ${middle}` }), svg("text", { x: wide + BESIDE + 4, y: middle, dy: "0.35em" }, label)];
  });
  const width = wide + 150;
  return svg("svg", { class: "scale", role: "img", "aria-label": steps.map(({ label }) => label).join(" "), width, height: foot + 2, viewBox: `-2 0 ${width} ${foot + 2}` }, ...parts);
}
