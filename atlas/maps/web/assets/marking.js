// The tool that marks: choose what to draw, click its places, write its words; move, change, delete, undo.

const HISTORY = 100; // steps that can be undone
const TOLD_MS = 250; // what is typed or pulled is told when it rests
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP_PX = [4, 20]; // of an arrow key, alone and with Shift
const ICONS = {
  text: "M-5 -5H5M0 -5V6",
  callout: "M-7 -6H7V3H0L-4 7V3H-7Z",
  arrow: "M-6 6L6 -6M0 -6H6V0",
  line: "M-7 5L-2 -3L2 2L7 -5",
  area: "M-6 -3L1 -6L6 0L3 6L-5 4Z",
};

/** A panel beside the buttons of the map, with a head, that one closes. */
class Panel {
  constructor(container, name, close) {
    this.title = html("h2");
    this.closer = html("button", { type: "button", class: "close" }, "\u00d7");
    this.closer.addEventListener("click", close);
    this.element = html("section", { class: `panel ${name}` }, html("header", {}, this.title, this.closer));
    this.element.hidden = true;
    L.DomEvent.disableClickPropagation(this.element);
    L.DomEvent.disableScrollPropagation(this.element);
    container.append(this.element);
  }

  render(title, closing) {
    this.title.textContent = title;
    this.element.setAttribute("aria-label", title);
    this.closer.setAttribute("aria-label", closing);
    this.closer.title = closing;
  }
}

