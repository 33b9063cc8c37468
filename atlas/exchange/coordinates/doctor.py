"""
The coordinate doctor: say which system a file is in and why, and put its shapes where they are.

What is certain is taken: what the file states of itself, a zone number in front of the easting, the
order of axes that magnitudes tell apart. What could be several things is asked. What would lie
outside Gansu is refused, and it is said where that would be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from atlas import geo
from atlas.exchange.coordinates import rows
from atlas.exchange.coordinates.systems import (
    BD09,
    DATUMS,
    GCJ02,
    SYSTEMS,
    WGS84,
    ZONES,
    from_wgs84,
    of_crs,
    to_wgs84,
    xy_to_wgs84,
)
from atlas.exchange.draft import Draft
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, Finding
from atlas.exchange.placing import Candidate, Placement
from atlas.exchange.rings import mended
from atlas.exchange.words import WORDS

SAMPLE = 400  # coordinates that a system is judged by
MARGIN = 0.03  # degrees around the province: its drawn border is off by a few hundred metres
EAST = (100_000.0, 900_000.0)  # without the zone's number
PREFIX = 1_000_000
CHINA = range(13, 46)  # numbers of its zones, of 6 and of 3 degrees
NUMBERED = 10 * PREFIX  # eastings from which there is a number in front
AT_HOME_KM = 60.0  # from the zone its row names; a neighbouring 3-degree zone is 272 km off
AREA_SHARE, AREA_HA = 0.005, 0.01  # stated and computed areas agree within either
UNITS = frozenset(WORDS["hectares"].values())  # hectares that a number without unit may count in
SHOWN = 8  # candidates
FIXED = ("kml", "geojson")  # formats whose own rules fix WGS 84


class _Points(NamedTuple):
    """A sample of a file's coordinates."""

    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, slots=True)
class _Trial:
    """A system tried on the sample."""

    candidate: Candidate
    lon: np.ndarray
    lat: np.ndarray


def diagnose(
    draft: Draft,
    *,
    province: gpd.GeoDataFrame,
    expected: Mapping[int, tuple[float, float]] | None = None,
) -> tuple[Candidate, ...]:
    """
    Return the systems a file may be in, the likelier first.

    Parameters
    ----------
    draft
        The file as read.
    province
        Outline of Gansu, EPSG:4326.
    expected
        Row -> longitude and latitude of the zone that the row names, for those that name one.
    """
    shapes, _ = rows.shapes(draft)
    return _candidates(draft, shapes, province=province, expected=expected or {})


