// The map alone in the window, for a projector: its title, its legend, nothing else.

class Presenting {
  /** `asked(on)` hears that someone wants to begin or to end it; `changed(on)` that it has. */
  constructor(container, { asked, changed }) {
    Object.assign(this, { asked, changed });
    this.on = false;
    this.title = html("h1", { class: "presented" });
    this.title.hidden = true;
    container.append(this.title);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.on || event.defaultPrevented) return;
      asked(false);
    });
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement && this.on) asked(false);
    });
  }

  /** Present under a title, or no more for null. */
  show(title) {
    const on = title !== null;
    this.title.textContent = title ?? "";
    this.title.hidden = !title;
    if (on === this.on) return;
    this.on = on;
    document.documentElement.classList.toggle("presenting", on);
    this.changed(on);
  }

  /** A document of its own fills the screen where the browser lets it. */
  fill(on) {
    this.show(on ? document.title : null);
    if (on) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
  }
}
