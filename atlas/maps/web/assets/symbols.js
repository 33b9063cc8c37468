// The shapes of the style table, for SVG and canvas alike.

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes. */
function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** An HTML element with attributes; children may be texts, which stay texts. */
function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function polygon(points) {
  return `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}Z`;
}

function star(r) {
  const points = [];
  for (let k = 0; k < 10; k++) {
    const far = k % 2 ? r * 0.43 : r;
    const angle = (k * Math.PI) / 5 - Math.PI / 2;
    points.push([far * Math.cos(angle), far * Math.sin(angle)]);
  }
  return polygon(points);
}

// Half of an aeroplane, from nose to tail.
const PLANE = [[0, -1], [0.13, -0.8], [0.15, -0.32], [1, 0.22], [1, 0.42], [0.15, 0.16], [0.11, 0.62], [0.36, 0.82], [0.36, 0.98], [0, 0.88]];

// Each shape as the path of a symbol of radius r around 0, 0.
const SHAPES = {
  star: (r) => star(r * 1.12),
  square: (r) => `M${-r} ${-r}H${r}V${r}H${-r}Z`,
  circle: (r) => `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`,
  diamond: (r) => polygon([[0, -r], [r, 0], [0, r], [-r, 0]]),
  triangle: (r) => polygon([[0, -r], [r, r * 0.8], [-r, r * 0.8]]),
  pentagon: (r) => polygon([[0, -r], [r * 0.95, -r * 0.31], [r * 0.59, r * 0.81], [-r * 0.59, r * 0.81], [-r * 0.95, -r * 0.31]]),
  plane: (r) => polygon([...PLANE, ...PLANE.slice(1, -1).reverse().map(([x, y]) => [-x, y])].map(([x, y]) => [x * r, y * r])),
  sign: (r) => `M${-r} ${-r / 2}H${r}V${r / 2}H${-r}Z`,
  bolt: (r) => polygon([[0.25, -1], [-0.65, 0.15], [-0.05, 0.15], [-0.3, 1], [0.65, -0.25], [0.05, -0.25]].map(([x, y]) => [x * r, y * r])),
  hexagon: (r) => polygon([[r / 2, -r * 0.87], [r, 0], [r / 2, r * 0.87], [-r / 2, r * 0.87], [-r, 0], [-r / 2, -r * 0.87]]),
};

/** The radius of a zone's symbol, px, and its path. */
function symbolOf(style, type, level) {
  const { shape, size } = style[`type/${type}`];
  const r = (size * (style[`level/${level}`].size ?? 1)) / 2;
  return { r, path: SHAPES[shape](r) };
}

/** How much smaller symbols are drawn when the map is far off. */
function symbolScale(zoom) {
  return Math.max(0.68, Math.min(1, 0.68 + (zoom - 4.75) * 0.145));
}

/** A symbol as it stands in the legend. */
function swatch(style, type, level = "provincial") {
  const { path } = symbolOf(style, type, level);
  const size = 22;
  return svg(
    "svg",
    { class: `swatch level-${level}`, width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`, "aria-hidden": "true" },
    svg("path", { class: "halo", d: path }),
    svg("path", { class: `symbol type-${type}`, d: path}),
  );
}

/** The font a name is written in, as CSS and canvas write it; `note` is the line below a selected zone's name. */
function fontOf(style, level) {
  const family = getComputedStyle(document.querySelector(".leaflet-container")).fontFamily;
  if (level === "note") return `${style["text/zone"].size - 1}px ${family}`;
  if (level === "national") return `700 ${style["text/national"].size}px ${family}`;
  return `${style["text/zone"].size}px ${family}`;
}
