// The table of zones. Its rows are made of columns when they are seen; of a long one a page stands in the document.

const LONG = 250; // rows
const PAGE = 100; // of them
ui.rowsOnPaper ??= 3000; // more than two hundred sheets

function register(root, data) {
  root.wanted = data;
  const tables = (ui.once.tables ??= {});
  if (tables[data.lang]) return drawRegister(root, data, tables[data.lang]);
  fetchFile(ui.once.register[data.lang]).then((table) => {
    if (table) tables[data.lang] = table;
    // Meanwhile another may be wanted here.
    if (table && root.wanted === data && data.version === ui.version) drawRegister(root, data, table);
  });
}

function drawRegister(root, data, table) {
  const [box, fresh] = stage(root, "register", data.lang, table.html);
  if (fresh) {
    const { ids } = ui.once.choices;
    Object.assign(box, { table, ids, order: [...ids.keys()], made: new Map(), years: new Set(), page: 0 });
    listenRegister(box);
  }
  box.className = `atlas-part atlas-register ${data.size}`;
  box.dataset.scheme = data.scheme;
  box.querySelector("caption").textContent = data.caption;
  box.data = data;
  const before = box.listed;
  list(box);
  const at = box.listed.findIndex((i) => box.ids[i] === data.zone);
  // Another filter lists other zones: their first page, as whoever changes it looks for them.
  const page = isSame(before, box.listed) ? box.page : 0;
  turn(box, at >= 0 && data.zone !== box.picked ? Math.floor(at / PAGE) : page);
  box.picked = data.zone;
  showTicks();
}

/** The rows that a table lists, by the numbers of their zones, whether they stand on the page that it is open at or not. */
function list(box) {
  const shown = box.data.ids && new Set(box.data.ids);
  box.listed = shown ? box.order.filter((i) => shown.has(box.ids[i])) : box.order;
}

function isSame(one, other) {
  return one?.length === other.length && one.every((i, n) => i === other[n]);
}

/** Open a long table at a page. */
function turn(box, page) {
  const { listed } = box;
  if (box.ids.length <= LONG) return fill(box, listed);
  box.page = Math.max(0, Math.min(page, Math.ceil(listed.length / PAGE) - 1));
  const from = box.page * PAGE;
  const shown = listed.slice(from, from + PAGE);
  fill(box, shown);
  const pager = box.querySelector(".pager");
  pager.hidden = listed.length <= PAGE;
  pager.querySelector("span").textContent = `${from + 1}\u2013${from + shown.length} / ${listed.length}`;
  for (const button of pager.querySelectorAll("button")) {
    const to = box.page + Number(button.dataset.turn);
    button.disabled = to < 0 || to * PAGE >= listed.length;
  }
}

/** Let these rows stand in the document, and no others. */
function fill(box, numbers) {
  const rows = numbers.map((i) => rowOf(box, i));
  const body = box.querySelector("tbody");
  if (rows.length !== body.children.length || rows.some((row, n) => row !== body.children[n])) {
    const held = document.activeElement;
    body.textContent = "";
    body.append(...rows);
    // What is taken out and put in again has lost the keyboard.
    if (body.contains(held)) held.focus({ preventScroll: true });
  }
  rows.forEach((row) => dressRow(box, row));
}

/** The row of a zone, made when it is first seen. */
function rowOf(box, i) {
  if (box.made.has(i)) return box.made.get(i);
  const { row, columns } = box.table;
  const made = document.createElement("template");
  made.innerHTML = row.map((piece, n) => (n % 2 ? cellOf(columns[piece], i) : piece)).join("");
  const drawn = made.content.firstElementChild;
  drawn.dataset.row = box.ids[i];
  for (const n of box.years) drawn.cells[n].classList.add("is-shown");
  box.made.set(i, drawn);
  return drawn;
}

/** What stands in a zone's cell of a column, as pages/ui/markup/register.py writes it: HTML. */
function cellOf({ cells, of, open = "", close = "", between = "" }, i) {
  const one = (n) => open + cells[n] + close;
  const at = of ? of[i] : i;
  return Array.isArray(at) ? at.map(one).join(between) : one(at);
}

/** What a zone's row is sorted by in a column. */
function orderOf({ cells, of, orders = cells }, i) {
  const at = of ? of[i] : i;
  return Array.isArray(at) ? at.map((n) => orders[n]).join("") : orders[at];
}

