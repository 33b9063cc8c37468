// The zones' columns: the mirror of atlas/maps/web/columns.py.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const DIGIT = new Uint8Array(128);
for (let value = 0; value < DIGITS.length; value++) DIGIT[DIGITS.charCodeAt(value)] = value;

/** Whole numbers from base-64 digits, `width` of them a number, most significant first. */
function unpack({ width, digits }) {
  const numbers = new Int32Array(width ? digits.length / width : 0);
  for (let i = 0, at = 0; i < numbers.length; i++) {
    let number = 0;
    for (let k = 0; k < width; k++) number = number * 64 + DIGIT[digits.charCodeAt(at++)];
    numbers[i] = number;
  }
  return numbers;
}

/** One text a zone: a stem out of a list, and the digits that follow it (where there are any). */
function textColumn({ stems, stem, tails }) {
  const index = stem ? unpack(stem) : null;
  const ends = tails === null ? null : tails.split(",");
  return (i) => stems[index ? index[i] : 0] + (ends ? ends[i] : "");
}

/** A list of whole numbers a zone: how many each has, and all of them on end. */
function listColumn({ counts, values }) {
  const count = unpack(counts);
  const all = unpack(values);
  const start = new Int32Array(count.length + 1);
  for (let i = 0; i < count.length; i++) start[i + 1] = start[i] + count[i];
  return (i) => all.subarray(start[i], start[i + 1]);
}

/** Degrees from whole steps above a lowest value. */
function degreeColumn({ from, step, steps }) {
  return Float64Array.from(unpack(steps), (n) => (from + n) * step);
}
