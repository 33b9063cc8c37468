"""Which coordinate system a file is in: the systems that are possible, weighed by what is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas import geo
from atlas.exchange.coordinates import rows
from atlas.exchange.coordinates.placement import Candidate
from atlas.exchange.coordinates.systems import (
    BD09,
    DATUMS,
    GCJ02,
    SHIFTED,
    SYSTEMS,
    WGS84,
    ZONES,
    xy_to_wgs84,
)
from atlas.exchange.findings import ERROR, QUESTION, WARNING, Finding
from atlas.exchange.parsed import Draft
from atlas.i18n import LANGS

SAMPLE = 400  # coordinates that a system is judged by
MARGIN = 0.03  # degrees around the province: its drawn border is off by a few hundred metres
EAST = (100_000.0, 900_000.0)  # without the zone's number
PREFIX = 1_000_000
CHINA = range(13, 46)  # numbers of its zones, of 6 and of 3 degrees
NUMBERED = 10 * PREFIX  # eastings from which there is a number in front
AT_HOME_KM = 60.0  # from the zone its row names; a neighbouring 3-degree zone is 272 km off
SHOWN = 8  # candidates
FIXED = ("kml", "geojson")  # formats whose own rules fix WGS 84
HINTED = 1e3  # times likelier is a shifted system that a title or a producer's columns speak for
Reasons = tuple[tuple[str, Mapping[str, object]], ...]


class _Points(NamedTuple):
    """A sample of a file's coordinates."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Trial:
    """A system tried on the sample."""

    candidate: Candidate
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


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
    return weighed(draft, shapes, province=province, expected=expected or {})


