// The parts of a page, by the names by which the server mounts them.

const parts = { approvals, facets, go, map, register };

/** Put a standing part's HTML of one language into its place; true if it was not there yet. */
function stage(root, name, lang, html = ui.once[name][lang]) {
  const there = root.querySelector(":scope > .atlas-part");
  if (there?.dataset.lang === lang && there.dataset.version === ui.version) return [there, false];
  const box = Object.assign(document.createElement("div"), { className: "atlas-part", innerHTML: html });
  Object.assign(box.dataset, { lang, version: ui.version });
  if (there) there.replaceWith(box);
  else root.append(box);
  return [box, true];
}

/** Follow the link that a click in a chart chose, once. */
function go(root, { href }) {
  if (root.gone === href) return;
  root.gone = href;
  follow(new URL(href, location.href).href);
}
