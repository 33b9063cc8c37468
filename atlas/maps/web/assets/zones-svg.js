// Up to a few hundred zones: each an element of the page to name and click; Tab stops at one, the arrows go on.

const ROUNDS_OF_NAMES = 14;
const EDGE = 3; // px by which a symbol's clickable disc is larger than the symbol

/** An element that stands at a point of the map and moves along when it zooms. */
const Anchored = L.Layer.extend({
  initialize(latLng, element, pane) {
    this.latLng = latLng;
    this.element = element;
    this.options = { pane };
    element.classList.add("leaflet-zoom-animated");
  },
  onAdd() {
    // Tab order is table order, whichever layer came back last.
    const order = Number(this.element.dataset.order ?? 0);
    const next = [...this.getPane().children].find((other) => Number(other.dataset.order ?? 0) > order);
    this.getPane().insertBefore(this.element, next ?? null);
    this.place();
  },
  onRemove() {
    this.element.remove();
  },
  getEvents() {
    return { zoom: this.place, viewreset: this.place, zoomanim: this.animate };
  },
  place() {
    L.DomUtil.setPosition(this.element, this._map.latLngToLayerPoint(this.latLng).round());
  },
  animate({ center, zoom }) {
    L.DomUtil.setPosition(this.element, this._map._latLngToNewLayerPoint(this.latLng, zoom, center).round());
  },
});

/** The zones as SVG symbols in the page. */
class SvgZones {
  /** `data` are the zones; `events` has select(i), hover(i | null, element); `groups` the layer groups by key. */
  constructor(map, data, style, groups, events) {
    this.map = map;
    this.data = data;
    this.style = style;
    this.selected = null;
    this.tagsOn = new Set();
    this.visible = new Uint8Array(data.n);
    const pane = map.getPane("zones");
    pane.setAttribute("role", "listbox");
    this.pane = pane;
    this.zones = Array.from({ length: data.n }, (_, i) => this.#zone(i, events));
    for (const zone of this.zones) groups[`type-${zone.type}`].addLayer(zone.layer);
    map.on("moveend", () => this.layout());
    map.on("click", ({ latlng }) => events.ground(latlng));
  }

  #zone(i, events) {
    const { data, style } = this;
    const type = data.type(i);
    const level = data.level(i);
    const { r, path } = symbolOf(style, type, level);
    const rings = data.tagGroups(i).map((group) =>
      svg("circle", { class: `ring tag-${group}`, r: style[`tag/${group}`].size / 2 }),
    );
    const label = svg("text", { class: `zone-label level-${level}`, dy: "0.35em" });
    const leader = svg("g", { class: "leader" }, svg("line", { class: "line-leader" }), svg("circle", { r: 1.6 }));
    const tie = svg("line", { class: "line-leader tie" });
    const marks = svg(
      "g",
      {},
      svg("circle", { class: "ring focus", r: r + 7 }),
      svg("circle", { class: "ring select", r: r + 5 }),
      svg("circle", { class: "ring picked", r: r + 4 }),
      ...rings,
      svg("path", { class: "halo", d: path }),
      svg("path", { class: `symbol type-${type}`, d: path }),
    );
    const drawing = svg(
      "svg",
      { class: `level-${level}`, width: 1, height: 1, "aria-hidden": "true" },
      leader,
      tie,
      marks,
      label,
    );
    const element = html("div", { class: `zone level-${level}`, role: "option", tabindex: "-1", "data-zone": data.id(i), "data-order": i, "aria-selected": "false" }, drawing);
    // A click is the zone's alone; a pull that begins on it is the map's.
    L.DomEvent.on(element, "click dblclick contextmenu", L.DomEvent.stopPropagation);
    element.addEventListener("click", ({ detail }) => {
      if (!detail || !this.map.dragging.moved()) events.select(i);
    });
    listenToKeys(element, {
      select: () => events.select(i),
      leave: events.leave,
      step: (towards) => this.zones[nearest(this.#points(), i, towards)]?.element.focus(),
      end: (last) => {
        const shown = this.zones.filter((zone) => this.visible[zone.i]);
        shown[last ? shown.length - 1 : 0].element.focus();
      },
    });
    element.addEventListener("mouseenter", () => events.hover(i, element));
    element.addEventListener("mouseleave", () => events.hover(null));
    element.addEventListener("focus", () => {
      this.#stop(i);
      if (!element.matches(":focus-visible")) return;
      if (!this.map.getBounds().pad(-0.05).contains(data.latLng(i))) this.map.panTo(data.latLng(i));
      events.hover(i, element);
    });
    element.addEventListener("blur", () => events.hover(null));
    return { i, type, level, full: r, r, element, marks, label, leader, tie, layer: new Anchored(data.latLng(i), element, "zones") };
  }

  /** Make a zone the one that Tab stops at: the arrows go on from there. */
  #stop(i) {
    this.zones[this.at]?.element.setAttribute("tabindex", "-1");
    this.zones[i]?.element.setAttribute("tabindex", "0");
    this.at = i;
  }

  /** Tab stops at the selected zone, else where one was last, else at the first that shows. */
  #stopSomewhere() {
    const shown = [this.selected, this.at].find((i) => this.visible[i]) ?? this.visible.indexOf(1);
    this.#stop(shown < 0 ? null : shown);
  }

