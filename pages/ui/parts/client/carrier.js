// The browser's side of the pages. The URL is the state: every act here is a link that is followed
// without reloading, and the server answers a URL with what to show.

const ui = (window.gansuAtlas ??= { waiting: [] });
ui.memory ??= {}; // zoom, centre and layers of each map, kept across pages

const RETRIES_S = [1, 2, 4, 8, 15, 30];
const GONE = [404, 410];

export default function ({ data, setTriggerValue }) {
  ui.mount = (component) => {
    const { data, parentElement } = component;
    // A part of another build waits for what it is drawn from; an older one of its place does no more.
    const older = ui.waiting.findIndex((other) => other.parentElement === parentElement);
    if (older >= 0) ui.waiting.splice(older, 1);
    if (data.version === ui.version) parts[data.part](parentElement, data);
    else ui.waiting.push(component);
  };
  ui.wanted = data.version;
  if (ui.version === data.version) mountWaiting();
  else fetchParts(data, () => setTriggerValue("gone", data.version));
}

function mountWaiting() {
  ui.waiting.splice(0).forEach((component) => ui.mount(component));
}

/** Fetch what the parts of a build are drawn from; a browser that was here before has it already. */
async function fetchParts({ version, parts, failed }, gone) {
  if (ui.fetching === version) return;
  ui.fetching = version;
  for (let tries = 0; ui.wanted === version; tries++) {
    try {
      const answer = await fetch(new URL(parts, location.href));
      if (GONE.includes(answer.status)) {
        // Once by itself; where it goes on, two servers differ, and asking faster helps neither.
        ui.gone = ui.gone?.version === version ? { version, times: ui.gone.times + 1 } : { version, times: 0 };
        if (ui.gone.times) {
          say(failed);
          await new Promise((resolve) => setTimeout(resolve, 1000 * RETRIES_S[Math.min(ui.gone.times, RETRIES_S.length - 1)]));
        }
        gone();
        break;
      }
      if (!answer.ok) throw new Error(`${answer.status}`);
      const once = await answer.json();
      if (ui.wanted !== version) break;
      Object.assign(ui, { once, version });
      mountWaiting();
      break;
    } catch {
      if (tries) say(failed);
      await new Promise((resolve) => setTimeout(resolve, 1000 * RETRIES_S[Math.min(tries, RETRIES_S.length - 1)]));
    }
  }
  if (ui.fetching === version) ui.fetching = null;
  say("");
}

/** Tell the reader what holds the page up; nothing while nothing does. */
function say(words) {
  let notice = document.querySelector(".atlas-held");
  if (!words) return notice?.remove();
  notice ??= document.body.appendChild(Object.assign(document.createElement("p"), { className: "atlas-held" }));
  notice.setAttribute("role", "alert");
  notice.textContent = words;
}

// ---- Links ----------------------------------------------------------------------------------

function query(changes) {
  const params = new URLSearchParams(location.search);
  for (const [name, values] of Object.entries(changes)) {
    params.delete(name);
    [].concat(values ?? []).forEach((value) => value && params.append(name, value));
  }
  const text = params.toString();
  return text ? "?" + text : "";
}

