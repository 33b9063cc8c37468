"""The names that officials write, with the places in front: province, prefecture, county."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from atlas.exchange.words import WORDS
from atlas.model.atlas import Atlas
from atlas.model.names import normalise
from atlas.model.vocabulary import ALIAS, NAME, zone_words

_PLACE = WORDS["place"]
_STEM = re.compile(_PLACE["stem"])
_LEAST = 2  # letters of a stem: of a shorter one too many words begin so


class _Said(NamedTuple):
    """What is left of a name, and the prefecture and the county that stood before it."""

    rest: str
    prefecture: str
    county: str


class Prefixes:
    """
    The zones of the plan by their names without the places in front.

    Parameters
    ----------
    atlas
        The plan's atlas.
    """

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas

    @cached_property
    def _prefectures(self) -> dict[str, str]:
        """Word -> slug of the prefecture that is called so."""
        names = self._atlas.prefectures["name_zh"]
        ends = _PLACE["prefecture"]
        return {word: str(slug) for slug, name in names.items() for word in _words(name, ends)}

    @cached_property
    def _counties(self) -> dict[str, str]:
        """Word -> adcode of the county that is called so, where it is one alone."""
        found: dict[str, set[str]] = defaultdict(set)
        for code, name in self._atlas.counties["name_zh"].items():
            for word in _words(name, _PLACE["county"]):
                found[word].add(str(code))
        return {word: next(iter(codes)) for word, codes in found.items() if len(codes) == 1}

    def _peeled(self, name: str) -> Iterator[_Said]:
        """Yield what a normalised name may say, with each of the places before it or without."""
        starts = {name}
        starts |= {
            name.removeprefix(word)
            for word in map(normalise, _PLACE["province"])
            if name.startswith(word)
        }
        for start in starts:
            after = [_Said(start, "", "")]
            after += [_Said(rest, slug, "") for slug, rest in _begun(start, self._prefectures)]
            yield from after
            for said in after:
                for code, rest in _begun(said.rest, self._counties):
                    yield said._replace(rest=rest, county=code)

    @cached_property
    def _zones(self) -> dict[str, set[tuple[str, str, str]]]:
        """Rest of a name -> the zones that it is of, with the places that stood before it."""
        found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for way, word, zone in zone_words(self._atlas):
            if way in {NAME, ALIAS}:
                for said in self._peeled(normalise(word)):
                    found[said.rest].add((zone, said.prefecture, said.county))
        return found

    def zone(self, said: str) -> str:
        """
        Return the one zone that a name means whose places in front are taken off; else nothing.

        What stands in front must be where the zone lies, and what the zone's own name has in front
        must be said.
        """
        wanted = normalise(said)
        for end in _PLACE["behind"]:
            wanted = wanted.removesuffix(normalise(end))
        plan = self._atlas.zones
        zones = {
            zone
            for given in self._peeled(wanted)
            if given.rest
            for zone, prefecture, county in self._zones.get(given.rest, ())
            if prefecture in {"", given.prefecture}
            and county in {"", given.county}
            and given.prefecture in {"", str(plan.loc[zone, "prefecture"])}
            and given.county in {"", str(plan.loc[zone, "county"])}
        }
        return zones.pop() if len(zones) == 1 else ""


def _begun(name: str, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the places that a name begins with, each with the rest of it."""
    for end in range(1, min(len(name), max(map(len, places), default=0)) + 1):
        if place := places.get(name[:end]):
            yield place, name[end:]


def _words(name: str, ends: list[str]) -> set[str]:
    """Return what a place may be called: in full, or its stem with an ending or without."""
    found = _STEM.match(name)
    stem = found[1] if found else name
    said = {name, *(f"{stem}{end}" for end in ends)}
    return {normalise(word) for word in (said if len(stem) < _LEAST else {*said, stem})}
