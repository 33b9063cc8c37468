// The tool that measures: a distance along points, the area within them, and how well either is known.

const MEASURED = { distance: { least: 2, closed: false }, area: { least: 3, closed: true } };
const MOST_MEASURED = 60;

class Measuring {
  /** `keep(mark)` turns a result into a mark, where `offers()`; `toggled(on)` hears that the tool is open or not. */
  constructor(container, { zones, drafting, marks, text, keep, offers, toggled }) {
    Object.assign(this, { container, zones, drafting, marks, text, keep, offers, toggled });
    Object.assign(this, { kind: "distance", places: [], snapped: [] });
    this.panel = new Panel(container, "measuring", () => this.open(false));
    this.kinds = Object.keys(MEASURED).map((kind) => {
      const button = html("button", { type: "button", "data-measure": kind });
      button.addEventListener("click", ({ detail }) => this.#begin(kind, !detail));
      return button;
    });
    this.step = html("p", { class: "step" });
    this.result = html("output", { class: "result" });
    this.from = html("p", { class: "note" });
    this.why = html("p", { class: "note" });
    this.again = actOf("again", ({ detail }) => this.#begin(this.kind, !detail));
    this.keeper = actOf("keep", () => this.#keep());
    this.panel.element.append(
      html("div", { class: "kinds", role: "group" }, ...this.kinds),
      this.result,
      html("div", { class: "acts", role: "group" }, this.again, this.keeper),
      this.step,
      this.from,
      this.why,
    );
    this.panel.element.addEventListener("keydown", ({ key }) => key === "Escape" && this.open(false));
    this.drawn = svg("path", { class: "draft" });
    marks.above.append(this.drawn);
  }

  get isOpen() {
    return !this.panel.element.hidden;
  }

  open(on) {
    if (on === this.isOpen) return;
    this.panel.element.hidden = !on;
    if (on) {
      this.#begin(this.kind, false);
      this.kinds[0].focus();
    } else {
      this.drafting.stop();
      this.#take([], []);
    }
    this.toggled(on);
  }

  render() {
    const { text } = this;
    this.panel.render(text("measure.label"), text("measure.close"));
    for (const button of this.kinds) button.textContent = text(`measure.${button.dataset.measure}`);
    this.again.textContent = text("measure.again");
    this.keeper.textContent = text("measure.keep");
    this.#refresh();
  }

  #begin(kind, byKey) {
    this.kind = kind;
    this.drafting.stop();
    this.#take([], []);
    this.drafting.start({
      ...MEASURED[kind],
      most: MOST_MEASURED,
      changed: (places, snapped) => this.#take(places, snapped),
      done: (places, snapped) => this.#take(places, snapped),
      left: () => this.open(false),
    });
    if (byKey) this.container.focus();
  }

  #take(places, snapped) {
    Object.assign(this, { places, snapped });
    this.#refresh();
    this.draw();
  }

  /** Draw what was measured, once it is no more being drawn. */
  draw() {
    const points = this.drafting.active ? [] : this.places.map((place) => this.marks.point(place));
    outlineDraft(this.drawn, points, MEASURED[this.kind].closed);
  }

  /** What is measured, in words, with how well it is known; nothing before there is something. */
  get said() {
    const { places, snapped, kind } = this;
    if (places.length < MEASURED[kind].least) return "";
    const metres = snapped.map((zone) => (zone === undefined ? 0 : this.zones.accuracy[zone]));
    if (kind === "area") {
      const [n, error] = rounded(areaOf(places) / 1e6, areaError(places, metres) / 1e6);
      return this.text(error ? "measure.km2_about" : "measure.km2", { n, error });
    }
    const length = lengthOf(places);
    const [n, error] = rounded(length / 1000, lengthError(places, metres) / 1000);
    if (!error && length < 1000) return this.text("measure.m", { n: grouped(length, 0) });
    return this.text(error ? "measure.km_about" : "measure.km", { n, error });
  }

  #refresh() {
    const { text } = this;
    for (const button of this.kinds) button.setAttribute("aria-pressed", String(button.dataset.measure === this.kind));
    this.step.textContent = text(`measure.step_${this.kind}`);
    this.result.textContent = this.said;
    const from = [...new Set(this.snapped.filter((zone) => zone !== undefined))];
    const about = from.length > 0 && this.said !== "";
    this.from.textContent = about ? text("measure.from", { zones: from.map((i) => this.zones.short(i)).join(text("separator")) }) : "";
    this.why.textContent = about ? text("measure.why") : "";
    this.keeper.hidden = !this.offers();
    this.keeper.disabled = !this.said;
    this.again.disabled = !this.places.length;
  }

  #keep() {
    const mark = { kind: this.kind === "area" ? "area" : "line", at: this.places, words: this.said };
    this.open(false);
    this.keep(mark);
  }
}
