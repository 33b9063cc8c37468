"""
Code an office's outlines for the map's script, as fine as what is looked at.

A few are in the document as fine as its closest look. Many are there as fine as the whole province
is looked at, and a page loads the finer ones of a cell of the map when someone comes near.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from atlas.maps.web import columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from atlas.model.atlas import Atlas

FINE = 5e-5  # degrees by which an outline may be off: half a pixel where the map is closest
STEP = 1e-5  # degrees: the grid of fine corners
FEW = 20_000  # corners of all outlines up to which all are fine
MANY = 60_000  # of coarse ones at most, unless their rings alone are more
COARSEST = 0.02  # degrees
CELL = 1  # degrees: the side of a cell
_BITS = 5  # of a number in a digit; a digit with one more is not its last


def payload(atlas: Atlas, *, fine: bool = True) -> dict[str, Any]:
    """
    Return the outlines of an atlas, as JSON can hold them.

    Parameters
    ----------
    atlas
        The atlas.
    fine
        As fine as the closest look, however many they are.

    Returns
    -------
    dict
        As of `_coded`; also ``off``, degrees by which they are off where they are coarse.
    """
    shapes, boxes, zones = *atlas.once(_fine), atlas.outlines.index
    if fine or _corners(shapes) <= FEW:
        return _coded(atlas, zones, shapes, boxes, STEP)
    off = FINE
    while _corners(shapes) > MANY and off < COARSEST:
        off *= 2
        shapes = shapely.simplify(shapes, off)  # of what is left: in all they are off by twice that
    return _coded(atlas, zones, shapes, boxes, off / 2) | {"off": off}


def cells(atlas: Atlas) -> dict[str, bytes]:
    """
    Return the fine outlines cell by cell as the files that a page loads; none where all are fine.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    dict
        ``west south``, whole degrees of the cell that an outline's box begins in, -> JSON.
    """
    shapes, boxes = atlas.once(_fine)
    if _corners(shapes) <= FEW:
        return {}
    corner = np.floor(boxes[:, :2] / CELL).astype(int)
    found = {}
    for west, south in np.unique(corner, axis=0).tolist():
        here = np.flatnonzero((corner == (west, south)).all(axis=1))
        coded = _coded(atlas, atlas.outlines.index[here], shapes[here], boxes[here], STEP)
        found[f"{west} {south}"] = json.dumps(coded, separators=(",", ":")).encode()
    return found


def _corners(shapes: NDArray[np.object_]) -> int:
    return int(shapely.get_num_coordinates(shapes).sum())


def _fine(atlas: Atlas) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return the fine outlines, and west, south, east, north of each on the script's grid."""
    shapes = np.asarray(atlas.outlines.geometry.simplify(FINE))
    return shapes, np.rint(shapely.bounds(shapes).reshape(-1, 4) / STEP) * STEP


def _coded(
    atlas: Atlas,
    zones: pd.Index,
    shapes: NDArray[np.object_],
    boxes: NDArray[np.float64],
    step: float,
) -> dict[str, Any]:
    """
    Return outlines column by column.

    Returns
    -------
    dict
        ``zone``, the zones' numbers; ``kind``, places in the vocabulary of kinds of positions;
        ``west``, ``south``, ``east``, ``north``; ``step``, degrees, and ``rings``, of each outline
        its polygons parted by ``;``, their rings by ``,``: digits of x, y steps from the corner
        before, the first from 0, 0.
    """
    return {
        "zone": columns.pack(atlas.zones.index.get_indexer(zones)),
        "kind": columns.codes(
            atlas.outlines["kind"].loc[zones], vocabulary=atlas.position_kinds.index
        ),
        **{
            side: columns.degrees(pd.Series(boxes[:, n]))
            for n, side in enumerate(("west", "south", "east", "north"))
        },
        "step": step,
        "rings": rings(shapes, step),
    }


def rings(shapes: NDArray[np.object_], step: float) -> list[str]:
    """
    Write polygons and multipolygons, each as one text; see `_coded`.

    Parameters
    ----------
    shapes
        Degrees.
    step
        The grid, degrees, that their corners are put on.
    """
    if not len(shapes):
        return []
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    lines, of_line = shapely.get_rings(parts, return_index=True)
    at, of = shapely.get_coordinates(lines, return_index=True)
    # A ring's last corner is its first: nobody draws it.
    open_ = np.append(of[1:] == of[:-1], False)
    steps, of = np.rint(at[open_] / step).astype(np.int64), of[open_]
    first = np.append(True, of[1:] != of[:-1])[:, None]
    before = np.vstack([np.zeros((1, 2), np.int64), steps[:-1]])
    written = _digits(np.where(first, steps, steps - before).ravel(), np.repeat(of, 2), len(lines))
    polygons = [""] * len(parts)
    for line, part in zip(written, of_line.tolist(), strict=True):
        polygons[part] += f",{line}" if polygons[part] else line
    found = [""] * len(shapes)
    for polygon, shape in zip(polygons, of_part.tolist(), strict=True):
        found[shape] += f";{polygon}" if found[shape] else polygon
    return found


def _digits(numbers: NDArray[np.int64], of: NDArray[np.int64], n: int) -> list[str]:
    """Write whole numbers as `topology.digits` does, those of one line together."""
    left = np.where(numbers >= 0, 2 * numbers, -2 * numbers - 1)
    groups: list[NDArray[np.int64]] = []
    while not groups or left.any():
        groups.append(left & (2**_BITS - 1))
        left = left >> _BITS
    table = np.array(groups).T
    # Digits up to the last that says something; the first always stands.
    length = np.maximum(1, len(groups) - (table[:, ::-1] != 0).argmax(axis=1))
    length[~(table != 0).any(axis=1)] = 1
    place = np.arange(len(groups))
    table = table + 2**_BITS * (place < (length - 1)[:, None])
    stands = place < length[:, None]
    text = columns.DIGITS[table[stands]].tobytes().decode("ascii")
    ends = np.cumsum(np.bincount(of, weights=length, minlength=n)).astype(int).tolist()
    return [text[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]
