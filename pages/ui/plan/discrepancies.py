"""Set side by side what several places of the plan say where they differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from atlas import plan
from atlas.analysis.gaps import COMMA
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.plan import references
from pages.ui.plan import places
from pages.ui.session.view import View

QUOTED = re.compile("\u201c([^\u201d]+)\u201d")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one place says where two or more differ: by the tables, and in its own words."""

    ref: str
    said: list[tuple[str, str]]
    quotes: list[tuple[str, tuple[plan.Piece, ...]]]


def statements(
    view: View, atlas: Atlas, slip: object, *, words: plan.PlanText | None, zone: str = ""
) -> list[Statement]:
    """
    Return what each place of a slip says, to stand side by side.

    Parameters
    ----------
    view
        In whose language.
    atlas
        The atlas.
    slip
        A row of ``atlas.slips``.
    words
        The plan's text where it is in place: then the sentences that hold what the slip quotes.
    zone
        Only what is said of this zone.

    Returns
    -------
    list of Statement
        One a place, in the slip's order.
    """
    zones = [zone] if zone else list(filter(None, slip.zones.split("|")))
    return [
        Statement(
            ref,
            said=[
                *_mentioned(view, atlas, zones, ref),
                *(wish for each in zones[:1] for wish in _wished(view, atlas, each, ref)),
                *_figures(view, atlas, slip, ref),
            ],
            quotes=_quotes(atlas, words, slip, ref) if words else [],
        )
        for ref in references.split(slip.refs)
    ]


def _mentioned(view: View, atlas: Atlas, zones: list[str], ref: str) -> list[tuple[str, str]]:
    rows = atlas.mentions[atlas.mentions["zone"].isin(zones)]
    columns = ("zone", "source", f"what_{view.lang}")
    return [
        (zone if len(zones) > 1 else "", what)
        for zone, source, what in zip(*(rows[name] for name in columns), strict=True)
        if any(references.within(place, ref) for place in references.split(source))
    ]


def called(atlas: Atlas, zone: str, place: str) -> bool:
    """Return whether the place that a phrase of an area's text is for is a zone's prefecture."""
    home = atlas.prefectures.loc[atlas.zones.loc[zone, "prefecture"], "short_zh"]
    return home in place.split(COMMA)


def _wished(view: View, atlas: Atlas, zone: str, ref: str) -> Iterator[tuple[str, str]]:
    """Yield what a place wants of the prefecture of a zone, whom it need not name for that."""
    rows = atlas.area_focus[atlas.area_focus["source"] == ref]
    for (place, shown), own in rows.groupby(["place_zh", f"place_{view.lang}"], sort=False):
        if called(atlas, zone, place):
            phrases = text("list.comma", view.lang).join(own[f"phrase_{view.lang}"])
            yield "", f"{shown}{text('list.colon', view.lang)}{phrases}"


def _figures(view: View, atlas: Atlas, slip: object, ref: str) -> list[tuple[str, str]]:
    """Return the figures of a place that a slip about no zone speaks of, by number or by name."""
    if slip.zones:
        return []
    said = re.sub("|".join(map(re.escape, references.split(slip.refs))), " ", slip.says_zh)
    numbers = {each for each in NUMBER.findall(said) if len(each) > 1}
    rows = [
        row
        for row in _indicators(atlas)
        if any(references.within(place, ref) for place in references.split(row["source"]))
        and (f"{row['value']:.10g}" in numbers or row["name_zh"] in slip.says_zh)
    ]
    return [("", f"{row[f'name_{view.lang}']}  {places.figure(view, row)}") for row in rows]


@lru_cache(maxsize=2)
def _indicators(atlas: Atlas) -> list[dict[str, object]]:
    return places.records(atlas.indicators)


def _quotes(
    atlas: Atlas, words: plan.PlanText, slip: object, ref: str
) -> list[tuple[str, tuple[plan.Piece, ...]]]:
    """Return the sentences of a place that hold what a slip quotes; of a row all."""
    quoted = [each for each in QUOTED.findall(slip.says_zh) if not each.isspace()]
    spoken = [each for each in (ref, *plan.below(atlas, ref)) if each not in places.children(atlas)]
    held = [each for each in spoken if any(quote in words.words(each) for quote in quoted)]
    if not held and plan.place(atlas, ref).kind in plan.SPOKEN:
        held = [ref]
    return [(each, words.pieces(each, find=" ".join(quoted))) for each in held[:2]]
