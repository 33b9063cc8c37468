// The legend: what is on the map, how much of it, and the switches of its layers.

const BROAD = 1400; // px of page below which the legend is folded until someone opens it

/** How much of the legend is open, most first: all of it; types and areas; types alone; nothing. */
const FORMS = ["full", "short", "types", "closed"];
// px of map from which a form is worth its room; a person may open all of it on any map.
const LEAST = { full: 560, short: 480, types: 400, closed: 0 };

const FADED = "prefectures"; // the layer that a person may draw paler: what fills the areas

// The lines that a layer of the base map draws, as the legend shows them.
const LINES = {
  neighbours: ["line-neighbour"],
  prefectures: ["line-prefecture"],
  rivers: ["line-river"],
  counties: ["line-county"],
  province: ["line-province", "line-national"],
};

const LONG = 12; // characters of a class up to which two stand in a row

class Legend {
  /** `toggle(key)` switches a layer; everything else comes with update(). */
  constructor(container, data, { style, toggle, fade, moved, kinds }) {
    Object.assign(this, { container, data, style, toggle, fade, kinds });
    const last = recall(localStore, "legend"); // as someone has left it
    this.touched = FORMS.includes(last);
    this.form = this.touched ? last : "closed";
    this.switches = new Map();
    this.heading = html("span");
    this.opener = html("button", { type: "button", class: "opener", "aria-controls": "legend-body" }, this.heading, html("span", { class: "chevron", "aria-hidden": "true" }));
    this.opener.addEventListener("click", () => {
      this.#take(this.open ? "closed" : "full");
      moved();
    });
    this.more = html("button", { type: "button", class: "more" });
    this.more.addEventListener("click", () => {
      this.#take("full");
      this.opener.focus();
      moved();
    });
    this.body = html("div", { id: "legend-body", class: "legend-body" });
    this.shading = html("div", { class: "shading" });
    this.drawing = html("div", { class: "shading" });
    this.element = html("section", { class: "legend" }, this.opener, this.body);
    L.DomEvent.disableClickPropagation(this.element);
    L.DomEvent.disableScrollPropagation(this.element);
    container.append(this.element);
    this.suggest(this.form);
  }

  get open() {
    return this.form !== "closed";
  }

  /** The forms for which the map is large enough, the fullest first; one alone if a person chose it. */
  get forms() {
    if (this.touched && !this.presented) return [this.form];
    if (pageWidth() < BROAD && !this.presented) return ["closed"];
    const { clientWidth, clientHeight } = this.container;
    return FORMS.filter((form) => clientWidth >= LEAST[form] && clientHeight >= LEAST[form] * 0.75);
  }

  /** Stand open as far as there is room while the map is presented; after that as it was left. */
  present(on) {
    if (on) this.before = this.form;
    this.presented = on;
    this.suggest(on ? this.forms[0] : this.before);
  }

  /** Take a form. */
  suggest(form) {
    this.form = form;
    for (const other of FORMS) this.element.classList.toggle(other, other === form);
    this.opener.setAttribute("aria-expanded", String(this.open));
  }

