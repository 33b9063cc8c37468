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
