// Province, prefectures, counties, neighbours, rivers and their names.

const COUNTY_LINES = 5.5; // zoom from which county lines show
const COUNTY_NAMES = 8; // zoom from which counties are named
const SPACING = { prefecture: 3, county: 1, neighbour: 5 }; // px between Chinese letters, as in the CSS

/** The boundary layers, drawn once from the arcs; scheme, language and zoom change them. */
class Boundaries {
  constructor(map, { counties, prefectures, neighbours, rivers, style, vocabulary }, groups) {
    Object.assign(this, { map, counties, prefectures, neighbours, style, vocabulary });
    const topology = new Topology(counties.topology);
    this.topology = topology;
    const of = counties.prefecture;
    const members = prefectures.slug.map((_, p) => of.flatMap((q, county) => (q === p ? [county] : [])));
    this.rings = members.map((chosen) => topology.outline(chosen));
    const everything = topology.outline(of.map((_, county) => county));
    this.everything = everything;
    this.bounds = L.latLngBounds(everything.flat());
    this.outlinePoints = everything.flat().filter((_, k) => k % 5 === 0).map((point) => L.latLng(point));

    this.renderers = {};
    this.fills = this.rings.map((rings) => this.#polygon(rings, "prefectures", "area-fill").addTo(groups.prefectures));
    const patterned = Object.entries(style).some(([key, { shape }]) => key.startsWith("area/") && key !== "area/inferred" && shape);
    this.patterns = patterned ? this.rings.map((rings) => this.#polygon(rings, "prefectures", "area-pattern").addTo(groups.prefectures)) : [];
    this.hatches = this.rings.map((rings) => this.#polygon(rings, "prefectures", "area-hatch").addTo(groups.prefectures));
    this.#lines(topology.mesh((a, b) => b !== undefined && of[a] !== of[b]), "prefectures", "line-prefecture").addTo(groups.prefectures);
    this.#lines(topology.mesh((a, b) => b !== undefined && of[a] === of[b]), "counties", "line-county").addTo(groups.counties);
    this.#lines(everything.map((ring) => [...ring, ring[0]]), "province", "line-province-glow").addTo(groups.province);
    this.#lines(everything.map((ring) => [...ring, ring[0]]), "province", "line-province").addTo(groups.province);
    this.#lines(decodeLines(rivers), "rivers", "line-river").addTo(groups.rivers);
    const ethnic = counties.ethnic.flatMap((yes, county) => (yes ? [county] : []));
    for (const className of ["line-ethnic-glow", "line-ethnic"]) {
      for (const county of ethnic) this.#polygon(topology.outline([county]), "ethnic", className).addTo(groups.ethnic);
    }
    this.#drawNeighbours(groups.neighbours, groups.province);
    this.#drawNames(groups.names);
    map.on("zoomend", () => this.#zoomed());
    this.#zoomed();
  }

  #options(pane, className) {
    const renderer = (this.renderers[pane] ??= L.svg({ pane, padding: 0.5 }));
    return { renderer, pane, className, interactive: false, smoothFactor: 0.4, fillRule: "evenodd", color: "none", fillColor: "none" };
  }

  #polygon(rings, pane, className) {
    return L.polygon(rings.map((ring) => [ring]), this.#options(pane, className));
  }

  #lines(lines, pane, className) {
    return L.polyline(lines, this.#options(pane, className));
  }

  #drawNeighbours(group, borders) {
    const topology = new Topology(this.neighbours.topology);
    this.lands = topology.units.map((_, unit) => topology.outline([unit]));
    for (const rings of this.lands) this.#polygon(rings, "neighbours", "neighbour-fill").addTo(group);
    const { abroad } = this.neighbours;
    this.#lines(this.#unframed(topology, (_, beside) => beside !== undefined), "neighbours", "line-neighbour").addTo(group);
    // The border with another country lies over the province's own line where the two are one.
    const national = this.#unframed(topology, (a, b) => abroad[a] || abroad[b]);
    this.#lines(national, "province", "line-national").addTo(borders);
  }

  /** The neighbours' lines that pass a test. Their layer is cut to a frame; the frame itself is no boundary. */
  #unframed(topology, test) {
    const frame = L.latLngBounds(topology.arcs.flat());
    const edges = [frame.getWest(), frame.getEast(), frame.getSouth(), frame.getNorth()];
    const onFrame = ([lat, lng]) => edges.some((edge, k) => Math.abs((k < 2 ? lng : lat) - edge) < 1e-6);
    const lines = [];
    for (const arc of topology.mesh(test)) {
      let line = [];
      arc.forEach((point, k) => {
        if (k && onFrame(point) && onFrame(arc[k - 1])) {
          if (line.length > 1) lines.push(line);
          line = [];
        }
        line.push(point);
      });
      if (line.length > 1) lines.push(line);
    }
    return lines;
  }

  #drawNames(group) {
    const name = (kind, i, at, slug) => {
      const label = svg("text", { class: `name name-${kind}`, dy: "0.35em", "text-anchor": "middle" });
      const element = html("div", { class: "place", "aria-hidden": "true" }, svg("svg", { width: 1, height: 1 }, label));
      group.addLayer(new Anchored(L.latLng(at), element, "names"));
      return { kind, i, slug, label, element, latLng: L.latLng(at) };
    };
    this.names = [
      ...this.prefectures.at.map((at, i) => name("prefecture", i, at)),
      ...this.neighbours.at.map((at, i) => name("neighbour", i, at)),
      ...this.counties.at.map((at, i) => name("county", i, at)),
    ];
  }