def place(
    draft: Draft,
    *,
    province: gpd.GeoDataFrame,
    expected: Mapping[int, tuple[float, float]] | None = None,
    system: str = "",
    swap: bool | None = None,
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

    Returns
    -------
    Placement
        Every finding has the row or line it is about.
    """
    shapes, found = rows.shapes(draft)
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
        return nothing
    expected = expected or {}
    if swap is None:
        shapes = _upright(draft, shapes, found)
    shapes, numbers = _numbered(draft, shapes, found)
    main = _commonest(numbers)
    others = (numbers != main) & (numbers != 0)
    # The file is judged by the zone that most rows are in; each row is placed by its own.
    judged = np.where(others, None, shapes)
    if shapely.is_missing(judged).all():
        return replace(nothing, findings=tuple(found))
    candidates = _candidates(draft, judged, province=province, expected=expected)
    if main in CHINA and not candidates and draft.crs is None:
        found.append(Finding("place.zone_elsewhere", ERROR, value=str(main)))
        return replace(nothing, findings=tuple(found))
    chosen, certain, said = _taken(draft, candidates, system=system, swap=swap)
    found += said
    if chosen is None:
        return replace(nothing, candidates=candidates[:SHOWN], findings=tuple(found))
    if chosen not in candidates:
        trial = _try(_sample(judged), chosen.system, province, swap=chosen.swap)
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


def _upright(draft: Draft, shapes: np.ndarray, found: list[Finding]) -> np.ndarray:
    """Return the shapes with those turned whose axes alone are the other way about."""
    bounds = shapely.bounds(shapes)
    there = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    odd = [n for n in there if rows.is_swapped(*bounds[n, :2]) and rows.is_swapped(*bounds[n, 2:])]
    if len(odd) == len(there):
        return shapes  # all of them: that is said of the file
    turned = shapes.copy()
    turned[odd] = rows.swapped(shapes[odd])
    found += [Finding("place.row_swapped", WARNING, int(draft.table.index[n])) for n in odd]
    return turned


# Zone numbers row by row --------------------------------------------------------------------------


def _numbered(
    draft: Draft, shapes: np.ndarray, found: list[Finding]
) -> tuple[np.ndarray, np.ndarray]:
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
        found.append(Finding("place.two_zones", ERROR, int(draft.table.index[n]), values=values))
        kept[n] = None
    return kept, np.where(first == last, first, 0)


def _commonest(numbers: np.ndarray) -> int:
    """Return the zone number that most rows have; 0 where none has one."""
    there, count = np.unique(numbers[numbers != 0], return_counts=True)
    return int(there[count.argmax()]) if len(there) else 0


def _by_number(  # noqa: PLR0913, PLR0917 - what is known of the rows
    draft: Draft,
    source: np.ndarray,
    lonlat: np.ndarray,
    numbers: np.ndarray,
    others: np.ndarray,
    taken: str,
    found: list[Finding],
) -> np.ndarray:
    """Return the shapes with each row of another zone number placed by that."""
    system, placed = SYSTEMS[taken], lonlat.copy()
    for number in np.unique(numbers[others]):
        at = np.flatnonzero(others & (numbers == number))
        key = f"{system.datum}-{system.band}-{number}"
        if key in SYSTEMS:
            placed[at] = to_wgs84(source[at], key)
            values = {"n": len(at), "zone": int(number), "main": system.zone}
            found.append(Finding("place.zones", NOTE, int(draft.table.index[at[0]]), values=values))
            continue
        placed[at] = None
        found += [
            Finding("place.zone_unknown", ERROR, int(draft.table.index[n]), value=str(number))
            for n in at
        ]
    return placed


# Which system -------------------------------------------------------------------------------------


def _sample(shapes: np.ndarray) -> _Points:
    """Return some coordinates of all shapes, evenly."""
    points = shapely.get_coordinates(shapes[~shapely.is_missing(shapes)])
    points = points[np.isfinite(points).all(axis=1)]
    step = max(1, len(points) // SAMPLE)
    return _Points(*points[::step].T)


def _try(points: _Points, key: str, province: gpd.GeoDataFrame, *, swap: bool) -> _Trial:
    """Return where a system would put the sample."""
    x, y = (points.y, points.x) if swap else points
    with np.errstate(all="ignore"):
        lon, lat = xy_to_wgs84(x, y, key)
    good = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= 90)  # noqa: PLR2004 - the pole
    around = province.geometry.union_all().buffer(MARGIN)
    shapely.prepare(around)
    inside = good.copy()
    inside[good] = shapely.contains_xy(around, lon[good], lat[good])
    middle = inside if inside.any() else good
    centre = (
        (float(np.median(lon[middle])), float(np.median(lat[middle]))) if middle.any() else None
    )
    system = SYSTEMS[key]
    candidate = Candidate(
        system=key,
        swap=swap,
        inside=float(inside.mean()) if len(inside) else 0.0,
        score=0.0,
        reasons=(),
        approximate=system.approximate,
        centre=centre,
    )
    return _Trial(candidate, lon, lat)


def _candidates(
    draft: Draft,
    shapes: np.ndarray,
    *,
    province: gpd.GeoDataFrame,
    expected: Mapping[int, tuple[float, float]],
) -> tuple[Candidate, ...]:
    if shapely.is_missing(shapes).all():
        return ()
    points = _sample(shapes)
    if not len(points.x):
        return ()
    stated = _stated(draft)
    scored = []
    for key, swap, reasons in _possible(points):
        trial = _try(points, key, province, swap=swap)
        weight, why = _weight(trial.candidate, stated, draft)
        near = _at_home(draft, shapes, trial.candidate, expected)
        if near is not None:
            weight *= 20.0 if near <= AT_HOME_KM else 0.02
            word = "at_home" if near <= AT_HOME_KM else "far"
            why = (*why, (word, {"km": f"{near:.0f}"}))
        share = ("inside", {"share": f"{trial.candidate.inside * 100:.0f}"})
        scored.append((weight, replace(trial.candidate, reasons=(*reasons, share, *why))))
    total = sum(weight for weight, _ in scored) or 1.0
    ranked = sorted(scored, key=lambda each: -each[0])
    return tuple(replace(candidate, score=weight / total) for weight, candidate in ranked)


Reasons = tuple[tuple[str, dict[str, object]], ...]


def _possible(points: _Points) -> Iterator[tuple[str, bool, Reasons]]:
    """Yield the systems that the magnitude of the numbers admits: key, swapped, why."""
    x, y = float(np.median(points.x)), float(np.median(points.y))
    swap = rows.is_swapped(x, y)
    if max(abs(x), abs(y)) < rows.DEGREES:
        why: Reasons = (("degrees", {}), *((("axes", {}),) if swap else ()))
        for key in (WGS84, GCJ02, BD09, *(name for name in DATUMS if DATUMS[name]["approximate"])):
            yield key, swap, why
        return
    east = y if swap else x
    zone = int(east // PREFIX)
    why = (*((("axes", {}),) if swap else ()),)
    for band, zones in ZONES.items():
        if zone in zones:
            numbered = (*why, ("numbered", {"zone": zone, "band": band}))
            yield from ((f"{datum}-{band}-{zone}", swap, numbered) for datum in DATUMS)
    if EAST[0] <= east <= EAST[1]:
        for datum in DATUMS:
            for band, zones in ZONES.items():
                yield from (
                    (f"{datum}-{band}-{each}-plain", swap, (*why, ("plain", {}))) for each in zones
                )


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a file says of its coordinates."""

    system: str = ""  # in PROJ's form
    datum: str = ""
    band: int = 0
    zone: int = 0


def _stated(draft: Draft) -> _Stated:
    system = of_crs(draft.crs) if isinstance(draft.crs, CRS) else ""
    if not system and draft.kind in FIXED:
        system = WGS84
    known = SYSTEMS.get(system)
    return _Stated(
        system=system,
        datum=known.datum if known else str(draft.stated.get("datum", "")),
        band=known.band if known else int(draft.stated.get("band", 0)),
        zone=known.zone if known else int(draft.stated.get("zone", 0)),
    )


def _weight(candidate: Candidate, stated: _Stated, draft: Draft) -> tuple[float, Reasons]:
    """Return how likely a system is by what it gives and what the file says, and why."""
    system = SYSTEMS[candidate.system]
    weight = candidate.inside**2 + 1e-6
    why: Reasons = ()
    if system.datum in DATUMS:
        weight *= DATUMS[system.datum]["likely"]
    elif system.datum in {GCJ02, BD09}:
        weight *= 0.03
    if system.band == max(ZONES):
        weight *= 0.1
    if stated.system and _same(candidate.system, stated.system):
        return weight * 1e7, (("stated", {}),)  # more than datum, band and zone together
    if stated.datum and _same_datum(system.datum, stated.datum):
        weight *= 1e3
        why = (("datum", {"datum": str(draft.stated.get("datum_words", "")) or stated.datum}),)
    if system.is_metric:
        if stated.band == system.band:
            weight *= 20
            why = (*why, ("band", {"band": stated.band}))
        if stated.zone == system.zone:
            weight *= 50
            why = (*why, ("zone", {"zone": stated.zone}))
    return weight, why


def _same(one: str, other: str) -> bool:
    """Return whether two keys are one system but for the zone's number before the easting."""
    return {one, other} <= {WGS84, "cgcs2000"} or (
        one.removesuffix("-plain") == other.removesuffix("-plain")
    )


def _same_datum(one: str, other: str) -> bool:
    return one == other or {one, other} <= {WGS84, "cgcs2000"}


def _at_home(
    draft: Draft,
    shapes: np.ndarray,
    candidate: Candidate,
    expected: Mapping[int, tuple[float, float]],
) -> float | None:
    """Return how far, in the middle, shapes would lie from the zones their rows name, in km."""
    index = draft.table.index
    named = [n for n, row in enumerate(index) if row in expected and shapes[n] is not None]
    if not named:
        return None
    named = named[:SAMPLE]
    middles = shapely.centroid(shapes[named])
    x, y = shapely.get_x(middles), shapely.get_y(middles)
    x, y = (y, x) if candidate.swap else (x, y)
    lon, lat = xy_to_wgs84(x, y, candidate.system)
    good = np.isfinite(lon) & np.isfinite(lat)
    if not good.any():
        return None
    there = np.array([expected[index[n]] for n in named])
    km = geo.distance_km(lon[good], lat[good], there[good, 0], there[good, 1])
    return float(np.median(km))


def _taken(
    draft: Draft, candidates: tuple[Candidate, ...], *, system: str, swap: bool | None
) -> tuple[Candidate | None, bool, list[Finding]]:
    """Return the candidate taken, whether it was certain, and what is said about the choice."""
    if system:
        found = [each for each in candidates if each.system == system]
        if found:
            return replace(found[0], swap=found[0].swap if swap is None else swap), False, []
        other = candidates[0].swap if candidates and swap is None else bool(swap)
        return Candidate(system, other, 0.0, 0.0, (), approximate=False, centre=None), False, []
    if unknown := _unknown(draft, candidates):
        return None, False, [unknown]
    best = candidates[0]
    if swap is not None:
        best = replace(best, swap=swap)
    if best.inside == 0:
        return best, False, []
    if asked := _doubtful(draft, candidates, best):
        return None, False, [asked]
    return best, True, _contradictions(draft, best)


def _doubtful(draft: Draft, candidates: tuple[Candidate, ...], best: Candidate) -> Finding | None:
    """Ask which zone a file is in where it could be several, or where its rows and it differ."""
    rivals = [
        each
        for each in candidates[1:]
        if each.inside > 0 and _zone(each) != _zone(best) and each.score > best.score / 10
    ]
    if rivals:
        likelier_last = (*reversed(rivals), best)
        zones = {_zone(each): SYSTEMS[each.system].zone for each in likelier_last}
        values = {"zones": ", ".join(map(str, sorted(zones.values())))}
        return Finding("place.which_zone", QUESTION, values=values)
    stated, zone = _stated(draft).zone, SYSTEMS[best.system].zone
    if stated != zone and any(
        SYSTEMS[each.system].zone == stated
        and each.inside > 0
        and not SYSTEMS[each.system].numbered
        for each in candidates
    ):
        # Either would lie in Gansu; only the zones that its rows name speak against the file.
        values = {"stated": stated, "zone": zone}
        return Finding("place.zone_doubtful", QUESTION, values=values)
    return None


def _unknown(draft: Draft, candidates: tuple[Candidate, ...]) -> Finding | None:
    """Say that a file is in no system known here, by its declaration or by its numbers."""
    if isinstance(draft.crs, CRS) and draft.crs.is_projected and not of_crs(draft.crs):
        # Magnitude would take UTM, or a city's own meridian, for Gauss-Krueger: off by kilometres.
        return Finding("place.unknown_crs", ERROR, values={"name": draft.crs.name})
    words = str(draft.stated.get("datum_words", ""))
    if candidates and words and not _stated(draft).datum:
        return Finding("place.unknown_datum", QUESTION, value=words)
    return None if candidates else Finding("place.no_system", ERROR)


def _zone(candidate: Candidate) -> tuple[int, bool]:
    """Return what a wrong choice would be hundreds of kilometres off in."""
    system = SYSTEMS[candidate.system]
    return system.meridian, system.is_metric


def _contradictions(draft: Draft, taken: Candidate) -> list[Finding]:
    """Say where a file's own words and its numbers differ: the numbers are trusted."""
    stated, system = _stated(draft), SYSTEMS[taken.system]
    found = []
    if system.is_metric and stated.zone and stated.zone != system.zone:
        values = {"stated": stated.zone, "zone": system.zone}
        found.append(Finding("place.zone_differs", WARNING, values=values))
    if system.is_metric and stated.band and stated.band != system.band:
        values = {"stated": stated.band, "band": system.band}
        found.append(Finding("place.band_differs", WARNING, values=values))
    if stated.system and not _same(stated.system, taken.system):
        values = {"stated": _code(stated.system), "taken": _code(taken.system)}
        found.append(Finding("place.system_differs", WARNING, values=values))
    return found


def _code(key: str) -> str:
    """Return what a system is called in every language."""
    return f"EPSG:{SYSTEMS[key].epsg}" if SYSTEMS[key].epsg else key.upper()


def _notes(draft: Draft, taken: Candidate) -> list[Finding]:
    """Say what was taken for granted, what was repaired, and what is only approximate."""
    system, stated = SYSTEMS[taken.system], _stated(draft)
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
    draft: Draft, lonlat: np.ndarray, province: gpd.GeoDataFrame, found: list[Finding]
) -> np.ndarray:
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
        row = int(draft.table.index[n])
        found.append(Finding("place.outside", ERROR, row, values={"where": where}))
        kept[n] = None
    return kept


def _valid(
    draft: Draft, source: np.ndarray, lonlat: np.ndarray, found: list[Finding]
) -> tuple[np.ndarray, np.ndarray]:
    """Return valid shapes and their areas in hectares, which are held against the stated ones."""
    kept, areas = lonlat.copy(), np.full(len(lonlat), np.nan)
    none = [None] * len(lonlat)
    stated = draft.stated.get("area_ha") or none
    rooms = draft.stated.get("area_room_ha") or [0.0] * len(lonlat)
    bare = draft.stated.get("area") or none
    for n in np.flatnonzero(~shapely.is_missing(lonlat)):
        row = int(draft.table.index[n])
        if lonlat[n].geom_type not in {"Point", "Polygon", "MultiPolygon"}:
            values = {"kind": lonlat[n].geom_type}
            found.append(Finding("place.no_area", ERROR, row, values=values))
            kept[n] = None
            continue
        kept[n], wrong = mended(lonlat[n], row=row)
        found += wrong
        if kept[n] is None or kept[n].geom_type == "Point":
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
