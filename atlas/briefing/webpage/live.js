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
      window.atlas.select(selected);
    });
  }
  window.atlas.on("select", ({ id }) => mark(id, true));

  // A type switched off in the legend steps back in the table too.
  window.atlas.on("layers", (layers) => {
    for (const row of rows.values()) row.classList.toggle("off", layers[`type-${row.dataset.type}`] === false);
  });

  dark.addEventListener("change", () => window.atlas.theme(dark.matches ? "dark" : "light"));

  /** Show what was asked for: the selection, a frame, or the province. */
  function frame() {
    if (start.extent === "screen" && start.frame) {
      const [west, south, east, north] = start.frame;
      map.fitBounds([[south, west], [north, east]], { animate: false });
    } else {
      window.atlas.fit(start.extent === "fit" ? [...rows.keys()] : null);
    }
  }

  window.atlas.ready.then(() => {
    if (start.extent !== "province") frame();
    if (start.zone) {
      window.atlas.select(start.zone);
      mark(start.zone, true);
    }
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
