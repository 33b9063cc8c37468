"""The shapes of a draft's rows, from its geometry or from the columns its coordinates stand in."""

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.exchange.coordinates import angles
from atlas.exchange.findings import ERROR, NOTE, WARNING, Finding
from atlas.exchange.parsed import Draft

PAIR = 2
DEGREES = 400.0  # nothing in degrees is larger, nothing in metres as small
LON, LAT = (70.0, 140.0), (15.0, 55.0)  # wide enough to tell the axes of China apart
GANSU_LON, GANSU_LAT = (92.0, 109.0), (32.0, 43.0)  # degrees, somewhat wider than the province
PLACES = ("lon", "lat", "x", "y", "point")
# Metres from the equator; eastings are smaller, or have 8 digits.
NORTH = (1_500_000.0, 6_200_000.0)


def is_swapped(x: float, y: float) -> bool:
    """Return whether, by their size, x is north and y is east."""
    if max(abs(x), abs(y)) < DEGREES:
        return _within(x, LAT) and _within(y, LON)
    return _within(x, NORTH) and not _within(y, NORTH)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def shapes(draft: Draft) -> tuple[NDArray[np.object_], list[Finding]]:
    """
    Return one shape a row in the file's own coordinates, and what is wrong in the columns.

    Returns
    -------
    array of shapely geometries or None, shape (n,)
        x before y as the file has them: longitude or easting first, unless it swaps them.
    list of Finding
        Cells that are no coordinate, rows that have only one of two.
    """
    if draft.geometry is not None:
        flat = draft.geometry.copy()
        there = ~shapely.is_missing(flat)
        flat[there] = shapely.force_2d(flat[there])
        empty = there.copy()
        empty[there] = shapely.is_empty(flat[there])
        flat[empty] = None
        return _single(flat), []
    return _of_columns(draft)


def unplaced(draft: Draft) -> list[Finding]:
    """Say that a table has no column of positions; where two look like one, which these are."""
    if draft.geometry is not None or set(PLACES) & set(draft.roles.values()):
        return []
    bands = {"lon": GANSU_LON, "lat": GANSU_LAT}
    like = {
        role: [head for head in draft.table.columns if _is_like(draft, head, band)]
        for role, band in bands.items()
    }
    if len(like["lon"]) == 1 and len(like["lat"]) == 1:
        values = {role: heads[0] for role, heads in like.items()}
        return [Finding("place.none_but", WARNING, values=values)]
    return [Finding("place.none", NOTE)]


def _is_like(draft: Draft, head: str, band: tuple[float, float]) -> bool:
    """Tell whether a column holds nothing but numbers with decimals within a band."""
    if head in draft.roles:
        return False
    read = [angles.read(cell) for cell in draft.table[head] if not _blank(cell)]
    values = [each.value for each in read if each is not None]
    whole = all(value == round(value) for value in values)
    return (
        bool(values)
        and len(values) == len(read)
        and not whole
        and all(_within(value, band) for value in values)
    )


def swapped(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes with x and y changed about; None stays None."""
    there = ~shapely.is_missing(geometries)
    turned = geometries.copy()
    turned[there] = shapely.transform(geometries[there], lambda points: points[:, ::-1])
    return turned


def _single(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return multipoints and multipolygons of one part as that part."""
    for n, shape in enumerate(geometries):
        if shape is not None and shape.geom_type.startswith("Multi") and len(shape.geoms) == 1:
            geometries[n] = shape.geoms[0]
    return geometries


def _of_columns(draft: Draft) -> tuple[NDArray[np.object_], list[Finding]]:
    found: list[Finding] = []
    made = np.full(len(draft.table), None, dtype=object)
    pairs = [(draft.head(one), draft.head(other)) for one, other in (("lon", "lat"), ("y", "x"))]
    heads = next((pair for pair in pairs if all(pair)), None)
    one = draft.head("point")
    taken = heads or (one,)
    beside = [head for head in (*(head for pair in pairs for head in pair), one) if head]
    if all(taken):
        said = " / ".join(taken)
        found += [
            Finding("place.beside", NOTE, column=head, values={"taken": said})
            for head in beside
            if head not in taken
        ]
    if heads is None and not one:
        half = [head for pair in pairs for head in pair if head]
        found += [Finding("place.half", WARNING, column=head) for head in half]
        return made, found
    for n, (row, cells) in enumerate(
        zip(draft.table.index, _cells(draft, heads, one), strict=True)
    ):
        if all(_blank(cell) for _, cell in cells):
            continue
        made[n] = _point(cells, int(row), found)
    return made, found


def _cells(draft: Draft, heads: tuple[str, str] | None, one: str) -> list[list[tuple[str, object]]]:
    """Return the two cells of every row with their heads, x first."""
    if heads is not None:
        columns = [draft.table[head].tolist() for head in heads]
        return [[(heads[0], x), (heads[1], y)] for x, y in zip(*columns, strict=True)]
    return [[(one, cell)] for cell in draft.table[one].tolist()]


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _point(cells: list[tuple[str, object]], row: int, found: list[Finding]) -> shapely.Point | None:
    if len(cells) == 1:
        head, cell = cells[0]
        read = [value for _, value in angles.within(angles.plain(str(cell)))]
        if len(read) != PAIR:
            found.append(Finding("place.no_pair", ERROR, row, head, str(cell)))
            return None
    else:
        read = []
        for head, cell in cells:
            value = angles.read(cell)
            if value is None:
                code = "place.missing" if _blank(cell) else "place.no_number"
                found.append(Finding(code, ERROR, row, head, "" if cell is None else str(cell)))
            else:
                read.append(value)
        if len(read) < len(cells):
            return None
    one, other = read
    if one.axis == angles.LAT or other.axis == angles.LON:
        one, other = other, one
    return shapely.Point(one.value, other.value)
