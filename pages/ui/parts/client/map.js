// The map.

/** Show on the map at once what the address asks for; the server's answer comes after and counts. */
function showForeseen() {
  const frame = document.querySelector(".atlas-map.is-large iframe");
  if (!frame?.atlas) return;
  const ids = foresee(ui.once.choices, new URLSearchParams(location.search));
  frame.ahead = ids !== undefined;
  if (frame.ahead) tell(frame, "show", ids);
}

function map(root, data) {
  const words = ui.once.words[data.lang];
  let box = root.querySelector(".atlas-map");
  if (box?.dataset.version !== ui.version || box.dataset.parts !== data.parts) {
    box?.remove();
    box = document.createElement("div");
    Object.assign(box.dataset, { version: ui.version, parts: data.parts });
    box.className = `atlas-map ${data.size}`;
    const wait = Object.assign(document.createElement("p"), { className: "atlas-wait", textContent: words.wait });
    wait.setAttribute("role", "status");
    const frame = document.createElement("iframe");
    fileOf(data.parts, (standing) => standing.document).then((page) => (frame.src = page));
    frame.addEventListener("load", async () => {
      const atlas = frame.contentWindow.atlas;
      if (!atlas) return; // empty, before its document came
      await atlas.ready;
      frame.atlas = atlas;
      atlas.embedded(true);
      atlas.on("select", ({ id }) => pick(id));
      // One place at a time: a county of another area would leave none.
      atlas.on("filter", ({ flag, slug }) => change({ area: null, prefecture: null, county: null, [flag]: slug }));
      atlas.on("present", ({ on }) => present(box, on));
      atlas.on("pick", ({ ids }) => {
        told(frame, "picked", ids);
        tick(ids);
      });
      draw(frame);
      atlas.on("surroundings", ({ key }) => loadFor(data.parts, (standing) => standing.surroundings[key]).then((layer) => atlas.surroundings({ [key]: layer })));
      atlas.on("outlines", ({ cell }) => loadFor(data.parts, (standing) => standing.outlines[cell]).then((coded) => atlas.outlines({ cell, coded })));
      atlas.on("layers", (layers) => {
        holdLayers(frame, layers);
        pass(frame, "layers");
      });
      atlas.on("opacity", (shares) => {
        holdOpacity(frame, shares);
        pass(frame, "opacity");
      });
      // On a small map there is no room to draw.
      if (!box.classList.contains("is-small")) atlas.on("marks", (values) => {
        holdMarks(frame, values);
        pass(frame, "marks");
      });
      for (const event of ["move", "view"]) atlas.on(event, (at) => moveBeside(frame, at));
      // A map that is fitted to something stands there; the others stay as they are left.
      atlas.on("view", ({ extent }) => frame.data.fit || holdExtent(frame, extent));
      box.classList.add("is-ready");
      dockAgain(box);
    });
    // Ground, zones, buttons, legend: one step leads past them.
    const skip = Object.assign(document.createElement("a"), { className: "skip", href: "#", textContent: words.skip_map });
    skip.dataset.skip = "map";
    box.append(skip, wait, frame);
    root.append(box);
    frame.data = data;
  }
  const frame = box.querySelector("iframe");
  frame.data = data;
  frame.title = words.map;
  box.querySelector(".skip").textContent = words.skip_map;
  if (frame.atlas) draw(frame);
}

/** Where the files of an edition's map are, which its standing parts name: the page's own, or another's. */
function fileOf(parts, name) {
  if (!parts) return Promise.resolve(besideParts(ui.parts, name(ui.once)));
  ui.others ??= {};
  const at = new URL(parts, location.href);
  ui.others[parts] ??= fetch(at).then((answer) => answer.json());
  return ui.others[parts].then((standing) => besideParts(at, name(standing)));
}

/** Load what a map shows from here on; null where it cannot be had: the map asks for it again when it is next needed. */
function loadFor(parts, name) {
  return fileOf(parts, name)
    .then((file) => fetch(file))
    .then((answer) => answer.json())
    .catch(() => null);
}

/** A file that lies beside standing parts, drawn from the same edition. */
function besideParts(parts, name) {
  const at = new URL(name, parts);
  at.search = parts.search;
  return at.href;
}

/** The other maps that stand beside one. */
function beside(frame) {
  if (!frame.parentElement.classList.contains("is-beside")) return [];
  return [...document.querySelectorAll(".atlas-map.is-beside iframe")].filter((other) => other !== frame && other.atlas);
}

/** Maps beside each other move together. */
function moveBeside(frame, { lat, lng, zoom }) {
  for (const other of beside(frame)) other.atlas.view({ lat, lng, zoom });
}

/** What someone has changed on one map holds for those beside it. */
function pass(frame, name) {
  for (const other of beside(frame)) tell(other, name, JSON.parse(frame.told[name]));
}

/** Tell a map's document what to show; only what differs from what it was told last. */
function draw(frame) {
  const { atlas, data } = frame;
  if (!atlas) return;
  tell(frame, "theme", theme());
  tell(frame, "lang", data.lang);
  const { show, select, extent, ...rest } = data.directions;
  const { overlay } = rest;
  for (const [name, value] of Object.entries(rest)) tell(frame, name, value);
  // An answer to an earlier click does not undo what a later one already shows.
  if (!frame.ahead || sorted(unheld(data.query)) === sorted(unheld(location.search))) {
    frame.ahead = false;
    tell(frame, "show", show);
  }
  tell(frame, "select", select);
  tell(frame, "picked", ticked());
  if (data.fit) tell(frame, "fit", data.fit);
  else if (extent && !overlay?.bounds) tell(frame, "extent", extent);
  showPresented();
}

/** Someone wants the map alone in the window, or no more: the address says so, the browser clears the screen. */
function present(box, on) {
  if (on) box.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) document.exitFullscreen();
  change({ present: on ? "1" : null }, { replace: !on });
}

/** Put the page's map alone into the window where the address asks for it; else back. */
function showPresented() {
  const frame = document.querySelector(".atlas-map iframe");
  const on = Boolean(frame) && new URLSearchParams(location.search).has("present");
  if (on) undock();
  document.documentElement.classList.toggle("is-presenting", on);
  frame?.parentElement.classList.toggle("is-presented", on);
  if (frame?.atlas) tell(frame, "present", on ? frame.data.sentence : null);
}

function tell(frame, name, value) {
  const told = (frame.told ??= {});
  const text = JSON.stringify(value ?? null);
  if (told[name] === text) return;
  told[name] = text;
  frame.atlas[name](value ?? null);
}

// On paper the maps are light, and as wide as a page.
if (!ui.printing) {
  ui.printing = true;
  const paper = (on) => {
    for (const box of document.querySelectorAll(".atlas-map.is-ready")) {
      const frame = box.querySelector("iframe");
      if (on) frame.shown = frame.atlas.view();
      box.classList.toggle("is-printed", on);
      tell(frame, "theme", on ? "light" : theme());
      frame.atlas.resized();
      if (!on) frame.atlas.view(frame.shown);
    }
  };
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
}
