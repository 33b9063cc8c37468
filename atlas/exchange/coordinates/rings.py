"""Make polygons of rings as surveyors write them; say by its line what is wrong with a ring."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas.exchange.findings import ERROR, NOTE, WARNING, Finding

LEAST = 3  # corners of a ring
MOST = 1000  # rings of a plot: each is held against each
NEAR = 1e-6  # parts of an area by which a repair may change it and still be none


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
        The shell, then its holes; a ring beside the shell is another part of the same plot.

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
    closed = [_closed(ring, found) for ring in rings]
    if not closed or any(ring is None for ring in closed):
        return None, found
    shells: list[shapely.Polygon] = [shapely.Polygon(closed[0])]
    holes: list[list[NDArray[np.float64]]] = [[]]
    for ring, corners in zip(rings[1:], closed[1:], strict=True):
        part = shapely.Polygon(corners)
        around = np.flatnonzero(shapely.covers(shells, part))
        if len(around):
            holes[around[0]].append(corners)
        elif shapely.intersects(shells, part).any():
            found.append(Finding("ring.hole_crosses", ERROR, ring.lines[0]))
        else:
            found.append(Finding("ring.second_part", WARNING, ring.lines[0]))
            shells.append(part)
            holes.append([])
    if any(finding.level == ERROR for finding in found):
        return None, found
    parts = [
        shapely.Polygon(shell.exterior, within) for shell, within in zip(shells, holes, strict=True)
    ]
    whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    if not whole.is_valid:
        found.append(_invalid(whole, rings[0].lines[0]))
        return None, found
    return whole, found


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
    return bool(shapely.is_simple(shapely.linearrings(points)))


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
