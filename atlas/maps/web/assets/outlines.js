// The office's outlines of zones, and the zones that are not selected.

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
      path.on("click", (event) => {
        L.DomEvent.stop(event); // it is no click on the ground
        select(i);
      });
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