def sample(shapes: NDArray[np.object_]) -> _Points:
    """Return some coordinates of all shapes, evenly."""
    points = shapely.get_coordinates(shapes[~shapely.is_missing(shapes)])
    points = points[np.isfinite(points).all(axis=1)]
    step = max(1, len(points) // SAMPLE)
    return _Points(*points[::step].T)


def attempt(points: _Points, key: str, province: gpd.GeoDataFrame, *, swap: bool) -> _Trial:
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


def weighed(
    draft: Draft,
    shapes: NDArray[np.object_],
    *,
    province: gpd.GeoDataFrame,
    expected: Mapping[int, tuple[float, float]],
) -> tuple[Candidate, ...]:
    """Return the systems that are possible, the likeliest first, each with what speaks for it."""
    if shapely.is_missing(shapes).all():
        return ()
    points = sample(shapes)
    if not len(points.x):
        return ()
    stated = statement(draft)
    scored = []
    for key, swap, reasons in _possible(points):
        trial = attempt(points, key, province, swap=swap)
        weight, why = _weight(trial.candidate, stated, draft)
        near = _at_home(draft, shapes, trial.candidate, expected)
        if near is not None:
            weight *= 20.0 if near <= AT_HOME_KM else 0.02
            word = "at_home" if near <= AT_HOME_KM else "far"
            why = (*why, (word, {"km": f"{near:.0f}"}))
        share: tuple[str, Mapping[str, object]]
        share = ("inside", {"share": f"{trial.candidate.inside * 100:.0f}"})
        scored.append((weight, replace(trial.candidate, reasons=(*reasons, share, *why))))
    total = sum(weight for weight, _ in scored) or 1.0
    ranked = sorted(scored, key=lambda each: -each[0])
    return tuple(replace(candidate, score=weight / total) for weight, candidate in ranked)


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
            numbered: Reasons = (*why, ("numbered", {"zone": zone, "band": band}))
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


def statement(draft: Draft) -> _Stated:
    """Return what a file itself says of its system."""
    system = draft.crs.system if draft.crs else ""
    own = str(draft.stated.get("datum", ""))
    if own in SHIFTED:
        system = own  # said in so many words, whatever the format fixes
    elif not system and draft.kind in FIXED and not draft.stated.get("datum_words"):
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
    if draft.stated.get("hint") == candidate.system:
        weight, why = weight * HINTED, (("hinted", {"words": str(draft.stated["hint_words"])}),)
    if stated.system and _same(candidate.system, stated.system):
        words = str(draft.stated.get("datum_words", ""))
        said: Reasons = (("datum", {"datum": words}),) if words else (("stated", {}),)
        return weight * 1e7, said  # more than datum, band and zone together
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
    shapes: NDArray[np.object_],
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


def from_home(
    draft: Draft, shapes: NDArray[np.object_], expected: Mapping[int, tuple[float, float]]
) -> float | None:
    """Return how far degrees lie from the zones that rows name, in the middle; None if unknown."""
    x, y = sample(shapes)
    swap = len(x) > 0 and rows.is_swapped(float(np.median(x)), float(np.median(y)))
    here = Candidate(WGS84, swap, 0.0, 0.0, (), approximate=False, centre=None)
    return _at_home(draft, shapes, here, expected)


def settled(
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
    """Ask which system a file is in where it could be several, or where its rows and it differ."""
    hint, datum = str(draft.stated.get("hint", "")), statement(draft).datum
    is_open = hint and hint != datum and (not datum or _is_by_format(draft))
    if is_open and any(each.system == hint for each in candidates):
        names = {lang: SYSTEMS[hint].name(lang) for lang in LANGS}
        words = str(draft.stated["hint_words"])
        return Finding("place.hinted", QUESTION, value=words, values={"system": names})
    rivals = [
        each
        for each in candidates[1:]
        if each.inside > 0 and _zone(each) != _zone(best) and each.score > best.score / 10
    ]
    if rivals:
        likelier_last = (*reversed(rivals), best)
        zones = {_zone(each): SYSTEMS[each.system].zone for each in likelier_last}
        said = ", ".join(map(str, sorted(zones.values())))
        return Finding("place.which_zone", QUESTION, values={"zones": said})
    stated, zone = statement(draft).zone, SYSTEMS[best.system].zone
    if stated != zone and any(
        SYSTEMS[each.system].zone == stated
        and each.inside > 0
        and not SYSTEMS[each.system].numbered
        for each in candidates
    ):
        # Either would lie in Gansu; only the zones that its rows name speak against the file.
        between = {"stated": stated, "zone": zone}
        return Finding("place.zone_doubtful", QUESTION, values=between)
    return None


def _is_by_format(draft: Draft) -> bool:
    """Tell whether nothing but its format says which system a file is in."""
    return draft.kind in FIXED and not (
        draft.stated.get("declared") or draft.stated.get("datum_words")
    )


def _unknown(draft: Draft, candidates: tuple[Candidate, ...]) -> Finding | None:
    """Say that a file is in no system known here, by its declaration or by its numbers."""
    if draft.crs and draft.crs.is_projected and not draft.crs.system:
        # Magnitude would take UTM, or a city's own meridian, for Gauss-Krueger: off by kilometres.
        return Finding("place.unknown_crs", ERROR, values={"name": draft.crs.name})
    words = str(draft.stated.get("datum_words", ""))
    if candidates and words and not statement(draft).datum:
        return Finding("place.unknown_datum", QUESTION, value=words)
    return None if candidates else Finding("place.no_system", ERROR)


def _zone(candidate: Candidate) -> tuple[int, bool]:
    """Return what a wrong choice would be hundreds of kilometres off in."""
    system = SYSTEMS[candidate.system]
    return system.meridian, system.is_metric


def _contradictions(draft: Draft, taken: Candidate) -> list[Finding]:
    """Say where a file's own words and its numbers differ: the numbers are trusted."""
    stated, system = statement(draft), SYSTEMS[taken.system]
    found = []
    values: Mapping[str, object]
    if system.is_metric and stated.zone and stated.zone != system.zone:
        values = {"stated": stated.zone, "zone": system.zone}
        found.append(Finding("place.zone_differs", WARNING, values=values))
    if system.is_metric and stated.band and stated.band != system.band:
        values = {"stated": stated.band, "band": system.band}
        found.append(Finding("place.band_differs", WARNING, values=values))
    if stated.system and not _same(stated.system, taken.system):
        values = {"stated": _code(stated.system), "taken": _code(taken.system)}
        code = "place.format_differs" if _is_by_format(draft) else "place.system_differs"
        found.append(Finding(code, WARNING, values=values))
    return found


def _code(key: str) -> str:
    """Return what a system is called in every language."""
    return f"EPSG:{SYSTEMS[key].epsg}" if SYSTEMS[key].epsg else key.upper()
