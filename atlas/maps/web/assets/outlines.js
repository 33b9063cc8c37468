// The office's outlines of zones, and the colours an own column gives to zones.

const DISC = 13; // px: radius of the disc that colours a zone without an outline of that size

/** The outlines, each with its zone: they show where their zones do. */
class Outlines {
  constructor(map, outlines, zones, group, select) {
    this.zones = zones;
    this.group = group;
    const renderer = L.svg({ pane: "outlines", padding: 0.5 });
    this.paths = outlines.flatMap(({ zone, kind, geometry }) => {
      const i = zones.number(zone);
      if (i === undefined) return [];
      const className = `zone-outline outline-${kind}`;
      const path = polygonOf(geometry, { renderer, pane: "outlines", className, smoothFactor: 0.4, fillRule: "evenodd", color: "none", fillColor: "none" });
      path.on("click", () => select(i));
      path.bindTooltip(() => html("span", {}, `${zones.name(i)} · ${zones.knownBy(i)}`), { sticky: true, className: "said" });
      return [{ i, path }];
    });
    this.byZone = new Map(this.paths.map(({ i, path }) => [i, path]));
  }

  /** Show those of visible zones. */
  show(mask) {
    for (const { i, path } of this.paths) {
      if (mask[i]) this.group.addLayer(path);
      else this.group.removeLayer(path);
    }
  }

  /** The outline of a zone, or undefined. */
  of(i) {
    return this.byZone.get(i);
  }
}

/** Zones coloured by a column: outlines filled; discs behind the symbols of others, and of those whose outline is small. */
class Shades {
  constructor(map, zones, outlines) {
    this.map = map;
    this.zones = zones;
    this.outlines = outlines;
    this.renderer = L.svg({ pane: "shade", padding: 0.5 });
    this.group = L.layerGroup().addTo(map);
    this.marks = [];
    this.data = null;
    this.mask = [];
    map.on("zoomend", () => this.show(this.mask));
  }

  /** Take {title, classes: [{key, label, n}], of: {zone: key}, said: {zone: text}} in the place of what was shown, or null. */
  take(data) {
    for (const { i } of this.marks) this.#fill(i, "");
    this.group.clearLayers();
    this.marks = [];
    this.data = data;
    for (const [id, key] of Object.entries(data?.of ?? {})) {
      const i = this.zones.number(id);
      // A zone without a value keeps its symbol alone.
      if (i === undefined || key === "shade/none") continue;
      const name = key.replace("/", "-");
      const disc = L.circleMarker(this.zones.latLng(i), { renderer: this.renderer, pane: "shade", className: `shade-disc ${name}`, radius: DISC, interactive: false, color: "none", fillColor: "none" });
      this.marks.push({ i, name, disc });
    }
  }

  /** What a zone has in the column, in words; nothing where no column is shown or it has none. */
  said(i) {
    return this.data?.said?.[this.zones.id(i)] ?? "";
  }

  /** Show those of visible zones. */
  show(mask) {
    this.mask = mask;
    for (const { i, name, disc } of this.marks) {
      this.#fill(i, `var(--${name}-fill)`);
      if (mask[i] && !this.#isLarge(i)) this.group.addLayer(disc);
      else this.group.removeLayer(disc);
    }
  }

  /** Whether a zone has an outline that a disc would not outdo. */
  #isLarge(i) {
    const bounds = this.outlines.of(i)?.getBounds();
    if (!bounds) return false;
    const span = this.map.latLngToLayerPoint(bounds.getSouthEast()).subtract(this.map.latLngToLayerPoint(bounds.getNorthWest()));
    return Math.max(span.x, span.y) > 2 * DISC;
  }

  #fill(i, colour) {
    const path = this.outlines.of(i)?.getElement();
    if (!path) return;
    path.style.fill = colour;
    path.style.fillOpacity = colour ? 0.75 : "";
  }
}
