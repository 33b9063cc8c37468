"""Set two lists of the plan against each other: which zones both name, and which only one."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from atlas import plan
from atlas.i18n import text
from atlas.plan import references

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

SIDES = ("both", "first", "second")
KINDS = ("box", "row")  # of places that are lists
FEWEST = 2  # zones that make a list


@dataclass(frozen=True, slots=True)
class Contrast:
    """
    Two places of the plan against each other.

    Attributes
    ----------
    first, second
        Their references.
    a, b
        Zone -> where in either it is named, in the order of the text.
    """

    first: str
    second: str
    a: Mapping[str, tuple[str, ...]]
    b: Mapping[str, tuple[str, ...]]

    @property
    def sides(self) -> dict[str, list[str]]:
        """The zones that ``both`` name, the ``first`` only and the ``second`` only."""
        return {
            "both": [zone for zone in self.a if zone in self.b],
            "first": [zone for zone in self.a if zone not in self.b],
            "second": [zone for zone in self.b if zone not in self.a],
        }

    def at(self, zone: str) -> tuple[str, ...]:
        """Return where a zone is named in either."""
        return (*self.a.get(zone, ()), *self.b.get(zone, ()))


def contrast(atlas: "Atlas", first: str, second: str) -> Contrast:
    """
    Set two places of the plan against each other by the zones that they name.

    Raises
    ------
    KeyError
        If the plan has no such place.
    """
    return Contrast(first, second, _zones_of(atlas, first), _zones_of(atlas, second))


def lists(atlas: "Atlas") -> dict[str, frozenset[str]]:
    """Return the boxes of the plan, and their rows, that name several zones, with these."""
    found: dict[str, frozenset[str]] = {}
    for ref in atlas.passages.loc[atlas.passages["kind"].isin(KINDS), "ref"]:
        zones = frozenset(_zones_of(atlas, ref))
        # The only row of a box that names zones is no list of its own.
        if len(zones) >= FEWEST and zones not in found.values():
            found[ref] = zones
    return found


def alike(atlas: "Atlas", *, most: int = 3) -> list[tuple[str, str]]:
    """Return the pairs of lists that name the most zones in common, though not the same."""
    of = lists(atlas)
    shared = {
        (a, b): len(of[a] & of[b])
        for a, b in combinations(of, 2)
        if of[a] & of[b] and not of[a] <= of[b] and not of[b] <= of[a]
    }
    return sorted(shared, key=lambda pair: -shared[pair])[:most]


def as_table(atlas: "Atlas", said: Contrast, *, lang: str = "zh") -> pd.DataFrame:
    """
    Write a contrast as a table for people: who is named, by which of the two, and where.

    Returns
    -------
    pd.DataFrame
        Text, a row a zone: by which list, the zone's name, its places in either.
    """

    def refs(places: tuple[str, ...]) -> str:
        return " ".join(references.written(ref, lang) for ref in places)

    names = [references.written(ref, lang) for ref in (said.first, said.second)]
    rows = [
        [
            text(f"lists.side.{side}", lang, first=names[0], second=names[1]),
            atlas.label("zones", zone, lang),
            refs(said.a.get(zone, ())),
            refs(said.b.get(zone, ())),
        ]
        for side, zones in said.sides.items()
        for zone in zones
    ]
    heads = [text("lists.named", lang), text("lists.zone", lang), *names]
    return pd.DataFrame(rows, columns=heads)


def _zones_of(atlas: "Atlas", ref: str) -> dict[str, tuple[str, ...]]:
    """Return zone -> where in a place it is named."""
    inside, taken = {ref, *plan.below(atlas, ref)}, plan.taken(atlas, ref)
    return {
        zone: tuple(each for each in plan.places(atlas, "zones", zone) if each in inside)
        for zone in taken.loc[taken["vocabulary"] == "zones", "key"]
    }
