"""
The coordinate doctor: say which system a file is in and why, and put its shapes where they are.

What is certain is taken: what the file states of itself, a zone number in front of the easting, the
order of axes that magnitudes tell apart. What could be several things is asked. What would lie
outside Gansu is refused, and it is said where that would be.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas import geo
from atlas.exchange.coordinates import packed, rows
from atlas.exchange.coordinates.candidates import (
    CHINA,
    MARGIN,
    NUMBERED,
    PREFIX,
    SHOWN,
    attempt,
    from_home,
    sample,
    settled,
    statement,
    weighed,
)
from atlas.exchange.coordinates.mending import mended
from atlas.exchange.coordinates.placement import Candidate, Placement
from atlas.exchange.coordinates.systems import (
    GCJ02,
    SYSTEMS,
    WGS84,
    from_wgs84,
    to_wgs84,
)
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, Finding
from atlas.exchange.parsed import Draft
from atlas.exchange.words import WORDS

AREA_SHARE, AREA_HA = 0.005, 0.01  # stated and computed areas agree within either
BARE = ("csv", "xlsx", "text")  # formats whose numbers may be written as people please
APART_KM = 2.0  # from its zone, within which decimal degrees are right
UNITS = frozenset(WORDS["hectares"].values())  # hectares that a number without unit may count in


def place(  # noqa: PLR0913 - all that may be decided
    draft: Draft,
    *,
    province: gpd.GeoDataFrame,
    expected: Mapping[int, tuple[float, float]] | None = None,
    system: str = "",
    swap: bool | None = None,
    angles: str = "",
) -> Placement:
    """
    Bring a file's shapes to WGS 84.

    Parameters
    ----------
    draft, province, expected
        As of `diagnose`.
    system
        The system chosen, a key of `SYSTEMS`; empty to take the certain one.
    swap
        Whether the axes are swapped; None to judge by the numbers.
    angles
        How numbers that may be degrees, minutes and seconds written as one are read: one of
        `packed.READINGS`; empty to ask.

    Returns
    -------
    Placement
        Every finding has the row or line it is about.
    """
    draft, said = (draft, []) if system else _by_definition(draft)
    shapes, found = rows.shapes(draft)
    found += said
    n = len(draft.table)
    nothing = Placement(
        (),
        "",
        swap=False,
        certain=False,
        geometry=np.full(n, None),
        area_ha=np.full(n, np.nan),
        findings=tuple(found),
    )
    if shapely.is_missing(shapes).all():
        return replace(nothing, findings=(*found, *rows.unplaced(draft)))
    expected = expected or {}
    shapes = _unpacked(draft, shapes, expected, angles, found)
    if swap is None:
        shapes = _upright(draft, shapes, found)
    shapes, numbers = _numbered(draft, shapes, found)
    main = _commonest(numbers)
    others = (numbers != main) & (numbers != 0)
    # The file is judged by the zone that most rows are in; each row is placed by its own.
    judged = shapes.copy()
    judged[others] = None
    if shapely.is_missing(judged).all():
        return replace(nothing, findings=tuple(found))
    candidates = weighed(draft, judged, province=province, expected=expected)
    if main in CHINA and not candidates and draft.crs is None:
        found.append(Finding("place.zone_elsewhere", ERROR, value=str(main)))
        return replace(nothing, findings=tuple(found))
    chosen, certain, said = settled(draft, candidates, system=system, swap=swap)
    found += said
    if chosen is None:
        return replace(nothing, candidates=candidates[:SHOWN], findings=tuple(found))
    if chosen not in candidates:
        trial = attempt(sample(judged), chosen.system, province, swap=chosen.swap)
        chosen = trial.candidate
    source = rows.swapped(shapes) if chosen.swap else shapes
    lonlat = to_wgs84(source, chosen.system)
    if SYSTEMS[chosen.system].numbered and others.any():
        lonlat = _by_number(draft, source, lonlat, numbers, others, chosen.system, found)
    if chosen.inside == 0:
        found.append(_outside(chosen))
        return replace(nothing, candidates=candidates[:SHOWN], findings=tuple(found))
    found += _notes(draft, chosen)
    kept = _inside(draft, lonlat, province, found)
    kept, areas = _valid(draft, shapes, kept, found)
    return Placement(
        candidates=candidates[:SHOWN],
        system=chosen.system,
        swap=chosen.swap,
        certain=certain,
        geometry=kept,
        area_ha=areas,
        findings=tuple(found),
    )


def _by_definition(draft: Draft) -> tuple[Draft, list[Finding]]:
    """Return a draft in degrees where its system is fully described, though none of the table's."""
    if draft.lonlat is None or draft.crs is None:
        return draft, []
    found = [Finding("place.converted", NOTE, value=draft.crs.name)]
    if draft.crs.approximate:
        found.append(Finding("place.approximate_datum", WARNING))
    stated = replace(draft.crs, system=WGS84, is_projected=False)
    return replace(draft, geometry=draft.lonlat, crs=stated), found