/** Show of a row whether it is picked and what of it is asked for. */
function dressRow({ data }, row) {
  const id = row.dataset.row;
  row.toggleAttribute("data-picked", id === data.zone);
  row.querySelector("button").setAttribute("aria-pressed", id === data.zone);
  row.querySelector("a[data-go]").href = "zones" + query({ zone: id });
  const asked = new Set(data.asked[id]);
  for (const phrase of row.querySelectorAll("[data-phrase]")) phrase.toggleAttribute("data-asked", asked.has(phrase.dataset.phrase));
}

function listenRegister(box) {
  box.addEventListener("click", (event) => {
    const years = event.target.closest("button[data-years]");
    if (years) return showYears(box, years);
    const head = event.target.closest("th[aria-sort] button");
    if (head) return sort(box, head.closest("th"));
    const turned = event.target.closest("[data-turn]");
    if (turned) {
      turn(box, box.page + Number(turned.dataset.turn));
      return showTicks();
    }
    if (event.target.closest("a")) return;
    if (event.target.closest(".c-tick")) return listenTick(box, event);
    const row = event.target.closest("tbody tr");
    if (!row) return;
    pick(row.dataset.row);
    if (new URLSearchParams(location.search).has("zone")) dock(row);
  });
}

/** Show the single years of a series beside its line, or put them away. */
function showYears(box, button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", on);
  const head = button.closest("th");
  const heads = head.parentElement.cells;
  for (let n = head.cellIndex + 1; heads[n].classList.contains("c-year"); n++) {
    box.years[on ? "add" : "delete"](n);
    for (const row of [head.parentElement, ...box.made.values()]) row.cells[n].classList.toggle("is-shown", on);
  }
}

/** A box is ticked: its zone, all rows between it and the last one with Shift, all that are listed in the head. */
function listenTick(box, { target, shiftKey }) {
  if (target.type !== "checkbox") return;
  const shown = box.listed.map((i) => box.ids[i]);
  const id = target.closest("tbody tr")?.dataset.row;
  const [from, to] = [shown.indexOf(box.lastTicked), shown.indexOf(id)];
  const between = shiftKey && id && from >= 0 ? shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  box.lastTicked = id;
  const chosen = new Set(ticked());
  for (const each of id ? between : shown) chosen[target.checked ? "add" : "delete"](each);
  tick([...chosen]);
}

/** Numbers by their size, all else as people look things up. */
function compare(one, other, collator) {
  const difference = one.number - other.number;
  return Number.isNaN(difference) ? collator.compare(one.text, other.text) : difference;
}

/** Sort the rows by a column: up, down, and back to the plan's own order. */
function sort(box, head) {
  const after = { none: "ascending", ascending: "descending", descending: "none" };
  const order = after[head.getAttribute("aria-sort")];
  for (const other of head.parentElement.children) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", order);
  const column = box.table.columns[head.cellIndex - 1]; // the first has the boxes
  const way = order === "descending" ? -1 : 1;
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const values = box.ids.map((_, i) => {
    const text = orderOf(column, i);
    return { text, number: text ? Number(text) : NaN };
  });
  box.order = [...box.ids.keys()];
  if (order !== "none") box.order.sort((a, b) => way * compare(values[a], values[b], collator));
  list(box);
  turn(box, 0);
  showTicks();
}

// Paper has no next page to turn to: all rows that are listed stand there, or says how many more there are.
if (!ui.printsRows) {
  ui.printsRows = true;
  const onRegisters = (act) => document.querySelectorAll(".atlas-register").forEach((box) => box.listed && act(box));
  addEventListener("beforeprint", () =>
    onRegisters((box) => {
      fill(box, box.listed.slice(0, ui.rowsOnPaper));
      const more = box.querySelector(".register-more");
      more.hidden = box.listed.length <= ui.rowsOnPaper;
      more.textContent = more.dataset.said.replace("{n}", box.listed.length - ui.rowsOnPaper);
      showTicks();
    }),
  );
  addEventListener("afterprint", () =>
    onRegisters((box) => {
      box.querySelector(".register-more").hidden = true;
      turn(box, box.page);
      showTicks();
    }),
  );
}