function follow(url, { replace = false } = {}) {
  if (url === location.href || url === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"]({}, "", url);
  // Streamlit answers a step in the history with a rerun of the page that the URL names.
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  showForeseen();
}

/**
 * The zones that a query keeps (null: all), where each of its flags is a list of choices; else
 * undefined. Any of the choices of a flag, all of the flags: what the server says as well.
 */
function foresee(params) {
  const { ids, holders } = ui.once.zones;
  const depends = { area: params.get("scheme") ?? "plan13", cluster: params.get("min-grade") ?? "inference" };
  let kept = null;
  for (const flag of new Set(params.keys())) {
    if (!(flag in holders) && !["text", "industry-contains", "where"].includes(flag)) continue;
    const choices = holders[flag]?.[depends[flag] ?? ""];
    const chosen = params.getAll(flag).map((slug) => choices?.[slug]);
    if (chosen.includes(undefined)) return undefined;
    const any = new Set(chosen.flat());
    kept = (kept ?? [...ids.keys()]).filter((zone) => any.has(zone));
  }
  return kept?.length === ids.length ? null : (kept?.map((zone) => ids[zone]) ?? null);
}
ui.foresee = foresee;

/** Show on the map at once what the address asks for; the server's answer comes after and counts. */
function showForeseen() {
  const frame = document.querySelector(".atlas-map.is-large iframe");
  if (!frame?.atlas) return;
  const ids = foresee(new URLSearchParams(location.search));
  frame.ahead = ids !== undefined;
  if (frame.ahead) tell(frame, "show", ids);
}

const sorted = (search) => [...new URLSearchParams(search)].map(String).sort().join("&");

function change(changes, options) {
  follow(location.pathname + query(changes), options);
}

function pick(zone) {
  const now = new URLSearchParams(location.search).get("zone");
  change({ zone: zone && zone !== now ? zone : null });
}

if (!ui.listening) {
  ui.listening = true;
  document.addEventListener(
    "click",
    (event) => {
      closeOthers(event.target);
      // Opening or closing the panel puts a new button in its place.
      if (event.target.closest?.('[data-testid*="Sidebar"]')) setTimeout(nameControls, 50);
      const link = event.target.closest?.("a[data-go], a[data-skip]");
      if (link && "export" in link.dataset) frameOf(link);
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (link.dataset.skip === "map") focusAfter(link.parentElement);
      else if (link.dataset.skip) focusOn(link.dataset.skip);
      else if ("skip" in link.dataset) focusContent();
      else {
        const turned = new URL(link.href).pathname !== location.pathname;
        follow(link.href);
        if (turned) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
      }
    },
    true,
  );
  // A form is a link with fields: what is filled in goes into the address.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target.closest?.("form[data-go]");
      if (!form) return;
      event.preventDefault();
      const url = new URL(form.action);
      new FormData(form).forEach((value, name) => {
        if (value.trim()) url.searchParams.set(name, value.trim());
      });
      follow(url.href);
    },
    true,
  );
}

// What was opened here is kept by the server for this page alone: a reload would lose it.
window.onbeforeunload = (event) => {
  if (document.querySelector("[data-unsaved]")) event.preventDefault();
};

/** A list that lies over the page goes when something else is clicked. */
function closeOthers(target) {
  for (const list of document.querySelectorAll(".atlas-presets details[open]")) {
    if (!list.contains(target)) list.open = false;
  }
}

/** Let a link to the briefing page say what the map of this page shows. */
function frameOf(link) {
  const map = document.querySelector(".atlas-map iframe")?.atlas;
  if (!map) return;
  const { frame, whole } = map.bounds();
  const url = new URL(link.href);
  url.searchParams.set("frame", frame.join());
  if (whole) url.searchParams.delete("extent");
  else url.searchParams.set("extent", "screen");
  link.href = url.href;
}

function focusContent() {
  const heading = document.querySelector("[data-testid=stMain] h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

/** Bring a part of the page to its reader without a step in the history. */
function focusOn(id) {
  const part = document.getElementById(id);
  part?.setAttribute("tabindex", "-1");
  part?.focus();
  part?.scrollIntoView({ block: "start" });
}

function focusAfter(box) {
  const stops = document.querySelectorAll("[data-testid=stMain] :is(a[href], button, [tabindex='0'])");
  const after = [...stops].find(
    (stop) =>
      box.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING &&
      !box.contains(stop) &&
      stop.getClientRects().length > 0,
  );
  after?.focus();
}

// ---- Theme and language of the page around ----------------------------------------------------

function theme() {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && getComputedStyle(app).colorScheme.includes("dark") ? "dark" : "light";
}

function dress({ lang, canonical, chrome }) {
  const root = document.documentElement;
  root.lang = lang === "zh" ? "zh-CN" : "en";
  root.dataset.theme = theme();
  root.style.setProperty("--filters", JSON.stringify(chrome.filters));
  root.style.setProperty("--drop", JSON.stringify(chrome.drop));
  root.style.setProperty("--large", JSON.stringify(chrome.large));
  root.style.setProperty("--beyond", JSON.stringify(chrome.beyond));
  ui.chrome = chrome;
  nameControls();
  // What the link named and the data does not know is taken out of the address.
  if (canonical !== location.search) {
    history.replaceState(history.state, "", location.pathname + canonical);
  }
}

/** Streamlit's own controls speak English; they are given our words. */
function nameControls() {
  const named = {
    '[data-testid="stSidebar"]': ui.chrome.filters,
    '[data-testid="stSidebarCollapseButton"] button': ui.chrome.close,
    '[data-testid="stExpandSidebarButton"]': ui.chrome.open,
    '[data-testid="stFileUploaderDropzone"] :is(button, input)': ui.chrome.drop,
  };
  for (const [selector, words] of Object.entries(named)) {
    document.querySelectorAll(selector).forEach((node) => node.setAttribute("aria-label", words));
  }
}

/** A place for files comes late, and anew for each file. */
function watchControls() {
  ui.controlsWatch ??= new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => [...addedNodes].some(holdsPlaceForFiles))) nameControls();
  });
  ui.controlsWatch.observe(document.body, { childList: true, subtree: true });
}

