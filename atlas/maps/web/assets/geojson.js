// Marks as links and as GeoJSON files carry them: the same as atlas/maps/marks.py.

class MarkRules {
  /** `rules` of atlas/maps/marks.py: kinds, styles, worded, most, longest, decimals, bytes, lon, lat, geometries, names. */
  constructor(rules) {
    Object.assign(this, rules);
  }

  /** A place with the digits that a mark keeps. */
  place([lon, lat]) {
    return [Number(lon.toFixed(this.decimals)), Number(lat.toFixed(this.decimals))];
  }

  isPlace(place) {
    const within = (value, [low, high]) => typeof value === "number" && value >= low && value <= high;
    return within(place[0], this.lon) && within(place[1], this.lat);
  }

  /** Whether a mark can be drawn for good: what is nothing without words has some. */
  isWhole({ kind, words }) {
    return Boolean(words) || !this.worded.includes(kind);
  }

  /** Words as one line, as long as they may be. */
  words(given) {
    return [...String(given).replace(/\s+/g, " ").trim()].slice(0, this.longest).join("").trim();
  }

  write({ kind, style, at, words }) {
    return `${kind}.${style};${at.map((place) => place.join()).join(" ")};${words}`;
  }

  /** A mark of a link, as the server has found it good. */
  read(value) {
    const [head, places, ...words] = value.split(";");
    const [kind, style] = head.split(".");
    return { kind, style, at: places.split(" ").map((place) => place.split(",").map(Number)), words: words.join(";") };
  }

  toGeoJson(marks) {
    const features = marks.map(({ kind, style, at, words }) => {
      const [least, most] = this.kinds[kind];
      const shape = most === 1 ? "Point" : least > 2 ? "Polygon" : "LineString";
      const coordinates = { Point: at[0], LineString: at, Polygon: [[...at, at[0]]] }[shape];
      return { type: "Feature", properties: { kind, style, words }, geometry: { type: shape, coordinates } };
    });
    return JSON.stringify({ type: "FeatureCollection", features });
  }

  /** The marks of a file and how many features were left out; throws {key, values} of what is wrong with it. */
  fromGeoJson(content, room) {
    let given;
    try {
      given = JSON.parse(content.replace(/^\ufeff/, ""));
    } catch {
      throw { key: "json", values: {} };
    }
    const features = Array.isArray(given?.features) ? given.features : [given];
    let left = 0;
    const marks = features.flatMap((feature, i) => {
      const found = this.#marksOf(feature, i + 1);
      if (!found.length) left += 1;
      return found;
    });
    if (!marks.length) throw { key: "none", values: {} };
    if (marks.length > room) throw { key: "many", values: { given: marks.length, n: room } };
    return { marks, left };
  }

  #marksOf(feature, number) {
    const properties = feature?.properties ?? {};
    const geometry = feature?.type === "Feature" ? feature.geometry : feature;
    const known = Object.prototype.hasOwnProperty.call(this.geometries, geometry?.type ?? "") && this.geometries[geometry.type];
    if (!known) return [];
    const [usual, deep] = known;
    const words = this.#wordsOf(properties, number);
    const parts = deep ? listed(geometry.coordinates) : [geometry.coordinates];
    return parts.flatMap((part) => {
      const at = this.#placesOf(part, usual, number);
      const kind = this.#kindOf(properties.kind, usual, at.length);
      const [least, most] = this.kinds[kind];
      if (at.length > most) throw { key: "vertices", values: { n: number, given: at.length, most } };
      const style = this.styles.includes(properties.style) ? properties.style : this.styles[0];
      const mark = { kind, style, at, words };
      return at.length >= least && this.isWhole(mark) ? [mark] : [];
    });
  }

  /** A line of two places may be what it says it is. */
  #kindOf(said, usual, n) {
    const [least, most] = this.kinds[usual];
    if (least !== 2 || most === 2 || !Object.prototype.hasOwnProperty.call(this.kinds, said)) return usual;
    return String(this.kinds[said]) === "2,2" && n === 2 ? said : usual;
  }

  #wordsOf(properties, number) {
    const heads = new Map(Object.entries(properties).map(([head, value]) => [head.toLowerCase(), value]));
    for (const name of this.names) {
      const value = heads.get(name);
      if (typeof value !== "string" && typeof value !== "number") continue;
      const words = String(value).replace(/\s+/g, " ").trim();
      const n = [...words].length;
      if (n > this.longest) throw { key: "wordy", values: { n: number, given: n, most: this.longest } };
      if (words) return words;
    }
    return "";
  }

  #placesOf(part, usual, number) {
    const [least, most] = this.kinds[usual];
    const given = most === 1 ? [part] : least > 2 ? listed(listed(part)[0]) : listed(part);
    const at = given.map((place) => {
      if (!Array.isArray(place) || !this.isPlace(place)) {
        throw { key: "place", values: { n: number, west: this.lon[0], east: this.lon[1], south: this.lat[0], north: this.lat[1] } };
      }
      return this.place(place);
    });
    const closed = least > 2 && at.length > 1 && String(at[0]) === String(at[at.length - 1]);
    return closed ? at.slice(0, -1) : at;
  }
}

function listed(value) {
  return Array.isArray(value) ? value : [];
}
