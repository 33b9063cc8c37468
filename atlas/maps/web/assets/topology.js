// Boundaries as shared arcs: the mirror of atlas/maps/topology.py. A unit's ring is a list of arc numbers, ~n for arc n run backwards.

/** Decode a topology into arcs of [lat, lng] and the units' polygons, and answer what is drawn of them. */
class Topology {
  constructor({ step, arcs, units }) {
    this.arcs = decodeLines({ step, lines: arcs });
    this.units = units; // [unit][polygon][ring][arc]
    this.owners = this.arcs.map(() => []); // the one or two units on either side of an arc
    units.forEach((polygons, unit) => {
      for (const arc of polygons.flat(2)) this.owners[arc < 0 ? ~arc : arc].push(unit);
    });
  }

  /** The arcs whose owners (one or two units) pass the test, as lines. */
  mesh(test) {
    return this.arcs.filter((_, arc) => test(...this.owners[arc]));
  }

  /** The rings around the units chosen, without the lines between them; to be filled even-odd. */
  outline(chosen) {
    const counts = new Map();
    for (const unit of chosen) {
      for (const arc of this.units[unit].flat(2)) {
        const n = arc < 0 ? ~arc : arc;
        counts.set(n, counts.has(n) ? null : arc); // met twice: a line between two of them
      }
    }
    const starts = new Map();
    for (const arc of counts.values()) {
      if (arc === null) continue;
      const key = this.#end(arc, "first");
      if (!starts.has(key)) starts.set(key, []);
      starts.get(key).push(arc);
    }
    const rings = [];
    for (const [home, open] of starts) {
      while (open.length) {
        const ring = [];
        let at = home;
        do {
          const arc = starts.get(at).pop();
          const points = this.arcs[arc < 0 ? ~arc : arc];
          ring.push(...(arc < 0 ? points.slice().reverse() : points).slice(1));
          at = this.#end(arc, "last");
        } while (at !== home);
        rings.push(ring);
      }
    }
    return rings;
  }

  #end(arc, which) {
    const points = this.arcs[arc < 0 ? ~arc : arc];
    const [lat, lng] = points[(which === "first") === arc >= 0 ? 0 : points.length - 1];
    return `${lat.toFixed(5)} ${lng.toFixed(5)}`;
  }
}

/** Whether a [lat, lng] lies inside rings filled even-odd. */
function inside([lat, lng], rings) {
  let within = false;
  for (const ring of rings) {
    for (let a = ring.length - 1, b = 0; b < ring.length; a = b++) {
      const [y1, x1] = ring[a];
      const [y2, x2] = ring[b];
      if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) within = !within;
    }
  }
  return within;
}

/** Lines coded as the digits of deltas, as [lat, lng]. */
function decodeLines({ step, lines }) {
  return lines.map((line) => {
    const points = [];
    const deltas = steps(line);
    for (let k = 0, x = 0, y = 0; k < deltas.length; k += 2) {
      points.push([(y += deltas[k + 1]) * step, (x += deltas[k]) * step]);
    }
    return points;
  });
}

/** Whole numbers from digits of five bits each, the lowest first; a digit of 32 or more is not a number's last. */
function steps(digits) {
  const numbers = [];
  for (let k = 0, number = 0, bits = 0; k < digits.length; k++) {
    const digit = DIGIT[digits.charCodeAt(k)];
    number += (digit % 32) * 2 ** bits;
    bits += 5;
    if (digit >= 32) continue;
    numbers.push(number % 2 ? -(number + 1) / 2 : number / 2);
    number = bits = 0;
  }
  return numbers;
}