function holdsPlaceForFiles(node) {
  const place = '[data-testid="stFileUploaderDropzone"]';
  return node instanceof Element && Boolean(node.matches(place) || node.querySelector(place) || node.closest(place));
}

function watchTheme() {
  if (ui.themeWatch) return;
  const app = document.querySelector('[data-testid="stApp"]');
  ui.themeWatch = new MutationObserver(() => {
    if (document.documentElement.dataset.theme === theme()) return;
    document.documentElement.dataset.theme = theme();
    document.querySelectorAll(".atlas-map iframe").forEach((frame) => draw(frame));
  });
  ui.themeWatch.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    setTimeout(() => app.toggleAttribute("data-restyled"), 60),
  );
}

// ---- Parts ------------------------------------------------------------------------------------

const parts = { facets, go, map, register };

/** Put a standing part's HTML of one language into its place; true if it was not there yet. */
function stage(root, name, lang) {
  const there = root.querySelector(":scope > .atlas-part");
  if (there?.dataset.lang === lang && there.dataset.version === ui.version) return [there, false];
  const box = Object.assign(document.createElement("div"), { className: "atlas-part", innerHTML: ui.once[name][lang] });
  Object.assign(box.dataset, { lang, version: ui.version });
  if (there) there.replaceWith(box);
  else root.append(box);
  return [box, true];
}

function facets(root, data) {
  // An answer to an earlier click says nothing of what has been clicked since; another will follow.
  const late = sorted(data.asked) !== sorted(location.search);
  if (late && root.querySelector(":scope > .atlas-part")) return;
  dress(data);
  watchTheme();
  watchControls();
  const [form, fresh] = stage(root, "facets", data.lang);
  if (fresh) listenFacets(form);
  for (const group of form.querySelectorAll("fieldset[data-flag]")) {
    const flag = group.dataset.flag;
    const chosen = data.params[flag] ?? [];
    const options = [...group.querySelectorAll("label[data-value]")].filter((option) => {
      const here = !option.dataset.scheme || option.dataset.scheme === data.scheme;
      option.hidden = !here;
      return here;
    });
    options.forEach((option, i) => {
      const count = data.counts[flag][i];
      const on = chosen.includes(option.dataset.value);
      option.querySelector("input").checked = on;
      option.querySelector("output").textContent = count;
      option.classList.toggle("is-empty", !count && !on);
    });
    const mark = group.querySelector(".chosen");
    mark.textContent = chosen.length || "";
    if (chosen.length && fresh) group.querySelector("details").open = true;
  }
  for (const input of form.querySelectorAll("input[data-text]")) {
    const values = data.params[input.dataset.text] ?? [];
    if (document.activeElement !== input) input.value = values.join(" ");
  }
  showOwn(form, data, fresh);
  for (const [name, value] of [["scheme", data.scheme], ["min-grade", data.grade]]) {
    const radio = form.querySelector(`input[name="${name}"][value="${value}"]`);
    if (radio) radio.checked = true;
  }
  form.querySelector("[data-clear]").disabled = !Object.keys(data.params).some((k) => k !== "scheme");
}

