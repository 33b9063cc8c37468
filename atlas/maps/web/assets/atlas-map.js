// The map put together, and window.atlas, by which a page drives it.

const ELEMENTS = 300; // zones up to which each is an element of the page
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
const listeners = Object.fromEntries(["select", "view", "layers", "opacity", "filter", "present", "marks", "pick", "move", "surroundings", "outlines"].map((event) => [event, new Set()]));

function emit(event, detail) {
  for (const listener of listeners[event]) listener(detail);
}

document.documentElement.dataset.theme = state.theme;
document.body.append(patterns());
map.attributionControl.setPrefix(false);
const boundaries = new Boundaries(map, source, groups);
const overlay = new Overlay(map, zones, (adcode) => boundaries.outlineOf(adcode));
const card = new Card(container);
const Renderer = zones.n <= ELEMENTS ? SvgZones : CanvasZones;
const drawing = new Renderer(map, zones, source.style, groups, {
  select: choose,
  hover: (i, element) => (i === null || drafting.active || picking.draws ? card.hide() : card.show([...zones.card(i, state.scheme), ["value", shades.said(i)]], element)),
  ground: (latLng) => showGround(latLng, false),
  leave: () => container.focus(),
});
const outlines = new Outlines(map, source.outlines, zones, groups.outlines, { select: choose, asked: (cell) => emit("outlines", { cell }) });
const parks = new Parks(map, source, zones, groups.parks, text);
const shades = new Shades(map, zones, outlines, source.style);
const others = new Others(map);
const environs = new Surroundings(map, source.style, groups, { province: boundaries.everything, asked: (key) => emit("surroundings", { key }) });
drawing.panels = () => [...panels(), ...edges(), ...shades.boxes(), ...parks.boxes(), ...environs.boxes()];
drawing.onlayout = (taken) => environs.layout(boundaries.layout(taken, state.lang, panels()), state.lang);
const legend = new Legend(container, zones, { style: source.style, toggle, fade, moved: legendMoved, kinds: outlines.kinds });
const camera = new Camera(map, container, { zones, boundaries, outlines, legend, mask: visible, moved: (at) => emit("view", { ...at, extent: "screen" }) });
const hint = new Hint(container);
const gestures = new Gestures(map, { taken: () => camera.take(), say: (key, values) => hint.say(key, text(`hint.${key}`, values)) });
const outside = new Outside(container, { text, go: () => goTo("auto") });
const ground = new Ground(map, { ...source, zones, boundaries, text, filter: (flag, slug) => emit("filter", { flag, slug }), offers: () => listeners.filter.size > 0 });
const presenting = new Presenting(container, { asked: present, changed: presented });
const accuracy = L.circle([0, 0], { pane: "accuracy", radius: 1, className: "line-accuracy accuracy", interactive: false, renderer: L.svg({ pane: "accuracy" }) });
const marks = new Marks(map, source.style);
const rules = new MarkRules(source.marks);
const drafting = new Drafting(map, container, {
  zones,
  mask: visible,
  isPlace: (place) => rules.isPlace(place),
  decimals: rules.decimals,
  say: (key) => (marking.isOpen ? marking.say(key) : hint.say(key, text(`mark.wrong.${key}`))),
});
marks.above.append(drafting.element);
const marking = new Marking(map, container, { marks, drafting, rules, text, changed: (values) => emit("marks", values), toggled: (on) => toolToggled("mark", on) });
const measuring = new Measuring(container, {
  zones,
  drafting,
  marks,
  text,
  keep: (mark) => marking.add({ style: marking.style, ...mark }),
  offers: () => listeners.marks.size > 0,
  toggled: (on) => toolToggled("measure", on),
});
const picking = new Picking(map, container, {
  zones,
  drafting,
  marks,
  text,
  mask: visible,
  at: () => drawing.at ?? state.selected,
  changed: (numbers) => {
    drawing.pick(new Set(numbers));
    emit("pick", { ids: numbers.map((i) => zones.id(i)) });
  },
  hold: (on) => gestures.hold(on),
  toggled: (on) => toolToggled("pick", on),
});
marks.onDrawn = () => {
  drafting.draw();
  measuring.draw();
  picking.draw();
};
const tools = toolbar();
const naming = html("p", { class: "naming" });
naming.hidden = true;
container.append(naming);
L.control.scale({ position: "bottomright", imperial: false, maxWidth: BAR }).addTo(map);
if (source.start.tiles) groups.tiles.addLayer(L.tileLayer(source.start.tiles.url, { subdomains: source.start.tiles.subdomains ?? "abc" }));

