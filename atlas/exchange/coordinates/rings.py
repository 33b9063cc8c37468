"""Make polygons of rings as surveyors write them; say by its line what is wrong with a ring."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas.exchange.findings import ERROR, NOTE, WARNING, Finding
from atlas.exchange.guard.arrays import overlaps

LEAST = 3  # corners of a ring
MOST = 1000  # rings of a plot: each is held against each
FEW, PER_CORNER = 200, 10  # pairs of sides, one over the other, up to which a shape is repaired
NEAR = 1e-6  # parts of an area by which a repair may change it and still be none
ROUNDED = 0.002  # metres that two corners meant to be one may lie apart, written to millimetres
TOUCHES = "Ring Self-intersection"  # how GEOS calls it where a ring comes to a corner again
DEGREES, DEGREE_PER_M = 400.0, 1e-5  # no coordinate in degrees is as large


@dataclass(slots=True)
class Ring:
    """
    One ring as it stands in a file.

    Attributes
    ----------
    points
        x, y of its corners.
    lines
        The line that each stands in.
    numbers
        The number that each bears; -1 for none.
    """

    points: list[tuple[float, float]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


def polygon(rings: Sequence[Ring]) -> tuple[BaseGeometry | None, list[Finding]]:
    """
    Return the polygon of a shell and its holes.

    Parameters
    ----------
    rings
        In any order. A ring within another is a hole in it, one within a hole an island, and so on;
        one beside the others is another part of the same plot. They may touch, not cross.

    Returns
    -------
    geometry
        Polygon or multipolygon; None where it cannot be told what is meant.
    findings
        What was closed, put in order or left out, and what is wrong, each with its line.
    """
    found: list[Finding] = []
    if len(rings) > MOST:
        values = {"n": len(rings), "most": MOST}
        return None, [Finding("ring.too_many", ERROR, rings[0].lines[0], values=values)]
    closed = [corners for ring in rings if (corners := _closed(ring, found)) is not None]
    if not closed or len(closed) < len(rings):
        return None, found
    shapes: NDArray[np.object_] = np.empty(len(closed), dtype=object)
    shapes[:] = [_areal(corners) for corners in closed]
    depth, twice = _depths(shapes, rings, found)
    if any(finding.level == ERROR for finding in found):
        return None, found
    found += [
        Finding("ring.second_part", WARNING, ring.lines[0])
        for n, ring in enumerate(rings)
        if n and n not in twice and not depth[n] % 2
    ]
    kept = [n for n in range(len(rings)) if n not in twice]
    whole = _as_given(closed, shapes, depth, kept)
    if whole is None:
        whole = _overlaid(shapes, depth, kept)
    if whole.is_empty or not whole.is_valid:
        found.append(_invalid(whole, rings[0].lines[0]))
        return None, found
    return whole, found


def _areal(corners: NDArray[np.float64]) -> BaseGeometry:
    """Return what a ring encloses; one that touches itself encloses several parts."""
    shape = shapely.Polygon(corners)
    return shape if shape.is_valid else _untouched(shape) or shape


def _untouched(shape: shapely.Polygon) -> BaseGeometry | None:
    """Return what a ring that only touches itself encloses; None if it crosses itself."""
    if not shapely.is_valid_reason(shape).startswith(TOUCHES):
        return None
    most = FEW + PER_CORNER * int(shapely.get_num_coordinates(shape))
    if overlaps(shape, most) > most:
        return None
    # By even and odd: where a ring crosses itself its two sides count against each other in the
    # area that its corners give, but not in what it encloses.
    parts = shapely.make_valid(shape, method="linework")
    if parts.geom_type not in {"Polygon", "MultiPolygon"}:
        return None
    return parts if abs(parts.area - shape.area) <= NEAR * parts.area else None


def _depths(
    shapes: NDArray[np.object_], rings: Sequence[Ring], found: list[Finding]
) -> tuple[list[int], set[int]]:
    """
    Return how many others each ring lies within, and which are there a second time.

    Rings may touch, in corners or along sides; two of which each has a share of the other cross,
    which is said. What they share by the rounding of their corners alone counts for nothing.
    """
    depth, twice = [0] * len(shapes), set()
    lengths, areas = shapely.length(shapes), shapely.area(shapes)
    rounding = _rounding(shapes)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T
    for one, other in sorted((int(a), int(b)) for a, b in pairs if a < b):
        shared = float(shapely.intersection(shapes[one], shapes[other]).area)
        room = rounding * min(lengths[one], lengths[other])
        if shared <= room:
            continue
        within = [n for n in (one, other) if areas[n] - shared <= room]
        if len(within) > 1:
            found.append(Finding("ring.twice", WARNING, rings[other].lines[0]))
            twice.add(other)
        elif within:
            depth[within[0]] += (other if within[0] == one else one) not in twice
        else:
            found.append(Finding("ring.hole_crosses", ERROR, rings[other].lines[0]))
    return depth, twice


def _rounding(shapes: NDArray[np.object_]) -> float:
    """Return what corners may be off by, written to the millimetre or to eight decimals."""
    largest = float(np.abs(shapely.total_bounds(shapes)).max())
    return ROUNDED if largest >= DEGREES else ROUNDED * DEGREE_PER_M


def _as_given(
    closed: Sequence[NDArray[np.float64] | None],
    shapes: NDArray[np.object_],
    depth: Sequence[int],
    kept: Sequence[int],
) -> BaseGeometry | None:
    """Return the polygon with every ring as it was given; None where that is not valid."""
    if any(shapes[n].geom_type != "Polygon" for n in kept):
        return None
    land = [n for n in kept if not depth[n] % 2]
    holes: dict[int, list[NDArray[np.float64] | None]] = {n: [] for n in land}
    for n in kept:
        if depth[n] % 2:
            around = [
                m for m in land if depth[m] == depth[n] - 1 and shapely.covers(shapes[m], shapes[n])
            ]
            if not around:
                return None
            holes[around[0]].append(closed[n])
    parts = [shapely.Polygon(closed[n], holes[n]) for n in land]
    whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return whole if whole.is_valid else None


def _overlaid(
    shapes: NDArray[np.object_], depth: Sequence[int], kept: Sequence[int]
) -> BaseGeometry:
    """Return land and holes laid over one another, the outermost first: those that touch."""
    whole: BaseGeometry = shapely.Polygon()
    for level in sorted({depth[n] for n in kept}):
        laid = shapely.union_all([shapes[n] for n in kept if depth[n] == level])
        whole = shapely.difference(whole, laid) if level % 2 else shapely.union(whole, laid)
    return whole


def mended(geometry: BaseGeometry, *, row: int) -> tuple[BaseGeometry | None, list[Finding]]:
    """
    Return a shape of a layer, valid; None where it cannot be told what is meant.

    Parameters
    ----------
    geometry
        Point, polygon or multipolygon.
    row
        Its feature, for the findings.
    """
    if geometry.is_valid:
        return geometry, []
    # A repair takes time and memory with every crossing, and one of many is no slip of a hand.
    most = FEW + PER_CORNER * int(shapely.get_num_coordinates(geometry))
    if overlaps(geometry, most) > most:
        return None, [_invalid(geometry, row)]
    repaired = shapely.make_valid(geometry, method="structure")
    size = geometry.area
    same = size > 0 and abs(repaired.area - size) <= NEAR * size
    if same and repaired.geom_type in {"Polygon", "MultiPolygon"}:
        return repaired, [Finding("ring.mended", WARNING, row)]
    return None, [_invalid(geometry, row)]


def _invalid(geometry: BaseGeometry, row: int) -> Finding:
    reason = shapely.is_valid_reason(geometry)
    _, _, place = reason.rstrip("]").partition("[")
    return Finding("ring.invalid", ERROR, row, values={"place": place or "-"})


def _closed(ring: Ring, found: list[Finding]) -> NDArray[np.float64] | None:
    """Return a ring's corners, the first again at the end; None where it is no ring."""
    points = np.asarray(ring.points, dtype=float).reshape(-1, 2)
    line = ring.lines[0] if ring.lines else None
    same = np.all(points[1:] == points[:-1], axis=1) if len(points) else np.zeros(0, dtype=bool)
    found += [Finding("ring.repeated", NOTE, ring.lines[n + 1]) for n in np.flatnonzero(same)]
    kept = np.concatenate([[True], ~same]) if len(points) else np.zeros(0, dtype=bool)
    points = points[kept]
    lines = [each for each, keep in zip(ring.lines, kept, strict=True) if keep]
    numbers = [each for each, keep in zip(ring.numbers, kept, strict=True) if keep]
    if len(points) > 1 and np.array_equal(points[0], points[-1]):
        points, lines, numbers = points[:-1], lines[:-1], numbers[:-1]
    else:
        found.append(Finding("ring.unclosed", NOTE, line))
    if len(points) < LEAST:
        found.append(Finding("ring.too_few", ERROR, line, values={"n": len(points)}))
        return None
    if not _simple(points):
        order = np.argsort(numbers, kind="stable")
        known = min(numbers) >= 0 and len(set(numbers)) == len(numbers)
        if known and _simple(points[order]):
            found.append(Finding("ring.reordered", WARNING, line))
            points = points[order]
        else:
            one, other = _crossing(points)
            values = {"one": lines[one], "other": lines[other]}
            found.append(Finding("ring.crosses", ERROR, lines[one], values=values))
            return None
    if shapely.Polygon(points).area == 0:
        found.append(Finding("ring.flat", ERROR, line))
        return None
    return np.vstack([points, points[:1]])


def _simple(points: NDArray[np.float64]) -> bool:
    ring = shapely.linearrings(points)
    return bool(shapely.is_simple(ring)) or _untouched(shapely.Polygon(ring)) is not None


def _crossing(points: NDArray[np.float64]) -> tuple[int, int]:
    """Return the corners at which the first two sides that meet but at their ends begin."""
    n = len(points)
    ends = np.roll(points, -1, axis=0)
    sides: NDArray[np.object_] = np.asarray(shapely.linestrings(np.stack([points, ends], axis=1)))
    tree = shapely.STRtree(sides)
    for one, side in enumerate(sides):
        # Side by side: all pairs at once would be n² of a ring that crosses itself everywhere.
        others = np.sort(tree.query(side, predicate="intersects"))
        for other in others[others > one].tolist():
            if other - one not in {1, n - 1} or side.intersection(sides[other]).length > 0:
                return one, other
    return 0, 0  # two that only rounding lets meet
