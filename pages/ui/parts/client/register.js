// The table of zones.

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
    const asked = new Set(data.asked[id]);
    for (const phrase of row.querySelectorAll("[data-phrase]"))
      phrase.toggleAttribute("data-asked", asked.has(phrase.dataset.phrase));
  }
  showTicks();
}

function listenRegister(box) {
  box.addEventListener("click", (event) => {
    const years = event.target.closest("button[data-years]");
    if (years) return showYears(box, years);
    const head = event.target.closest("th[aria-sort] button");
    if (head) return sort(head.closest("th"));
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
  const shown = [...box.querySelectorAll("tbody tr")].filter((row) => !row.hidden);
  const row = target.closest("tbody tr");
  const [from, to] = [shown.indexOf(box.lastTicked), shown.indexOf(row)];
  const between = shiftKey && row && from >= 0 ? shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [row];
  box.lastTicked = row;
  const chosen = new Set(ticked());
  for (const each of row ? between : shown) chosen[target.checked ? "add" : "delete"](each.dataset.row);
  tick([...chosen]);
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