  /**
   * Put the names where the zones leave room: `taken` are the boxes in use, in world px. A neighbour's name keeps
   * inside the window and off the panels. Returns the boxes then taken.
   */
  layout(taken, lang, panels) {
    taken ??= new Taken();
    const window = this.map.getPixelBounds();
    const zoom = this.map.getZoom();
    const family = getComputedStyle(this.map.getContainer()).fontFamily;
    const covered = new Taken();
    for (const panel of panels) covered.add(panel);
    for (const { kind, i, label, element, latLng } of this.names) {
      const { size } = this.style[`text/${kind}`];
      const spacing = lang === "zh" ? SPACING[kind] : 0.5;
      const point = this.map.project(latLng);
      const boxOf = (text) => ({ ...pick(point), width: textWidth(text, `${size}px ${family}`, spacing), height: size * 1.2 });
      let found = null;
      for (const text of this.#texts(kind, i, lang, zoom)) {
        found = { text, ...this.#place(kind, i, boxOf(text), { taken, covered, window }) };
        if (found.place) break;
      }
      element.hidden = !found?.place;
      if (!found?.place) continue;
      label.textContent = found.text;
      label.setAttribute("x", (found.place.x - point.x + spacing / 2).toFixed(1));
      label.setAttribute("y", (found.place.y - point.y).toFixed(1));
    }
    return taken;
  }

  /** The place of a name's middle in world px, or null. */
  #place(kind, i, box, { taken, covered, window }) {
    const half = box.width / 2;
    const within = (x, y, rings) => inside(pair(this.map.unproject([x, y])), rings);
    const allInside = (rings) => (dx, dy) => [-half, 0, half].every((h) => within(box.x + dx + h, box.y + dy, rings));
    const tests = {
      county: [(dx, dy) => Math.hypot(dx, dy) < 25],
      // A small prefecture's name may reach beyond its lines, if its middle stands within.
      prefecture: [allInside(this.rings[i]), (dx, dy) => within(box.x + dx, box.y + dy, this.rings[i])],
      neighbour: [
        (dx, dy) => {
          const { x1, x2, y1, y2 } = frame(box, dx, dy);
          if (x1 < window.min.x || x2 > window.max.x || y1 < window.min.y || y2 > window.max.y) return false;
          if (!covered.free({ x1, x2, y1, y2 }) || !within(box.x + dx, box.y + dy, this.lands[i])) return false;
          return ![0, 0.2, 0.4, 0.6, 0.8, 1].some((part) => [y1, y2].some((y) => within(x1 + part * (x2 - x1), y, this.everything)));
        },
      ],
    }[kind];
    if (kind === "neighbour") {
      box.x = Math.max(window.min.x + half + 8, Math.min(box.x, window.max.x - half - 8));
      box.y = Math.max(window.min.y + 14, Math.min(box.y, window.max.y - 30));
    }
    for (const test of tests) {
      const place = around(box, taken, test, kind === "neighbour" ? 260 : 62);
      if (place) return { place: { x: box.x + place.x, y: box.y + place.y } };
    }
    return { place: null };
  }

