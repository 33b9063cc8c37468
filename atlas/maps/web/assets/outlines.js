// The office's outlines of zones, and the zones that are not selected.

const ALL = 300; // outlines up to which all of visible zones are drawn
const SEEN = 12; // px: of more outlines those that are as wide or high, in and around the window
const OFF = 2; // px by which a coarse outline may be off before the finer one is asked for

/** The outlines, each with its zone: they show where their zones do. */
class Outlines {
  /** `coded` as atlas/maps/web/outlines.py writes it; `asked(cell)` hears which finer ones are needed. */
  constructor(map, coded, zones, group, { select, asked }) {
    Object.assign(this, { map, zones, group, select, asked, off: coded.off ?? 0 });
    this.renderer = L.svg({ pane: "outlines", padding: 0.5 });
    this.known = new Map(); // of a zone's number
    this.colours = new Map(); // what fills them
    this.cells = new Set(); // asked for
    this.mask = [];
    this.#read(coded, this.off > 0);
    this.kinds = new Set([...this.known.values()].map(({ kind }) => kind));
    if (this.known.size > ALL) map.on("moveend", () => this.show(this.mask));
  }

  #read({ zone, kind, west, south, east, north, step, rings }, coarse) {
    const kinds = unpack(kind);
    const [w, s, e, n] = [west, south, east, north].map(degreeColumn);
    unpack(zone).forEach((i, k) => this.known.set(i, { kind: this.zones.vocabulary.position_kinds.slug[kinds[k]], box: [w[k], s[k], e[k], n[k]], step, rings: rings[k], coarse }));
  }

  /** Take the finer outlines of a cell; null where they cannot be had. */
  take(cell, coded) {
    if (!coded) {
      this.cells.delete(cell);
      return;
    }
    for (const i of unpack(coded.zone)) this.#hide(this.known.get(i));
    this.#read(coded, false);
    this.show(this.mask);
  }

  /** Show those of visible zones; of many those that can be told from a dot, in and around the window. */
  show(mask) {
    this.mask = mask;
    if (!this.map.hasLayer(this.group)) return;
    const all = this.known.size <= ALL;
    const scale = (256 * 2 ** this.map.getZoom()) / 360; // px of a degree
    const around = this.map.getBounds().pad(0.5);
    const [west, south, east, north] = [around.getWest(), around.getSouth(), around.getEast(), around.getNorth()];
    for (const [i, outline] of this.known) {
      const [w, s, e, n] = outline.box;
      const seen = all || (Math.max(e - w, n - s) * scale > SEEN && w < east && e > west && s < north && n > south);
      if (!mask[i] || !seen) {
        this.#hide(outline);
        continue;
      }
      this.group.addLayer((outline.path ??= this.#path(i, outline)));
      if (outline.coarse && this.off * scale > OFF) this.#ask(`${Math.floor(w)} ${Math.floor(s)}`);
    }
  }

  #hide({ path }) {
    if (path) this.group.removeLayer(path);
  }

  #ask(cell) {
    if (this.cells.has(cell)) return;
    this.cells.add(cell);
    this.asked(cell);
  }

  #path(i, { kind, step, rings }) {
    const polygons = rings.split(";").map((polygon) => decodeLines({ step, lines: polygon.split(",") }));
    const className = `zone-outline outline-${kind}`;
    const path = L.polygon(polygons, { renderer: this.renderer, pane: "outlines", className, smoothFactor: 0.4, fillRule: "evenodd", color: "none", fillColor: "none" });
    path.on("add", () => this.#colour(i));
    path.on("click", (event) => {
      L.DomEvent.stop(event); // it is no click on the ground
      this.select(i);
    });
    return path.bindTooltip(() => html("span", {}, `${this.zones.name(i)} · ${this.zones.knownBy(i)}`), { sticky: true, className: "said" });
  }

  /** Fill the outline of a zone, or no more. */
  fill(i, colour) {
    this.colours.set(i, colour);
    this.#colour(i);
  }

  #colour(i) {
    const path = this.known.get(i)?.path?.getElement();
    const colour = this.colours.get(i);
    if (!path || colour === undefined) return;
    path.style.fill = colour;
    path.style.fillOpacity = colour ? 0.75 : "";
  }

  /** West, south, east and north of a zone's outline as bounds; undefined where it has none. */
  bounds(i) {
    const [w, s, e, n] = this.known.get(i)?.box ?? [];
    return w === undefined ? undefined : L.latLngBounds([s, w], [n, e]);
  }
}

/** Zones that are not selected, small and grey, without a name. */
class Others {
  constructor(map) {
    this.renderer = L.svg({ pane: "others", padding: 0.5 });
    this.group = L.layerGroup().addTo(map);
  }

  /** Show those at [lon, lat], in the place of those before. */
  show(places) {
    this.group.clearLayers();
    for (const [lng, lat] of places) this.group.addLayer(L.circleMarker([lat, lng], { renderer: this.renderer, pane: "others", className: "other", radius: 3, interactive: false, color: "none", fillColor: "none" }));
  }
}
