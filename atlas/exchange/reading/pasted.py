"""Read coordinates pasted as text: points or one polygon, in any usual notation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.exchange.coordinates import systems
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
from atlas.exchange.reading import cass, heads, redline
from atlas.exchange.reading.corners import counts_on, is_of_marks, mark, named, speaks_of_corners
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
_BRACKETED = re.compile(r"[^()]*\([^()]*\)")
_LONG = re.compile(
    rf"\d{{4}}|\d\.\d{{2}}|\d\s?[{WORDS['angle']['degree']}]"
)  # what a coordinate has and a heading has not
_AXES = sorted((w for role in ("x", "y", "lon", "lat") for w in heads.SPELLINGS[role]), key=len)
_AXIS = re.compile(
    rf"(?:(?<=^)|(?<=[\W\d_]))(?:{'|'.join(map(re.escape, reversed(_AXES)))})\s*=?\s*:?$",
    re.IGNORECASE,
)
_MARK = re.compile(r"^[A-Za-z]?\d{1,5}$")  # J1, P12, 7: the number of a point


@dataclass(slots=True)
class _Point:
    line: int
    name: str
    ring: str
    x: float
    y: float


@dataclass(slots=True)
class _Block:
    """Points that belong together, under the words that head them."""

    heading: str = ""
    points: list[_Point] = field(default_factory=list)
    is_outline: bool = False


def read(text: str, wanted: Sequence[str] = ()) -> Draft:
    """
    Read pasted coordinates.

    Parameters
    ----------
    text
        One point a line, or several set apart by semicolons; a name or number may stand before
        it. Points whose last repeats the first, that bear corner numbers (J1, J2 …) or stand under
        a heading that speaks of corners are one polygon, as are those of a CASS file (number, code,
        east, north, height). A red-line file is read as such.
    wanted
        Of a CASS file whose points lie about, the codes of those that are corners.

    Returns
    -------
    Draft
        Kind ``"text"``; rows are lines. ``stated["shape"]`` says ``"points"`` or ``"polygon"``.

    Raises
    ------
    RefusedError
        If no coordinates are in it, or only points that lie about.
    """
    if redline.looks_like(text):
        return redline.read("", text)
    text = _SRID.sub("", text)  # whatever it says, the coordinates are judged
    if _WKT.match(text.lstrip()) and (draft := _well_known(text)):
        return draft
    found: list[Finding] = []
    stated: dict[str, object] = {}
    survey = cass.read(text, wanted) or cass.Survey([])
    found += survey.findings
    blocks = _of_cass(survey) or _blocks(text, found, stated)
    if not any(block.points for block in blocks):
        raise RefusedError(Finding("pasted.nothing", ERROR, value=text.strip()[:200]))
    made: list[tuple[int, str, BaseGeometry | None]] = []
    n_outlines = 0
    for block in blocks:
        if _is_polygon(block):
            shape, wrong = _outline(block.points)
            made.append((block.points[0].line, named(block.heading), shape))
            found += [*wrong, Finding("pasted.polygon", NOTE, values={"n": len(block.points)})]
            n_outlines += 1
        else:
            alone = named(block.heading) if len(block.points) == 1 else ""
            made += [(p.line, p.name or alone, shapely.Point(p.x, p.y)) for p in block.points]
    rows = _distinct([line for line, _, _ in made])
    geometry = np.empty(len(made), dtype=object)
    geometry[:] = [shape for _, _, shape in made]
    names = [name or None for _, name, _ in made]
    return Draft(
        name="",
        kind="text",
        table=pd.DataFrame({NAME: names}, index=pd.Index(rows, name="row"), dtype=object),
        roles={NAME: "name"},
        geometry=geometry,
        stated={**stated, "shape": "polygon" if n_outlines == len(made) else "points"},
        layers=tuple(survey.about),
        layer=survey.taken[0] if survey.taken else "",
        taken=survey.taken,
        about=survey.about,
        findings=tuple(found),
    )


def _blocks(text: str, found: list[Finding], stated: dict[str, object]) -> list[_Block]:
    """Return the points of a text, those under a heading of their own apart from the others."""
    blocks = [_Block()]
    unread: list[tuple[_Block, Finding]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        pieces, read = _read(raw, number)
        if pieces and not any(read) and (datum := systems.said(raw)):
            stated |= {"datum": datum, "datum_words": raw.strip()}
            stated |= {key: said for key, said in systems.told(raw).items() if said}
            if not speaks_of_corners(raw):
                continue
        if pieces and not any(read) and not _LONG.search(folded(raw)) and len(pieces) == 1:
            if not _is_of_heads(pieces):
                blocks.append(_Block(folded(raw).strip()))
                value = raw.strip()
                unread.append((blocks[-1], Finding("pasted.unread", ERROR, number, value=value)))
            continue
        for piece, there in zip(pieces, read, strict=True):
            if not there:
                found.append(Finding("pasted.unread", ERROR, number, value=piece.strip()))
            _add(there, blocks)
    for block, finding in unread:
        # A line of words is the heading of an outline, or the name of one point; else it is lost.
        if not (_is_polygon(block) or _is_of_one(block)):
            block.heading = ""
            found.append(finding)
    return [block for block in blocks if block.points]


def _read(raw: str, number: int) -> tuple[list[str], list[list[_Point]]]:
    """Return the pieces of a line and the points in each."""
    pieces = _pieces(folded(raw))
    read = [_points(piece, number) for piece in pieces]
    if pieces and not any(read) and (whole := _point(raw, number)):
        return [raw], [[whole]]  # the semicolon stands between the two numbers
    return pieces, read


def _add(points: list[_Point], blocks: list[_Block]) -> None:
    for point in points:
        if _begins_anew(blocks[-1].points, point):
            blocks.append(_Block(blocks[-1].heading if _is_mark(point.name) else ""))
        blocks[-1].points.append(_without_heading(point, blocks[-1]))


def _is_of_one(block: _Block) -> bool:
    """Tell whether a heading names the one point below it."""
    alone = len(block.points) == 1 and not block.points[0].name
    return alone and (block.heading.endswith(":") or speaks_of_corners(block.heading))


def _of_cass(survey: cass.Survey) -> list[_Block]:
    """Return the outlines of a CASS file."""
    return [
        _Block(
            points=[
                _placed(point.number, "1", _metres(point.east), _metres(point.north), point.line)
                for point in points
            ],
            is_outline=True,
        )
        for points in survey.outlines
    ]


def _metres(value: float) -> Coordinate:
    return Coordinate(value, "", is_angle=False)


def _pieces(line: str) -> list[str]:
    """Return what stands between semicolons; points in brackets one after another apart, too."""
    pieces = [piece for piece in line.split(";") if piece.strip()]
    split: list[str] = []
    for piece in pieces:
        bracketed = [each[0] for each in _BRACKETED.finditer(piece)]
        pairs = [len(within(plain(each).strip())) >= PAIR for each in bracketed]
        split += bracketed if len(bracketed) > 1 and all(pairs) else [piece]
    return split


def _is_of_heads(pieces: list[str]) -> bool:
    """Tell whether a line heads columns of numbers and coordinates."""
    words = [word for word in re.split(r"[\s,;|]+", " ".join(pieces)) if word]
    return len(words) > 1 and all(heads.is_known(word) or is_of_marks(word) for word in words)


def _is_mark(name: str) -> bool:
    return bool(name) and mark(name) is not None


def _begins_anew(points: list[_Point], point: _Point) -> bool:
    """Tell whether the number of a point begins another outline: it counts from the first again."""
    if not points or not (_is_mark(points[-1].name) and _is_mark(point.name)):
        return False
    first = points[0]
    again = mark(point.name) == mark(first.name) and point.ring == points[-1].ring
    return again and (point.x, point.y) != (first.x, first.y) and len(points) >= LEAST


def _without_heading(point: _Point, block: _Block) -> _Point:
    """Return a point whose name is its number alone, what stands before that heading its block."""
    if block.points or block.heading or not speaks_of_corners(point.name):
        return point
    heading, _, number = point.name.rpartition(":")
    if heading and (not number.strip() or _is_mark(number.strip())):
        block.heading, point.name = heading, number.strip()
    elif not heading:
        block.heading, point.name = point.name, ""
    return point


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
    name = _AXIS.sub("", name).rstrip(_EDGE + "([{")  # "J1: X=" is J1
    return _Point(line, name, ring, one.value, other.value)


def _is_polygon(block: _Block) -> bool:
    points = block.points
    if len(points) <= LEAST - 1:
        return False
    first, last = points[0], points[-1]
    closed = len(points) > LEAST and (first.x, first.y) == (last.x, last.y)
    corners = all(re.match(r"^[Jj]\d+$", point.name) for point in points)
    rings = len({point.ring for point in points}) > 1
    # Under a heading that speaks of corners their numbers, or nothing at all, stand before them.
    headed = speaks_of_corners(block.heading) and all(
        not point.name or _is_mark(point.name) for point in points
    )
    # Metres that are counted through are a survey's.
    metres = min(min(point.x, point.y) for point in points) >= cass.EASTING
    counted = metres and counts_on([mark(point.name) for point in points])
    return closed or corners or rings or headed or counted or block.is_outline


def _outline(points: list[_Point]) -> tuple[BaseGeometry | None, list[Finding]]:
    rings: dict[str, Ring] = {}
    for point in points:
        ring = rings.setdefault(point.ring, Ring())
        ring.points.append((point.x, point.y))
        ring.lines.append(point.line)
        digits = _NUMBER.search(point.name)
        ring.numbers.append(int(digits[0]) if digits else -1)
    return polygon(list(rings.values()))
