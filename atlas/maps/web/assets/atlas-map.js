// The map put together, and window.atlas, by which a page drives it.

const ELEMENTS = 500; // zones up to which each is an element of the page
const ROOM = 26; // px kept free around what the map is fitted to
const CLOSEST = 9.5; // zoom no fit goes beyond
const OUTLINED = 15; // but for a zone whose outline is known
const CLOSE = 12.5; // zoom no closer look at a file's shapes begins with
const NAME = 90; // px a name may reach beyond the province
const CLEAR = 8; // px kept free between the legend and what it must not cover

const source = JSON.parse(document.getElementById("atlas-data").textContent);
const { map, groups } = window.atlasShell;
const container = map.getContainer();
const state = {
  lang: source.start.lang,
  theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  scheme: source.start.scheme,
  selected: null,
  layers: Object.fromEntries(source.layers.map(({ key, on }) => [key, on])),
};

/** A text of ours in the present language, its {places} filled. */
function text(key, values = {}) {
  return source.text[state.lang][`map.${key}`].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const zones = new Zones(source.zones, source.vocabulary, text);
const chosen = new Uint8Array(zones.n).fill(1); // what show() has let through
const listeners = { select: new Set(), view: new Set(), layers: new Set() };

function emit(event, detail) {
  for (const listener of listeners[event]) listener(detail);
}

document.documentElement.dataset.theme = state.theme;
document.body.append(hatchPattern());
map.attributionControl.setPrefix(false);
const boundaries = new Boundaries(map, source, groups);
const overlay = new Overlay(map, zones, (adcode) => boundaries.outlineOf(adcode));
const card = new Card(container);
const Renderer = zones.n <= ELEMENTS ? SvgZones : CanvasZones;
const drawing = new Renderer(map, zones, source.style, groups, {
  select: choose,
  hover: (i, element) => (i === null ? card.hide() : card.show([...zones.card(i, state.scheme), ["value", shades.said(i)]], element)),
});
const outlines = new Outlines(map, source.outlines, zones, groups.outlines, choose);
const shades = new Shades(map, zones, outlines);
drawing.panels = () => [...panels(), ...edges()];
drawing.onlayout = (taken) => boundaries.layout(taken, state.lang, panels());
const legend = new Legend(container, zones, { style: source.style, toggle, moved: legendMoved, kinds: new Set(source.outlines.map(({ kind }) => kind)) });
const accuracy = L.circle([0, 0], { pane: "accuracy", radius: 1, className: "line-accuracy accuracy", interactive: false, renderer: L.svg({ pane: "accuracy" }) });
const tools = toolbar();
L.control.scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
if (source.start.tiles) groups.tiles.addLayer(L.tileLayer(source.start.tiles.url, { subdomains: source.start.tiles.subdomains ?? "abc" }));

/** The pattern of the inferred areas' hatch. */
function hatchPattern() {
  const { size } = source.style["area/inferred"];
  return svg("svg", { width: 0, height: 0, class: "definitions", "aria-hidden": "true" },
    svg("defs", {},
      svg("pattern", { id: "hatch", width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svg("line", { x1: 0, y1: 0, x2: 0, y2: size, class: "hatch-line" }))));
}

/** The buttons: in, out, the whole province, what is shown. */
function toolbar() {
  const acts = {
    in: () => map.zoomIn(),
    out: () => map.zoomOut(),
    province: () => fit(null),
    fit: () => fitVisible(),
  };
  const icons = { in: "M-5 0H5M0 -5V5", out: "M-5 0H5", province: "M-6 -2V-6H-2M2 -6H6V-2M6 2V6H2M-2 6H-6V2", fit: "M-2 -2m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M1.2 1.2L6 6" };
  const buttons = Object.entries(acts).map(([name, act]) => {
    const button = html("button", { type: "button", "data-act": name }, svg("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, svg("path", { d: icons[name] })));
    button.addEventListener("click", act);
    return [name, button];
  });
  const bar = html("div", { class: "tools", role: "group" }, ...buttons.map(([, button]) => button));
  L.DomEvent.disableClickPropagation(bar);
  container.append(bar);
  return { bar, buttons };
}

/** A click or Enter on a zone: choose it, or let go of it. */
function choose(i) {
  select(i === state.selected ? null : i);
  emit("select", { id: state.selected === null ? null : zones.id(state.selected) });
}

function select(i) {
  state.selected = i;
  drawing.select(i);
  mark();
}

/** Draw the selected zone's circle of accuracy, if the zone shows. */
function mark() {
  const i = state.selected;
  if (i === null || !visible()[i]) {
    accuracy.remove();
    legend.explainCircle(false);
    return;
  }
  legend.explainCircle(true);
  accuracy.setLatLng(zones.latLng(i)).setRadius(zones.accuracy[i]).addTo(map);
}

let mask = chosen;

function visible() {
  return mask;
}

/** Draw what the selection and the type layers leave, and count it. */
function update() {
  const on = zones.vocabulary.types.slug.map((slug) => state.layers[`type-${slug}`]);
  mask = chosen.map((yes, i) => (yes && on[zones.types[i]] ? 1 : 0));
  drawing.show(mask);
  outlines.show(mask);
  shades.show(mask);
  legend.count(chosen, mask);
  container.classList.toggle("none-shown", !chosen.includes(1));
  mark();
}

/** Show and hide layers: the groups of the map, the rings of tags. */
function applyLayers() {
  for (const [key, group] of Object.entries(groups)) {
    const on = Boolean(state.layers[key]) && (key !== "ethnic" || showsEthnic(source.vocabulary, state.scheme));
    if (on !== map.hasLayer(group)) map[on ? "addLayer" : "removeLayer"](group);
    if (key.startsWith("tag-")) drawing.rings(key.replace("tag-", ""), on);
  }
  legend.press(state.layers);
  update();
}

function toggle(key) {
  state.layers[key] = !state.layers[key];
  applyLayers();
  emit("layers", { ...state.layers });
}

/** A panel's box on the map, in px of the window. */
function boxOf(element) {
  const outer = container.getBoundingClientRect();
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { x1: left - outer.left, x2: right - outer.left, y1: top - outer.top, y2: bottom - outer.top };
}

/** The boxes of legend, tools, scale and credits, in world px. */
function panels() {
  const { min } = map.getPixelBounds();
  return [legend.element, tools.bar, ...container.querySelectorAll(".leaflet-control")].map((element) => {
    const { x1, x2, y1, y2 } = boxOf(element);
    return { x1: x1 + min.x, x2: x2 + min.x, y1: y1 + min.y, y2: y2 + min.y };
  });
}

/** The left and the right edge of the window, in world px: no name is written across them. */
function edges() {
  const { min, max } = map.getPixelBounds();
  return [min.x, max.x].map((x) => ({ x1: x - 1, x2: x + 1, y1: min.y, y2: max.y }));
}

/** Whether the legend would lie over one of the points, the map standing `aside` of the bounds' middle. */
function covers(bounds, points, zoom, aside) {
  const box = boxOf(legend.element);
  const corner = map.project(middle(bounds), zoom).subtract(map.getSize().divideBy(2));
  return points.some((point) => {
    const { x, y } = map.project(point, zoom).subtract(corner);
    return x + aside < box.x2 + CLEAR && y > box.y1 - CLEAR;
  });
}

/** The zoom nearest to that which fits bounds, and a step aside, at which the legend covers no point; or undefined. */
function clearOfLegend(bounds, points, zooms) {
  for (const zoom of zooms) {
    const width = map.project(bounds.getNorthEast(), zoom).x - map.project(bounds.getSouthWest(), zoom).x;
    const spare = Math.max(0, (map.getSize().x - width) / 2 - NAME);
    for (const part of [0, 0.5, 1]) {
      if (!covers(bounds, points, zoom, part * spare)) return { zoom, aside: part * spare };
    }
  }
  return undefined;
}

/** The closest zoom that shows bounds whole. */
function closestTo(bounds, limit = CLOSEST) {
  return Math.min(limit, map.getBoundsZoom(bounds, false, L.point(2 * ROOM, 2 * ROOM)));
}

/** Move the map to bounds; aside, or a little further off, if the legend would cover one of the points. */
function moveTo(bounds, points, animate, limit = CLOSEST) {
  const closest = closestTo(bounds, limit);
  const { zoom, aside } = clearOfLegend(bounds, points, [closest, closest - 0.25]) ?? { zoom: closest, aside: 0 };
  const centre = map.unproject(map.project(middle(bounds), zoom).subtract([aside, 0]), zoom);
  map.setView(centre, zoom, { animate: animate && MOTION });
}

/** The middle of bounds as the map shows them. */
function middle(bounds) {
  return map.unproject(map.project(bounds.getSouthWest(), 10).add(map.project(bounds.getNorthEast(), 10)).divideBy(2), 10);
}

/** Fit the map to zones by number, or to the province. */
function fit(numbers, animate = true) {
  if (numbers === null) {
    moveTo(boundaries.bounds, boundaries.outlinePoints, animate);
    return;
  }
  if (!numbers.length) return;
  const points = numbers.map((i) => zones.latLng(i));
  const bounds = L.latLngBounds(points);
  // One zone alone: as near as its outline can be seen well, else with what is around it.
  const outline = numbers.length === 1 && outlines.of(numbers[0])?.getBounds();
  if (outline) moveTo(outline.pad(0.5), points, animate, OUTLINED);
  else moveTo(numbers.length === 1 ? bounds.getCenter().toBounds(120000) : bounds.pad(0.08), points, animate);
}

function fitVisible() {
  const numbers = [];
  for (let i = 0; i < zones.n; i++) if (mask[i]) numbers.push(i);
  fit(numbers);
}

function describeLegend() {
  legend.opener.title = text(legend.open ? "legend.hide" : "legend.show");
}

/** Someone has opened or closed the legend: names make room for it, or take the room it left. */
function legendMoved() {
  describeLegend();
  drawing.layout();
}

let credit = "";

/** Say everything again in the present language and regionalisation. */
function renderTexts() {
  card.hide();
  zones.lang = state.lang;
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  document.title = text("title");
  container.setAttribute("aria-label", text("label"));
  container.setAttribute("role", "region");
  container.dataset.none = text("legend.none");
  legend.render({ text, lang: state.lang, scheme: state.scheme, layers: source.layers, prefectures: source.prefectures });
  tools.bar.setAttribute("aria-label", text("label"));
  for (const [name, button] of tools.buttons) {
    button.title = text(`button.${name}`);
    button.setAttribute("aria-label", text(`button.${name}`));
  }
  map.attributionControl.removeAttribution(credit);
  const credits = [text("credit.boundaries"), text("credit.rivers"), source.start.tiles?.attribution];
  const span = html("span", {}, credits.filter(Boolean).join(" · "));
  credit = span.innerHTML; // Leaflet takes HTML: texts go through an element first
  map.attributionControl.addAttribution(credit);
  boundaries.scheme(state.scheme);
  drawing.rename(text("zones"), (i) => zones.label(i));
  applyLayers();
}

let userMoved = false;
let quiet = false;
map.on("dragstart zoomstart", () => (userMoved = true));
map.on("moveend", () => {
  if (!quiet) emit("view", view());
});

// Where a zoom is heading is known before it is there, should the page be turned meanwhile.
map.on("zoomanim", ({ center, zoom }) => {
  if (!quiet) emit("view", view(center, zoom));
});

function view({ lat, lng } = map.getCenter(), zoom = map.getZoom()) {
  return { lat: Number(lat.toFixed(5)), lng: Number(lng.toFixed(5)), zoom };
}

/** Set the view without telling anyone. */
function setView({ lat, lng, zoom }) {
  quiet = true;
  map.setView([lat, lng], zoom, { animate: false });
  quiet = false;
  userMoved = true;
}

/** Fit the province to the window, with the fullest legend that leaves all of it uncovered. */
function settle() {
  quiet = true;
  const zooms = [closestTo(boundaries.bounds)];
  for (const form of legend.forms) {
    legend.suggest(form);
    if (clearOfLegend(boundaries.bounds, boundaries.outlinePoints, zooms)) break;
  }
  describeLegend();
  fit(null, false);
  quiet = false;
  userMoved = false;
}

// An iframe may have no size yet: the map starts when it has one.
let started = false;
const ready = new Promise((resolve) => {
  new ResizeObserver(() => {
    if (!container.clientWidth || !container.clientHeight) return;
    map.invalidateSize({ animate: false, pan: userMoved });
    if (!userMoved) settle();
    if (started) return;
    started = true;
    if (source.start.show) window.atlas.show(source.start.show);
    container.classList.add("ready");
    resolve();
  }).observe(container);
});

window.atlas = {
  version: source.version,
  ready,

  /** Show the zones of these ids only; all of them for null. */
  show(ids) {
    chosen.fill(ids === null ? 1 : 0);
    for (const id of ids ?? []) {
      const i = zones.number(id);
      if (i !== undefined) chosen[i] = 1;
    }
    update();
  },

  /** Select a zone, or none, without telling listeners; a zone out of sight is brought in. */
  select(id) {
    const i = id === null ? null : zones.number(id) ?? null;
    select(i);
    if (i !== null && userMoved && !map.getBounds().pad(-0.04).contains(zones.latLng(i))) map.panTo(zones.latLng(i), { animate: MOTION });
  },

  /** Move to the zones of these ids; to the province for null. */
  fit(ids) {
    userMoved = ids !== null;
    fit(ids === null ? null : ids.map((id) => zones.number(id)).filter((i) => i !== undefined));
  },

  /** Draw an analysis over the map (see Overlay.show) and go to its bounds, if it has any; none for null. */
  overlay(data) {
    overlay.show(data);
    if (!data?.bounds) return;
    const [west, south, east, north] = data.bounds;
    userMoved = true;
    quiet = true;
    map.fitBounds(L.latLngBounds([south, west], [north, east]).pad(0.4), { animate: false, maxZoom: CLOSE });
    quiet = false;
  },

  /** Colour the zones by a column (see Shades.take); not at all for null. */
  shade(data) {
    shades.take(data);
    legend.shade(data);
    update();
    if (started && !userMoved) settle(); // the legend has changed its size
  },

  /** Which layers are on, after changing those named. */
  layers(changes) {
    for (const [key, on] of Object.entries(changes ?? {})) if (key in state.layers) state.layers[key] = Boolean(on);
    if (changes) applyLayers();
    return { ...state.layers };
  },

  /** Where the map is, after moving it if told where. */
  view(to) {
    if (to) setView(to);
    return view();
  },

  /** What the map shows: west, south, east, north in degrees; and whether that is the whole province. */
  bounds() {
    const shown = map.getBounds();
    const edges = [shown.getWest(), shown.getSouth(), shown.getEast(), shown.getNorth()];
    return { frame: edges.map((degrees) => Number(degrees.toFixed(4))), whole: shown.contains(boundaries.bounds) };
  },

  lang(lang) {
    state.lang = lang;
    renderTexts();
    if (started && !userMoved) settle(); // the legend has changed its size
  },

  theme(theme) {
    state.theme = theme;
    document.documentElement.dataset.theme = theme;
    drawing.restyle();
  },

  scheme(scheme) {
    state.scheme = scheme;
    renderTexts();
    if (started && !userMoved) settle();
  },

  /** Listen to "select", "view" or "layers"; gives the function that stops it. */
  on(event, listener) {
    listeners[event].add(listener);
    return () => listeners[event].delete(listener);
  },
};

renderTexts();
