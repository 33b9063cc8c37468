// What lies near a place or a line, or within an area, as atlas/selection/reach.py finds it. A line runs straight in
// degrees between two places, as GeoJSON has it.

const AROUND_CORNERS = 72; // of a circle

/** The geodesic distance between two places, km. */
function kmBetween(one, other) {
  return geodesic(one, other).metres / 1000;
}

/** The corners of the circle of `km` around a place. */
function circleAround(place, km) {
  return Array.from({ length: AROUND_CORNERS }, (_, k) => goAlong(place, (2 * Math.PI * k) / AROUND_CORNERS, km * 1000));
}

/** The place on the line from `a` to `b` that is nearest to another. */
function footOn([lon, lat], a, b) {
  let part = 0.5;
  // First in the plane of the line's middle, then in that between the place and its foot.
  for (let turn = 0; turn < 3; turn++) {
    const middle = turn ? (lat + a[1] + part * (b[1] - a[1])) / 2 : (a[1] + b[1]) / 2;
    const squeezed = Math.cos(middle * RADIAN);
    const [x, y] = [(b[0] - a[0]) * squeezed, b[1] - a[1]];
    const along = (lon - a[0]) * squeezed * x + (lat - a[1]) * y;
    part = x || y ? Math.max(0, Math.min(1, along / (x * x + y * y))) : 0;
  }
  return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
}

/** How far a place lies from a line of one place or several, km. */
function kmToLine(place, line) {
  if (line.length < 2) return kmBetween(place, line[0]);
  return Math.min(...line.slice(1).map((end, k) => kmBetween(place, footOn(place, line[k], end))));
}

/** Whether a place lies within a ring, which need not come back to its beginning. */
function isWithin([lon, lat], ring) {
  let inside = false;
  ring.forEach(([x2, y2], k) => {
    const [x1, y1] = ring[(k || ring.length) - 1];
    if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) * (x2 - x1)) / (y2 - y1)) inside = !inside;
  });
  return inside;
}

const STRAIGHT_PARTS = 16; // pieces in which a line is drawn: straight in degrees is not straight on the map

/** The places of a line with enough between for the map. */
function straightened(places) {
  return places.flatMap(([x2, y2], k) => {
    if (!k) return [[x2, y2]];
    const [x1, y1] = places[k - 1];
    return Array.from({ length: STRAIGHT_PARTS }, (_, n) => [x1 + ((x2 - x1) * (n + 1)) / STRAIGHT_PARTS, y1 + ((y2 - y1) * (n + 1)) / STRAIGHT_PARTS]);
  });
}

/** What lies within `km` of a line, as rings that overlap and run one way. */
function corridorAlong(places, km) {
  const path = straightened(places);
  const rings = places.map((place) => circleAround(place, km));
  for (let k = 1; k < path.length; k++) {
    const { metres, azimuth } = geodesic(path[k - 1], path[k]);
    if (!metres) continue;
    const side = (place, way) => goAlong(place, azimuth + (way * Math.PI) / 2, km * 1000);
    rings.push([side(path[k - 1], -1), side(path[k], -1), side(path[k], 1), side(path[k - 1], 1)]);
  }
  return rings;
}
