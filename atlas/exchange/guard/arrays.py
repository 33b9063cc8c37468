"""
Shapes from untrusted bytes: read within bounds, and handed on as plain numbers.

What crosses to another process is arrays of coordinates, which nothing has to parse there.
"""

import base64
import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.exchange.findings import ERROR, Finding
from atlas.exchange.guard.limits import Limits

Json = dict[str, Any]
FEW = 1000  # pairs of sides that any shape may have one over the other
PER_CORNER = 100  # and for each of its corners
FEW_CORNERS = 45  # so few make no more pairs than that
_BATCH = 32  # sides that are held against all others at once
# Well-known binary: kinds of geometry, by what follows their head.
_POINT, _LINES, _RINGS, _PARTS = 1, {2, 8}, {3, 17}, {4, 5, 6, 7, 9, 10, 11, 12, 15, 16}
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000
_KINDS = (  # that cross, by the numbers that shapely has for them
    *(shapely.GeometryType.POINT, shapely.GeometryType.LINESTRING, shapely.GeometryType.POLYGON),
    *(shapely.GeometryType.MULTIPOINT, shapely.GeometryType.MULTILINESTRING),
    shapely.GeometryType.MULTIPOLYGON,
)


class _DeepError(ValueError):
    """Collections within collections, deeper than are followed."""


# Well-known binary --------------------------------------------------------------------------------


def of_wkb(
    given: Sequence[bytes | None], limits: Limits, found: list[Finding]
) -> NDArray[np.object_]:
    """
    Return shapes of well-known binary; rows are counted from 1.

    Parameters
    ----------
    given
        One a row, or None.
    limits
        How deep collections may nest, how many corners a shape may have.
    found
        Gets what cannot be read, which becomes None.
    """
    shapes = np.full(len(given), None, dtype=object)
    for at, data in enumerate(given):
        if data is None:
            continue
        try:
            corners = _corners(data, limits.nested)
        except _DeepError:
            values = {"most": limits.nested}
            found.append(Finding("read.nested", ERROR, at + 1, values=values))
            continue
        except (struct.error, IndexError, ValueError):
            found.append(Finding("read.shape", ERROR, at + 1))
            continue
        if corners > limits.corners:
            found.append(_cornered(at + 1, corners, limits.corners))
            continue
        shapes[at] = shapely.from_wkb(data, on_invalid="ignore")
        if shapes[at] is None:
            found.append(Finding("read.shape", ERROR, at + 1))
    return shapes


def srid(data: bytes) -> int:
    """Return the number of the system that well-known binary names; 0 where it names none."""
    if len(data) < 9:  # noqa: PLR2004 - order, kind and number
        return 0
    order = "<" if data[0] else ">"
    code, number = struct.unpack_from(f"{order}II", data, 1)
    return int(number) if code & _SRID else 0


def _cornered(row: int, corners: int, most: int) -> Finding:
    return Finding("read.corners", ERROR, row, values={"n": corners, "most": most})


def _corners(data: bytes, nested: int) -> int:
    """
    Return how many corners a shape has, without recursion, which libraries read it with.

    Raises
    ------
    ValueError, struct.error, IndexError
        If it ends too early, is of no known kind, or nests too deep.
    """
    at = corners = 0
    left = [1]  # parts still to come, of each collection that is open
    while left:
        if not left[-1]:
            left.pop()
            continue
        left[-1] -= 1
        if len(left) > nested + 1:
            raise _DeepError
        order = "<" if data[at] else ">"
        code, n = struct.unpack_from(f"{order}II", data, at + 1)
        at += 5
        if code & _SRID:
            at += 4
            (n,) = struct.unpack_from(f"{order}I", data, at)
        kind, form = (code & 0xFFFF) % 1000, (code & 0xFFFF) // 1000
        size = 8 * (2 + bool(code & _Z or form in {1, 3}) + bool(code & _M or form in {2, 3}))
        if kind == _POINT:
            at, corners = at + size, corners + 1
        elif kind in _LINES:
            at, corners = at + 4 + n * size, corners + n
        elif kind in _RINGS:
            at, within = _ringed(data, at + 4, n, order, size)
            corners += within
        elif kind in _PARTS:
            at += 4
            left.append(n)
        else:
            raise ValueError(kind)
        if at > len(data):
            raise ValueError(at)
    return corners


def _ringed(data: bytes, at: int, n: int, order: str, size: int) -> tuple[int, int]:
    """Return where some rings end and how many corners they have."""
    corners = 0
    for _ in range(n):
        (ring,) = struct.unpack_from(f"{order}I", data, at)
        at, corners = at + 4 + ring * size, corners + ring
    return at, corners


# What others can work on --------------------------------------------------------------------------


