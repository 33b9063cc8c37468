// A line on the map where zones that show lie outside its window, or none shows at all.

class Outside {
  /** `text(key, values)` gives words; `go()` takes one there. */
  constructor(container, { text, go }) {
    this.text = text;
    this.words = html("span");
    this.button = html("button", { type: "button" });
    this.button.addEventListener("click", go);
    this.element = html("p", { class: "outside", role: "status" }, this.words, this.button);
    L.DomEvent.disableClickPropagation(this.element);
    this.element.hidden = true;
    container.append(this.element);
  }

  /** Say how many lie outside; `news` tells that what shows has changed: that stands until all has been in the window. */
  say({ inside, outside }, news) {
    this.news = outside > 0 && (news || this.news);
    const key = inside + outside === 0 ? "none" : inside === 0 ? "all" : "some";
    this.element.hidden = key === "some" && !this.news;
    this.words.textContent = this.text(`outside.${key}`, { n: outside });
    this.button.hidden = key === "none";
    this.button.textContent = this.text("outside.go");
  }
}
