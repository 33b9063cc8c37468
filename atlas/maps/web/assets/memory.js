// What a browser remembers for a map: nothing where it does not let it.

const localStore = () => window.localStorage;
const sessionStore = () => window.sessionStorage;

/** What was kept under a name, or null. */
function recall(store, name) {
  try {
    return store().getItem(`atlas-map-${name}`);
  } catch {
    return null;
  }
}

/** Keep a text under a name. */
function keep(store, name, value) {
  try {
    store().setItem(`atlas-map-${name}`, value);
  } catch {
    // A map in a frame without an origin forgets.
  }
}
