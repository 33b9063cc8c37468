"""Find groups of zones that are alike, where the tree of their likeness is cut."""

from dataclasses import dataclass

import pandas as pd

from atlas.analysis import similarity
from atlas.analysis.findings.alike import VOCABULARY
from atlas.analysis.findings.question import Question
from atlas.analysis.similarity import Groups
from atlas.i18n import text
from atlas.maps.choropleth import WORDS
from atlas.maps.overlay import Group, NothingToDraw, Overlay
from atlas.maps.specification import CUTS
from atlas.selection.facets import Facets

# Phrases are rarely the same, so that only a high cut leaves groups of more than one.
USUAL = {"phrases": 80, "clusters": 60}
NAMED = 2  # things that a legend names of what a group shares
SHARED = 0.5  # of a group's zones, and two at least, must list what is said to make it


@dataclass(frozen=True, slots=True)
class Members:
    """
    Zones that are alike.

    Attributes
    ----------
    number
        As the tree shows it.
    zones
        Ids in the order of the leaves.
    shared
        Slugs of what at least half of them list, with how many of them do, the most first.
    """

    number: int
    zones: tuple[str, ...]
    shared: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """
    Zones in groups.

    Attributes
    ----------
    tree
        The tree, and where it is cut.
    groups
        In the order of their numbers: those of several zones before zones by themselves.
    reading
        What it comes to in a sentence.
    """

    tree: Groups
    groups: tuple[Members, ...]
    reading: str

    @property
    def several(self) -> tuple[Members, ...]:
        """The groups of more than one zone."""
        return tuple(group for group in self.groups if len(group.zones) > 1)


def cut(asked: Question) -> int:
    """Return where the tree is cut, in hundredths of its height; one of `CUTS`."""
    return asked.map.cut if asked.map.cut in CUTS else USUAL[asked.map.on]


def find(asked: Question) -> Grouped:
    """Find the groups; without a zone that lists anything there is none."""
    on = asked.map.on
    alike = similarity.similarity(asked.atlas, asked.zones, min_grade=asked.map.selection.min_grade)
    tree = similarity.groups(alike, on=on, cut=cut(asked) / 100)
    found = members(asked, tree)
    return Grouped(tree, found, _reading(asked, tree, found) if found else "")


def overlay(asked: Question) -> Overlay:
    """Return the groups as a map shows them: the largest with a colour each, the rest with one."""
    found = find(asked)
    if not found.several:
        raise NothingToDraw("drawn.no.groups", on=lambda lang: _measure(asked.map.on, lang))
    largest = sorted(found.several, key=lambda group: (-len(group.zones), group.number))
    coloured = largest if len(largest) <= WORDS else largest[: WORDS - 1]
    groups = [
        Group(
            f"word/{place}",
            group.zones,
            _named(asked, group),
            str(group.number),
        )
        for place, group in enumerate(sorted(coloured, key=lambda group: group.number), start=1)
    ]
    groups += [
        Group(f"word/{WORDS}", group.zones, asked.say("drawn.group.others"), str(group.number))
        for group in largest[len(coloured) :]
    ]
    return Overlay(
        "groups",
        asked.say("drawn.title.groups", on=asked.say(f"analysis.on.{asked.map.on}")),
        found.reading,
        groups=tuple(groups),
        notes=(asked.say("drawn.note.groups"),),
        methods=("upgma", f"jaccard-{asked.map.on}"),
    )


def members(asked: Question, tree: Groups) -> tuple[Members, ...]:
    """
    Return the groups of a tree, each with what makes it.

    Parameters
    ----------
    asked
        Says what likeness is measured on, and the weakest link that counts.
    tree
        Cut.
    """
    flag = similarity.MEASURES[asked.map.on]
    matrix = asked.atlas.once(Facets).matrix(flag, min_grade=asked.map.selection.min_grade)
    has = matrix.loc[tree.ids]
    found = []
    for number, ids in pd.Series(tree.ids).groupby(tree.labels):
        zones = tuple(ids)
        counts = has.loc[list(zones)].sum().sort_values(ascending=False, kind="stable")
        shared = counts[counts >= max(SHARED * len(zones), min(len(zones), 2))]
        common = tuple((str(slug), int(n)) for slug, n in shared.items())
        found.append(Members(int(number), zones, common))
    return tuple(found)


def _reading(asked: Question, tree: Groups, found: tuple[Members, ...]) -> str:
    """Say how many groups there are, and what makes the largest."""
    several = [group for group in found if len(group.zones) > 1]
    largest = max(found, key=lambda group: len(group.zones))
    words = {"zones": len(tree.ids), "at": f"{tree.cut:.1f}", "groups": len(several)}
    if several:
        words |= {
            "alone": len(found) - len(several),
            "number": largest.number,
            "n": len(largest.zones),
            "shared": _shared(asked, largest) or asked.say("charts.undefined"),
        }
    kind = "none" if not several else "reading" if largest.shared else "chained"
    on = asked.say(f"analysis.on.{asked.map.on}")
    return asked.say(f"analysis.groups.{kind}", on=on, **words)


def _shared(asked: Question, group: Members) -> str:
    """Name what all zones of a group list; if nothing, what most of them do."""
    everyone = [slug for slug, n in group.shared if n == len(group.zones)]
    common = everyone or [slug for slug, _ in group.shared[:1]]
    return asked.listed(VOCABULARY[asked.map.on], common)


def _named(asked: Question, group: Members) -> str:
    """Return a group's entry in the legend: its number and what makes it."""
    everyone = [slug for slug, n in group.shared if n == len(group.zones)]
    common = (everyone or [slug for slug, _ in group.shared])[:NAMED]
    shared = asked.listed(VOCABULARY[asked.map.on], common)
    key = "drawn.group.shared" if shared else "drawn.group.number"
    return asked.say(key, number=group.number, shared=shared)


def _measure(on: str, lang: str) -> str:
    return text(f"analysis.on.{on}", lang)
