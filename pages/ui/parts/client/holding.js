// What the map itself changes of the address: it needs no answer of the server's, and is no step in the history.

const HELD = ["extent", "frame", "hide", "show", "opacity", "mark"];
const REST_MS = 350; // a map that is being moved is asked where it stands when it rests

/** Write changes into the address; what the server draws from now on carries them. */
function hold(changes) {
  history.replaceState(history.state, "", location.pathname + query(changes));
}

/** A query without what the map holds: what the server was asked. */
function unheld(search) {
  const params = new URLSearchParams(search);
  HELD.forEach((name) => params.delete(name));
  return params.toString();
}

/** A query of the server's, with what the map has changed since the server was asked. */
function withHeld(search, known) {
  const params = new URLSearchParams(search);
  const before = new URLSearchParams(known);
  const now = new URLSearchParams(location.search);
  const same = (a, b, name) => String(a.getAll(name)) === String(b.getAll(name));
  for (const name of HELD) {
    if (same(now, before, name) || !same(params, before, name)) continue;
    params.delete(name);
    now.getAll(name).forEach((value) => params.append(name, value));
  }
  const text = params.toString();
  return text ? "?" + text : "";
}

/** Tell the map no more what it has told the page. */
function told(frame, name, value) {
  (frame.told ??= {})[name] = JSON.stringify(value);
}

function holdLayers(frame, layers) {
  const usual = frame.atlas.usual;
  const keys = Object.keys(layers).filter((key) => key in usual);
  told(frame, "layers", { ...frame.data.directions.layers, ...layers });
  hold({
    hide: keys.filter((key) => usual[key] && !layers[key]),
    show: keys.filter((key) => !usual[key] && layers[key]),
  });
}

function holdOpacity(frame, shares) {
  const all = { ...JSON.parse(frame.told.opacity), ...shares };
  const faded = Object.fromEntries(Object.entries(all).filter(([, share]) => share < 1));
  told(frame, "opacity", faded);
  hold({ opacity: Object.entries(faded).map(([key, share]) => `${key}:${Math.round(share * 100)}`) });
}

function holdMarks(frame, values) {
  told(frame, "marks", values);
  hold({ mark: values });
}

/** Hold what the map is fitted to, or the frame that someone has moved it to, once it rests. */
function holdExtent(frame, extent) {
  clearTimeout(frame.resting);
  frame.rest = () => {
    frame.rest = null;
    const shown = extent === "screen" ? frame.atlas.bounds().frame : null;
    told(frame, "extent", { to: extent, frame: shown });
    hold({ extent: extent === "auto" ? null : extent, frame: shown && shown.join() });
  };
  frame.resting = setTimeout(() => frame.rest?.(), extent === "screen" ? REST_MS : 0);
}

/** Hold at once where the maps stand: who clicks leaves the address as it is now behind. */
function restNow() {
  document.querySelectorAll(".atlas-map iframe").forEach((frame) => frame.rest?.());
}
