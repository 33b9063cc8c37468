// The parks that zones have beside their own points, and the places where other sources put zones instead.

const NEARBY = 8; // zoom from which parks show of all zones; farther out of the selected one alone

class Parks {
  /** `parks` stand in a layer of their own; `disputed` places show of the selected zone alone, whatever is switched off. */
  constructor(map, { parks, disputed, style }, zones, group, text) {
    const renderer = L.svg({ pane: "parks", padding: 0.5 });
    const drawn = (kind, said) => ({ zone, at, zh, en, km }) => {
      const mark = L.circleMarker(at, { renderer, pane: "parks", className: `park-${kind}`, radius: style[`park/${kind}`].size / 2, color: "none", fillColor: "none", fillOpacity: 1 });
      mark.bindTooltip(() => html("span", {}, said({ name: { zh, en }[zones.lang], km, zone: zones.short(zone) })), { sticky: true, className: "said" });
      return { zone, mark };
    };
    this.parks = parks.map(drawn("other", (values) => text("park", values)));
    this.disputed = disputed.map(drawn("disputed", ({ name }) => `${text("legend.disputed")} · ${name}`));
    Object.assign(this, { map, group, about: L.layerGroup().addTo(map), mask: [] });
  }

  /** Show those of visible zones, or of the selected one; returns whether a disputed place shows. */
  show(mask, selected) {
    Object.assign(this, { mask, selected });
    const shown = this.#shown();
    for (const { mark } of this.parks) this.group[shown.has(mark) ? "addLayer" : "removeLayer"](mark);
    for (const { mark } of this.disputed) this.about[shown.has(mark) ? "addLayer" : "removeLayer"](mark);
    return this.disputed.some(({ mark }) => shown.has(mark));
  }

  /** Their boxes, in world px: no name is written over them. */
  boxes() {
    return [...this.#shown()].map((mark) => {
      const { x, y } = this.map.project(mark.getLatLng());
      const r = mark.getRadius() + 1;
      return { x1: x - r, x2: x + r, y1: y - r, y2: y + r };
    });
  }

  #shown() {
    const { mask, selected } = this;
    const near = this.map.getZoom() >= NEARBY;
    const parks = this.parks.filter(({ zone }) => mask[zone] && (near || zone === selected));
    const disputed = this.disputed.filter(({ zone }) => mask[zone] && zone === selected);
    return new Set([...parks, ...disputed].map(({ mark }) => mark));
  }
}
