// Zones ticked one by one, in the table and on the map: gathered here until they are looked at, compared, handed out.
//
// They are the browser's own, and no filter, until "only these" puts them into the address. Where an address picks
// zones, these are the ones ticked.

const TICKS = "atlas-ticks";

/** What is ticked, and the picks of the address that were last taken over; kept while the window is open. */
function ticks() {
  if (ui.ticks) return ui.ticks;
  try {
    ui.ticks = { ids: [], taken: "", ...JSON.parse(sessionStorage.getItem(TICKS)) };
  } catch {
    ui.ticks = { ids: [], taken: "" };
  }
  return ui.ticks;
}

function keepTicks(changes) {
  ui.ticks = { ...ticks(), ...changes };
  try {
    sessionStorage.setItem(TICKS, JSON.stringify(ui.ticks));
  } catch {
    // A browser that keeps nothing keeps them until the page is left.
  }
}

/** The zones ticked, in the table's order; those of another edition wait. */
function ticked() {
  const chosen = new Set(ticks().ids);
  return ui.once.choices.ids.filter((id) => chosen.has(id));
}

/** Zones are ticked, and no others of this edition. */
function tick(ids) {
  const here = new Set(ui.once.choices.ids);
  keepTicks({ ids: [...ticks().ids.filter((id) => !here.has(id)), ...ids] });
  showTicks();
}

/** Take over what an address picks, once: what is ticked after that is not undone. */
function takeTicks() {
  const zones = picked(ui.once.choices, new URLSearchParams(location.search));
  const taken = zones.join();
  if (taken === ticks().taken) return;
  keepTicks(zones.length ? { ids: zones, taken } : { taken });
}

/** What changes where zones are looked at alone: every other filter goes, the sheet that is open stays. */
function onlyThese(table, params, ids) {
  const { flag, sheet } = table.picked;
  const open = openSheet(table, params);
  return { ...cleared(table, params), [flag]: ids, [sheet]: open ?? (ids.length === 1 ? "none" : null) };
}

/** What changes where all zones are looked at again. */
function allAgain(table, params) {
  const { flag, sheet } = table.picked;
  return { [flag]: openSheet(table, params), [sheet]: null };
}

/** Show what is ticked: in the table, on the maps, in the bar. */
function showTicks() {
  const ids = ticked();
  document.querySelectorAll(".atlas-register").forEach((box) => tickRows(box, ids));
  document.querySelectorAll(".atlas-map iframe").forEach((frame) => frame.atlas && tell(frame, "picked", ids));
  showBar(ids);
}

function tickRows(box, ids) {
  const chosen = new Set(ids);
  for (const row of box.querySelectorAll("tbody tr")) row.querySelector(".c-tick input").checked = chosen.has(row.dataset.row);
  const n = box.listed.filter((i) => chosen.has(box.ids[i])).length;
  const all = box.querySelector("thead .c-tick input");
  all.checked = n > 0 && n === box.listed.length;
  all.indeterminate = n > 0 && n < box.listed.length;
}

/** The bar that says how many are ticked and what can be done with them. */
function showBar(ids) {
  const { lang, offered } = ui.ticking ?? {};
  let bar = document.querySelector(".atlas-ticks");
  const on = Boolean(offered && ids.length);
  document.documentElement.classList.toggle("has-ticks", on);
  if (!on) return bar?.remove();
  if (bar?.dataset.lang !== lang || bar.dataset.version !== ui.version) {
    bar?.remove();
    bar = document.createElement("div");
    bar.innerHTML = ui.once.ticks[lang];
    bar = document.body.appendChild(bar.firstElementChild);
    Object.assign(bar.dataset, { lang, version: ui.version });
    bar.querySelector("[data-act=clear]").addEventListener("click", untickAll);
  }
  const table = ui.once.choices;
  const params = new URLSearchParams(location.search);
  const alone = picked(table, params);
  const same = String(alone) === String(ids);
  const [count, only, all, beside, brief, many] = ["count", "only", "all", "compare", "briefing", "many"].map((name) => bar.querySelector(`[data-act=${name}]`));
  count.textContent = (ids.length === 1 ? count.dataset.one : count.dataset.many).replace("{n}", ids.length);
  only.href = location.pathname + query(onlyThese(table, params, ids));
  only.hidden = same;
  all.href = location.pathname + query(allAgain(table, params));
  all.hidden = !alone.length;
  beside.href = "compare" + query({ compare: ids });
  many.hidden = ids.length <= Number(bar.dataset.most);
  beside.hidden = !many.hidden;
  brief.href = "briefing" + query(onlyThese(table, params, ids));
}

/** Nothing is ticked any more; where the ticked ones are looked at alone, all come back. */
function untickAll() {
  const table = ui.once.choices;
  const params = new URLSearchParams(location.search);
  tick([]);
  if (picked(table, params).length) change(allAgain(table, params));
}