  /** The texts a name may have at a zoom, the best first. */
  #texts(kind, i, lang, zoom) {
    if (kind === "county") return zoom >= COUNTY_NAMES ? [this.counties[lang][i]] : [];
    if (kind === "neighbour") return [this.neighbours[lang][i]];
    const full = this.prefectures[lang][i];
    // In English a prefecture's proper name is the first word: the rest says "City" and the like.
    const short = lang === "zh" ? this.prefectures.short_zh[i] : full.split(" ", 1)[0];
    if (lang === "en" && zoom < COUNTY_NAMES) return [short];
    return zoom < COUNTY_NAMES && full.length > short.length + 1 ? [short] : [full, short];
  }

  /** The rings of a county, by its code; none if there is no such county. */
  outlineOf(adcode) {
    const county = this.counties.slug.indexOf(adcode);
    return county < 0 ? [] : this.topology.outline([county]);
  }

  /** The number of the county that a place lies in, or null. */
  countyAt(latLng) {
    this.countyRings ??= this.counties.slug.map((_, county) => this.topology.outline([county]));
    const found = this.countyRings.findIndex((rings) => inside(pair(latLng), rings));
    return found < 0 ? null : found;
  }

  /** Fill the prefectures by the areas of a scheme and hatch the inferred ones. */
  scheme(scheme) {
    const areas = this.prefectures.areas[scheme];
    const inferred = new Set(this.prefectures.inferred[scheme]);
    this.fills.forEach((fill, p) => paint(fill, `area-fill area-${areas[p] || "none"}`));
    this.patterns.forEach((pattern, p) => paint(pattern, `area-pattern area-${areas[p] || "none"}`));
    this.hatches.forEach((hatch, p) => paint(hatch, `area-hatch${inferred.has(this.prefectures.slug[p]) ? " on" : ""}`));
  }

  /** Let some counties stand out, by their codes: all others lie under a veil, a line goes around them; none for null. */
  standOut(adcodes) {
    this.veil?.remove();
    this.edge?.remove();
    this.landBounds = null;
    if (!adcodes) return;
    const out = new Set(adcodes);
    const numbers = this.counties.slug.map((_, county) => county);
    const others = this.topology.outline(numbers.filter((county) => !out.has(this.counties.slug[county])));
    const chosen = this.topology.outline(numbers.filter((county) => out.has(this.counties.slug[county])));
    this.veil = this.#polygon(others, "veil", "veil").addTo(this.map);
    this.landBounds = L.latLngBounds(chosen.flat());
    this.edge = this.#polygon(chosen, "land", "line-selected").addTo(this.map);
  }

  #zoomed() {
    this.map.getContainer().classList.toggle("with-counties", this.map.getZoom() >= COUNTY_LINES);
  }
}

function pair({ lat, lng }) {
  return [lat, lng];
}

/** Give a Leaflet path its classes, drawn already or not. */
function paint(path, className) {
  path.options.className = className;
  path.getElement()?.setAttribute("class", className);
}