def _unpacked(
    draft: Draft,
    shapes: NDArray[np.object_],
    expected: Mapping[int, tuple[float, float]],
    decided: str,
    found: list[Finding],
) -> NDArray[np.object_]:
    """Return the shapes with degrees, minutes and seconds in one number read so, if it is clear."""
    if draft.kind not in BARE:
        return shapes
    if packed.is_whole(shapes):
        one, other = packed.example(shapes)
        found.append(Finding("place.packed_taken", WARNING, value=one, values={"angle": other}))
        return packed.read(shapes)
    if decided == packed.PACKED:
        read = packed.read(shapes)
        lost = np.flatnonzero(shapely.is_missing(read) & ~shapely.is_missing(shapes))
        found += [Finding("place.not_packed", ERROR, draft.number(n)) for n in lost]
        return read
    if decided or not packed.may_be(shapes):
        return shapes
    read = packed.read(shapes)
    as_degrees, as_packed = (from_home(draft, each, expected) for each in (shapes, read))
    one, other = packed.example(shapes)
    if as_degrees is None or as_packed is None:
        if packed.is_hardly_chance(shapes):
            values = {"angle": other}
            found.append(Finding("place.packed_unknown", QUESTION, value=one, values=values))
    elif as_degrees > APART_KM and as_packed < as_degrees / 2:
        values = {"angle": other, "km": f"{as_degrees:.0f}", "packed": f"{as_packed:.0f}"}
        found.append(Finding("place.packed", QUESTION, value=one, values=values))
    return shapes


def _upright(
    draft: Draft, shapes: NDArray[np.object_], found: list[Finding]
) -> NDArray[np.object_]:
    """Return the shapes with those turned whose axes alone are the other way about."""
    bounds = shapely.bounds(shapes)
    there = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    odd = [n for n in there if rows.is_swapped(*bounds[n, :2]) and rows.is_swapped(*bounds[n, 2:])]
    if len(odd) == len(there):
        return shapes  # all of them: that is said of the file
    turned = shapes.copy()
    turned[odd] = rows.swapped(shapes[odd])
    found += [Finding("place.row_swapped", WARNING, draft.number(n)) for n in odd]
    return turned


# Zone numbers row by row --------------------------------------------------------------------------