def overlaps(shape: shapely.Geometry, most: int) -> int:
    """
    Return how many pairs of a shape's sides lie one over the other, by their boxes.

    It is what work on the shape grows with, whatever library does it: twice the number of sides
    for most outlines, its square for a comb of slanting teeth.

    Parameters
    ----------
    shape
        A shape of any kind.
    most
        From which number on it need not be told exactly.
    """
    coordinates, which = shapely.get_coordinates(_lines(shape), return_index=True)
    there = which[1:] == which[:-1]
    ends = np.stack([coordinates[:-1][there], coordinates[1:][there]], axis=1)
    ends = ends[np.isfinite(ends).all(axis=(1, 2))]
    low, high = ends.min(axis=1), ends.max(axis=1)
    # Along one axis alone it is told by sorting; only who has many there is looked at closely.
    crowded = min(_along(low[:, axis], high[:, axis]) for axis in (0, 1))
    if crowded <= most:
        return crowded
    tree = shapely.STRtree(shapely.box(*low.T, *high.T))
    count = 0
    for start in range(0, len(ends), _BATCH):
        boxes = tree.geometries[start : start + _BATCH]
        count += tree.query(boxes).shape[1] - len(boxes)
        if count > 2 * most:
            break
    return count // 2


def _lines(shape: shapely.Geometry) -> NDArray[np.object_]:
    """Return the rings and lines that a shape is made of."""
    parts: NDArray[np.object_] = shapely.get_parts(np.array([shape], dtype=object))
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return np.concatenate([shapely.get_rings(parts[areal]), parts[~areal]])


def _along(low: NDArray[np.float64], high: NDArray[np.float64]) -> int:
    """Return how many pairs of spans share a place on a line."""
    begun = np.searchsorted(np.sort(low), high, side="right")
    ended = np.searchsorted(np.sort(high), low, side="left")
    return int((begun - ended - 1).sum()) // 2


def is_tangled(shape: shapely.Geometry) -> bool:
    """Tell whether a shape's sides lie over each other more than those of any plot do."""
    most = FEW + PER_CORNER * int(shapely.get_num_coordinates(shape))
    return overlaps(shape, most) > most


def bounded(
    shapes: NDArray[np.object_], number: Callable[[int | np.integer[Any]], int], *, most: int
) -> tuple[NDArray[np.object_], list[Finding]]:
    """
    Return shapes without collections, and without those that work on would never end.

    Parameters
    ----------
    shapes
        One a row, or None.
    number
        Gives the number of a row by its place.
    most
        Corners of one.
    """
    kept, found = shapes.copy(), []
    corners = shapely.get_num_coordinates(shapes)
    there = ~shapely.is_missing(shapes)
    there[there] = ~shapely.is_empty(shapes[there])
    for n in np.flatnonzero(there):
        if shapely.get_type_id(shapes[n]) not in _KINDS:
            values = {"kind": shapes[n].geom_type}
            found.append(Finding("place.no_area", ERROR, number(n), values=values))
        elif corners[n] > most:
            found.append(_cornered(number(n), int(corners[n]), most))
        elif corners[n] > FEW_CORNERS and is_tangled(shapes[n]):
            values = {"n": int(corners[n])}
            found.append(Finding("read.tangled", ERROR, number(n), values=values))
        else:
            continue
        kept[n] = None
    return kept, found


# Across -------------------------------------------------------------------------------------------


def told(shapes: NDArray[np.object_]) -> Json:
    """
    Return shapes as JSON holds them: plain numbers by kind of geometry, in two dimensions.

    What is empty, or of another kind than those that `bounded` lets pass, becomes None.
    """
    there = ~shapely.is_missing(shapes)
    there[there] = ~shapely.is_empty(shapes[there])
    kinds = np.where(there, shapely.get_type_id(shapes), -1)
    groups = []
    for kind in _KINDS:
        at = np.flatnonzero(kinds == kind)
        if len(at):
            _, points, offsets = shapely.to_ragged_array(shapes[at], include_z=False)
            numbers = [
                _base64(points.astype("<f8")),
                *(_base64(each.astype("<i8")) for each in offsets),
            ]
            groups.append([int(kind), at.tolist(), numbers])
    return {"n": len(shapes), "groups": groups}


def _base64(numbers: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers).tobytes()).decode()


def heard(said: Json) -> NDArray[np.object_]:
    """Return the shapes that were told so."""
    shapes = np.full(said["n"], None, dtype=object)
    for kind, at, (points, *offsets) in said["groups"]:
        coordinates = np.frombuffer(base64.b64decode(points), "<f8").reshape(-1, 2)
        bounds = tuple(np.frombuffer(base64.b64decode(each), "<i8") for each in offsets)
        _hold(bounds, len(coordinates))
        kind = shapely.GeometryType(kind)  # noqa: PLW2901 - the same, by its name
        shapes[at] = shapely.from_ragged_array(kind, coordinates, bounds or None)
    return shapes


def _hold(offsets: Sequence[NDArray[np.int64]], n: int) -> None:
    """See to it that offsets lead nowhere but to what is there."""
    for each in offsets:
        if not len(each) or each[0] != 0 or each[-1] != n or (np.diff(each) < 0).any():
            raise ValueError(n)
        n = len(each) - 1
