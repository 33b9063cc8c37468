"""Shapes that stand in the cells of a table: WKT, EWKT, WKB in hexadecimal digits, GeoJSON."""

import json
import re
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from atlas.exchange.findings import ERROR, NOTE, Finding
from atlas.exchange.guard import arrays
from atlas.exchange.guard.limits import Limits

_KINDS = "(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION"
_WKT = re.compile(
    rf"\s*(?:SRID=(\d{{1,6}});\s*)?(?:{_KINDS})\s*(?:ZM|Z|M)?\s*(?:\(|EMPTY)", re.IGNORECASE
)
_WKB = re.compile(r"\s*(?:\\x|0x)?0[01][0-9a-fA-F]{16}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
_JSON = re.compile(r'\s*\{\s*"[^{}]{1,200}')
_GEOJSON = re.compile(r'"type"\s*:\s*"(?:Multi)?(?:Point|LineString|Polygon)"')
_START = 400  # characters that a cell is judged by
_MOSTLY = 0.5  # share of a column's cells that make it one of shapes


class Shapes(NamedTuple):
    """A column of shapes: its head, the shapes, and the number of the system they name."""

    head: str
    geometry: NDArray[np.object_]
    srid: int


def looks(cell: object) -> bool:
    """Tell whether a cell is a shape, by how it begins."""
    if not isinstance(cell, str):
        return False
    start = cell[:_START]
    if _WKT.match(start) or _WKB.match(start):
        return True
    return _JSON.match(start) is not None and _GEOJSON.search(cell[:_START]) is not None


def column(table: pd.DataFrame, limits: Limits, found: list[Finding]) -> Shapes | None:
    """
    Return the column of a table whose cells are shapes; None where it has none.

    Parameters
    ----------
    table
        The rows.
    limits
        How many corners a shape may have.
    found
        Gets what was taken, and each cell that is none.
    """
    for head in table.columns:
        cells = [cell for cell in table[head] if cell is not None]
        if cells and sum(map(looks, cells)) > _MOSTLY * len(cells):
            return _read(head, table[head], limits, found)
    return None


def _read(head: str, cells: pd.Series, limits: Limits, found: list[Finding]) -> Shapes | None:
    given: list[bytes | None] = []
    srids: set[int] = set()
    rows = [int(row) for row in cells.index]
    for row, cell in zip(rows, cells.tolist(), strict=True):
        wkb, srid = (None, 0) if cell is None else _wkb(str(cell).strip())
        if cell is not None and wkb is None:
            found.append(Finding("read.cell_shape", ERROR, row, head, str(cell)))
        given.append(wkb)
        srids |= {srid} - {0}
    wrong: list[Finding] = []
    geometry = arrays.of_wkb(given, limits, wrong)
    found += [
        Finding(each.code, each.level, rows[(each.row or 1) - 1], head, each.value, each.values)
        for each in wrong
    ]
    if len(srids) > 1:
        said = ", ".join(map(str, sorted(srids)))
        found.append(Finding("read.srids", ERROR, column=head, value=said))
        geometry = np.full(len(given), None, dtype=object)
    n = int((~shapely.is_missing(geometry)).sum())
    found.append(Finding("read.shapes_in_cells", NOTE, column=head, values={"n": n}))
    return Shapes(head, geometry, srids.pop() if len(srids) == 1 else 0)


def _wkb(said: str) -> tuple[bytes | None, int]:
    """Return a cell's shape as well-known binary and the number of its system; None if none."""
    if wkt := _WKT.match(said):
        text = said.partition(";")[2] if wkt[1] else said
        return _binary(shapely.from_wkt([text], on_invalid="ignore")), int(wkt[1] or 0)
    if _WKB.match(said):
        digits = re.sub(r"^(?:\\x|0x)", "", said)
        if not _HEX.fullmatch(digits):
            return None, 0
        data = bytes.fromhex(digits)
        return data, arrays.srid(data)
    try:
        given = json.dumps(json.loads(said))
    except (ValueError, RecursionError):
        return None, 0
    return _binary(shapely.from_geojson([given], on_invalid="ignore")), 0


def _binary(read: NDArray[np.object_]) -> bytes | None:
    """Return the only one of some shapes as well-known binary; None where it could not be read."""
    return None if shapely.is_missing(read[0]) else shapely.to_wkb(read[0])
