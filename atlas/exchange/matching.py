"""Tell which zone a row of a file is about: by id, name, alias, near name, or place."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from atlas import geo
from atlas.exchange.prefixes import Prefixes
from atlas.exchange.words import WORDS
from atlas.i18n import LANGS, text
from atlas.model.atlas import Atlas
from atlas.model.names import normalise, syllables
from atlas.model.vocabulary import ALIAS, ID, NAME, zone_words
from atlas.office.record import Record, State

NEAR_KM = 15.0  # a shape as near to a zone may well be of it
ALIKE = 0.55  # of two names, 1 being the same
STEM = 0.5  # the same of what stands before their kinds, in characters or in syllables
_KIND = re.compile(f"(?:{'|'.join(map(re.escape, WORDS['kind']['ends']))})+$")
MOST_HELD = 400_000  # pairs of names held against each other; of what comes after, none is near
LONGEST = 100  # characters of a name that near ones are looked for: each is held against each
SHOWN = 5  # candidates
COMMON = 6  # zones: a pair of characters that more have says nothing ("industrial park")
NEAR, PLACE, CHOSEN, NONE = "near", "place", "chosen", "none"
CLASH, TOTAL = "clash", "total"  # names that lead to different zones; a row that sums up others


@dataclass(frozen=True, slots=True)
class Match:
    """
    What a row may be.

    Attributes
    ----------
    zone
        The zone, where it is certain; else empty.
    how
        By what: a way of `atlas.model.vocabulary`, or one of the constants of this module.
    candidates
        The zones it may be, the likelier first.
    """

    zone: str
    how: str
    candidates: tuple[str, ...] = ()

    @property
    def zones(self) -> tuple[str, ...]:
        """The zone, or those it may be."""
        return (self.zone,) if self.zone else self.candidates

    @property
    def is_exact(self) -> bool:
        """Whether an id or a name is that of a zone, or of several, letter for letter."""
        return self.how in {ID, NAME, ALIAS}


@dataclass(frozen=True, eq=False)
class Known:
    """
    The zones that rows are matched to: the plan's and the office's own.

    Attributes
    ----------
    atlas
        The plan's zones.
    state
        The office's records.
    """

    atlas: Atlas
    state: State

    @cached_property
    def _exact(self) -> Mapping[str, Mapping[str, set[str]]]:
        """Way -> normalised string -> the zones that are called so."""
        found: dict[str, defaultdict[str, set[str]]]
        found = {way: defaultdict(set) for way in (ID, NAME, ALIAS)}
        for way, word, zone in zone_words(self.atlas):
            found[way][normalise(word)].add(zone)
        for record in self._own.values():
            found[ID][normalise(record.zone)].add(record.zone)
            for name in filter(None, (record.name_zh, record.name_en)):
                found[NAME][normalise(name)].add(record.zone)
            for alias in record.aliases:
                found[ALIAS][normalise(alias)].add(record.zone)
        return found

    @cached_property
    def _own(self) -> dict[str, Record]:
        return {zone: record for zone, record in self.state.records.items() if record.is_own}

    def called(self, said: str) -> Match:
        """Return the zone that is called so, or those whose names are near."""
        wanted = normalise(said)
        if not wanted:
            return Match("", NONE)
        for way, strings in self._exact.items():
            zones = strings.get(wanted)
            if zones and len(zones) == 1:
                return Match(next(iter(zones)), way)
            if zones:
                return Match("", way, tuple(sorted(zones)))
        if len(wanted) > LONGEST:
            return Match("", NONE)
        if zone := self._prefixes.zone(said):
            return Match(zone, NAME)
        near = self._near(said, wanted)
        return Match("", NEAR, near) if near else Match("", NONE)

    @cached_property
    def _prefixes(self) -> Prefixes:
        return Prefixes(self.atlas)

    # Near names --------------------------------------------------------------------------------

    @property
    def is_tired(self) -> bool:
        """Whether so many names were held against each other that no more are: each takes time."""
        return self._work[NEAR] >= MOST_HELD

    @cached_property
    def _work(self) -> Counter[str]:
        """How many pairs of names were held against each other so far."""
        return Counter()

    @cached_property
    def _spelt(self) -> dict[str, set[str]]:
        """Zone -> its names, normalised, and their pinyin."""
        found: dict[str, set[str]] = defaultdict(set)
        for strings in (self._exact[NAME], self._exact[ALIAS]):
            for name, zones in strings.items():
                for zone in zones:
                    found[zone].add(name)
        return found

    @cached_property
    def _pairs(self) -> dict[str, set[str]]:
        """Pair of characters -> the zones whose names have it, where these are few."""
        found: dict[str, set[str]] = defaultdict(set)
        for zone, names in self._spelt.items():
            for name in names:
                for pair in _pairs(name):
                    found[pair].add(zone)
        return {pair: zones for pair, zones in found.items() if len(zones) <= COMMON}

    def _near(self, said: str, wanted: str) -> tuple[str, ...]:
        shared = Counter(zone for pair in _pairs(wanted) for zone in self._pairs.get(pair, ()))
        if not shared:
            return ()
        if self.is_tired:
            return ()
        scored = []
        read = "".join(syllables(said)) if not said.isascii() else ""
        for zone in shared:
            self._work[NEAR] += len(self._spelt[zone])
            score = max(_alike(wanted, read, name) for name in self._spelt[zone])
            if score >= ALIKE:
                scored.append((-score, zone))
        return tuple(zone for _, zone in sorted(scored)[:SHOWN])

    # Places ------------------------------------------------------------------------------------

    @cached_property
    def _places(self) -> tuple[list[str], NDArray[np.float64]]:
        zones = self.atlas.zones
        ids, lon, lat = list(zones.index), zones["lon"].tolist(), zones["lat"].tolist()
        for record in self._own.values():
            if record.geometry is not None:
                middle = record.geometry.representative_point()
                ids.append(record.zone)
                lon.append(middle.x)
                lat.append(middle.y)
        return ids, np.column_stack([lon, lat])

    @cached_property
    def _tree(self) -> KDTree:
        return KDTree(geo.geocentric(*self._places[1].T))

    def at(self, shapes: Iterable[BaseGeometry | None]) -> list[tuple[str, ...]]:
        """
        Return the zones near each shape, the nearest first.

        Parameters
        ----------
        shapes
            EPSG:4326; None where there is none.
        """
        shapes = np.fromiter(shapes, dtype=object)
        found: list[tuple[str, ...]] = [()] * len(shapes)
        there = np.flatnonzero(~shapely.is_missing(shapes))
        if not len(there):
            return found
        middles = shapely.centroid(shapes[there])
        points = geo.geocentric(shapely.get_x(middles), shapely.get_y(middles))
        ids = self._places[0]
        km, near = self._tree.query(
            points, k=min(SHOWN, len(ids)), distance_upper_bound=NEAR_KM * geo.M_PER_KM
        )
        for n, reach, which in zip(there, np.atleast_2d(km), np.atleast_2d(near), strict=True):
            found[n] = tuple(ids[m] for m in which[np.isfinite(reach)])
        return found

    def place_of(self, zone: str) -> tuple[float, float]:
        """Return longitude and latitude of a zone; NaN where none is known."""
        n = self._at.get(zone)
        return (np.nan, np.nan) if n is None else tuple(self._places[1][n].tolist())

    @cached_property
    def _at(self) -> dict[str, int]:
        return {zone: n for n, zone in enumerate(self._places[0])}

    def names(self, zones: Iterable[str]) -> dict[str, str]:
        """Return the names of some zones as sentences list them, by language."""
        plan = self.atlas.zones

        def name(zone: str, lang: str) -> str:
            if zone in plan.index:
                return str(plan.loc[zone, f"name_{lang}"])
            own = self._own[zone]
            return (own.name_en if lang == "en" else "") or own.name_zh

        return {
            lang: text("list.comma", lang).join(name(zone, lang) for zone in zones)
            for lang in LANGS
        }

    def __contains__(self, zone: object) -> bool:
        """Return whether there is a zone of this id."""
        return zone in self.atlas.zones.index or zone in self._own


def _pairs(name: str) -> set[str]:
    # English names go by words of three letters, where two would be in every one.
    width = 4 if name.isascii() else 2
    return {name[n : n + width] for n in range(len(name) - width + 1)} or {name}


def _alike(wanted: str, read: str, name: str) -> float:
    """
    Return how alike two names are: as written, or as read aloud (a wrong character).

    Names whose kinds alone agree ("industrial park") are not: what tells zones apart must be.
    """
    if not _alike_before_kind(wanted, name):
        return 0.0
    written = _ratio(wanted, name)
    if not read or name.isascii():
        return written
    return max(written, _ratio(read, "".join(syllables(name))) - 0.1)


def _alike_before_kind(one: str, other: str) -> bool:
    """Return whether what stands before the kinds of two zones is alike, or one has nothing."""
    stems = _stem(one), _stem(other)
    if not all(stems) or any(name.isascii() for name in stems):
        return True
    return _reach(*stems, STEM) or _reach(syllables(stems[0]), syllables(stems[1]), STEM)


@lru_cache(maxsize=65536)
def _stem(name: str) -> str:
    """Return what stands before the kind of a zone."""
    return _KIND.sub("", name)


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _reach(one: Sequence[str], other: Sequence[str], least: float) -> bool:
    """Return whether two names are as alike as that; most are told apart by their letters alone."""
    held = SequenceMatcher(None, one, other, autojunk=False)
    return all(ratio() >= least for ratio in (held.real_quick_ratio, held.quick_ratio, held.ratio))


def table(rows: pd.Index, matches: list[Match], said: list[str]) -> pd.DataFrame:
    """Return matches as a table: ``zone``, ``how``, ``said``, ``candidates`` by row."""
    return pd.DataFrame(
        {
            "zone": pd.Series([match.zone for match in matches], index=rows, dtype=object),
            "how": pd.Series([match.how for match in matches], index=rows, dtype=object),
            "said": pd.Series(said, index=rows, dtype=object),
            "candidates": pd.Series(
                [match.candidates for match in matches], index=rows, dtype=object
            ),
        },
        index=rows,
    )
