// The browser's side of the pages. The URL is the state: every act here is a link that is followed
// without reloading, and the server answers a URL with what to show.

const ui = (window.gansuAtlas ??= { waiting: [] });
ui.memory ??= {}; // zoom, centre and layers of each map, kept across pages

const RETRIES_S = [1, 2, 4, 8, 15, 30];
const GONE = [404, 410];

export default function ({ data, setTriggerValue }) {
  ui.mount = (component) => {
    const { data, parentElement } = component;
    // A part of another build waits for what it is drawn from; an older one of its place does no more.
    const older = ui.waiting.findIndex((other) => other.parentElement === parentElement);
    if (older >= 0) ui.waiting.splice(older, 1);
    if (data.version === ui.version) parts[data.part](parentElement, data);
    else ui.waiting.push(component);
  };
  keepSignIn(data.ticket);
  ui.wanted = data.version;
  ui.failed = data.failed;
  ui.gone = () => setTriggerValue("gone", data.version);
  if (ui.version === data.version) mountWaiting();
  else fetchParts(data);
}

/** Fetch the cookie of a sign-in; it is read by the server alone. Without it this page stays signed in. */
function keepSignIn(ticket) {
  if (!ticket || ticket === ui.ticket) return;
  ui.ticket = ticket;
  fetch(new URL("sign-in", location.href), { method: "POST", body: ticket, credentials: "same-origin" }).catch(() => {});
}

function mountWaiting() {
  ui.waiting.splice(0).forEach((component) => ui.mount(component));
}

/** Fetch what the parts of a build are drawn from; a browser that was here before has it already. */
async function fetchParts({ version, parts, failed }) {
  if (ui.fetching === version) return;
  ui.fetching = version;
  for (let tries = 0; ui.wanted === version; tries++) {
    try {
      const at = new URL(parts, location.href);
      const answer = await fetch(at);
      if (GONE.includes(answer.status)) {
        // Once by itself; where it goes on, two servers differ, and asking faster helps neither.
        ui.missed = ui.missed?.version === version ? { version, times: ui.missed.times + 1 } : { version, times: 0 };
        if (ui.missed.times) {
          say(failed);
          await pause(ui.missed.times);
        }
        ui.gone();
        break;
      }
      if (!answer.ok) throw new Error(`${answer.status}`);
      const once = await answer.json();
      if (ui.wanted !== version) break;
      Object.assign(ui, { once, version, parts: at });
      mountWaiting();
      break;
    } catch {
      if (tries) say(failed);
      await pause(tries);
    }
  }
  if (ui.fetching === version) ui.fetching = null;
  say("");
}

/** Fetch a file of the build that is shown, again and again while it cannot be had; null where another build is shown by then. */
async function fetchFile(name) {
  const { version, parts } = ui;
  for (let tries = 0; ui.version === version; tries++) {
    try {
      const answer = await fetch(besideParts(parts, name));
      if (GONE.includes(answer.status) && !tries) ui.gone();
      if (!answer.ok) throw new Error(`${answer.status}`);
      const found = await answer.json();
      if (tries) say("");
      return found;
    } catch {
      if (tries) say(ui.failed);
      await pause(tries);
    }
  }
  return null;
}

/** Wait the longer, the more often something has been tried. */
function pause(tries) {
  return new Promise((resolve) => setTimeout(resolve, 1000 * RETRIES_S[Math.min(tries, RETRIES_S.length - 1)]));
}

/** Tell the reader what holds the page up; nothing while nothing does. */
function say(words) {
  let notice = document.querySelector(".atlas-held");
  if (!words) return notice?.remove();
  notice ??= document.body.appendChild(Object.assign(document.createElement("p"), { className: "atlas-held" }));
  notice.setAttribute("role", "alert");
  notice.textContent = words;
}