/** Show what is asked of the office's own data: its zones, a column's colours, conditions. */
function showOwn(form, data, fresh) {
  const group = form.querySelector("fieldset[data-own]");
  if (!group) return;
  const { own, shade } = data.edition;
  const wanted = data.params.where ?? [];
  const fields = [...group.querySelectorAll("[data-where]")];
  for (const field of fields) {
    if (field.type === "checkbox") {
      field.checked = wanted.includes(field.dataset.where + field.value);
      continue;
    }
    const found = wanted.find((value) => value.startsWith(field.dataset.where));
    if (document.activeElement !== field) field.value = found?.slice(field.dataset.where.length) ?? "";
  }
  const box = group.querySelector("[name=own]");
  if (box) box.checked = own;
  const colours = group.querySelector("[name=shade]");
  if (colours) colours.value = shade;
  const n = wanted.length + Boolean(shade) + Boolean(own);
  group.querySelector(".chosen").textContent = n || "";
  if (n && fresh) group.querySelector("details").open = true;
}

/** The conditions asked for, those of a field that was touched replaced by what it says now. */
function conditions({ dataset, value, type, checked }) {
  const asked = new URLSearchParams(location.search).getAll("where");
  if (type === "checkbox") {
    const others = asked.filter((condition) => condition !== dataset.where + value);
    return checked ? [...others, dataset.where + value] : others;
  }
  const others = asked.filter((condition) => !condition.startsWith(dataset.where));
  return value.trim() ? [...others, dataset.where + value.trim()] : others;
}

function listenFacets(form) {
  form.addEventListener("change", ({ target }) => {
    const group = target.closest("fieldset[data-flag]");
    if (target.name === "own") {
      change({ own: target.checked ? "1" : null });
    } else if (target.name === "shade") {
      change({ shade: target.value || null });
    } else if ("where" in target.dataset) {
      change({ where: conditions(target) });
    } else if (target.name === "scheme") {
      change({ scheme: target.value === "plan13" ? null : target.value, area: null });
    } else if (target.name === "min-grade") {
      change({ "min-grade": target.value === "inference" ? null : target.value });
    } else if (group && target.type === "checkbox") {
      const chosen = [...group.querySelectorAll("label[data-value]:not([hidden]) input:checked")];
      change({ [group.dataset.flag]: chosen.map((input) => input.value) });
    }
  });
  let typing = 0;
  form.addEventListener("input", ({ target }) => {
    if ("narrow" in target.dataset) return narrow(target);
    if (!("text" in target.dataset)) return;
    clearTimeout(typing);
    const again = "typed" in target.dataset;
    typing = setTimeout(() => {
      target.dataset.typed = "";
      change({ [target.dataset.text]: target.value.trim() || null }, { replace: again });
    }, 350);
  });
  form.addEventListener("focusout", ({ target }) => delete target.dataset.typed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-clear]").addEventListener("click", () => {
    const flags = [...form.querySelectorAll("fieldset[data-flag]")].map((group) => group.dataset.flag);
    const texts = [...form.querySelectorAll("input[data-text]")].map((input) => input.dataset.text);
    change(Object.fromEntries([...flags, ...texts, "county", "min-grade", "where"].map((name) => [name, null])));
  });
}

/** Show only the options whose words hold what was typed. */
function narrow(field) {
  const wanted = field.value.trim().toLowerCase();
  for (const option of field.closest("fieldset").querySelectorAll("label[data-value]")) {
    option.classList.toggle("is-away", !option.textContent.toLowerCase().includes(wanted));
  }
}

