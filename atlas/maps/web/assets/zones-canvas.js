// Thousands of zones: one canvas that moves with the map, and one element for the zone at hand.

const MARGIN = 0.35; // of the window, drawn beyond each edge, so that dragging shows no void
const CELL = 16; // px of the grid that finds the zone under the pointer
const NEAR = 14; // px within which the pointer finds a zone
const NAMED = 1200; // symbols in the window up to which all are to be named
const FOREMOST = 300; // names of the greatest, where there are more
const OWN = "own"; // level and type of an office's own zones
const CROWDED = 0.05; // of the window that symbols of own zones take at most, as on paper
const FINEST = 4; // px: a smaller symbol is lost

/** The zones on one canvas; the same methods as SvgZones. */
class CanvasZones {
  constructor(map, data, style, groups, events) {
    this.map = map;
    this.data = data;
    this.style = style;
    this.events = events;
    this.selected = null;
    this.hovered = null;
    this.tagsOn = new Set();
    this.picked = new Set();
    this.visible = new Uint8Array(data.n);
    this.worldX = new Float64Array(data.n);
    this.worldY = new Float64Array(data.n);
    for (let i = 0; i < data.n; i++) {
      const { x, y } = map.project(data.latLng(i), 0);
      this.worldX[i] = x;
      this.worldY[i] = y;
    }
    // Drawn from the least to the greatest, so that national symbols lie on top.
    this.order = Uint32Array.from({ length: data.n }, (_, i) => i);
    const rank = Uint8Array.from({ length: data.n }, (_, i) => data.rank(i));
    this.order.sort((a, b) => rank[b] - rank[a] || a - b);

    this.pane = map.getPane("zones");
    this.pane.setAttribute("role", "listbox");
    this.canvas = html("canvas", { class: "zones-canvas leaflet-zoom-animated", "aria-hidden": "true" });
    this.context = this.canvas.getContext("2d");
    this.proxy = this.#proxy();
    this.pane.append(this.canvas, this.proxy);
    map.on("moveend resize", () => this.draw());
    map.on("zoomanim", ({ center, zoom }) => this.#animate(center, zoom));
    map.on("mousemove", ({ containerPoint }) => this.#hover(this.#at(containerPoint)));
    map.on("mouseout", () => this.#hover(null));
    map.on("click", ({ containerPoint, latlng }) => {
      const i = this.#at(containerPoint);
      if (i !== null) events.select(i);
      else events.ground(latlng);
    });
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.target === map.getContainer() && event.key === "Tab" && !event.shiftKey) this.#stand(this.#first());
    });
  }

