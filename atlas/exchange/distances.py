"""How far a file puts each zone from where it is shown, and whether that is to be asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas import geo
from atlas.exchange.coordinates.spikes import spike
from atlas.exchange.findings import QUESTION, WARNING, Finding
from atlas.exchange.matching import Known, Match
from atlas.exchange.records import Present
from atlas.i18n import LANGS, text
from atlas.model.atlas import Atlas

TIMES, BEYOND_KM = 2.0, 5.0  # of what is known of a position, beyond which another is far from it
AT_KM = 1.0  # from the place of a zone, as near as which a shape may be meant for that
MARGIN = 0.02  # degrees around a prefecture: its drawn border is off by a few hundred metres
TAKE = "take"  # what may be decided of places that are far
FAR = (TAKE,)
# What is asked of places that are far, all of it answered by `TAKE`.
FAR_CODES = frozenset({"match.far", "match.far_prefecture", "match.far_other", "match.far_corner"})


@dataclass(frozen=True, slots=True)
class Distance:
    """
    How far from where a zone is shown a row of a file lies.

    Attributes
    ----------
    row
        The row.
    zone
        The zone.
    km
        Kilometres from the place that the zone is shown at to the nearest part of the shape.
    accuracy_km
        How well that place is known.
    there
        The prefecture that the shape lies in, where it is not the zone's; else empty.
    other
        Another zone that lies there; else empty.
    """

    row: int
    zone: str
    km: float
    accuracy_km: float
    there: str = ""
    other: str = ""

    @property
    def is_far(self) -> bool:
        """Whether the row may have been meant for another place."""
        far = self.km > TIMES * self.accuracy_km + BEYOND_KM
        return far or (self.km > self.accuracy_km and bool(self.there or self.other))


def measured(
    rows: Sequence[int],
    matches: Sequence[Match],
    geometry: NDArray[np.object_],
    known: Known,
    present: Mapping[str, Present],
) -> tuple[Distance, ...]:
    """
    Return how far the rows of known zones lie from where these are shown.

    Parameters
    ----------
    rows, matches, geometry
        The rows of a file, what they are, and their shapes, EPSG:4326.
    known
        All zones.
    present
        Where they are shown.
    """
    at = [n for n, match in enumerate(matches) if match.zone in present and geometry[n] is not None]
    near = known.at(geometry[at]) if at else []
    prefectures = _prefectures(known.atlas)
    found = []
    for n, zones in zip(at, near, strict=True):
        zone, shape = matches[n].zone, geometry[n]
        km, accuracy = _km(shape, present[zone]), present[zone].accuracy_km
        there = other = ""
        if km > accuracy:
            there = prefectures.beside(shape, known, zone)
            others = (z for z in zones if z != zone and z in present)
            other = next((z for z in others if _km(shape, present[z]) <= AT_KM), "")
        found.append(Distance(int(rows[n]), zone, km, accuracy, there, other))
    return tuple(found)


def asked(
    distances: Sequence[Distance], known: Known, *, decided: str, settled: frozenset[int]
) -> list[Finding]:
    """
    Return a question for every row that lies far from where its zone is shown.

    Parameters
    ----------
    distances, known
        As of `measured`.
    decided
        `TAKE` where such places are to be taken.
    settled
        Rows that were decided one by one.
    """
    names = _prefectures(known.atlas).names
    found = []
    for each in distances:
        if not each.is_far:
            continue
        values: dict[str, object] = {"km": f"{each.km:.0f}", "accuracy": f"{each.accuracy_km:g}"}
        level = WARNING if decided == TAKE or each.row in settled else QUESTION
        values |= {"zone": known.names([each.zone]), "ask": _ask(level)}
        code = "match.far"
        if each.there:
            code, values["there"] = "match.far_prefecture", names[each.there]
        if each.other:
            code, values["other"] = "match.far_other", known.names([each.other])
        found.append(Finding(code, level, each.row, values=values))
    return found


def corners_asked(
    rows: Sequence[int], geometry: Sequence[BaseGeometry | None], *, decided: str
) -> list[Finding]:
    """
    Return a question for every outline one of whose corners lies far from all others.

    Parameters
    ----------
    rows, geometry
        As of `measured`.
    decided
        As of `asked`.
    """
    level = WARNING if decided == TAKE else QUESTION
    found = []
    for row, shape in zip(rows, geometry, strict=True):
        if shape is not None and (far := spike(shape)):
            where = f"{far.lon:.6f}, {far.lat:.6f}"
            values = {"where": where, "km": f"{far.km:.0f}", "ask": _ask(level)}
            found.append(Finding("match.far_corner", level, int(row), values=values))
    return found


def _ask(level: str) -> dict[str, str]:
    """Return what is to be done about a far place: nothing more once it was confirmed."""
    key = "match.far.open" if level == QUESTION else "match.far.settled"
    return {lang: text(key, lang) for lang in LANGS}


def _km(shape: BaseGeometry, present: Present) -> float:
    """Return how far the nearest part of a shape is from where a zone is shown."""
    place = shapely.Point(present.lon, present.lat)
    line = shapely.get_coordinates(shapely.shortest_line(place, shape))
    return float(geo.distance_km(*line[0], *line[-1])) if len(line) else 0.0


class _Prefectures:
    """The prefectures of an atlas, made ready to be asked where a shape lies."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.slugs = [str(slug) for slug in atlas.prefectures.index]
        self.around = shapely.buffer(atlas.prefectures.geometry.to_numpy(), MARGIN)
        shapely.prepare(self.around)

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """Prefecture -> its name by language."""
        table = self.atlas.prefectures
        return {
            slug: {lang: str(table.loc[slug, f"name_{lang}"]) for lang in LANGS}
            for slug in self.slugs
        }

    def beside(self, shape: BaseGeometry, known: Known, zone: str) -> str:
        """Return the prefecture that a shape lies in, if the zone's own it does not touch."""
        home = self._home(known, zone)
        touched = [
            slug
            for slug, area in zip(self.slugs, self.around, strict=True)
            if shapely.intersects(area, shape)
        ]
        return "" if not home or not touched or home in touched else touched[0]

    def _home(self, known: Known, zone: str) -> str:
        if zone in self.atlas.zones.index:
            return str(self.atlas.zones.loc[zone, "prefecture"])
        record = known.state.records.get(zone)
        county = record.county if record else ""
        there = county in self.atlas.counties.index
        return str(self.atlas.counties.loc[county, "prefecture"]) if there else ""


@lru_cache(maxsize=2)  # an atlas compares by identity
def _prefectures(atlas: Atlas) -> _Prefectures:
    return _Prefectures(atlas)
