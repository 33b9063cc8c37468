// What lies under a click on the ground: the county, its prefecture, its area, and how many zones show there.

class Ground {
  /** `filter(flag, slug)` is called for a wish to see the zones of a place alone; `offers()` says whether anyone hears it. */
  constructor(map, { zones, boundaries, vocabulary, counties, prefectures, text, filter, offers }) {
    Object.assign(this, { map, zones, boundaries, vocabulary, counties, prefectures, text, filter, offers });
    this.element = html("section", { class: "card ground", role: "dialog", tabindex: "-1" });
    this.element.hidden = true;
    L.DomEvent.disableClickPropagation(this.element);
    L.DomEvent.disableScrollPropagation(this.element);
    map.getContainer().append(this.element);
    map.on("movestart", () => this.hide());
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the arrows would move the map
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.hide();
    });
  }

  /** Go; the keyboard stands on the map again, where it stood on the card. */
  hide() {
    if (this.element.contains(document.activeElement)) this.map.getContainer().focus({ preventScroll: true });
    this.element.hidden = true;
  }

  /** Say what lies at a place; nothing beyond the province. `mask` tells which zones show. */
  show(latLng, { lang, scheme, mask, focus }) {
    const found = this.boundaries.countyAt(latLng);
    if (found === null) {
      this.hide();
      return;
    }
    const prefecture = this.counties.prefecture[found];
    const slug = this.prefectures.areas[scheme][prefecture];
    const { areas } = this.vocabulary;
    const area = areas.slug.indexOf(slug);
    const numbers = Array.from({ length: this.zones.n }, (_, i) => i).filter((i) => mask[i]);
    const rows = [
      ["county", this.counties.slug[found], this.counties[lang][found], (i) => this.zones.counties[i] === found],
      ["prefecture", this.prefectures.slug[prefecture], this.prefectures[lang][prefecture], (i) => this.counties.prefecture[this.zones.counties[i]] === prefecture],
    ];
    if (area >= 0) rows.push(["area", slug, areas[lang][area], (i) => this.zones.areas(i).includes(area)]);
    // A city without counties is its own one.
    const distinct = rows.filter(([, , name], k) => k === rows.findIndex(([, , other]) => other === name));
    const close = html("button", { type: "button", class: "close", "aria-label": this.text("ground.close") }, "×");
    close.addEventListener("click", () => this.hide());
    const list = distinct.map(([flag, place, name, lies]) => {
      const n = numbers.filter(lies).length;
      const words = [html("b", {}, name), html("span", { class: "kind" }, this.text(n === 1 ? "ground.one" : "ground.count", { n }))];
      if (!this.offers()) return html("li", {}, ...words);
      const button = html("button", { type: "button", "data-flag": flag, "data-slug": place, "aria-label": this.text("ground.filter-by", { name }) }, this.text("ground.filter"));
      button.addEventListener("click", () => {
        this.hide();
        this.filter(flag, place);
      });
      return html("li", {}, ...words, button);
    });
    this.element.setAttribute("aria-label", distinct[0][2]);
    this.element.replaceChildren(close, html("ul", {}, ...list));
    this.element.hidden = false;
    this.#stand(this.map.latLngToContainerPoint(latLng));
    if (focus) (this.element.querySelector("[data-flag]") ?? this.element).focus();
  }

  /** Stand beside a point of the window. */
  #stand({ x, y }) {
    const { x: width, y: height } = this.map.getSize();
    const { offsetWidth, offsetHeight } = this.element;
    const left = x + 14 + offsetWidth > width - 8 ? x - 14 - offsetWidth : x + 14;
    this.element.style.left = `${Math.max(8, Math.min(left, width - offsetWidth - 8))}px`;
    this.element.style.top = `${Math.max(8, Math.min(y - offsetHeight / 2, height - offsetHeight - 8))}px`;
  }
}
