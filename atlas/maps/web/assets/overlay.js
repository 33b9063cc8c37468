// What a page asks to be drawn over the map's layers and below the zones: lines, shapes, counties, a centre.

const MANY = 400; // points up to which each is an element of the page
const HIT = 14; // px around a line within which the pointer finds it

/** An analysis on the map. Its texts are shown as text, whatever is in them. */
class Overlay {
  /** `outline(adcode)` gives a county's rings. */
  constructor(map, zones, outline) {
    this.zones = zones;
    this.outline = outline;
    this.pane = map.getPane("analysis");
    this.renderer = L.svg({ pane: "analysis", padding: 0.5 });
    this.group = L.layerGroup().addTo(map);
  }

  /**
   * Draw an analysis in the place of the one before, or none for null:
   * {label, title, keys: [{kind, shown, words, layers}] for the legend, shapes: [{kind, geometry, text}], counties: [{county, text}],
   * lines: [{a, b, weight, kind, text}], centre: {at: [lon, lat], text}, points: [[lon, lat, text]],
   * marks: [{at: [lon, lat], text}]}. A kind is a line of the style table or, with a slash, any row. A weight is from 0 to 1, a geometry GeoJSON.
   */
  show(data) {
    this.group.clearLayers();
    if (data) this.pane.setAttribute("role", "img");
    else this.pane.removeAttribute("role");
    this.pane.setAttribute("aria-label", data?.label ?? "");
    if (!data) return;
    for (const { kind, geometry, text } of data.shapes ?? []) this.#add(polygonOf(geometry, this.#options(`shape ${kind.includes("/") ? kind.replace("/", "-") : `line-${kind}`}`)), text);
    for (const { county, text } of data.counties ?? []) {
      const rings = this.outline(county).map((ring) => [ring]);
      this.#add(L.polygon(rings, this.#options("shape line-uncovered")), text);
    }
    // What weighs most lies on top.
    const lines = [...(data.lines ?? [])].sort((a, b) => a.weight - b.weight);
    for (const line of lines) this.#line(line);
    if (data.centre) this.#centre(data.centre);
    this.#points(data.points ?? []);
    for (const { at: [lng, lat], text } of data.marks ?? []) this.#mark([lat, lng], text);
  }

  /** Points [lng, lat, text]: each answers the pointer where they are few, else all are one canvas. */
  #points(points) {
    const many = points.length > MANY;
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--line-standard-stroke").trim();
    const canvas = many && L.canvas({ pane: "analysis" });
    for (const [lng, lat, text] of points) {
      if (many) this.group.addLayer(L.circleMarker([lat, lng], { renderer: canvas, pane: "analysis", radius: 2.5, weight: 0.5, color: colour, fillColor: colour, fillOpacity: 0.6, interactive: false }));
      else this.#add(L.circleMarker([lat, lng], { ...this.#options("line-standard preview"), radius: 12 }), text);
    }
  }

  /** A place with its words beside it. */
  #mark(place, text) {
    const mark = this.#add(L.circleMarker(place, { ...this.#options("line-standard eye"), radius: 6 }));
    mark.bindTooltip(html("span", {}, text), { permanent: true, direction: "right", className: "said" });
  }

  #line({ a, b, weight, kind, text }) {
    const ends = [a, b].map((id) => this.zones.number(id));
    if (ends.includes(undefined)) return;
    const points = ends.map((i) => this.zones.latLng(i));
    for (const className of ["line-casing", `line-${kind}`]) {
      this.#add(L.polyline(points, this.#options(`weighted ${className}`))).getElement().style.setProperty("--weight", weight);
    }
    this.#add(L.polyline(points, { ...this.#options("hit"), color: "transparent", weight: HIT }), text);
  }

  #centre({ at: [lng, lat], text }) {
    this.#add(L.circleMarker([lat, lng], { ...this.#options("line-centre eye"), radius: 8 }), text);
    this.#add(L.circleMarker([lat, lng], { ...this.#options("line-centre dot"), radius: 2.5 }));
  }

  #options(className) {
    return { renderer: this.renderer, pane: "analysis", className: `overlay ${className}`, smoothFactor: 0.4, fillRule: "evenodd", color: "none", fillColor: "none" };
  }

  /** Add a path; one with a text answers the pointer with it. */
  #add(path, text = "") {
    path.options.interactive = Boolean(text);
    if (text) path.bindTooltip(html("span", {}, text), { sticky: true, className: "said" });
    this.group.addLayer(path);
    return path;
  }
}

/** A Leaflet polygon of a GeoJSON polygon or multipolygon. */
function polygonOf({ type, coordinates }, options) {
  return L.polygon(L.GeoJSON.coordsToLatLngs(coordinates, type === "Polygon" ? 1 : 2), options);
}
