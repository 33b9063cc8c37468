// Where symbols and names go: pure functions on screen pixels.

const GAP = 2.5; // px between two symbols
const LIMIT = 34; // px a symbol may stand off its true point
const ROUNDS = 60;

/**
 * Move symbols apart that would cover one another: each {x, y, r, weight} gets {dx, dy}.
 * Heavier ones (national) stay nearer to their place; nobody moves further than LIMIT.
 */
function spread(items) {
  for (const item of items) {
    item.dx = 0;
    item.dy = 0;
  }
  for (let round = 0; round < ROUNDS; round++) {
    let moved = 0;
    for (let a = 0; a < items.length; a++) {
      for (let b = a + 1; b < items.length; b++) {
        const p = items[a];
        const q = items[b];
        let x = q.x + q.dx - p.x - p.dx;
        let y = q.y + q.dy - p.y - p.dy;
        const want = p.r + q.r + GAP;
        if (Math.abs(x) >= want || Math.abs(y) >= want) continue;
        let apart = Math.hypot(x, y);
        if (apart >= want) continue;
        if (apart < 0.01) {
          // Two zones on one point: part them along a direction of their own, always the same.
          x = Math.cos(a + 2 * b);
          y = Math.sin(a + 2 * b);
          apart = 1;
        }
        const push = (want - apart) / apart / (p.weight + q.weight);
        p.dx -= x * push * q.weight;
        p.dy -= y * push * q.weight;
        q.dx += x * push * p.weight;
        q.dy += y * push * p.weight;
        moved = Math.max(moved, want - apart);
      }
    }
    for (const item of items) {
      const far = Math.hypot(item.dx, item.dy);
      if (far > LIMIT) {
        item.dx *= LIMIT / far;
        item.dy *= LIMIT / far;
      }
    }
    if (moved < 0.2) break;
  }
}

const OVER_NOTHING = Infinity; // rank: what is written lies over no symbol
const OVER_ALL = 0; // rank: it may lie over any but the selected zone's

/** The boxes taken so far, found through a coarse grid. */
class Taken {
  static CELL = 64;

  constructor() {
    this.cells = new Map();
  }

  *#keys({ x1, y1, x2, y2 }) {
    const c = Taken.CELL;
    for (let i = Math.floor(x1 / c); i <= Math.floor(x2 / c); i++) {
      for (let j = Math.floor(y1 / c); j <= Math.floor(y2 / c); j++) yield i * 100003 + j;
    }
  }

  add(box) {
    for (const key of this.#keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  /** Whether the box is free, not counting boxes of the same owner nor symbols of a lesser rank than `over`. */
  free(box, owner, over = OVER_NOTHING) {
    for (const key of this.#keys(box)) {
      for (const other of this.cells.get(key) ?? []) {
        if ((owner !== undefined && other.owner === owner) || (other.symbol && other.rank > over)) continue;
        if (box.x1 < other.x2 && box.x2 > other.x1 && box.y1 < other.y2 && box.y2 > other.y1) return false;
      }
    }
    return true;
  }

  /** Whether a box lies further from every symbol but its owner's than some px. */
  away({ x1, y1, x2, y2 }, px, owner) {
    const box = { x1: x1 - px, y1: y1 - px, x2: x2 + px, y2: y2 + px };
    for (const key of this.#keys(box)) {
      for (const other of this.cells.get(key) ?? []) {
        if (!other.symbol || other.owner === owner) continue;
        if (box.x1 < other.x2 && box.x2 > other.x1 && box.y1 < other.y2 && box.y2 > other.y1) return false;
      }
    }
    return true;
  }
}

// The order in which a name tries its places around the symbol: [x, y, text-anchor].
const SIDES = [
  [1, 0, "start"],
  [-1, 0, "end"],
  [0, -1, "middle"],
  [0, 1, "middle"],
  [0.75, -0.8, "start"],
  [0.75, 0.8, "start"],
  [-0.75, -0.8, "end"],
  [-0.75, 0.8, "end"],
];
const REACH = [3, 8, 15, 26]; // px between symbol and name: near first
const TIED = 15; // px from which a line ties the name to its symbol

/**
 * The place of one name beside its symbol: {x, y, anchor} from the symbol's centre, or null. A name that no line ties
 * is no further from its own symbol than from any other; where nothing else is left, `astray` lets it, and `over`
 * lets it lie over symbols of a lesser rank.
 */
function beside({ x, y, r, width, height }, taken, owner, astray = false, over = OVER_NOTHING) {
  for (const reach of REACH) {
    for (const [sx, sy, anchor] of SIDES) {
      const ox = sx * (r + reach);
      const oy = sy * (r + reach) + (anchor === "middle" ? (sy * height) / 2 : 0);
      const left = x + ox - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
      const box = { x1: left - 1, x2: left + width + 1, y1: y + oy - height / 2, y2: y + oy + height / 2, owner };
      if (!taken.free(box, owner, over)) continue;
      if (!astray && reach < TIED && !taken.away(box, reach, owner)) continue;
      taken.add(box);
      return { x: ox, y: oy, anchor, tie: reach < TIED ? null : tie(ox, oy, anchor, r, height) };
    }
  }
  return null;
}

/** The line from a symbol's edge to a name that stands off it. */
function tie(ox, oy, anchor, r, height) {
  const x = anchor === "middle" ? ox : ox - Math.sign(ox);
  const y = anchor === "middle" ? oy - (Math.sign(oy) * height) / 2 : oy;
  const far = Math.hypot(x, y);
  return { x1: (x * (r + 1)) / far, y1: (y * (r + 1)) / far, x2: x, y2: y };
}

const CROWD = 120; // names up to which those without a place beside their symbol stand off
const FAR = [38, 52, 68, 88, 112]; // px between a symbol in a crowd and its name
const WAYS = 20; // directions that such a name tries
const OVER = 90; // px beyond which a line over other symbols could not be followed
const STEP = 4; // px between the points of its line that must be free

/**
 * The place of a name that found none beside its symbol: further off, on a line that crosses no name and no other
 * line, and no symbol unless told so; or null.
 */
function aloof({ x, y, r, width, height }, taken, owner, over) {
  for (const far of FAR.filter((px) => over === OVER_NOTHING || px < OVER)) {
    for (let k = 0; k < WAYS; k++) {
      const angle = (2 * Math.PI * k) / WAYS;
      const [sx, sy] = [Math.cos(angle), Math.sin(angle)];
      const anchor = sx > 0.3 ? "start" : sx < -0.3 ? "end" : "middle";
      const ox = sx * (r + far);
      const oy = sy * (r + far) + (anchor === "middle" ? (sy * height) / 2 : 0);
      const left = x + ox - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
      const box = { x1: left - 2, x2: left + width + 2, y1: y + oy - height / 2, y2: y + oy + height / 2, owner };
      if (!taken.free(box, owner)) continue;
      const line = tie(ox, oy, anchor, r, height);
      const points = along(line).map(([px, py]) => ({ x1: x + px - 1, x2: x + px + 1, y1: y + py - 1, y2: y + py + 1, owner }));
      if (!points.every((point) => taken.free(point, owner, over))) continue;
      for (const each of [box, ...points]) taken.add(each);
      return { x: ox, y: oy, anchor, tie: line };
    }
  }
  return null;
}

/** Points along a line, no further from one another than the eye sees. */
function along({ x1, y1, x2, y2 }) {
  const n = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / STEP));
  return Array.from({ length: n + 1 }, (_, k) => [x1 + ((x2 - x1) * k) / n, y1 + ((y2 - y1) * k) / n]);
}

