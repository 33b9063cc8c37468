// Distances and areas on the ellipsoid of WGS 84, as atlas/geo.py gives them. Places are [longitude, latitude].

const MAJOR = 6378137; // metres
const FLAT = 1 / 298.257223563;
const MINOR = MAJOR * (1 - FLAT);
const ECCENTRIC = Math.sqrt(FLAT * (2 - FLAT));
const TURNS = 60; // of the iteration; it comes to rest after some four
const PARTS = 128; // of a side of an area
const RADIAN = Math.PI / 180;

/** The series of Vincenty (1975) that both directions of the task share. */
function vincenty(squared) {
  const u = (squared * (MAJOR ** 2 - MINOR ** 2)) / MINOR ** 2;
  return {
    scale: 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u))),
    b: (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u))),
  };
}

function correction(b, sin, cos, middle) {
  const once = cos * (2 * middle ** 2 - 1);
  const twice = (b / 6) * middle * (4 * sin ** 2 - 3) * (4 * middle ** 2 - 3);
  return b * sin * (middle + (b / 4) * (once - twice));
}

function bend(squared) {
  return (FLAT / 16) * squared * (4 + FLAT * (4 - 3 * squared));
}

/** Metres from one place to another, and the azimuth at which the geodesic leaves, radians. */
function geodesic([lon1, lat1], [lon2, lat2]) {
  const u1 = Math.atan((1 - FLAT) * Math.tan(lat1 * RADIAN));
  const u2 = Math.atan((1 - FLAT) * Math.tan(lat2 * RADIAN));
  const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const apart = (lon2 - lon1) * RADIAN;
  let lambda = apart;
  for (let turn = 0; turn < TURNS; turn++) {
    const east = cos2 * Math.sin(lambda);
    const north = cos1 * sin2 - sin1 * cos2 * Math.cos(lambda);
    const sin = Math.hypot(east, north);
    if (!sin) return { metres: 0, azimuth: 0 };
    const cos = sin1 * sin2 + cos1 * cos2 * Math.cos(lambda);
    const sigma = Math.atan2(sin, cos);
    const steep = (cos1 * cos2 * Math.sin(lambda)) / sin;
    const squared = 1 - steep ** 2;
    const middle = squared ? cos - (2 * sin1 * sin2) / squared : 0;
    const c = bend(squared);
    const before = lambda;
    lambda = apart + (1 - c) * FLAT * steep * (sigma + c * sin * (middle + c * cos * (2 * middle ** 2 - 1)));
    if (Math.abs(lambda - before) > 1e-12) continue;
    const { scale, b } = vincenty(squared);
    return { metres: MINOR * scale * (sigma - correction(b, sin, cos, middle)), azimuth: Math.atan2(east, north) };
  }
  return { metres: NaN, azimuth: NaN }; // of places on the other side of the earth
}

/** The place that lies so many metres away at an azimuth. */
function goAlong([lon, lat], azimuth, metres) {
  const u = Math.atan((1 - FLAT) * Math.tan(lat * RADIAN));
  const first = Math.atan2(Math.tan(u), Math.cos(azimuth));
  const steep = Math.cos(u) * Math.sin(azimuth);
  const squared = 1 - steep ** 2;
  const { scale, b } = vincenty(squared);
  let sigma = metres / (MINOR * scale);
  let middle;
  for (let turn = 0; turn < TURNS; turn++) {
    middle = Math.cos(2 * first + sigma);
    const before = sigma;
    sigma = metres / (MINOR * scale) + correction(b, Math.sin(sigma), Math.cos(sigma), middle);
    if (Math.abs(sigma - before) < 1e-12) break;
  }
  const [sin, cos, sinU, cosU] = [Math.sin(sigma), Math.cos(sigma), Math.sin(u), Math.cos(u)];
  const short = sinU * sin - cosU * cos * Math.cos(azimuth);
  const north = Math.atan2(sinU * cos + cosU * sin * Math.cos(azimuth), (1 - FLAT) * Math.hypot(steep, short));
  const lambda = Math.atan2(sin * Math.sin(azimuth), cosU * cos - sinU * sin * Math.cos(azimuth));
  const c = bend(squared);
  const east = lambda - (1 - c) * FLAT * steep * (sigma + c * sin * (middle + c * cos * (2 * middle ** 2 - 1)));
  return [lon + east / RADIAN, north / RADIAN];
}

/** Metres along places. */
function lengthOf(places) {
  return places.slice(1).reduce((sum, place, i) => sum + geodesic(places[i], place).metres, 0);
}

/** What the ellipsoid has between the equator and a latitude, square metres a radian of longitude. */
function zoneOf(lat) {
  const sin = Math.sin(lat * RADIAN);
  return (MINOR ** 2 / 2) * (sin / (1 - (ECCENTRIC * sin) ** 2) + Math.atanh(ECCENTRIC * sin) / ECCENTRIC);
}

/** Square metres within places whose sides are geodesics. */
function areaOf(places) {
  let sum = 0;
  places.forEach((from, i) => {
    const { metres, azimuth } = geodesic(from, places[(i + 1) % places.length]);
    let before = from;
    for (let part = 1; part <= PARTS && metres; part++) {
      const now = part < PARTS ? goAlong(from, azimuth, (metres * part) / PARTS) : places[(i + 1) % places.length];
      sum += ((now[0] - before[0]) * RADIAN * (zoneOf(now[1]) + zoneOf(before[1]))) / 2;
      before = now;
    }
  });
  return Math.abs(sum);
}

/**
 * How well a length is known whose places are known to so many metres each (0: it is where it is): the root of the
 * squares of how far each can change it.
 */
function lengthError(places, metres) {
  const way = (i, j) => {
    const { azimuth } = geodesic(places[i], places[j]);
    return [Math.sin(azimuth), Math.cos(azimuth)];
  };
  return Math.hypot(
    ...places.map((_, i) => {
      const before = i > 0 ? way(i, i - 1) : [0, 0];
      const after = i < places.length - 1 ? way(i, i + 1) : [0, 0];
      return metres[i] * Math.hypot(before[0] + after[0], before[1] + after[1]);
    }),
  );
}

/** The same of an area: a corner moves it by half the line between its neighbours. */
function areaError(places, metres) {
  const n = places.length;
  return Math.hypot(...places.map((_, i) => (metres[i] * geodesic(places[(i + n - 1) % n], places[(i + 1) % n]).metres) / 2));
}

/** A number and how well it is known, as many digits as that bears: [n, error or ""]. */
function rounded(n, error) {
  if (!(error > 0)) return [grouped(n, n >= 100 ? 0 : n >= 10 ? 1 : 2), ""];
  const size = Math.floor(Math.log10(error));
  const last = error / 10 ** size < 1.95 ? size - 1 : size;
  return [n, error].map((each) => grouped(Math.round(each / 10 ** last) * 10 ** last, Math.max(0, -last)));
}

function grouped(n, decimals) {
  return n.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
