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
