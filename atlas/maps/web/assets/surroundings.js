// What lies around the zones: airports and other sites, names of rivers and landforms. Each comes when it is first shown.

const FEW_SITES = 30; // sites of a layer up to which no zone's name may cover one, and all are named from afar
const ASIDE = 3; // px between a site or a river and its name
const AIRY = { site: 0, river: 1, landform: 9 }; // px between Chinese letters, as in the CSS
const AIRIER = { site: 0, river: 0.3, landform: 4 }; // and between others
const REACH_OF_NAMES = 260; // px from a landform's middle to its name, at most

/** A site: a shape of the style table at a point of the map, as large at every zoom. */
const SiteMark = L.CircleMarker.extend({
  _updatePath() {
    this._renderer._setPath(this, this._empty() ? "M0 0" : this.options.d);
    this._path.setAttribute("transform", `translate(${this._point.x} ${this._point.y})`);
  },
});

class Surroundings {
  /** `province` are its rings; `asked(key)` tells that a layer is to be shown whose data are not here yet. */
  constructor(map, style, groups, { province, asked }) {
    Object.assign(this, { map, style, groups, province, asked });
    this.layers = new Map();
    this.waiting = new Set();
    this.renderer = L.svg({ pane: "sites", padding: 0.5 });
  }

  has(key) {
    return this.layers.has(key);
  }

