// The zones as the map reads them: columns decoded, slugs resolved, texts in the language chosen.

class Zones {
  constructor(columns, vocabulary, text) {
    this.n = columns.n;
    this.vocabulary = vocabulary;
    this.text = text; // (key, values) => string in the present language
    this.lang = "zh";
    this.id = textColumn(columns.id);
    const names = textColumn(columns.names); // one column after the other
    this.names = { zh: names, en: (i) => names(this.n + i) };
    this.shorts = { zh: (i) => names(2 * this.n + i), en: (i) => names(3 * this.n + i) };
    this.parks = textColumn(columns.parks);
    this.types = unpack(columns.type);
    this.levels = unpack(columns.level);
    this.lat = degreeColumn(columns.lat);
    this.lng = degreeColumn(columns.lon);
    this.accuracy = unpack(columns.accuracy); // metres
    this.known = unpack(columns.known);
    this.counties = unpack(columns.county);
    this.industries = listColumn(columns.industries);
    this.tags = listColumn(columns.tags);
    this.areas = listColumn(columns.areas);
    this.inferred = listColumn(columns.inferred);
    // A kind is a type on a level: what a symbol looks like.
    this.kinds = vocabulary.types.slug.flatMap((type) => vocabulary.levels.slug.map((level) => ({ type, level })));
  }

  type(i) {
    return this.vocabulary.types.slug[this.types[i]];
  }

  level(i) {
    return this.vocabulary.levels.slug[this.levels[i]];
  }

  /** Who gets a name first and lies on top: the greatest level is 1; 0 is left to the selected zone. */
  rank(i) {
    return this.levels[i] + 1;
  }

  kind(i) {
    return this.types[i] * this.vocabulary.levels.slug.length + this.levels[i];
  }

  latLng(i) {
    return L.latLng(this.lat[i], this.lng[i]);
  }

  name(i) {
    return this.names[this.lang](i);
  }

  short(i) {
    return this.shorts[this.lang](i) || this.name(i);
  }

  /** The number of a zone by its id, or undefined. */
  number(id) {
    this.numbers ??= new Map(Array.from({ length: this.n }, (_, i) => [this.id(i), i]));
    return this.numbers.get(id);
  }

  tagGroups(i) {
    const tags = this.tags(i);
    return tags.length ? GROUPS.filter((group) => tags.some((tag) => this.vocabulary.tags.group[tag] === group)) : NONE;
  }

  typeName(i) {
    return this.vocabulary.types[this.lang][this.types[i]];
  }

  levelName(i) {
    return this.vocabulary.levels[this.lang][this.levels[i]];
  }

  /** The names of its type and its level: one where both are called alike. */
  standing(i) {
    return [...new Set([this.typeName(i), this.levelName(i)])];
  }

  /** What a screen reader says of the zone. */
  label(i) {
    return this.text("one-zone", { name: this.name(i), standing: this.standing(i).join(this.text("comma")) });
  }

  /** How well its position is known, and whether it has several parks. */
  position(i) {
    const parks = { yes: "several-parks", belt: "belt" }[this.parks(i)];
    const known = `${this.knownBy(i)} · ${this.text("accuracy", { km: this.accuracy[i] / 1000 })}`;
    return parks ? `${known} · ${this.text(parks)}` : known;
  }

  /** How its position is known: by surveyed corners, by a point … */
  knownBy(i) {
    return this.vocabulary.position_kinds[this.lang][this.known[i]];
  }

  /** The card's lines: [[class, text], …]. */
  card(i, scheme) {
    const { areas, industries } = this.vocabulary;
    const guessed = new Set(this.inferred(i));
    const mine = Array.from(this.areas(i))
      .filter((area) => areas.scheme[area] === scheme)
      .map((area) => areas[this.lang][area] + (guessed.has(area) ? this.text("inferred") : ""));
    const separator = this.text("separator");
    return [
      ["name", this.name(i)],
      ["kind", this.standing(i).join(" · ")],
      ["areas", mine.join(separator)],
      ["industries", Array.from(this.industries(i), (k) => industries[this.lang][k]).join(separator)],
      ["position", this.position(i)],
    ];
  }
}

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** Let the keyboard go from zone to zone: `select`, `leave`, `step([x, y])` towards a side, `end(last)` to the first or the last. */
function listenToKeys(element, { select, leave, step, end }) {
  element.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "Enter" || key === " ") select();
    else if (key === "Escape") leave();
    else if (key === "Home" || key === "End") end(key === "End");
    else if (ARROWS[key]) step(ARROWS[key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// The tag groups the map draws rings for.
const GROUPS = ["platform", "demo", "example"];
const NONE = [];
