"""Find what is missing between text and zones, and where: at zones, in areas, in prefectures."""

from typing import Any

import pandas as pd

from atlas.analysis import gaps
from atlas.analysis.findings.question import Question
from atlas.maps.overlay import Group, Key, NothingToDraw, Overlay

# Each kind of gap, and the vocabulary of what is missing; phrases have none.
KINDS = {
    "focus": "",
    "unnamed": "industries",
    "part": "",
    "no-cluster": "zones",
    "no-type": "types",
    "no-zone": "prefectures",
}
OF_ZONES = ("unnamed", "no-cluster")  # gaps that are about the zones they name
# What a map marks: zones with a colour each kind, the rarer kind first, and land without a zone.
MARKED = {"no-cluster": "word/6", "unnamed": "word/2"}
EMPTY = "no-zone"


def find(asked: Question) -> pd.DataFrame:
    """
    Return the gaps of the selected areas; those about zones, of the selected zones.

    Parameters
    ----------
    asked
        Its selection gives the regionalisation, the areas and the weakest link that counts.

    Returns
    -------
    pd.DataFrame
        Rows of `atlas.analysis.gaps.gaps`; those of the whole province stay.
    """
    selection = asked.map.selection
    table = gaps.gaps(asked.atlas, scheme=selection.scheme, min_grade=selection.min_grade)
    if selection.areas:
        table = table[table["area"].isin(["", *selection.areas])]
    about_zones = table["kind"].isin(OF_ZONES)
    here = set(asked.zones.index)
    kept: list[Any] = [
        tuple(zone for zone in row.zones if zone in here) if row.kind in OF_ZONES else row.zones
        for row in table.itertuples()
    ]
    table = table.assign(zones=kept)
    return table[~about_zones | (table["zones"].map(len) > 0)].reset_index(drop=True)


def reading(found: pd.DataFrame, asked: Question) -> str:
    """Say how many gaps there are, kind by kind."""
    counted = [
        asked.say("space.gaps.count", kind=asked.say(f"space.gaps.{kind}.short"), n=n)
        for kind in KINDS
        if (n := int((found["kind"] == kind).sum()))
    ]
    if not counted:
        return asked.say("space.gaps.nothing")
    kinds = asked.say("list.comma").join(counted)
    return asked.say("space.gaps.reading", n=len(found), kinds=kinds)


def overlay(asked: Question) -> Overlay:
    """
    Return the gaps that have a place: zones and prefectures; of the others the notes say how many.

    Raises
    ------
    NothingToDraw
        If no gap has a place.
    """
    found, atlas = find(asked), asked.atlas
    taken: set[str] = set()
    groups = []
    for number, (kind, style) in enumerate(MARKED.items(), start=1):
        of_kind = {zone for zones in found.loc[found["kind"] == kind, "zones"] for zone in zones}
        zones = tuple(atlas.zones.index[atlas.zones.index.isin(of_kind - taken)])
        taken |= of_kind
        if zones:
            groups.append(Group(style, zones, asked.say(f"drawn.gap.{kind}"), str(number)))
    without, by = found.loc[found["kind"] == EMPTY, "what"], atlas.by(asked.lang)
    counties = {
        str(code): asked.say(
            "drawn.gap.county", prefecture=asked.name(prefecture, "prefectures"), by=by
        )
        for code, prefecture in atlas.counties["prefecture"].items()
        if prefecture in set(without)
    }
    if not groups and not counties:
        raise NothingToDraw("drawn.no.gaps")
    return Overlay(
        "gaps",
        asked.say("drawn.title.gaps"),
        reading(found, asked),
        counties=counties,
        groups=tuple(groups),
        keys=(Key("uncovered", asked.say("drawn.key.no-zone", by=by)),) if counties else (),
        notes=tuple(_by_area(asked, found)),
    )


def _by_area(asked: Question, found: pd.DataFrame) -> list[str]:
    """Say of what has no place on a map how much there is in each area."""
    rows = found[found["kind"].isin(["focus", "no-type"]) & (found["area"] != "")]
    notes = []
    for kind, of_kind in rows.groupby("kind", sort=False):
        counts = of_kind["area"].value_counts(sort=False)
        parts = [
            asked.say("drawn.gap.part", area=asked.name(str(area), "areas"), n=n)
            for area, n in counts.items()
        ]
        named = asked.say(f"space.gaps.{kind}.title")
        notes.append(
            asked.say("drawn.note.gaps", kind=named, parts=asked.say("list.comma").join(parts))
        )
    return notes