function iconOf(path) {
  return svg("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, svg("path", { d: path }));
}

function actOf(name, act) {
  const button = html("button", { type: "button", "data-do": name });
  button.addEventListener("click", act);
  return button;
}

class Marking {
  /** `changed(values)` hears of the marks as a link carries them; `toggled(on)` that the tool is open or not. */
  constructor(map, container, { marks, drafting, rules, text, changed, toggled }) {
    Object.assign(this, { map, container, marks, drafting, rules, text, changed, toggled });
    Object.assign(this, { list: [], told: [], history: [], at: null, kind: null, style: rules.styles[0], handles: [] });
    this.panel = new Panel(container, "marking", () => this.open(false));
    this.kinds = Object.keys(rules.kinds).map((kind) => {
      const button = html("button", { type: "button", "data-kind": kind }, iconOf(ICONS[kind]), html("span"));
      button.addEventListener("click", ({ detail }) => this.#begin(kind, !detail));
      return button;
    });
    this.styles = rules.styles.map((style) => {
      const button = html("button", { type: "button", "data-style": style, class: `mark-${style}` }, html("span", { class: "ink" }));
      button.addEventListener("click", () => this.#styled(style));
      return button;
    });
    this.field = html("input", { type: "text", maxlength: rules.longest, autocomplete: "off" });
    this.field.addEventListener("input", () => this.#worded());
    this.field.addEventListener("keydown", ({ key }) => key === "Enter" && this.select(null));
    this.step = html("p", { class: "step", role: "status" });
    this.chooser = html("select");
    this.chooser.addEventListener("change", () => this.select(this.chooser.value === "" ? null : Number(this.chooser.value)));
    this.acts = {
      finish: actOf("finish", () => drafting.finish()),
      undo: actOf("undo", () => this.undo()),
      delete: actOf("delete", () => this.#delete()),
      save: actOf("save", () => this.#save()),
      open: actOf("open", () => this.file.click()),
    };
    this.file = html("input", { type: "file", accept: ".geojson,.json,application/geo+json", tabindex: "-1", class: "file" });
    this.file.addEventListener("change", () => this.#read());
    const group = (name, ...children) => html("div", { class: name, role: "group" }, ...children);
    this.groups = { kinds: group("kinds", ...this.kinds), styles: group("styles", ...this.styles), list: html("label", { class: "rest" }, html("span"), this.chooser) };
    this.labels = { words: html("span"), list: this.groups.list.firstChild };
    this.panel.element.append(
      this.groups.kinds,
      this.groups.styles,
      html("label", {}, this.labels.words, this.field),
      this.step,
      group("acts", this.acts.finish, this.acts.undo, this.acts.delete),
      this.groups.list,
      group("acts rest", this.acts.save, this.acts.open, this.file),
    );
    // A click on a mark changes it, while the tool is open.
    marks.element.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-mark]");
      if (!this.isOpen || !chosen || drafting.active) return;
      event.stopPropagation();
      this.select(Number(chosen.dataset.mark));
    });
    this.panel.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.open(false);
      if (event.key === "z" && (event.ctrlKey || event.metaKey) && event.target !== this.field) {
        event.preventDefault();
        this.undo();
      }
    });
  }

  get isOpen() {
    return !this.panel.element.hidden;
  }

  open(on) {
    if (on === this.isOpen) return;
    this.panel.element.hidden = !on;
    this.container.classList.toggle("marking-on", on);
    if (!on) {
      if (this.kind) this.drafting.stop();
      this.kind = null;
      this.select(null);
    }
    this.#refresh();
    this.toggled(on);
    if (on) this.kinds[0].focus();
  }

  /** Take marks as a link carries them, in the place of those there are. */
  take(values) {
    if (String(values) === String(this.told)) return;
    this.told = values;
    this.list = values.map((value) => this.rules.read(value));
    this.history = [];
    this.select(null);
  }

  /** Add a mark that another tool has made, and let it be changed. */
  add(mark) {
    if (!this.#hasRoom()) return;
    this.#remember();
    this.list = [...this.list, mark];
    this.open(true);
    this.select(this.list.length - 1);
    this.#tell();
  }

  /** Say everything again in the present language. */
  render() {
    const { text } = this;
    this.panel.render(text("mark.label"), text("mark.act.close"));
    this.groups.kinds.setAttribute("aria-label", text("mark.kinds"));
    this.groups.styles.setAttribute("aria-label", text("mark.styles"));
    this.labels.words.textContent = text("mark.words");
    this.labels.list.textContent = text("mark.list");
    for (const button of this.kinds) button.lastChild.textContent = text(`mark.kind.${button.dataset.kind}`);
    for (const button of this.styles) {
      button.title = text(`mark.style.${button.dataset.style}`);
      button.setAttribute("aria-label", button.title);
    }
    for (const [name, button] of Object.entries(this.acts)) button.textContent = text(`mark.act.${name}`);
    this.#refresh();
  }

  /** Let a mark be changed, by its number; none for null. A mark that says nothing goes. */
  select(i) {
    const left = this.at !== null && this.list[this.at] && !this.rules.isWhole(this.list[this.at]) ? this.at : null;
    if (left !== null) {
      this.list = this.list.filter((_, k) => k !== left);
      if (i !== null && i > left) i -= 1;
      this.history.pop();
    }
    this.at = i;
    this.typing = false;
    if (i !== null) {
      if (this.kind) this.drafting.stop();
      this.kind = null;
      this.style = this.list[i].style;
    }
    this.field.value = this.list[i]?.words ?? "";
    this.#show();
  }

  undo() {
    if (this.drafting.back()) return;
    const before = this.history.pop();
    if (!before) return;
    this.list = before;
    this.at = null;
    this.select(null);
    this.#tell();
  }

  #begin(kind, byKey) {
    if (!this.#hasRoom()) return;
    const same = this.kind === kind;
    this.drafting.stop();
    this.select(null);
    this.kind = same ? null : kind;
    this.#refresh();
    if (same) return;
    const [least, most] = this.rules.kinds[kind];
    this.drafting.start({
      least,
      most,
      closed: least > 2,
      changed: (places) => {
        this.acts.finish.hidden = most <= 2 || places.length < least;
        this.#refreshActs();
        if (places.length === most && most > 2) this.say("corners", { n: most });
      },
      done: (places) => this.#made(kind, places),
      left: () => this.#begin(kind, true),
    });
    if (byKey) this.container.focus();
  }

  #made(kind, at) {
    this.#remember();
    this.list = [...this.list, { kind, style: this.style, at, words: "" }];
    this.kind = null;
    this.select(this.list.length - 1);
    this.field.focus({ preventScroll: true });
    this.#tell();
  }

  #hasRoom() {
    if (this.list.length < this.rules.most) return true;
    this.say("full", { n: this.rules.most });
    return false;
  }

  #styled(style) {
    this.style = style;
    if (this.at !== null && this.list[this.at].style !== style) {
      this.#remember();
      this.#change({ style });
    }
    this.#refresh();
  }

  #worded() {
    if (this.at === null) return;
    if (!this.typing && this.rules.isWhole(this.list[this.at])) this.#remember();
    this.typing = true;
    this.#change({ words: this.rules.words(this.field.value) });
  }

  #delete() {
    if (this.at === null) return;
    const whole = this.rules.isWhole(this.list[this.at]);
    if (whole) {
      this.#remember();
      this.list = this.list.filter((_, i) => i !== this.at);
      this.at = null;
    }
    this.select(null);
    this.#tell();
    this.step.textContent = this.text("mark.said.deleted");
  }

  #change(changes) {
    this.list = this.list.map((mark, i) => (i === this.at ? { ...mark, ...changes } : mark));
    this.marks.redraw(this.at, this.list[this.at]);
    this.#refresh();
    this.#tell();
  }

  #remember() {
    this.history = [...this.history, this.list].slice(-HISTORY);
  }

  /** Tell what is drawn, once it rests. */
  #tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const values = this.list.filter((mark) => this.rules.isWhole(mark)).map((mark) => this.rules.write(mark));
      if (String(values) === String(this.told)) return;
      this.told = values;
      this.changed(values);
    }, TOLD_MS);
  }

  #show() {
    this.marks.show([...this.list], this.at);
    this.marks.label(this.list.map(({ words }) => words).filter(Boolean).join(this.text("separator")));
    for (const handle of this.handles) handle.remove();
    this.handles = this.at === null || !this.isOpen ? [] : this.list[this.at].at.map((place, k) => this.#handle(place, k));
    this.#refresh();
  }

  /** A dot on a corner of the mark that is being changed: pulled, or moved by the arrow keys. */
  #handle([lon, lat], k) {
    const icon = L.divIcon({ className: "handle", iconSize: [26, 26] });
    const handle = L.marker([lat, lon], { icon, draggable: true, pane: "marks", autoPan: false, keyboard: true, zIndexOffset: 1000 }).addTo(this.map);
    const element = handle.getElement();
    const of = this.list[this.at].at.length;
    element.setAttribute("aria-label", this.text("mark.vertex", { n: k + 1, of }));
    const move = (final) => {
      const { lat: y, lng: x } = handle.getLatLng();
      const place = this.rules.place([x, y]);
      if (!this.rules.isPlace(place)) return this.say("outside");
      const at = this.list[this.at].at.map((before, i) => (i === k ? place : before));
      this.list = this.list.map((mark, i) => (i === this.at ? { ...mark, at } : mark));
      this.marks.redraw(this.at, this.list[this.at]);
      if (final) this.#tell();
      return undefined;
    };
    handle.on("dragstart", () => this.#remember());
    handle.on("drag", () => move(false));
    handle.on("dragend", () => {
      move(true);
      handle.setLatLng([...this.list[this.at].at[k]].reverse());
    });
    element.addEventListener("keydown", (event) => {
      const way = STEPS[event.key];
      if (event.key === "Delete") this.#drop(k);
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      this.#remember();
      const px = STEP_PX[Number(event.shiftKey)];
      const point = this.map.latLngToLayerPoint(handle.getLatLng()).add([way[0] * px, way[1] * px]);
      handle.setLatLng(this.map.layerPointToLatLng(point));
      move(true);
    });
    return handle;
  }

  /** Take a corner out, where enough are left. */
  #drop(k) {
    const { kind, at } = this.list[this.at];
    if (at.length <= this.rules.kinds[kind][0]) return;
    this.#remember();
    this.list = this.list.map((mark, i) => (i === this.at ? { ...mark, at: at.filter((_, j) => j !== k) } : mark));
    this.#show();
    this.#tell();
  }

  /** Say what is wrong. */
  say(key, values = {}) {
    this.step.textContent = this.text(`mark.wrong.${key}`, values);
  }

  #refreshActs() {
    this.acts.undo.disabled = !this.history.length && !(this.kind && this.drafting.places.length);
    this.acts.delete.disabled = this.at === null;
  }

  #refresh() {
    const { text } = this;
    const chosen = this.list[this.at];
    for (const button of this.kinds) button.setAttribute("aria-pressed", String(button.dataset.kind === this.kind));
    for (const button of this.styles) button.setAttribute("aria-pressed", String(button.dataset.style === this.style));
    this.field.disabled = !chosen;
    if (!this.kind) this.acts.finish.hidden = true;
    this.#refreshActs();
    this.acts.save.disabled = !this.list.some((mark) => this.rules.isWhole(mark));
    this.groups.list.hidden = !this.list.length;
    const options = this.list.map(({ kind, words }, i) => html("option", { value: i }, text("mark.one", { n: i + 1, kind: text(`mark.kind.${kind}`), words })));
    this.chooser.replaceChildren(html("option", { value: "" }, text("mark.none")), ...options);
    this.chooser.value = this.at ?? "";
    const step = this.kind ? `step.${this.kind}` : !chosen ? "step.pick" : this.rules.isWhole(chosen) ? "step.chosen" : "step.words";
    const keys = this.kind && this.container.matches(":focus-visible") ? ` ${text("mark.step.keys")}` : "";
    this.step.textContent = text(`mark.${step}`) + keys;
  }

  #save() {
    const content = this.rules.toGeoJson(this.list.filter((mark) => this.rules.isWhole(mark)));
    const url = URL.createObjectURL(new Blob([content], { type: "application/geo+json" }));
    const link = html("a", { href: url, download: "marks.geojson" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  async #read() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    if (file.size > this.rules.bytes) {
      this.say("large", { kb: this.rules.bytes / 1024 });
      return;
    }
    try {
      const content = new TextDecoder("utf-8", { fatal: true }).decode(await new Response(file).arrayBuffer());
      const { marks, left } = this.rules.fromGeoJson(content, this.rules.most - this.list.length);
      this.select(null);
      this.#remember();
      this.list = [...this.list, ...marks];
      this.#show();
      this.#tell();
      this.step.textContent = this.text(left ? "mark.said.opened_some" : "mark.said.opened", { n: marks.length, left });
    } catch (wrong) {
      this.say(wrong.key ?? "json", wrong.values);
    }
  }
}