def _numbered(
    draft: Draft, shapes: NDArray[np.object_], found: list[Finding]
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """
    Return the shapes and the zone number in front of each one's eastings, 0 where there is none.

    A shape whose corners have different numbers is left out, and that is said.
    """
    bounds = shapely.bounds(shapes)
    # Whichever axis is the easting: northings of China have seven digits, these have eight.
    axis = np.where(bounds[:, 0] >= NUMBERED, 0, np.where(bounds[:, 1] >= NUMBERED, 1, -1))
    at = np.arange(len(shapes))
    low, high = bounds[at, np.maximum(axis, 0)], bounds[at, np.maximum(axis, 0) + 2]
    first = np.where(axis >= 0, np.nan_to_num(low) // PREFIX, 0).astype(int)
    last = np.where(axis >= 0, np.nan_to_num(high) // PREFIX, 0).astype(int)
    kept = shapes.copy()
    for n in np.flatnonzero(first != last):
        values = {"one": int(first[n]), "other": int(last[n])}
        found.append(Finding("place.two_zones", ERROR, draft.number(n), values=values))
        kept[n] = None
    return kept, np.where(first == last, first, 0)


def _commonest(numbers: NDArray[np.intp]) -> int:
    """Return the zone number that most rows have; 0 where none has one."""
    there, count = np.unique(numbers[numbers != 0], return_counts=True)
    return int(there[count.argmax()]) if len(there) else 0


def _by_number(  # noqa: PLR0913, PLR0917 - what is known of the rows
    draft: Draft,
    source: NDArray[np.object_],
    lonlat: NDArray[np.object_],
    numbers: NDArray[np.intp],
    others: NDArray[np.bool_],
    taken: str,
    found: list[Finding],
) -> NDArray[np.object_]:
    """Return the shapes with each row of another zone number placed by that."""
    system, placed = SYSTEMS[taken], lonlat.copy()
    for number in np.unique(numbers[others]):
        at = np.flatnonzero(others & (numbers == number))
        key = f"{system.datum}-{system.band}-{number}"
        if key in SYSTEMS:
            placed[at] = to_wgs84(source[at], key)
            values = {"n": len(at), "zone": int(number), "main": system.zone}
            found.append(Finding("place.zones", NOTE, draft.number(at[0]), values=values))
            continue
        placed[at] = None
        found += [
            Finding("place.zone_unknown", ERROR, draft.number(n), value=str(number)) for n in at
        ]
    return placed


# Which system -------------------------------------------------------------------------------------


def _notes(draft: Draft, taken: Candidate) -> list[Finding]:
    """Say what was taken for granted, what was repaired, and what is only approximate."""
    system, stated = SYSTEMS[taken.system], statement(draft)
    found = []
    if taken.swap:
        found.append(Finding("place.swapped", WARNING))
    if system.approximate:
        found.append(Finding("place.approximate", WARNING))
    elif system.is_metric and not stated.datum:
        found.append(Finding("place.datum_taken", NOTE))
    elif system.datum == WGS84 and not stated.system and not stated.datum and taken.centre:
        here = np.array([shapely.Point(taken.centre)], dtype=object)
        there = from_wgs84(here, GCJ02)[0]
        metres = geo.distance_km(*taken.centre, there.x, there.y) * geo.M_PER_KM
        found.append(Finding("place.not_gcj02", NOTE, values={"metres": f"{metres:.0f}"}))
    return found


def _outside(taken: Candidate) -> Finding:
    where = f"{taken.centre[0]:.4f}, {taken.centre[1]:.4f}" if taken.centre else "-"
    return Finding("place.all_outside", ERROR, values={"where": where})


# Row by row ---------------------------------------------------------------------------------------


def _inside(
    draft: Draft, lonlat: NDArray[np.object_], province: gpd.GeoDataFrame, found: list[Finding]
) -> NDArray[np.object_]:
    """Return the shapes that touch Gansu; of the others it is said where they would lie."""
    around = province.geometry.union_all().buffer(MARGIN)
    shapely.prepare(around)
    there = ~shapely.is_missing(lonlat)
    kept = lonlat.copy()
    finite = there.copy()
    finite[there] = np.isfinite(shapely.bounds(lonlat[there])).all(axis=1)
    good = finite.copy()
    good[finite] = shapely.covers(around, lonlat[finite])
    for n in np.flatnonzero(there & ~good):
        shape = lonlat[n]
        middle = shape.representative_point() if shape.is_valid else shape.centroid
        where = f"{middle.x:.4f}, {middle.y:.4f}" if finite[n] else "-"
        row = draft.number(n)
        found.append(Finding("place.outside", ERROR, row, values={"where": where}))
        kept[n] = None
    return kept


def _valid(
    draft: Draft, source: NDArray[np.object_], lonlat: NDArray[np.object_], found: list[Finding]
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return valid shapes and their areas in hectares, which are held against the stated ones."""
    kept, areas = lonlat.copy(), np.full(len(lonlat), np.nan)
    none: list[Any] = [None] * len(lonlat)
    stated = draft.stated.get("area_ha") or none
    rooms = draft.stated.get("area_room_ha") or [0.0] * len(lonlat)
    bare = draft.stated.get("area") or none
    for n in np.flatnonzero(~shapely.is_missing(lonlat)):
        if lonlat[n].geom_type not in {"Point", "Polygon", "MultiPolygon"}:
            values = {"kind": lonlat[n].geom_type}
            found.append(Finding("place.no_area", ERROR, draft.number(n), values=values))
            kept[n] = None
    kept, wrong = mended(kept, draft.table.index.tolist())
    found += wrong
    for n in np.flatnonzero(~shapely.is_missing(kept)):
        row = draft.number(n)
        if kept[n].geom_type == "Point":
            continue
        areas[n] = geo.area_km2(kept[n]) * 100
        plane = source[n].area / 1e4 if source[n].area > 1 else areas[n]
        if stated[n] is not None:
            found += _areas(float(stated[n]), areas[n], plane, row, rooms[n])
        elif bare[n] is not None and not any(
            _agree(bare[n] * unit, areas[n], plane) for unit in UNITS
        ):
            values = {"computed": f"{areas[n]:.4f}"}
            found.append(Finding("place.area_unit", WARNING, row, "", f"{bare[n]:g}", values))
    return kept, areas


def _agree(stated: float, computed: float, plane: float, rounded: float = 0.0) -> bool:
    """Tell whether a stated area is the one on the ellipsoid or the one in the projection."""
    room = max(AREA_SHARE * computed, AREA_HA, rounded)
    return min(abs(stated - computed), abs(stated - plane)) <= room


def _areas(stated: float, computed: float, plane: float, row: int, rounded: float) -> list[Finding]:
    """Say where a stated area and the computed ones, all in hectares, do not agree."""
    if _agree(stated, computed, plane, rounded):
        return []
    room = max(AREA_SHARE * computed, AREA_HA, rounded)
    values = {
        "stated": f"{stated:.4f}",
        "computed": f"{computed:.4f}",
        "plane": f"{plane:.4f}",
        "room": f"{room:.4f}",
    }
    return [Finding("place.area_differs", WARNING, row, values=values)]