/**
 * Name as many symbols as possible: greedily by rank, then again with those left out first in their rank; what is left
 * after that stands off on a line, as far as there is room. One that is `firm` rather covers lesser symbols than is left out.
 * Each {x, y, r, width, height, rank, owner, firm} gets `place` (or null); returns the boxes then taken. Symbols are boxes
 * with `symbol` and their `rank`.
 */
function arrange(names, symbols, rounds) {
  let best = null;
  const urgency = new Map(names.map((name) => [name, 0]));
  for (let round = 0; round < rounds; round++) {
    const taken = new Taken();
    for (const box of symbols) taken.add(box);
    const order = [...names].sort((a, b) => a.rank - b.rank || urgency.get(b) - urgency.get(a));
    const stand = (name) => beside(name, taken, name.owner) ?? (name.firm ? beside(name, taken, name.owner, true, name.rank) : null);
    const places = new Map(order.map((name) => [name, stand(name)]));
    const left = names.filter((name) => !places.get(name));
    if (!best || left.length < best.left) best = { left: left.length, places, taken };
    if (!left.length) break;
    for (const name of left) urgency.set(name, urgency.get(name) + 1);
  }
  for (const name of names) name.place = best.places.get(name);
  if (names.length > CROWD) return best.taken;
  for (const over of [OVER_NOTHING, OVER_ALL]) {
    for (const name of names) name.place ??= aloof(name, best.taken, name.owner, over);
  }
  for (const name of names) name.place ??= beside(name, best.taken, name.owner, true);
  return best.taken;
}

// Places around an area's own label point, nearest first.
const AROUND = [[0, 0]];
for (const far of [10, 20, 32, 46, 62, 90, 130, 180, 260]) {
  for (let k = 0; k < 12; k++) AROUND.push([Math.cos((k * Math.PI) / 6) * far, Math.sin((k * Math.PI) / 6) * far]);
}

/** The box of an area's name moved off its point. */
function frame({ x, y, width, height }, dx, dy) {
  return {
    x1: x + dx - width / 2 - 3,
    x2: x + dx + width / 2 + 3,
    y1: y + dy - height / 2 - 1,
    y2: y + dy + height / 2 + 1,
  };
}

/** The place of an area's name, `most` px from its label point, that `allowed(dx, dy)` accepts, or null. */
function around(name, taken, allowed, most) {
  for (const [dx, dy] of AROUND) {
    if (Math.hypot(dx, dy) > most + 1) break;
    const box = frame(name, dx, dy);
    if (!taken.free(box) || !allowed(dx, dy)) continue;
    taken.add(box);
    return { x: dx, y: dy };
  }
  return null;
}

const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();

/** The width of a text in px, in a CSS font, with letter spacing. */
function textWidth(text, font, spacing = 0) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    ruler.font = font;
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key) + spacing * text.length;
}
