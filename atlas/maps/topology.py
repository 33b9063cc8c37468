"""Code a coverage of polygons as shared arcs of small whole steps; topology.js reads it back."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

Point = tuple[int, int]
STEP = 5e-4  # degrees: about 50 m; the boundaries are generalised to within 500 m
# 64 characters that need no escape in JSON, HTML or Jinja.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
MORE = 32  # in a digit: another follows; five bits of it are the number's


def encode(
    units: gpd.GeoSeries, *, step: float = STEP, rough: float = 0, exact: Sequence[bool] = ()
) -> dict[str, Any]:
    """
    Cut the units' rings where they part company and store every arc once.

    Parameters
    ----------
    units : GeoSeries of Polygon or MultiPolygon
        A valid coverage, degrees: neighbours share their vertices.
    step : float
        The grid, degrees, on which vertices are put.
    rough : float
        How far, degrees, an arc may lie from where it was that one unit alone has, for who draws no
        line there.
    exact : sequence of bool
        Units whose arcs all stay where they are; none where not given.

    Returns
    -------
    dict
        ``step``; ``arcs``, each the `digits` of x, y steps from the vertex before (the first from
        0, 0); ``units``, each a list of polygons, these of rings, these of arc numbers, ``~n``
        standing for arc n run backwards.
    """
    kept = tuple(exact) or (False,) * len(units)
    return _encode(tuple(shapely.to_wkb(units.to_numpy())), step, rough, kept)


def encode_lines(lines: gpd.GeoSeries, *, step: float = STEP) -> dict[str, Any]:
    """Code LineStrings and MultiLineStrings, degrees, as deltas on the same grid."""
    parts = shapely.get_parts(lines.to_numpy())
    points = (list(_without_repeats(_grid(part, step))) for part in parts)
    return {"step": step, "lines": [digits(_deltas(line)) for line in points if len(line) > 1]}


def digits(numbers: list[int]) -> str:
    """
    Write whole numbers, most of them small, in as few characters as each needs.

    Parameters
    ----------
    numbers
        Negative ones too: twice the number, one less below zero, goes into groups of five bits,
        the lowest first.
    """
    written = []
    for number in numbers:
        left = 2 * number if number >= 0 else -2 * number - 1
        while left >= MORE:
            written.append(DIGITS[left % MORE + MORE])
            left //= MORE
        written.append(DIGITS[left])
    return "".join(written)


# Boundaries change with the data version only, so their coding is worth keeping.
@lru_cache(maxsize=8)
def _encode(
    units: tuple[bytes, ...], step: float, rough: float, exact: tuple[bool, ...]
) -> dict[str, Any]:
    rings = [
        [[_ring(ring, step) for ring in _rings(polygon)] for polygon in shapely.get_parts(unit)]
        for unit in shapely.from_wkb(np.array(units, dtype=object))
    ]
    junctions = _junctions(ring for unit in rings for polygon in unit for ring in polygon)
    numbers: dict[tuple[Point, ...], int] = {}
    coded = [
        [[_number(ring, junctions, numbers) for ring in polygon if ring] for polygon in unit]
        for unit in rings
    ]
    arcs = list(numbers)
    if rough:
        owners: dict[int, list[int]] = {}
        for unit, polygons in enumerate(coded):
            for arc in (arc for polygon in polygons for ring in polygon for arc in ring):
                owners.setdefault(max(arc, ~arc), []).append(unit)
        for n, (unit, *others) in owners.items():
            if not others and not exact[unit] and arcs[n][0] != arcs[n][-1]:
                line = shapely.LineString(arcs[n]).simplify(rough / step)
                arcs[n] = tuple(_grid(line, 1))
    return {"step": step, "arcs": [digits(_deltas(arc)) for arc in arcs], "units": coded}


def _rings(polygon: shapely.Polygon) -> list[shapely.LinearRing]:
    return [polygon.exterior, *polygon.interiors]


def _grid(line: BaseGeometry, step: float) -> list[Point]:
    steps = np.rint(shapely.get_coordinates(line) / step).astype(int)
    return list(map(tuple, steps.tolist()))


def _without_repeats(points: list[Point]) -> Iterator[Point]:
    before = None
    for point in points:
        if point != before:
            yield point
        before = point


def _ring(line: shapely.LinearRing, step: float) -> list[Point]:
    """Give the ring's vertices without the closing one; none if the grid swallows it."""
    points = list(_without_repeats(_grid(line, step)))[:-1]
    return points if len(points) > 2 else []  # noqa: PLR2004 a ring has three corners


def _junctions(rings: Iterator[list[Point]]) -> set[Point]:
    """Find the vertices with more than two neighbours: there arcs begin and end."""
    neighbours: dict[Point, set[Point]] = {}
    for ring in rings:
        for before, point, after in zip(
            ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True
        ):
            neighbours.setdefault(point, set()).update((before, after))
    return {point for point, others in neighbours.items() if len(others) > 2}  # noqa: PLR2004


def _number(
    ring: list[Point], junctions: set[Point], numbers: dict[tuple[Point, ...], int]
) -> list[int]:
    """Give the ring as arc numbers, adding the arcs not met before."""
    cuts = [k for k, point in enumerate(ring) if point in junctions]
    # A ring that meets no other begins at its lowest vertex, so that an enclave's ring and the
    # hole around it are one arc.
    cuts = cuts or [ring.index(min(ring))]
    closed = ring[cuts[0] :] + ring[: cuts[0] + 1]
    at = [cut - cuts[0] for cut in cuts] + [len(ring)]
    found = []
    for start, end in pairwise(at):
        arc = tuple(closed[start : end + 1])
        back = arc[::-1]
        if back in numbers:
            found.append(~numbers[back])
        else:
            found.append(numbers.setdefault(arc, len(numbers)))
    return found


def _deltas(points: list[Point] | tuple[Point, ...]) -> list[int]:
    coordinates = np.array(points, dtype=int)
    return np.diff(coordinates, axis=0, prepend=[[0, 0]]).ravel().tolist()
