// The page around the map: one selection in map and table, the frame asked for, and how it prints.

(() => {
  "use strict";

  const start = JSON.parse(document.getElementById("atlas-start").textContent);
  const { map } = window.atlasShell;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const rows = new Map([...document.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));
  let selected = null;

  document.title = start.title; // the map has set its own

  /** Mark a zone's row, or none; `turn` to it if it is out of sight. */
  function mark(id, turn) {
    for (const [key, row] of rows) {
      row.classList.toggle("selected", key === id);
      row.querySelector("button").setAttribute("aria-pressed", String(key === id));
    }
    selected = rows.has(id) ? id : null;
    if (turn && selected) rows.get(id).scrollIntoView({ block: "nearest", behavior: "auto" });
  }

  for (const [id, row] of rows) {
    row.addEventListener("click", () => {
      if (String(getSelection())) return; // someone copies words of the row
      mark(selected === id ? null : id, false);
      maps.forEach((each) => each.select(selected));
    });
  }
  window.atlas.on("select", ({ id }) => {
    others(window.atlas).forEach((each) => each.select(id));
    mark(id, true);
  });

  // A type switched off in the legend steps back in the table too.
  window.atlas.on("layers", (layers) => {
    for (const row of rows.values()) row.classList.toggle("off", layers[`type-${row.dataset.type}`] === false);
  });

  // Maps beside this one: documents of their own, which move together and take on its layers and marks.
  const maps = [window.atlas];
  const others = (atlas) => maps.filter((each) => each !== atlas);

  function link(atlas) {
    for (const event of ["move", "view"]) atlas.on(event, ({ lat, lng, zoom }) => others(atlas).forEach((each) => each.view({ lat, lng, zoom })));
    atlas.on("layers", (layers) => others(atlas).forEach((each) => each.layers(layers)));
  }

  function setBeside({ title, document: page, directions }) {
    const box = Object.assign(document.createElement("section"), { className: "map" });
    const frame = Object.assign(document.createElement("iframe"), { title, srcdoc: page });
    box.append(frame);
    document.querySelector(".beside").append(box);
    frame.addEventListener("load", async () => {
      const { atlas } = frame.contentWindow;
      await atlas.ready;
      atlas.direct(directions);
      atlas.theme(dark.matches ? "dark" : "light");
      atlas.on("select", ({ id }) => {
        others(atlas).forEach((each) => each.select(id));
        mark(id, true);
      });
      maps.push(atlas);
      link(atlas);
    });
  }

  start.beside.forEach(setBeside);
  if (start.beside.length) link(window.atlas);

  // A small map: its zones alone on the live one and in the table, or all again.
  const small = [...document.querySelectorAll("[data-panel]")];
  for (const figure of small) {
    figure.addEventListener("click", () => {
      const button = figure.querySelector("button");
      const on = button.getAttribute("aria-pressed") === "false";
      small.forEach((each) => each.querySelector("button").setAttribute("aria-pressed", String(on && each === figure)));
      const { show } = start.directions.panels.of[figure.dataset.panel];
      window.atlas.show(on ? show : start.directions.show);
      for (const [id, row] of rows) row.hidden = on && !show.includes(id);
    });
  }

  dark.addEventListener("change", () => maps.forEach((each) => each.theme(dark.matches ? "dark" : "light")));

  /** Show the land that was asked for: what is selected, a frame, or the province. */
  function frame() {
    const { extent } = start.directions;
    if (extent.to === "fit") window.atlas.fit([...rows.keys()]);
    else window.atlas.extent(extent);
  }

  window.atlas.ready.then(() => {
    window.atlas.direct(start.directions);
    document.title = start.title; // a scheme is said in the map's own words, its title too
    frame();
    mark(start.directions.select, true);
    document.body.classList.add("ready");
  });

  // On paper the map is light and as wide as the page, whatever the window.
  let before = null;
  addEventListener("beforeprint", () => {
    const legend = document.querySelector(".folium-map .legend").cloneNode(true);
    legend.className = "legend full printed";
    document.querySelector("section.map").after(legend);
    before = { view: window.atlas.view(), legend };
    document.body.classList.add("printing");
    window.atlas.theme("light");
    map.invalidateSize({ animate: false });
    frame();
  });
  addEventListener("afterprint", () => {
    before.legend.remove();
    document.body.classList.remove("printing");
    window.atlas.theme(dark.matches ? "dark" : "light");
    map.invalidateSize({ animate: false });
    window.atlas.view(before.view);
  });
})();