  /** The element that stands for the zone hovered, focused or selected. */
  #proxy() {
    const element = html("div", { class: "zone proxy leaflet-zoom-animated", role: "option", tabindex: "0", "aria-selected": "false" });
    element.append(svg("svg", { width: 1, height: 1, "aria-hidden": "true" }, svg("circle", { class: "ring focus", r: 15 })));
    element.hidden = true;
    L.DomEvent.disableClickPropagation(element);
    element.addEventListener("click", () => this.events.select(this.at));
    element.addEventListener("focus", () => {
      if (element.matches(":focus-visible")) this.events.hover(this.at, element);
    });
    element.addEventListener("blur", () => this.events.hover(null));
    listenToKeys(element, {
      select: () => this.events.select(this.at),
      leave: this.events.leave,
      step: (towards) => this.#go(this.#next(towards)),
      end: (last) => this.#go(this.visible[last ? "lastIndexOf" : "indexOf"](1)),
    });
    return element;
  }

  show(mask) {
    this.visible = mask;
    this.draw();
    const at = this.at ?? null;
    if (at === null || !mask[at]) this.#stand(this.selected !== null && mask[this.selected] ? this.selected : this.#first());
  }

  select(i) {
    this.selected = i;
    this.#stand(i ?? this.at ?? this.#first());
    this.draw();
  }

  pick(picked) {
    this.picked = picked;
    this.#stand(this.at ?? this.#first());
    this.draw();
  }

  rings(group, on) {
    if (on) this.tagsOn.add(group);
    else this.tagsOn.delete(group);
  }

  rename(paneLabel, nameOf) {
    this.pane.setAttribute("aria-label", paneLabel);
    this.nameOf = nameOf;
    this.#stand(this.at ?? this.#first());
    this.draw();
  }

  restyle() {
    this.sprites = null;
    this.draw();
  }

  layout() {
    this.draw();
  }

  #first() {
    for (let k = this.order.length - 1; k >= 0; k--) if (this.visible[this.order[k]]) return this.order[k];
    return null;
  }

  /** Let the element stand for zone i, hidden if there is none. */
  #stand(i) {
    this.at = i;
    this.proxy.hidden = i === null;
    if (i === null) return;
    const { r } = symbolOf(this.style, this.data.type(i), this.data.level(i));
    const half = r + EDGE;
    Object.assign(this.proxy.style, { width: `${2 * half}px`, height: `${2 * half}px`, marginLeft: `${-half}px`, marginTop: `${-half}px` });
    this.proxy.dataset.zone = this.data.id(i);
    this.proxy.setAttribute("aria-selected", String(i === this.selected));
    this.proxy.setAttribute("aria-label", this.nameOf?.(i) ?? "");
    L.DomUtil.setPosition(this.proxy, this.map.latLngToLayerPoint(this.data.latLng(i)));
  }

  #hover(i) {
    if (i === this.hovered) return;
    this.hovered = i;
    if (i !== null) this.#stand(i);
    else if (this.selected !== null) this.#stand(this.selected);
    this.map.getContainer().classList.toggle("at-zone", i !== null);
    this.events.hover(i, this.proxy);
  }

  /** The zone nearest in a direction, or undefined. */
  #next(towards) {
    const points = [];
    for (const i of this.drawn.zones) points.push({ i, ...pick(this.map.latLngToContainerPoint(this.data.latLng(i))) });
    if (!points.some(({ i }) => i === this.at)) points.push({ i: this.at, ...pick(this.map.latLngToContainerPoint(this.data.latLng(this.at))) });
    return nearest(points, this.at, towards);
  }

  #go(i) {
    if (i === undefined) return;
    this.#stand(i);
    if (!this.map.getBounds().contains(this.data.latLng(i))) this.map.panTo(this.data.latLng(i));
    this.events.hover(i, this.proxy);
  }

  #animate(center, zoom) {
    const { map } = this;
    const scale = map.getZoomScale(zoom, this.zoom);
    const offset = map._latLngBoundsToNewLayerBounds(this.bounds, zoom, center).min;
    L.DomUtil.setTransform(this.canvas, offset, scale);
    if (this.at !== null) L.DomUtil.setPosition(this.proxy, map._latLngToNewLayerPoint(this.data.latLng(this.at), zoom, center));
  }

  /** Draw what lies in and around the window. */
  draw() {
    const { map, canvas, context } = this;
    const size = map.getSize();
    if (!size.x || !size.y) return;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const margin = size.multiplyBy(MARGIN).round();
    const corner = map.containerPointToLayerPoint(margin.multiplyBy(-1)).round();
    const width = size.x + 2 * margin.x;
    const height = size.y + 2 * margin.y;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    L.DomUtil.setPosition(canvas, corner);
    this.zoom = map.getZoom();
    this.bounds = L.latLngBounds(map.layerPointToLatLng(corner), map.layerPointToLatLng(corner.add([width, height])));
    this.corner = corner;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.sprites ??= this.#makeSprites(ratio);
    this.drawn = this.#cull(width, height);
    const { zones, x, y } = this.drawn;
    this.scale = symbolScale(this.zoom);
    this.ownScale = this.scale * this.#room(size, margin);
    for (let k = zones.length - 1; k >= 0; k--) {
      if (zones[k] === this.selected) this.#drawSelected(x[k], y[k]);
      const sprite = this.sprites[this.data.kind(zones[k])];
      const half = sprite.half * this.#scaleOf(zones[k]);
      context.drawImage(sprite.canvas, x[k] - half, y[k] - half, 2 * half, 2 * half);
    }
    this.#drawRings();
    this.#drawPicked();
    const taken = this.#drawNames();
    if (this.at !== null && this.at !== undefined) L.DomUtil.setPosition(this.proxy, map.latLngToLayerPoint(this.data.latLng(this.at)));
    this.onlayout(taken);
  }

  /** How much smaller symbols of own zones are drawn, so that the land is seen between them. */
  #room(size, margin) {
    if (!this.style[`type/${OWN}`]) return 1;
    const { zones, x, y } = this.drawn;
    const inside = zones.filter(
      (i, k) =>
        this.data.level(i) === OWN &&
        Math.abs(x[k] - margin.x - size.x / 2) <= size.x / 2 &&
        Math.abs(y[k] - margin.y - size.y / 2) <= size.y / 2,
    );
    const full = 2 * symbolOf(this.style, OWN, OWN).r * this.scale;
    const share = (inside.length * full ** 2) / (size.x * size.y);
    return share <= CROWDED ? 1 : Math.min(1, Math.max(FINEST / full, Math.sqrt(CROWDED / share)));
  }

  /** How large a zone's symbol is drawn: the selected one and those picked are seen among many. */
  #scaleOf(i) {
    const small = this.data.level(i) === OWN && i !== this.selected && !this.picked.has(i);
    return small ? this.ownScale : this.scale;
  }

  /** The zones in the window, the selected and then the greatest first; of many on one spot only the uppermost. */
  #cull(width, height) {
    const scale = 2 ** this.zoom;
    const origin = this.map.getPixelOrigin().add(this.corner);
    const columns = Math.ceil(width / 2);
    const spots = new Uint8Array(columns * Math.ceil(height / 2));
    const zones = [];
    const x = [];
    const y = [];
    // The zones of a cell, chained: `heads` has a cell's first, `nexts` who follows whom.
    const across = Math.ceil(width / CELL);
    const heads = new Int32Array(across * Math.ceil(height / CELL)).fill(-1);
    const nexts = [];
    const put = (i) => {
      if (!this.visible[i]) return;
      const px = this.worldX[i] * scale - origin.x;
      const py = this.worldY[i] * scale - origin.y;
      if (px < 0 || py < 0 || px >= width || py >= height) return;
      const spot = (py >> 1) * columns + (px >> 1);
      if (spots[spot]) return;
      spots[spot] = 1;
      const cell = ((py / CELL) | 0) * across + ((px / CELL) | 0);
      nexts.push(heads[cell]);
      heads[cell] = zones.length;
      zones.push(i);
      x.push(px);
      y.push(py);
    };
    if (this.selected !== null) put(this.selected);
    for (let k = this.order.length - 1; k >= 0; k--) if (this.order[k] !== this.selected) put(this.order[k]);
    return { zones, x, y, across, heads, nexts };
  }

  /** The zone nearest to a point of the window, or null. */
  #at(point) {
    if (!this.drawn) return null;
    const { x: px, y: py } = this.map.containerPointToLayerPoint(point).subtract(this.corner);
    const { across, heads, nexts, zones, x, y } = this.drawn;
    const column = Math.floor(px / CELL);
    const row = Math.floor(py / CELL);
    let best = null;
    let least = NEAR;
    for (let a = Math.max(0, column - 1); a <= Math.min(across - 1, column + 1); a++) {
      for (let b = row - 1; b <= row + 1; b++) {
        for (let k = heads[b * across + a] ?? -1; k >= 0; k = nexts[k]) {
          const far = Math.hypot(x[k] - px, y[k] - py);
          if (far < least) [least, best] = [far, zones[k]];
        }
      }
    }
    return best;
  }

  #colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  }

  #makeSprites(ratio) {
    return this.data.kinds.map(({ type, level }) => {
      const { r, path } = symbolOf(this.style, type, level);
      const half = Math.ceil(r * 1.2) + 3;
      const canvas = html("canvas", { width: 2 * half * ratio, height: 2 * half * ratio });
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      context.translate(half, half);
      const shape = new Path2D(path);
      context.lineJoin = "round";
      context.strokeStyle = this.#colour(`type-${type}-stroke`);
      context.lineWidth = 2.4;
      context.stroke(shape);
      context.fillStyle = this.#colour(`type-${type}-fill`);
      context.fill(shape);
      if (level === "national") {
        context.strokeStyle = this.#colour("level-national-stroke");
        context.lineWidth = 1.1;
        context.stroke(shape);
      }
      return { canvas, half };
    });
  }

  #drawRings() {
    const { context, data, style } = this;
    if (!this.tagsOn.size) return;
    const colours = Object.fromEntries(GROUPS.map((group) => [group, this.#colour(`tag-${group}-stroke`)]));
    const { zones, x, y } = this.drawn;
    zones.forEach((i, k) => {
      for (const group of data.tagGroups(i)) {
        if (!this.tagsOn.has(group)) continue;
        const ring = style[`tag/${group}`];
        context.strokeStyle = colours[group];
        context.lineWidth = ring.width;
        context.beginPath();
        context.arc(x[k], y[k], ring.size / 2, 0, 2 * Math.PI);
        context.stroke();
      }
    });
  }

  /** The ring on which the selected zone's symbol lies. */
  #drawSelected(x, y) {
    const { context, data, style, scale } = this;
    context.save();
    context.beginPath();
    context.arc(x, y, (symbolOf(style, data.type(this.selected), data.level(this.selected)).r + 5) * scale, 0, 2 * Math.PI);
    context.globalAlpha = 0.7;
    context.fillStyle = this.#colour("select-fill");
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = this.#colour("select-stroke");
    context.lineWidth = Number(this.#colour("select-width"));
    context.stroke();
    context.restore();
  }

  /** A broken ring around each zone that is picked. */
  #drawPicked() {
    if (!this.picked.size) return;
    const { context, data, style } = this;
    const { zones, x, y } = this.drawn;
    const { scale } = this;
    context.save();
    context.strokeStyle = this.#colour("select-stroke");
    context.lineWidth = 2;
    context.setLineDash([4, 2.5]);
    zones.forEach((i, k) => {
      if (!this.picked.has(i)) return;
      context.beginPath();
      context.arc(x[k], y[k], symbolOf(style, data.type(i), data.level(i)).r * scale + 4, 0, 2 * Math.PI);
      context.stroke();
    });
    context.restore();
  }

  /** Write the names there is room for, the greatest first; returns the boxes then taken, in world px. */
  #drawNames() {
    const { context, data } = this;
    const { zones } = this.drawn;
    const corner = this.map.getPixelOrigin().add(this.corner);
    const fonts = { national: fontOf(this.style, "national"), zone: fontOf(this.style, "zone") };
    const symbols = this.panels();
    const names = zones.map((i, k) => {
      const level = data.level(i);
      const chosen = i === this.selected;
      const rank = chosen ? 0 : data.rank(i);
      const r = symbolOf(this.style, data.type(i), level).r * this.#scaleOf(i) + (chosen ? 5 : 0);
      const [x, y] = [this.drawn.x[k] + corner.x, this.drawn.y[k] + corner.y];
      symbols.push({ x1: x - r, y1: y - r, x2: x + r, y2: y + r, owner: i, symbol: true, rank });
      return { kind: level === "national" ? "national" : "zone", x, y, r, rank, owner: i, firm: chosen || level === "national" };
    });
    if (names.length > NAMED) names.length = FOREMOST;
    for (const name of names) {
      name.text = data.short(name.owner);
      name.width = textWidth(name.text, fonts[name.kind]);
      name.height = this.style[`text/${name.kind}`].size * 1.15;
    }
    const taken = arrange(names, symbols, 1);
    context.save();
    context.translate(-corner.x, -corner.y);
    context.lineJoin = "round";
    context.textBaseline = "middle";
    // Names lie over the lines, which lead to them from their symbols.
    context.strokeStyle = this.#colour("line-leader-stroke");
    context.lineWidth = 1;
    for (const { x, y, place } of names) {
      if (!place?.tie) continue;
      context.beginPath();
      context.moveTo(x + place.tie.x1, y + place.tie.y1);
      context.lineTo(x + place.tie.x2, y + place.tie.y2);
      context.stroke();
    }
    for (const { text, kind, x, y, place } of names) {
      if (!place) continue;
      context.font = fonts[kind];
      context.textAlign = { start: "left", end: "right", middle: "center" }[place.anchor];
      context.strokeStyle = this.#colour(`text-${kind}-stroke`);
      context.lineWidth = 3;
      context.strokeText(text, x + place.x, y + place.y);
      context.fillStyle = this.#colour(`text-${kind}-fill`);
      context.fillText(text, x + place.x, y + place.y);
    }
    context.restore();
    return taken;
  }
}