  /** Take what a layer shows (see atlas/maps/web/surroundings.py); null: it could not be had. */
  take(key, data) {
    this.waiting.delete(key);
    if (!data || this.has(key)) return;
    const { source, names, at, lines, rings, middles } = data;
    const kind = at ? "site" : lines ? "river" : "landform";
    const named = names.zh.map((_, i) => this.#name(key, kind, names, i, {
      latLng: at && L.latLng(at[i]),
      points: lines && decodeLines(lines[i]).flat(),
      rings: rings && decodeLines(rings[i]),
      middle: middles && L.latLng(middles[i]),
    }));
    this.layers.set(key, { source, kind, named });
  }

  #name(key, kind, { zh, en }, i, where) {
    const label = svg("text", { class: `name name-${kind}`, dy: "0.35em", "text-anchor": "middle" });
    const element = html("div", { class: "place", "aria-hidden": "true" }, svg("svg", { width: 1, height: 1 }, label));
    element.hidden = true;
    const anchor = where.latLng ?? where.middle ?? L.latLng(where.points[0]);
    this.groups[key].addLayer(new Anchored(anchor, element, "names"));
    const name = { zh: zh[i], en: en[i], label, element, anchor, ...where };
    if (kind === "site") {
      const { shape, size } = this.style[`site/${key}`];
      const mark = new SiteMark(anchor, { renderer: this.renderer, pane: "sites", className: `site-${key}`, radius: size / 2, d: SHAPES[shape](size / 2), color: "none", fillColor: "none", fillOpacity: 1, interactive: Boolean(zh[i]) });
      if (zh[i]) mark.bindTooltip(() => html("span", {}, name[this.lang]), { className: "said", direction: "top", offset: [0, -size / 2] });
      this.groups[key].addLayer(mark);
      name.r = size / 2;
    }
    return name;
  }

  /** Ask for what is to be shown and is not here; `on` has the keys of the layers that are on. */
  ask(on) {
    for (const key of on.filter((each) => !this.has(each) && !this.waiting.has(each))) {
      this.waiting.add(key);
      this.asked(key);
    }
  }

  /** Whom to credit for the layers that are on: source -> keys of layers. */
  credits(on, lang) {
    const found = new Map();
    for (const key of on.filter((each) => this.has(each))) {
      const source = this.layers.get(key).source[lang];
      found.set(source, [...(found.get(source) ?? []), key]);
    }
    return found;
  }

  #on() {
    return [...this.layers].filter(([key]) => this.map.hasLayer(this.groups[key])).map(([, layer]) => layer);
  }

  /** The boxes of sites that no zone's name may cover, in world px: of few, where there is room for both. */
  boxes() {
    if (this.map.getZoom() < COUNTY_LINES) return [];
    return this.#on().filter(({ kind, named }) => kind === "site" && named.length <= FEW_SITES).flatMap(({ named }) => named.map((site) => this.#box(site)));
  }

  #box({ latLng, r }) {
    const { x, y } = this.map.project(latLng);
    return { x1: x - r, x2: x + r, y1: y - r, y2: y + r };
  }

  /** Write the names where all else leaves room: `taken` are the boxes in use, in world px. */
  layout(taken, lang) {
    this.lang = lang;
    const shown = this.#on();
    const { min, max } = this.map.getPixelBounds();
    const window = { x1: min.x + 4, x2: max.x - 4, y1: min.y + 4, y2: max.y - 4 };
    const family = getComputedStyle(this.map.getContainer()).fontFamily;
    for (const { kind, named } of shown) {
      if (kind === "site" && named.length > FEW_SITES) for (const site of named) taken.add(this.#box(site));
    }
    const place = { site: (...all) => this.#beside(...all), river: (...all) => this.#along(...all), landform: (...all) => this.#within(...all) };
    for (const { kind, named } of shown) {
      const { size } = this.style[`text/${kind}`];
      const spacing = (lang === "zh" ? AIRY : AIRIER)[kind];
      const near = kind !== "site" || named.length <= FEW_SITES || this.map.getZoom() >= COUNTY_NAMES;
      for (const name of named) {
        const text = kind === "landform" && lang === "en" ? name.en.toUpperCase() : name[lang];
        const box = { width: textWidth(text, `${size}px ${family}`, spacing), height: size * 1.2 };
        const found = near && text ? place[kind](name, box, taken, window) : null;
        name.element.hidden = !found;
        if (!found) continue;
        const { x, y } = this.map.project(name.anchor);
        name.label.textContent = text;
        name.label.setAttribute("x", (found.x - x + spacing / 2).toFixed(1));
        name.label.setAttribute("y", (found.y - y).toFixed(1));
      }
    }
  }

  /** The middle of the first of some places where a name is free in the window, or null. */
  #first(places, { width, height }, taken, window, fits = () => true) {
    for (const [x, y] of places) {
      const box = { x1: x - width / 2 - 2, x2: x + width / 2 + 2, y1: y - height / 2, y2: y + height / 2 };
      if (box.x1 < window.x1 || box.x2 > window.x2 || box.y1 < window.y1 || box.y2 > window.y2 || !taken.free(box) || !fits([x, y])) continue;
      taken.add(box);
      return { x, y };
    }
    return null;
  }

  #beside({ latLng, r }, box, taken, window) {
    const { x, y } = this.map.project(latLng);
    const [far, high] = [r + ASIDE + box.width / 2, r + ASIDE + box.height / 2];
    return this.#first([[x + far, y], [x - far, y], [x, y - high], [x, y + high]], box, taken, window);
  }

  /** Beside a river, as near to the middle of what is seen of it as may be, and not over it. */
  #along({ points }, box, taken, window) {
    const line = points.map((point) => this.map.project(point));
    const seen = line.filter(({ x, y }) => x > window.x1 && x < window.x2 && y > window.y1 && y < window.y2);
    const [across, down] = [box.width / 2 + ASIDE, box.height / 2 + ASIDE];
    const middle = seen.length / 2;
    const places = seen
      .map((point, k) => [Math.abs(k - middle), point])
      .sort(([a], [b]) => a - b)
      .flatMap(([, { x, y }]) => [[x + across, y - down], [x - across, y - down], [x + across, y + down], [x - across, y + down]])
      .filter(([x, y]) => !seen.some((point) => Math.abs(point.x - x) < box.width / 2 + 1 && Math.abs(point.y - y) < box.height / 2 + 1));
    return this.#first(places, box, taken, window);
  }

  /** Within a landform, as near to its middle as may be; within the province or beyond it, never over its border. */
  #within({ rings, middle }, box, taken, window) {
    const wish = this.map.project(middle);
    const half = box.width / 2;
    const fits = ([x, y]) => {
      const points = [-half, 0, half].map((h) => pair(this.map.unproject([x + h, y])));
      if (!points.every((point) => inside(point, rings))) return false;
      const here = points.map((point) => inside(point, this.province));
      return here[0] === here[1] && here[1] === here[2];
    };
    const places = WEB.map(([x, y]) => [wish.x + x, wish.y + y]);
    return this.#first(places, { width: box.width, height: box.height * 1.8 }, taken, window, fits);
  }
}

// Places around a point, the nearest first.
const WEB = [];
for (let x = -REACH_OF_NAMES; x <= REACH_OF_NAMES; x += 20) {
  for (let y = -REACH_OF_NAMES; y <= REACH_OF_NAMES; y += 20) WEB.push([x, y]);
}
WEB.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
