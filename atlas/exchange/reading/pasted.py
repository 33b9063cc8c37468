"""Read coordinates pasted as text: points or one polygon, in any usual notation."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.exchange.coordinates.angles import (
    LAT,
    LON,
    Coordinate,
    folded,
    plain,
    sexagesimal,
    within,
)
from atlas.exchange.coordinates.rings import LEAST, Ring, polygon
from atlas.exchange.coordinates.rows import is_swapped
from atlas.exchange.findings import ERROR, NOTE, Finding, RefusedError
from atlas.exchange.parsed import Draft
from atlas.exchange.reading import redline
from atlas.exchange.words import WORDS

NAME = WORDS["pasted"]["name"]
PAIR, TRIPLE, SIX = 2, 3, 6  # numbers of a line
METRES = 1000.0  # no degree is as large
_NUMBER = re.compile(r"\d{1,9}$")
_BETWEEN = re.compile(r"[,;\s:\u3001|]+")
_EDGE = " ,;:|\N{IDEOGRAPHIC COMMA}"
_WKT = re.compile(
    r"(?<![A-Za-z])(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:Z|M|ZM)?\s*\(", re.IGNORECASE
)
_SRID = re.compile(r"\bSRID=\d{1,6};", re.IGNORECASE)
_MARK = re.compile(r"^[A-Za-z]?\d{1,5}$")  # J1, P12, 7: the number of a point


@dataclass(slots=True)
class _Point:
    line: int
    name: str
    ring: str
    x: float
    y: float


def read(text: str) -> Draft:
    """
    Read pasted coordinates.

    Parameters
    ----------
    text
        One point a line, or several set apart by semicolons; a name or number may stand before
        it. Points whose last repeats the first, or that bear corner numbers (J1, J2 …), are one
        polygon. A red-line file is read as such.

    Returns
    -------
    Draft
        Kind ``"text"``; rows are lines. ``stated["shape"]`` says ``"points"`` or ``"polygon"``.

    Raises
    ------
    RefusedError
        If no coordinates are in it.
    """
    if redline.looks_like(text):
        return redline.read("", text)
    text = _SRID.sub("", text)  # whatever it says, the coordinates are judged
    if _WKT.match(text.lstrip()) and (draft := _well_known(text)):
        return draft
    points: list[_Point] = []
    found: list[Finding] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        pieces = [piece for piece in folded(raw).split(";") if piece.strip()]
        read = [_points(piece, number) for piece in pieces]
        if pieces and not any(read) and (whole := _point(raw, number)):
            points.append(whole)  # the semicolon stands between the two numbers
            continue
        for piece, there in zip(pieces, read, strict=True):
            if not there:
                found.append(Finding("pasted.unread", ERROR, number, value=piece.strip()))
            points += there
    if not points:
        raise RefusedError(Finding("pasted.nothing", ERROR, value=text.strip()[:200]))
    if _is_polygon(points):
        shape, wrong = _outline(points)
        note = Finding("pasted.polygon", NOTE, values={"n": len(points)})
        rows, shapes, kind = [points[0].line], [shape], "polygon"
        names: list[str | None] = [None]
        found += [*wrong, note]
    else:
        rows = _distinct([point.line for point in points])
        shapes = [shapely.Point(point.x, point.y) for point in points]
        names, kind = [point.name or None for point in points], "points"
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    return Draft(
        name="",
        kind="text",
        table=pd.DataFrame({NAME: names}, index=pd.Index(rows, name="row"), dtype=object),
        roles={NAME: "name"},
        geometry=geometry,
        stated={"shape": kind},
        findings=tuple(found),
    )


def _well_known(text: str) -> Draft | None:
    """Return the shapes of a text in WKT, each by the line it begins in; None if none is right."""
    starts = [match.start() for match in _WKT.finditer(text)]
    pieces = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    rows = [text.count("\n", 0, start) + 1 for start in starts]
    shapes = shapely.from_wkt([piece.strip(" \t\r\n,;") for piece in pieces], on_invalid="ignore")
    found = [
        Finding("pasted.unread", ERROR, row, value=piece.strip())
        for row, piece, shape in zip(rows, pieces, shapes, strict=True)
        if shape is None
    ]
    if len(found) == len(rows):
        return None
    rows = _distinct(rows)
    return Draft(
        name="",
        kind="text",
        table=pd.DataFrame(
            {NAME: [None] * len(rows)}, index=pd.Index(rows, name="row"), dtype=object
        ),
        roles={NAME: "name"},
        geometry=shapes,
        findings=tuple(found),
    )


def _distinct(lines: list[int]) -> list[int]:
    """Return the lines of points; where several share one, all are counted through."""
    return lines if len(set(lines)) == len(lines) else list(range(1, len(lines) + 1))


def _points(piece: str, line: int) -> list[_Point]:
    """Return the points of a piece: several where its numbers are pairs one after another."""
    read = within(plain(piece).strip())
    pairs = list(zip(read[::2], read[1::2], strict=False))
    if len(pairs) > 1 and len(read) == PAIR * len(pairs) and all(_is_pair(*each) for each in pairs):
        return [_placed("", "1", one, other, line) for (_, one), (_, other) in pairs]
    if len(read) == TRIPLE and _is_pair(*read[:2]) and not _is_pair(*read[1:]):
        (start, one), (_, other), _ = read  # a height stands behind the two
        return [_placed(plain(piece).strip()[:start], "1", one, other, line)]
    point = _point(piece, line)
    return [] if point is None else [point]


def _is_pair(one: tuple[int, Coordinate], other: tuple[int, Coordinate]) -> bool:
    """Tell whether two numbers can be nothing but a point of China, by their size."""
    x, y = one[1].value, other[1].value
    return is_swapped(x, y) or is_swapped(y, x)


def _point(piece: str, line: int) -> _Point | None:
    said = plain(piece).strip()
    read = within(said)
    if len(read) < PAIR:
        return None
    numbers = [value for _, value in read]
    six = numbers[-SIX:]
    if len(numbers) >= SIX and not any(each.is_angle for each in six):
        first, second = (sexagesimal(*(each.value for each in six[n : n + 3])) for n in (0, 3))
        if first is not None and second is not None and six[0].value < METRES:
            one, other = (Coordinate(each, "", is_angle=True) for each in (first, second))
            return _placed(said[: read[-SIX][0]], "1", one, other, line)
    (start, one), (_, other) = read[-PAIR:]
    before = said[:start]
    ring = "1"
    marks = _BETWEEN.split(before.strip(_EDGE))
    if len(marks) == PAIR and all(_MARK.match(mark) for mark in marks):
        ring = marks[1]
        before = marks[0]
    return _placed(before, ring, one, other, line)


def _placed(before: str, ring: str, one: Coordinate, other: Coordinate, line: int) -> _Point:
    """Return a point, x east: by what its coordinates say of themselves, else as is usual."""
    if one.axis == LAT or other.axis == LON:
        one, other = other, one
    elif min(one.value, other.value) >= METRES and is_swapped(one.value, other.value):
        one, other = other, one  # of metres either order is usual, and their size tells it
    name = before.rstrip(_EDGE + "([{").lstrip(_EDGE)
    return _Point(line, name, ring, one.value, other.value)


def _is_polygon(points: list[_Point]) -> bool:
    if len(points) <= LEAST - 1:
        return False
    first, last = points[0], points[-1]
    closed = len(points) > LEAST and (first.x, first.y) == (last.x, last.y)
    corners = all(re.match(r"^[Jj]\d+$", point.name) for point in points)
    rings = len({point.ring for point in points}) > 1
    return closed or corners or rings


def _outline(points: list[_Point]) -> tuple[BaseGeometry | None, list[Finding]]:
    rings: dict[str, Ring] = {}
    for point in points:
        ring = rings.setdefault(point.ring, Ring())
        ring.points.append((point.x, point.y))
        ring.lines.append(point.line)
        digits = _NUMBER.search(point.name)
        ring.numbers.append(int(digits[0]) if digits else -1)
    return polygon(list(rings.values()))
