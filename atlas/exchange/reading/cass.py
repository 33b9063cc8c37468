"""
Read the points of CASS, a line each: number, code, east, north and height.

Such a file holds the corners of an outline, or whatever a surveyor met on the way: the ground, its
heights, poles and walls. These last are no outline, however they follow one another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import shapely

from atlas.exchange.coordinates.angles import folded
from atlas.exchange.coordinates.rings import LEAST
from atlas.exchange.findings import ERROR, NOTE, QUESTION, Finding, RefusedError
from atlas.exchange.reading import layers

EASTING = 100_000.0  # metres, from which on a number is an easting or a northing
MANY = 12  # points, from which on they may be scattered; fewer corners are only out of order
MOSTLY = 0.5  # share of points that lie next to one that does not follow them
LOOKED = 50  # lines that a long text is told by
_LINE = re.compile(r"[^,]{1,20},[^,]{0,40},\d+(?:\.\d*)?,\d+(?:\.\d*)?,-?\d*(?:\.\d*)?,?")
_COUNT = re.compile(r"\d{1,6}")


class Point(NamedTuple):
    """A point: the line it stands in, its number, its code, metres east and north."""

    line: int
    number: str
    code: str
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Survey:
    """
    The outlines of a file.

    Attributes
    ----------
    outlines
        The corners of each.
    about, taken, findings
        As of `Draft`, where which code has the corners is asked.
    """

    outlines: list[list[Point]]
    about: dict[str, list[Any]] = field(default_factory=dict)
    taken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def read(text: str, wanted: Sequence[str]) -> Survey | None:
    """
    Return the outlines of a CASS file; None of any other text.

    Parameters
    ----------
    text
        Its content.
    wanted
        The codes whose points are corners, where that was asked.

    Raises
    ------
    RefusedError
        If its points are scattered, and none of them are said to be corners by their code.
    """
    points = _points(text)
    if points is None:
        return None
    by_code: dict[str, list[Point]] = {}
    for point in points:
        by_code.setdefault(point.code, []).append(point)
    apart = len(by_code) > 1 and "" not in by_code and min(map(len, by_code.values())) >= LEAST
    outlines = list(by_code.values()) if apart else [points]
    if not any(map(is_scattered, outlines)):
        return Survey(outlines)
    about = {
        code: [len(some), "area"]
        for code, some in by_code.items()
        if code and len(some) >= LEAST and not is_scattered(some)
    }
    if not about:
        raise _scattered(len(points))
    for code in wanted:
        if code not in about:
            raise RefusedError(Finding("read.no_layer", ERROR, value=code))
    taken = tuple(wanted) or tuple(about)[:1]
    values = {
        "n": len(points),
        "layers": layers.listed(about, list(about)),
        "taken": layers.listed(about, taken),
    }
    found = Finding("pasted.scattered", NOTE if wanted else QUESTION, values=values)
    return Survey([by_code[code] for code in taken], about, taken, (found,))


def refused_at_length(text: str) -> None:
    """Refuse a text that is too long for corners, as what it is where CASS wrote it."""
    lines = text[: 200 * LOOKED].splitlines()[:LOOKED]
    if _points("\n".join(lines)) is not None:
        raise _scattered(text.count("\n") + 1)


def _scattered(n: int) -> RefusedError:
    return RefusedError(Finding("pasted.terrain", ERROR, values={"n": n}))


def _points(text: str) -> list[Point] | None:
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and _COUNT.fullmatch(lines[0][1]):
        lines = lines[1:]
    cells = [[cell.strip() for cell in folded(line).split(",")] for _, line in lines]
    if len(lines) < LEAST or not all(_LINE.fullmatch(",".join(each)) for each in cells):
        return None
    found = [
        Point(n, number, code, float(east), float(north))
        for (n, _), (number, code, east, north, *_) in zip(lines, cells, strict=True)
    ]
    least = min(min(point.east, point.north) for point in found)
    return found if least >= EASTING else None


def is_scattered(points: Sequence[Point]) -> bool:
    """
    Tell whether points lie about, each beside others than those before and behind it.

    Corners follow one another along a line: next to each lies the one before or the one behind.
    """
    if len(points) < MANY:
        return False
    places = np.array([(point.east, point.north) for point in points])
    if shapely.is_simple(shapely.linearrings(places)):
        return False
    there = [shapely.Point(place) for place in places]
    at, nearest = shapely.STRtree(there).query_nearest(there, exclusive=True, all_matches=False)
    steps = np.abs(at - nearest)
    return bool(np.mean(np.minimum(steps, len(points) - steps) > 1) > MOSTLY)