function map(root, data) {
  let box = root.querySelector(".atlas-map");
  if (box?.dataset.version !== ui.version) {
    box?.remove();
    box = document.createElement("div");
    box.dataset.version = ui.version;
    box.className = `atlas-map ${data.size}`;
    const wait = Object.assign(document.createElement("p"), { className: "atlas-wait", textContent: data.wait });
    wait.setAttribute("role", "status");
    const frame = document.createElement("iframe");
    frame.srcdoc = ui.once.document;
    frame.addEventListener("load", async () => {
      const atlas = frame.contentWindow.atlas;
      await atlas.ready;
      frame.atlas = atlas;
      atlas.on("select", ({ id }) => pick(id));
      // A map that is fitted to something stands there; the others stay as they were left.
      const kept = frame.data.fit || frame.data.overlay?.bounds ? {} : (ui.memory[frame.data.key] ??= {});
      if (kept.layers) atlas.layers(kept.layers);
      draw(frame);
      if (kept.view) atlas.view(kept.view);
      const keep = (part) => (value) => (kept[part] = value);
      atlas.on("view", keep("view"));
      atlas.on("layers", keep("layers"));
      box.classList.add("is-ready");
    });
    // The map has a stop for every zone: one step leads past them.
    const skip = Object.assign(document.createElement("a"), { className: "skip", href: "#", textContent: data.skip });
    skip.dataset.skip = "map";
    box.append(skip, wait, frame);
    root.append(box);
    frame.data = data;
  }
  const frame = box.querySelector("iframe");
  frame.data = data;
  frame.title = data.title;
  box.querySelector(".skip").textContent = data.skip;
  if (frame.atlas) draw(frame);
}

/** Tell a map's document what to show; only what differs from what it was told last. */
function draw(frame) {
  const { atlas, data } = frame;
  if (!atlas) return;
  tell(frame, "theme", theme());
  tell(frame, "lang", data.lang);
  tell(frame, "scheme", data.scheme);
  // An answer to an earlier click does not undo what a later one already shows.
  if (!frame.ahead || sorted(data.query) === sorted(location.search)) {
    frame.ahead = false;
    tell(frame, "show", data.ids);
  }
  tell(frame, "select", data.zone || null);
  tell(frame, "overlay", data.overlay);
  tell(frame, "shade", data.shade);
  if (data.fit) tell(frame, "fit", data.fit);
}

function tell(frame, name, value) {
  const told = (frame.told ??= {});
  const text = JSON.stringify(value ?? null);
  if (told[name] === text) return;
  told[name] = text;
  frame.atlas[name](value ?? null);
}

/** Follow the link that a click in a chart chose, once. */
function go(root, { href }) {
  if (root.gone === href) return;
  root.gone = href;
  follow(new URL(href, location.href).href);
}

function register(root, data) {
  const [box, fresh] = stage(root, "register", data.lang);
  if (fresh) listenRegister(box);
  box.className = `atlas-part atlas-register ${data.size}`;
  box.dataset.scheme = data.scheme;
  box.querySelector("caption").textContent = data.caption;
  const shown = data.ids && new Set(data.ids);
  for (const row of box.querySelectorAll("tbody tr")) {
    const id = row.dataset.row;
    row.hidden = Boolean(shown && !shown.has(id));
    row.toggleAttribute("data-picked", id === data.zone);
    row.querySelector("button").setAttribute("aria-pressed", id === data.zone);
    const link = row.querySelector("a[data-go]");
    if (link) link.href = "zones" + query({ zone: id });
  }
}

function listenRegister(box) {
  box.addEventListener("click", (event) => {
    const head = event.target.closest("th[aria-sort] button");
    if (head) return sort(head.closest("th"));
    if (event.target.closest("a")) return;
    const row = event.target.closest("tbody tr");
    if (row) pick(row.dataset.row);
  });
}

/** Numbers by their size, all else as people look things up. */
function compare(one, other) {
  const difference = one && other ? one - other : NaN;
  return Number.isNaN(difference) ? one.localeCompare(other, document.documentElement.lang, { numeric: true }) : difference;
}

/** Sort the rows by a column: up, down, and back to the plan's own order. */
function sort(head) {
  const turn = { none: "ascending", ascending: "descending", descending: "none" };
  const order = turn[head.getAttribute("aria-sort")];
  for (const other of head.parentElement.children) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", order);
  const body = head.closest("table").tBodies[0];
  const value = (row) => row.cells[head.cellIndex].dataset.sort ?? row.cells[head.cellIndex].textContent.trim();
  const rows = [...body.rows];
  rows.forEach((row, i) => (row.dataset.n ??= i));
  const way = order === "descending" ? -1 : 1;
  rows.sort((a, b) => (order === "none" ? a.dataset.n - b.dataset.n : way * compare(value(a), value(b))));
  body.append(...rows);
}