/** The patterns that fill land: the inferred areas' hatch, and those of areas that have one. */
function patterns() {
  const runs = { hatch: [0], rows: [90], columns: [0], grid: [0, 90] }; // degrees from upright
  const known = Object.entries(source.style).filter(([key, { shape }]) => key.startsWith("area/") && shape in runs);
  const tiles = known.map(([key, { shape, size = 7 }]) => {
    const id = `pattern-${key.replace("/", "-")}`;
    const tile = { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${shape === "hatch" ? 45 : 0})` };
    return svg("pattern", tile, ...runs[shape].map((turn) => svg("line", { y2: size, class: id, transform: `rotate(${-turn})` })));
  });
  return svg("svg", { width: 0, height: 0, class: "definitions", "aria-hidden": "true" }, svg("defs", {}, ...tiles));
}

/** The buttons: in, out, the whole province, what is shown, the map alone. */
function toolbar() {
  const step = (way) => () => {
    camera.take();
    map[way]();
  };
  const acts = {
    in: step("zoomIn"),
    out: step("zoomOut"),
    province: () => goTo("province"),
    fit: () => goTo("auto"),
    measure: () => measuring.open(!measuring.isOpen),
    mark: () => marking.open(!marking.isOpen),
    pick: () => picking.open(!picking.isOpen),
    present: () => present(!presenting.on),
  };
  // Plus, minus, a house, a frame around three points, a ruler, a pencil, a tick in a broken frame, a screen on its stand.
  const icons = {
    in: "M-5.5 0H5.5M0 -5.5V5.5",
    out: "M-5.5 0H5.5",
    province: "M-6.5 -0.5L0 -6L6.5 -0.5M-4.5 -2V5.5H4.5V-2M-1.5 5.5V1.5H1.5V5.5",
    fit: "M-6.5 -3V-6.5H-3M3 -6.5H6.5V-3M6.5 3V6.5H3M-3 6.5H-6.5V3M-2.5 2.2h.01M2.4 1.2h.01M-0.6 -2.6h.01",
    measure: "M-7.5 3L3 -7.5L7.5 -3L-3 7.5ZM-4.5 0L-2.5 2M-1.5 -3L0.5 -1M1.5 -6L3.5 -4",
    mark: "M-7 7L-5.5 2L3.5 -7L7 -3.5L-2 5.5ZM1 -4.5L4.5 -1",
    pick: "M-6.5 -4.5V-6.5H-4.5M-1.5 -6.5H1.5M4.5 -6.5H6.5V-4.5M-6.5 -1.5V1.5M-6.5 4.5V6.5H-4.5M-2.5 0.5L0.3 3.5L6 -3",
    present: "M-7.5 -6H7.5M-6.5 -6V2.5H6.5V-6M0 2.5V4M-3 6.8L0 4L3 6.8",
  };
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

/** A tool has been opened or closed: only one is at hand. */
function toolToggled(name, on) {
  const { [name]: _, ...others } = { mark: marking, measure: measuring, pick: picking };
  const other = Object.values(others);
  if (on) other.forEach((tool) => tool.open(false));
  const [, button] = tools.buttons.find(([each]) => each === name);
  button.setAttribute("aria-pressed", String(on));
  if (on) {
    card.hide();
    ground.hide();
  } else if (!other.some((tool) => tool.isOpen)) button.focus();
}

/** Marks can be drawn, and zones picked, where someone keeps them. */
function offerTools() {
  for (const [name, event] of [["mark", "marks"], ["pick", "pick"]]) {
    const [, button] = tools.buttons.find(([each]) => each === name);
    button.hidden = !listeners[event].size;
  }
}

/** A click or Enter on a zone: choose it, or let go of it; where zones are picked, pick it. */
function choose(i) {
  if (drafting.active) return;
  if (picking.isOpen) {
    picking.pick(i);
    return;
  }
  select(i === state.selected ? null : i);
  emit("select", { id: state.selected === null ? null : zones.id(state.selected) });
}

function select(i) {
  state.selected = i;
  showParks(); // first: names keep clear of them
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

/** Show the parks, and where another source puts the selected zone. */
function showParks() {
  legend.explainDisputed(parks.show(mask, state.selected));
}

let mask = chosen;

function visible() {
  return mask;
}

/** Draw what the selection and the type layers leave, and count it. */
function update() {
  const on = zones.vocabulary.types.slug.map((slug) => state.layers[`type-${slug}`]);
  mask = chosen.map((yes, i) => (yes && on[zones.types[i]] ? 1 : 0));
  outlines.show(mask);
  shades.show(mask);
  showParks();
  drawing.show(mask); // last: names keep clear of bars
  legend.count(chosen, mask);
  mark();
}

/** Show and hide layers: the groups of the map, the rings of tags. */
function applyLayers() {
  for (const [key, group] of Object.entries(groups)) {
    const on = Boolean(state.layers[key]) && (key !== "ethnic" || showsEthnic(source.vocabulary, state.scheme)) && (key !== "river-names" || state.layers.rivers);
    if (on !== map.hasLayer(group)) map[on ? "addLayer" : "removeLayer"](group);
    if (key.startsWith("tag-")) drawing.rings(key.replace("tag-", ""), on);
  }
  legend.press(state.layers);
  if (listeners.surroundings.size) environs.ask(shownAround());
  showCredits();
  update();
}

/** The layers around the zones that are on. */
function shownAround() {
  return source.layers.filter(({ key, group }) => group === "surroundings" && state.layers[key]).map(({ key }) => key);
}

function toggle(key) {
  state.layers[key] = !state.layers[key];
  applyLayers();
  emit("layers", { ...state.layers });
}

/** Draw a layer paler, by someone's hand. */
function fade(key, share) {
  map.getPane(key).style.opacity = share;
  emit("opacity", { [key]: share });
}

/** The boxes of legend, tools, scale and credits, in world px. */
function panels() {
  const { min } = map.getPixelBounds();
  return [legend.element, tools.bar, outside.element, ...container.querySelectorAll(".leaflet-control")].map((element) => {
    const { x1, x2, y1, y2 } = boxOf(element, container);
    return { x1: x1 + min.x, x2: x2 + min.x, y1: y1 + min.y, y2: y2 + min.y };
  });
}

/** The left and the right edge of the window, in world px: no name is written across them. */
function edges() {
  const { min, max } = map.getPixelBounds();
  return [min.x, max.x].map((x) => ({ x1: x - 1, x2: x + 1, y1: min.y, y2: max.y }));
}

/** Say what lies on the ground at a place of the map. */
function showGround(latLng, focus) {
  if (drafting.active || picking.isOpen) return;
  card.hide();
  ground.show(latLng, { lang: state.lang, scheme: state.scheme, mask, focus });
}

// The ground in the middle of the window, for who has no pointer.
map.on("keydown", ({ originalEvent: event }) => {
  if (event.key !== "Enter" || event.target !== container) return;
  event.preventDefault();
  showGround(map.getCenter(), true);
});

/** Someone wants the map alone in the window, or no more: who holds the map is told, else it does so itself. */
function present(on) {
  if (listeners.present.size) emit("present", { on });
  else presenting.fill(on);
}

/** The map has been put into the window alone, or back: the wheel is its own there. */
function presented(on) {
  gestures.direct = on || !state.embedded;
  legend.present(on);
  const [, button] = tools.buttons.find(([name]) => name === "present");
  button.setAttribute("aria-pressed", String(on));
  requestAnimationFrame(() => map.invalidateSize({ animate: false }));
}

function describeLegend() {
  legend.opener.title = text(legend.open ? "legend.hide" : "legend.show");
}

/** Someone has opened or closed the legend: names make room for it, or take the room it left. */
function legendMoved() {
  describeLegend();
  drawing.layout();
}

/** Someone wants the province in the window, or what shows: from now on the map is fitted to that. */
function goTo(extent) {
  camera.fit(extent === "province" ? null : "shown");
  emit("view", { ...camera.view(), extent });
}

let credit = "";

/** Say everything again in the present language and regionalisation. */
function renderTexts() {
  card.hide();
  ground.hide();
  zones.lang = state.lang;
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  document.title = text("title");
  container.setAttribute("aria-label", text("label"));
  container.setAttribute("role", "region");
  legend.render({ text, lang: state.lang, scheme: state.scheme, layers: source.layers.filter(({ key, group }) => group !== "surroundings" || environs.has(key) || listeners.surroundings.size), prefectures: source.prefectures });
  tools.bar.setAttribute("aria-label", text("label"));
  for (const [name, button] of tools.buttons) {
    button.title = text(`button.${name}`);
    button.setAttribute("aria-label", text(`button.${name}`));
  }
  marking.render();
  measuring.render();
  picking.render();
  boundaries.scheme(state.scheme);
  drawing.rename(text("zones"), (i) => zones.label(i));
  applyLayers();
}

/** Name whom the map's data are from. */
function showCredits() {
  map.attributionControl.removeAttribution(credit);
  const titles = Object.fromEntries(source.layers.map(({ key, title }) => [key, title.replace("map.", "")]));
  const around = [...environs.credits(shownAround(), state.lang)].map(([of, keys]) => text("credit.around", { source: of, layers: keys.map((key) => text(titles[key])).join(text("separator")) }));
  const credits = [text("credit.boundaries"), text("credit.rivers"), ...around, source.start.tiles?.attribution];
  const span = html("span", {}, credits.filter(Boolean).join(" · "));
  credit = span.innerHTML; // Leaflet takes HTML: texts go through an element first
  map.attributionControl.addAttribution(credit);
}

let following = false;

/**
 * What shows has changed, or its land: the map is fitted to it again once all is said of it; where someone has moved
 * the map, or wants the province, a line says what lies outside.
 */
function follow() {
  if (following) return;
  following = true;
  queueMicrotask(() => {
    following = false;
    if (started && !camera.byHand && camera.target === "shown") camera.fit("shown");
    else outside.say(camera.count(), true);
  });
}

map.on("zoomend", showParks);
map.on("moveend", () => outside.say(camera.count(), false));
map.on("move", () => camera.quiet || emit("move", camera.view()));

// An iframe may have no size yet: the map starts when it has one.
let started = false;
const ready = new Promise((resolve) => {
  new ResizeObserver(() => {
    if (!container.clientWidth || !container.clientHeight) return;
    map.invalidateSize({ animate: false, pan: camera.byHand });
    camera.settle();
    describeLegend();
    if (started) return;
    started = true;
    outside.say(camera.count(), false);
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
    ground.hide();
    update();
    follow();
  },

  /** Select a zone, or none, without telling listeners; a zone out of sight is brought in. */
  select(id) {
    const i = id === null ? null : zones.number(id) ?? null;
    select(i);
    if (i !== null) camera.bringIn(i);
  },

  /** Move to the zones of these ids; to the province for null. */
  fit(ids) {
    camera.fit(ids === null ? null : ids.map((id) => zones.number(id)).filter((i) => i !== undefined));
  },

  /** Draw an analysis over the map (see Overlay.show) and go to its bounds, if it has any; none for null. */
  overlay(data) {
    overlay.show(data);
    legend.drawn(data);
    if (data?.bounds) camera.visit(data.bounds);
  },

  /** Let these counties stand out, by their codes; none for null. */
  land(adcodes) {
    boundaries.standOut(adcodes);
    legend.explainLand(adcodes !== null);
    follow();
  },

  /** Show zones that are not selected, small and grey: [lon, lat] each; none for null. */
  others(places) {
    others.show(places ?? []);
    legend.explainOthers(Boolean(places?.length));
  },

  /** How opaque layers are, 0 to 1; a layer that is not named is drawn whole. */
  opacity(shares) {
    for (const key of Object.keys(groups)) {
      const pane = map.getPane(key);
      if (pane) pane.style.opacity = shares?.[key] ?? "";
    }
    legend.setOpacity(shares ?? {});
  },

  /** What the map is fitted to: {to, frame: [west, south, east, north] or null}. */
  extent({ to, frame }) {
    if (frame) camera.frame(frame);
    else if (!camera.byHand || started) camera.fit(to === "province" ? null : "shown", false);
  },

  /** One of several maps: its title over it, and whether it has the legend; a single one for null. */
  panels(told) {
    naming.textContent = told?.title ?? "";
    naming.hidden = !told?.title;
    legend.element.classList.toggle("is-elsewhere", Boolean(told) && !told.legend);
    drawing.layout();
  },

  /** Do all that a specification of the map asks for (see atlas/maps/web/directions.py). */
  direct(directions) {
    for (const [name, value] of Object.entries(directions)) window.atlas[name](value);
  },

  /** Whether each layer is on where nothing is said. */
  usual: { ...state.layers },

  /** Draw marks over the zones, each as a link carries it (see atlas/maps/marks.py). */
  marks(values) {
    marking.take(values ?? []);
  },

  /** Colour the zones by a column (see Shades.take); not at all for null. */
  shade(data) {
    shades.take(data);
    legend.shade(data);
    update();
    if (started) camera.settle(); // the legend has changed its size
  },

  /** Which layers are on, after changing those named. */
  layers(changes) {
    for (const [key, on] of Object.entries(changes ?? {})) if (key in state.layers) state.layers[key] = Boolean(on);
    if (changes) applyLayers();
    return { ...state.layers };
  },

  /** What layers around the zones show, by their keys (see Surroundings.take). */
  surroundings(data) {
    for (const [key, layer] of Object.entries(data ?? {})) environs.take(key, layer);
    renderTexts();
  },

  /** The finer outlines of a cell that was asked for; null where they cannot be had. */
  outlines({ cell, coded }) {
    outlines.take(cell, coded);
  },

  /** Where the map is, after moving it if told where. */
  view(to) {
    if (to) camera.setView(to);
    return camera.view();
  },

  /** Show in the size that the frame has now what was shown in the one before: for paper. */
  resized() {
    const shown = map.getBounds();
    camera.quietly(() => map.invalidateSize({ animate: false, pan: false }));
    if (camera.byHand) camera.quietly(() => map.fitBounds(shown, { animate: false }));
    else camera.settle();
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
    if (started) camera.settle(); // the legend has changed its size
  },

  theme(theme) {
    state.theme = theme;
    document.documentElement.dataset.theme = theme;
    drawing.restyle();
  },

  scheme(scheme) {
    state.scheme = scheme;
    renderTexts();
    if (started) camera.settle();
  },

  /** Whether the map stands in a page that scrolls: a plain wheel and one finger are the page's then. */
  embedded(embedded) {
    state.embedded = embedded;
    gestures.direct = !embedded || presenting.on;
  },

  /** Show the map alone under a title, or as usual for null. */
  present(title) {
    presenting.show(title);
  },

  /** Ring the zones of these ids as picked, without telling listeners; none for null. */
  picked(ids) {
    const numbers = (ids ?? []).map((id) => zones.number(id)).filter((i) => i !== undefined);
    picking.set(numbers);
    drawing.pick(new Set(numbers));
  },

  /** Listen to "select", "move" (someone is moving the map), "view" (and has moved it), "layers", "opacity", "filter", "present", "marks" (someone has drawn, moved or deleted one), "pick" (someone has picked zones), "surroundings" (a layer is to be shown that has no data yet) or "outlines" (finer ones of a cell are needed); gives the function that stops it. */
  on(event, listener) {
    listeners[event].add(listener);
    offerTools();
    if (event === "surroundings") renderTexts();
    return () => {
      listeners[event].delete(listener);
      offerTools();
    };
  },
};

offerTools();
renderTexts();
