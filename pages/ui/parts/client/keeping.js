// What someone has collected is kept in this browser: a reload brings it back, other windows follow.

const KEPT = "atlas-kept";
const SAID_MS = 2500;

export default function ({ data, setTriggerValue }) {
  const ui = (window.gansuAtlas ??= { waiting: [] });
  ui.tell = (said) => setTriggerValue("told", JSON.stringify({ turn: `${Date.now()} ${Math.random()}`, ...said }));
  ui.copying = data;
  const before = read();
  if (!ui.keeps) {
    ui.keeps = true;
    listen(ui);
    if (before && data.fresh) return ui.tell({ restore: before });
  }
  if (data.kept && data.kept !== before) write(data.kept);
}

/** Return what is kept; a browser that keeps nothing is marked, and the page says so. */
function read() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    document.documentElement.dataset.unkept = "";
    return "";
  }
}

function write(words) {
  try {
    localStorage.setItem(KEPT, words);
    delete document.documentElement.dataset.unkept;
  } catch {
    // Refused, or full.
    document.documentElement.dataset.unkept = "";
  }
}

function listen(ui) {
  addEventListener("storage", ({ key, newValue }) => {
    if (key === KEPT && newValue && newValue !== ui.copying.kept) ui.tell({ restore: newValue });
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-copy]");
    if (button) copy(button, ui.copying);
  });
  // Only who makes a new list names it.
  document.addEventListener("change", ({ target }) => {
    const form = target.closest?.("form[data-keep]");
    const into = form?.querySelector("select");
    form?.classList.toggle("is-new", into.selectedIndex === into.options.length - 1);
  });
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target.closest?.("form[data-keep]");
      if (!form) return;
      event.preventDefault();
      const fields = [...form.querySelectorAll("[data-field]")];
      const said = Object.fromEntries(fields.map((field) => [field.dataset.field, field.value]));
      ui.tell({ save: said });
      form.closest("details").open = false;
      fields.filter((field) => field.tagName !== "SELECT").forEach((field) => (field.value = ""));
    },
    true,
  );
}

/** Copy the present address, with what the map holds; as others reach it, where the office says how. */
async function copy(button, { copied, failed }) {
  const page = location.pathname.split("/").pop();
  const link = button.dataset.copy ? button.dataset.copy + page + location.search : location.href;
  button.dataset.words ??= button.textContent;
  button.textContent = (await taken(link)) ? copied : failed;
  clearTimeout(button.resting);
  button.resting = setTimeout(() => (button.textContent = button.dataset.words), SAID_MS);
}

async function taken(link) {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    // Over http, and in old browsers, a text that is selected can be copied.
    const field = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: link }));
    field.select();
    const good = document.execCommand("copy");
    field.remove();
    return good;
  }
}