  /** Take a form by someone's hand: from then on it stays. */
  #take(form) {
    this.touched = true;
    keep(localStore, "legend", form);
    this.suggest(form);
  }

  /** Write everything anew for a language, a regionalisation and a state of layers. */
  render({ text, lang, scheme, layers, prefectures }) {
    const { vocabulary } = this.data;
    this.heading.textContent = text("legend.title");
    this.element.setAttribute("aria-label", text("legend.title"));
    this.more.textContent = text("legend.more");
    this.switches.clear();
    this.counts = { types: [], levels: [], areas: new Map(), inferred: null, tags: new Map() };

    const types = vocabulary.types.slug.map((slug, t) => {
      const row = this.#switch(`type-${slug}`, swatch(this.style, slug), vocabulary.types[lang][t]);
      this.counts.types[t] = row.count;
      return row.element;
    });
    const levels = vocabulary.levels.slug.map((slug, l) => {
      const row = this.#row(swatch(this.style, vocabulary.levels.type[l], slug), vocabulary.levels[lang][l]);
      this.counts.levels[l] = row.count;
      return row.element;
    });
    const areas = vocabulary.areas.slug.flatMap((slug, a) => {
      if (vocabulary.areas.scheme[a] !== scheme) return [];
      const title = lang === "zh" ? vocabulary.areas.zh[a] : vocabulary.areas.short_en[a];
      const row = this.#row(patch(`area-${slug}`, `area-pattern area-${slug}`), title);
      this.counts.areas.set(a, row.count);
      return [row.element];
    });
    const inferred = prefectures.inferred[scheme].map((slug) => prefectures.slug.indexOf(slug));
    if (inferred.length) {
      const places = inferred.map((p) => prefectures[lang][p]).join(text("separator"));
      const row = this.#row(patch(...["", "area-pattern "].map((kind) => `${kind}area-${prefectures.areas[scheme][inferred[0]]}`), "area-hatch on"), text("legend.inferred", { places }));
      this.counts.inferred = row.count;
      areas.push(row.element);
    }
    const overlay = layers.find(({ key }) => key === "ethnic");
    if (showsEthnic(vocabulary, scheme)) areas.push(this.#switch("ethnic", patch("line-ethnic-glow none", "line-ethnic none"), text(overlay.title.replace("map.", ""))).element);
    const known = vocabulary.position_kinds;
    const outlines = known.slug.flatMap((slug, k) => (this.kinds.has(slug) ? [this.#row(patch(`outline-${slug}`), text("legend.outline", { name: known[lang][k] })).element] : []));
    const tags = [];
    const base = [];
    const around = [];
    for (const { key, title, group } of layers) {
      if (group === "tags") {
        const row = this.#switch(key, ring(this.style, key), text(title.replace("map.", "")));
        this.counts.tags.set(key.replace("tag-", ""), row.count);
        tags.push(row.element);
      } else if (group === "surroundings") {
        around.push(this.#chip(key, text(title.replace("map.", "")), `site/${key}` in this.style ? [site(this.style, key)] : []));
      } else if (group === "base" && key !== "ethnic") {
        const marks = key === "parks" ? [dot("park-other")] : (LINES[key] ?? []).map(stroke);
        base.push(this.#chip(key, text(title.replace("map.", "")), marks));
      }
    }
    this.circle = html("span", { class: "chip plain" }, circle("line-accuracy"), text("legend.accuracy"));
    this.circle.hidden = !this.circled;
    this.land = html("span", { class: "chip plain" }, stroke("line-selected"), text("legend.selected"));
    this.land.hidden = !this.landed;
    this.others = html("span", { class: "chip plain" }, dot("other"), text("legend.others"));
    this.others.hidden = !this.othered;
    this.elsewhere = html("span", { class: "chip plain" }, dot("park-disputed", 4), text("legend.disputed"));
    this.elsewhere.hidden = !this.disputed;
    base.push(this.land, this.others, this.circle, this.elsewhere);
    this.slider = html("input", { type: "range", min: 10, max: 100, step: 10, "data-opacity": FADED });
    this.slider.addEventListener("input", () => this.fade(FADED, Number(this.slider.value) / 100));
    this.setOpacity(this.shares ?? {});
    const notes = [...(showsEthnic(vocabulary, scheme) ? ["overlap"] : []), "approximate", "review"];
    this.body.replaceChildren(
      this.drawing,
      this.shading,
      html("div", { class: "columns" },
        html("div", {}, this.#group("types", text("legend.types"), types), this.#group("levels", text("legend.levels"), levels)),
        html("div", {}, this.#group("areas", text("legend.areas"), areas), this.#group("tags", text("legend.tags"), tags), ...(outlines.length ? [this.#group("outlines", text("layer.outlines"), outlines, "")] : [])),
      ),
      html("div", { class: "chips", role: "group", "aria-label": text("legend.base") }, ...base),
      ...(around.length ? [html("div", { class: "chips around", role: "group", "aria-label": text("legend.around") }, ...around)] : []),
      html("label", { class: "fader" }, html("span", {}, text("legend.opacity")), this.slider),
      html("p", { class: "note" }, ...notes.map((key) => html("span", { class: key }, text(`legend.${key}`), " "))),
      this.more,
    );
  }

  /** Say what the colours or sizes of a column mean; nothing for null. */
  shade(data) {
    const rows = (data?.classes ?? []).map(({ key, label, n }) => {
      const { element, count } = this.#row(patch(key.replace("/", "-")), label);
      count.textContent = n;
      return element;
    });
    const scale = data?.steps.length ? [scaleOf(data)] : [];
    this.shading.classList.toggle("long", (data?.classes ?? []).some(({ label }) => label.length > LONG));
    this.shading.replaceChildren(...(data ? [this.#group("shades", data.title, [...scale, ...rows])] : []));
  }

  /** Say what is drawn over the map: its keys (see Overlay.show); nothing for null. */
  drawn(data) {
    const rows = (data?.keys ?? []).map(({ kind, shown, words, layers }) => this.#row(drawn(kind, shown, layers), words).element);
    this.drawing.replaceChildren(...(rows.length ? [this.#group("drawn wide", data.title, rows)] : []));
  }

  /** Rows under their title; where each says of itself what it is, the title is for ears alone. */
  #group(name, title, rows, heading = html("h2", {}, title)) {
    return html("div", { class: `group ${name}`, role: "group", "aria-label": title }, heading, ...rows);
  }

  #row(mark, title) {
    const count = html("span", { class: "count" });
    return { count, element: html("div", { class: "row" }, mark, html("span", { class: "title" }, title), count) };
  }

  #switch(key, mark, title) {
    const count = html("span", { class: "count" });
    const element = html("button", { type: "button", class: "row", "data-layer": key }, mark, html("span", { class: "title" }, title), count);
    return { count, element: this.#bind(key, element) };
  }

  #chip(key, title, marks) {
    return this.#bind(key, html("button", { type: "button", class: "chip", "data-layer": key }, ...marks, title));
  }

  /** Explain the circle of accuracy while one is drawn. */
  explainCircle(drawn) {
    this.circled = drawn;
    if (this.circle) this.circle.hidden = !drawn;
  }

  /** Explain the place where another source puts the selected zone, while it shows. */
  explainDisputed(drawn) {
    this.disputed = drawn;
    if (this.elsewhere) this.elsewhere.hidden = !drawn;
  }

  /** Explain the line around what stands out while it does. */
  explainLand(drawn) {
    this.landed = drawn;
    if (this.land) this.land.hidden = !drawn;
  }

  /** Explain the grey zones while they show. */
  explainOthers(drawn) {
    this.othered = drawn;
    if (this.others) this.others.hidden = !drawn;
  }

  /** Put the slider where a layer's opacity is, 0 to 1. */
  setOpacity(shares) {
    this.shares = shares;
    if (this.slider) this.slider.value = Math.round((shares[FADED] ?? 1) * 100);
  }

  #bind(key, element) {
    element.addEventListener("click", () => this.toggle(key));
    this.switches.set(key, element);
    return element;
  }

  /** Press the switches of the layers that are on. */
  press(state) {
    for (const [key, element] of this.switches) element.setAttribute("aria-pressed", String(state[key]));
  }

  /** Count the zones: types by what the selection holds, all else by what is visible. */
  count(selected, visible) {
    const { data } = this;
    const types = new Uint32Array(data.vocabulary.types.slug.length);
    const levels = new Uint32Array(data.vocabulary.levels.slug.length);
    const areas = new Uint32Array(data.vocabulary.areas.slug.length);
    const tags = new Map();
    let inferred = 0;
    for (let i = 0; i < data.n; i++) {
      if (selected[i]) types[data.types[i]]++;
      if (!visible[i]) continue;
      levels[data.levels[i]]++;
      for (const area of data.areas(i)) areas[area]++;
      if (data.inferred(i).length) inferred++;
      if (data.tags(i).length) for (const group of data.tagGroups(i)) tags.set(group, (tags.get(group) ?? 0) + 1);
    }
    types.forEach((n, t) => write(this.counts.types[t], n));
    levels.forEach((n, l) => write(this.counts.levels[l], n));
    for (const [area, cell] of this.counts.areas) write(cell, areas[area]);
    for (const [group, cell] of this.counts.tags) write(cell, tags.get(group) ?? 0);
    if (this.counts.inferred) write(this.counts.inferred, inferred);
  }
}

/** The width of the page that the map stands in, px. */
function pageWidth() {
  try {
    return window.parent.innerWidth;
  } catch {
    return innerWidth; // the page is another's
  }
}

/** The outlined counties belong to the area of their name; a regionalisation without it has none. */
function showsEthnic({ areas }, scheme) {
  return areas.slug.some((area, a) => area === "ethnic" && areas.scheme[a] === scheme);
}

function write(cell, n) {
  cell.textContent = n;
  cell.parentElement.classList.toggle("empty", n === 0);
}

/** A patch of an area's colour, perhaps hatched. */
function patch(...classes) {
  const box = { x: -10, y: -6.5, width: 20, height: 13 };
  return svg("svg", { class: "swatch", width: 22, height: 22, viewBox: "-11 -11 22 22", "aria-hidden": "true" },
    ...classes.map((name) => svg("rect", { ...box, class: name })),
    ...(classes[0].includes("line-") ? [] : [svg("rect", { ...box, class: "patch-line" })]),
  );
}

/** What an analysis draws: a line, land (the darker the more of it lies over each other), or a centre. */
function drawn(kind, shown, layers) {
  const name = `overlay line-${kind}`;
  const box = { width: 22, height: 22, viewBox: "-11 -11 22 22", "aria-hidden": "true" };
  if (shown === "line") return svg("svg", { class: "swatch", ...box }, svg("path", { class: `${name} none`, d: "M-10 0H10" }));
  if (shown === "centre") return svg("svg", { class: "swatch", ...box }, svg("circle", { class: `${name} eye`, r: 6 }), svg("circle", { class: `${name} dot`, r: 2 }));
  const land = Array.from({ length: layers }, () => svg("rect", { class: `${name} shape`, x: -10, y: -6.5, width: 20, height: 13 }));
  return svg("svg", { class: "swatch", ...box }, ...land);
}

/** A line of the base map, short enough for the legend. */
function stroke(name) {
  return svg("svg", { class: "stroke", width: 18, height: 8, viewBox: "0 0 18 8", "aria-hidden": "true" }, svg("path", { class: `${name} none`, d: "M0 4H18" }));
}

/** A site as the map draws it. */
function site(style, key) {
  const { shape, size } = style[`site/${key}`];
  return svg("svg", { class: "stroke", width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" }, svg("path", { class: `site-${key}`, d: SHAPES[shape](size / 2) }));
}

/** A grey zone as the map draws it. */
function dot(name, r = 3) {
  return svg("svg", { class: "stroke", width: 10, height: 10, viewBox: "-5 -5 10 10", "aria-hidden": "true" }, svg("circle", { class: name, r }));
}

/** The circle of accuracy, small enough for the legend. */
function circle(name) {
  return svg("svg", { class: "stroke", width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" }, svg("circle", { class: `${name} none`, r: 5.5 }));
}

/** A ring of a tag, small enough for the legend. */
function ring(style, key) {
  return svg("svg", { class: "swatch", width: 22, height: 22, viewBox: "-11 -11 22 22", "aria-hidden": "true" }, svg("circle", { class: `${key} ring-shown`, r: 8 }));
}