  #points() {
    return this.zones
      .filter((zone) => this.visible[zone.i])
      .map(({ i }) => ({ i, ...pick(this.map.latLngToContainerPoint(this.data.latLng(i))) }));
  }

  /** Show the zones whose mask is set. */
  show(mask) {
    this.visible = mask;
    for (const { i, element } of this.zones) element.hidden = !mask[i];
    this.#stopSomewhere();
    this.layout();
  }

  select(i) {
    for (const zone of this.zones) zone.element.setAttribute("aria-selected", String(zone.i === i));
    this.selected = i;
    this.#stopSomewhere();
    this.layout();
  }

  /** Ring the zones that are picked: a set of numbers. */
  pick(picked) {
    for (const { i, element } of this.zones) {
      element.toggleAttribute("data-picked", picked.has(i));
      element.setAttribute("aria-checked", String(picked.has(i)));
    }
  }

  /** Show and hide the rings of one tag group. */
  rings(group, on) {
    this.pane.classList.toggle(`with-tag-${group}`, on);
    if (on) this.tagsOn.add(group);
    else this.tagsOn.delete(group);
  }

  /** Name everything again: the language has changed. */
  rename(paneLabel, nameOf) {
    this.pane.setAttribute("aria-label", paneLabel);
    for (const { i, element } of this.zones) element.setAttribute("aria-label", nameOf(i));
    this.layout();
  }

  restyle() {} // CSS variables do it

  /** Set symbols apart and names beside them, for the present zoom. */
  layout() {
    const taken = new Taken();
    const items = [];
    const scale = symbolScale(this.map.getZoom());
    for (const zone of this.zones) {
      if (!this.visible[zone.i]) continue;
      zone.r = zone.full * scale;
      zone.marks.setAttribute("transform", `scale(${scale.toFixed(3)})`);
      const { x, y } = this.map.project(this.data.latLng(zone.i));
      items.push({ zone, x, y, r: zone.r, weight: zone.level === "national" ? 3 : 1 });
    }
    spread(items);
    // Nothing is written where a panel would cover it.
    const symbols = this.panels();
    for (const item of items) {
      item.x += item.dx;
      item.y += item.dy;
      const half = item.r + 1;
      symbols.push({ x1: item.x - half, y1: item.y - half, x2: item.x + half, y2: item.y + half, owner: item.zone.i, symbol: true, rank: this.#rank(item.zone.i) });
      this.#stand(item);
    }
    const names = items.map((item) => this.#name(item));
    this.onlayout(arrange(names, symbols, names.length > CROWD ? 2 : ROUNDS_OF_NAMES));
    for (const name of names) this.#write(name);
  }

  /** The selected zone goes before all others. */
  #rank(i) {
    return i === this.selected ? 0 : this.data.rank(i);
  }

  #stand({ zone: { element, leader, r }, dx, dy }) {
    const half = r + EDGE;
    element.style.width = element.style.height = `${(2 * half).toFixed(1)}px`;
    element.style.marginLeft = `${(dx - half).toFixed(1)}px`;
    element.style.marginTop = `${(dy - half).toFixed(1)}px`;
    const off = Math.hypot(dx, dy) > 3;
    leader.toggleAttribute("hidden", !off);
    if (!off) return;
    const [line, dot] = leader.children;
    setNumbers(line, { x1: -dx, y1: -dy, x2: 0, y2: 0 });
    setNumbers(dot, { cx: -dx, cy: -dy });
  }

  /** What is to be written beside a symbol, and how much room it needs. */
  #name({ zone, x, y, r }) {
    const { i, level } = zone;
    const chosen = i === this.selected;
    const lines = chosen ? [this.data.short(i), this.data.position(i)] : [this.data.short(i)];
    const size = this.style[level === "national" ? "text/national" : "text/zone"].size;
    const width = Math.max(...lines.map((line, k) => textWidth(line, fontOf(this.style, k ? "note" : level))));
    const ringed = this.data.tagGroups(i).filter((group) => this.tagsOn.has(group));
    const around = Math.max(r, chosen ? r + 5 : 0, ...ringed.map((group) => this.style[`tag/${group}`].size / 2 - 2));
    return { zone, lines, size, x, y, r: around, width, height: size * (chosen ? 2.2 : 1.15), rank: this.#rank(i), owner: i, firm: chosen };
  }

  #write({ zone: { i, label, tie }, lines: [name, note], size, r, place }) {
    if (!place && i === this.selected) place = { x: r + 3, y: 0, anchor: "start" };
    label.toggleAttribute("hidden", !place);
    tie.toggleAttribute("hidden", !place?.tie);
    if (!place) return;
    if (place.tie) setNumbers(tie, place.tie);
    label.setAttribute("x", place.x.toFixed(1));
    label.setAttribute("y", (place.y - (note ? size * 0.55 : 0)).toFixed(1));
    label.setAttribute("text-anchor", place.anchor);
    label.replaceChildren(svg("tspan", {}, name));
    if (note) label.append(svg("tspan", { class: "note", x: place.x.toFixed(1), dy: "1.25em" }, note));
  }
}

/** Set an SVG element's attributes to numbers of one decimal. */
function setNumbers(element, numbers) {
  for (const [name, value] of Object.entries(numbers)) element.setAttribute(name, value.toFixed(1));
}

function pick({ x, y }) {
  return { x, y };
}

/** The number of the nearest point in a direction from point `i`, or undefined. */
function nearest(points, i, [tx, ty]) {
  const from = points.find((point) => point.i === i);
  let best;
  let least = Infinity;
  for (const point of points) {
    const x = point.x - from.x;
    const y = point.y - from.y;
    const ahead = x * tx + y * ty;
    const aside = Math.abs(x * ty) + Math.abs(y * tx);
    if (point.i === i || ahead <= 0 || aside > 2 * ahead) continue;
    if (ahead + 2 * aside < least) [least, best] = [ahead + 2 * aside, point.i];
  }
  return best;
}
