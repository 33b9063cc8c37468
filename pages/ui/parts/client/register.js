// The table of zones. Of a long one only a page stands in the document: thousands of rows hold every click up.

const LONG = 250; // rows
const PAGE = 100; // of them

function register(root, data) {
  const [box, fresh] = stage(root, "register", data.lang);
  if (fresh) {
    box.rows = [...box.querySelectorAll("tbody tr")];
    box.page = 0;
    listenRegister(box);
  }
  box.className = `atlas-part atlas-register ${data.size}`;
  box.dataset.scheme = data.scheme;
  box.querySelector("caption").textContent = data.caption;
  const shown = data.ids && new Set(data.ids);
  for (const row of box.rows) {
    const id = row.dataset.row;
    row.hidden = Boolean(shown && !shown.has(id));
    row.toggleAttribute("data-picked", id === data.zone);
    row.querySelector("button").setAttribute("aria-pressed", id === data.zone);
    const link = row.querySelector("a[data-go]");
    if (link) link.href = "zones" + query({ zone: id });
    const asked = new Set(data.asked[id]);
    for (const phrase of row.querySelectorAll("[data-phrase]"))
      phrase.toggleAttribute("data-asked", asked.has(phrase.dataset.phrase));
  }
  const at = listed(box).findIndex((row) => row.dataset.row === data.zone);
  turn(box, at >= 0 && data.zone !== box.picked ? Math.floor(at / PAGE) : box.page);
  box.picked = data.zone;
  showTicks();
}

/** The rows that a table lists, whether they stand on the page that it is open at or not. */
function listed(box) {
  return box.rows.filter((row) => !row.hidden);
}

/** Open a long table at a page. */
function turn(box, page) {
  if (box.rows.length <= LONG) return;
  const rows = listed(box);
  box.page = Math.max(0, Math.min(page, Math.ceil(rows.length / PAGE) - 1));
  const from = box.page * PAGE;
  const shown = rows.slice(from, from + PAGE);
  const body = box.querySelector("tbody");
  body.textContent = "";
  body.append(...shown);
  const pager = box.querySelector(".pager");
  pager.hidden = rows.length <= PAGE;
  pager.querySelector("span").textContent = `${from + 1}\u2013${from + shown.length} / ${rows.length}`;
  for (const button of pager.querySelectorAll("button")) {
    const to = box.page + Number(button.dataset.turn);
    button.disabled = to < 0 || to * PAGE >= rows.length;
  }
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
  for (let n = head.cellIndex + 1; heads[n].classList.contains("c-year"); n++)
    for (const row of box.querySelectorAll("tr")) row.cells[n].classList.toggle("is-shown", on);
}

/** A box is ticked: its zone, all rows between it and the last one with Shift, all that are listed in the head. */
function listenTick(box, { target, shiftKey }) {
  if (target.type !== "checkbox") return;
  const shown = listed(box);
  const row = target.closest("tbody tr");
  const [from, to] = [shown.indexOf(box.lastTicked), shown.indexOf(row)];
  const between = shiftKey && row && from >= 0 ? shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [row];
  box.lastTicked = row;
  const chosen = new Set(ticked());
  for (const each of row ? between : shown) chosen[target.checked ? "add" : "delete"](each.dataset.row);
  tick([...chosen]);
}

/** Numbers by their size, all else as people look things up. */
function compare(one, other, collator) {
  const difference = one && other ? one - other : NaN;
  return Number.isNaN(difference) ? collator.compare(one, other) : difference;
}

/** Sort the rows by a column: up, down, and back to the plan's own order. */
function sort(box, head) {
  const after = { none: "ascending", ascending: "descending", descending: "none" };
  const order = after[head.getAttribute("aria-sort")];
  for (const other of head.parentElement.children) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", order);
  const value = (row) => row.cells[head.cellIndex].dataset.sort ?? row.cells[head.cellIndex].textContent.trim();
  box.rows.forEach((row, i) => (row.dataset.n ??= i));
  const way = order === "descending" ? -1 : 1;
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const values = new Map(box.rows.map((row) => [row, value(row)]));
  box.rows.sort((a, b) => (order === "none" ? a.dataset.n - b.dataset.n : way * compare(values.get(a), values.get(b), collator)));
  if (box.rows.length > LONG) turn(box, 0);
  else head.closest("table").tBodies[0].append(...box.rows);
  showTicks();
}
