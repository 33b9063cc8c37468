// The card beside the zone under the pointer or in focus.

class Card {
  constructor(container) {
    this.container = container;
    this.element = html("div", { class: "card", role: "tooltip", id: "zone-card" });
    this.element.hidden = true;
    container.append(this.element);
  }

  /** Show lines of text beside an element of the map: [[class, text], …]. */
  show(lines, beside) {
    this.element.replaceChildren(...lines.filter(([, text]) => text).map(([kind, text]) => html("div", { class: kind }, text)));
    this.element.hidden = false;
    this.described?.removeAttribute("aria-describedby");
    this.described = beside;
    beside.setAttribute("aria-describedby", "zone-card");
    const frame = this.container.getBoundingClientRect();
    const at = beside.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const clamp = (value, low, high) => Math.max(low, Math.min(value, high));
    const bar = this.container.querySelector(".leaflet-top.leaflet-right")?.getBoundingClientRect();
    const right = at.right - frame.left + 12;
    const left = right + width > frame.width - 8 ? at.left - frame.left - width - 12 : right;
    const top = (at.top + at.bottom) / 2 - frame.top - height - 14;
    const below = clamp(at.bottom - frame.top + 14, 8, Math.max(8, frame.height - height - 8));
    // The controls stay free: beside them there is room, or it goes below them.
    const foot = bar?.width ? bar.bottom - frame.top : 0;
    let y = top > 8 ? top : below;
    let edge = frame.width - 8;
    if (y < foot && bar.left - frame.left - 16 >= width) edge = bar.left - frame.left - 8;
    else if (y < foot) y = clamp(Math.max(below, foot + 8), 8, Math.max(8, frame.height - height - 8));
    this.element.style.left = `${clamp(left, 8, Math.max(8, edge - width))}px`;
    this.element.style.top = `${y}px`;
  }

  hide() {
    this.element.hidden = true;
    this.described?.removeAttribute("aria-describedby");
    this.described = null;
  }
}
