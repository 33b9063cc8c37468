"""Answers about clusters: what is missing, and how strong they are."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from atlas.analysis import gaps as missing
from atlas.analysis import strength as weights
from atlas.analysis.precision import borne
from atlas.cli.output import Answer, aligned, grade_note, indented
from atlas.i18n import LANGS, text
from atlas.model.names import normalise
from atlas.model.vocabulary import SelectionError
from atlas.model.vocabulary import nearest as similar_value
from atlas.plan.voice import LANG, Voice, names_of
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
# Kinds of gaps -> the vocabulary that what is missing belongs to.
KINDS = {
    "focus": "area_focus",
    "unnamed": "industries",
    "part": "cluster_parts",
    "no-cluster": "zones",
    "no-type": "types",
    "no-zone": "prefectures",
}
BY = ("area", "prefecture", "type", "level")
# What is missing ----------------------------------------------------------------------------------


def gap_kinds(words: Iterable[str]) -> tuple[str, ...]:
    """
    Return the kinds of gaps that some words name; all where there are none.

    Raises
    ------
    SelectionError
        If a word names none; it offers the nearest.
    """
    table = pd.DataFrame(
        {f"name_{each}": [text(f"inquire.gap.{kind}", each) for kind in KINDS] for each in LANGS},
        index=pd.Index(KINDS),
    )
    names = {normalise(name): kind for column in table for kind, name in table[column].items()}
    names |= {normalise(kind): kind for kind in KINDS}
    words = list(words)
    wrong = [word for word in words if normalise(word) not in names]
    if wrong:
        raise SelectionError(similar_value(word, table, flag="kind") for word in wrong)
    chosen = {names[normalise(word)] for word in words} or {*KINDS}
    return tuple(kind for kind in KINDS if kind in chosen)


def gaps(
    atlas: "Atlas", *, selection: Selection, kinds: Sequence[str] = (), lang: str = "zh"
) -> Answer:
    """
    Return what is missing.

    Parameters
    ----------
    atlas
        The atlas.
    selection
        Its areas, if any, its scheme and its weakest grade.
    kinds
        As of `gap_kinds`; all unless given.
    lang
        Of the lines.

    Returns
    -------
    Answer
        Columns kind, area, what, key, zones, zone_ids, source: as of `missing.gaps`, with names;
        key is the slug or phrase of `what`.
    """
    say = Voice(atlas, lang)
    found = missing.gaps(atlas, scheme=selection.scheme, min_grade=selection.min_grade)
    found = found[found["kind"].isin(kinds or KINDS)]
    if selection.areas:
        found = found[found["area"].isin(selection.areas)]
    table = pd.DataFrame(
        {
            "kind": found["kind"],
            "area": [atlas.label("areas", area, LANG) if area else "" for area in found["area"]],
            "what": [
                Voice(atlas, LANG).name(KINDS[kind], key)
                for kind, key in zip(found["kind"], found["what"], strict=True)
            ],
            "key": found["what"],
            "zones": [names_of(atlas, "zones", ids) for ids in found["zones"]],
            "zone_ids": found["zones"],
            "source": found["source"],
        }
    ).reset_index(drop=True)
    lines = [say("gaps", n=len(found), what=_places(atlas, selection, lang))]
    for kind, rows in groupby(found.itertuples(), key=lambda row: row.kind):
        cells = [
            (
                say.name("areas", row.area) if row.area else say("province"),
                say.name(KINDS[kind], row.what),
                say.refs(row.source),
                _listing(say, kind, row.zones),
            )
            for row in rows
        ]
        lines += ["", say("counted", what=say(f"gap.{kind}"), n=len(cells))]
        lines += indented(aligned(cells))
    return Answer(table, (*lines, "", say("gap_note"), grade_note(say, selection)))


def _listing(say: Voice, kind: str, zones: Sequence[str]) -> str:
    """Name the zones that a gap leaves, if it is not one of these itself."""
    names = say.names("zones", zones, short=True)
    if kind == "focus" and zones:
        return say("same_cluster", zones=names)
    return "" if kind == "no-cluster" else names


def _places(atlas: "Atlas", selection: Selection, lang: str) -> str:
    """Say which areas are asked for, without counting their zones."""
    return selection.describe_parts(atlas, lang=lang) or atlas.label(
        "schemes", selection.scheme, lang
    )


# How strong the clusters are ----------------------------------------------------------------------


def strength(atlas: "Atlas", *, selection: Selection, by: str = "area", lang: str = "zh") -> Answer:
    """
    Weigh clusters by counts of listings.

    Parameters
    ----------
    atlas
        The atlas.
    selection
        Which zones, its scheme and its weakest grade; what it says of `by` chooses groups, held
        against all zones that satisfy the rest of it.
    by
        One of `BY`.
    lang
        Of the lines.

    Returns
    -------
    Answer
        The columns of `weights.strength`, groups and clusters by name, of the groups that the
        selection names or else of all; lines leave out what a group does not list.
    """
    say, field = Voice(atlas, lang), FLAGS[by].field
    # Groups that are asked for are held against all of them, not against themselves.
    base, chosen = selection.with_(**{field: ()}), getattr(selection, field)
    zones = base.apply(atlas)
    asked = {"by": by, "scheme": selection.scheme, "min_grade": selection.min_grade}
    found = weights.strength(atlas, zones, **asked)
    found = found[found["group"].isin(chosen)] if chosen else found
    mixed = weights.diversity(atlas, zones, **asked)
    vocabulary = FLAGS[by].vocabulary
    table = found.assign(
        group=[atlas.label(vocabulary, slug, LANG) for slug in found["group"]],
        cluster=[atlas.label("clusters", slug, LANG) for slug in found["cluster"]],
    )
    lines = [say("strength", what=base.describe(atlas, lang=lang)), ""]
    head = [say(f"column.{each}") for each in ("cluster", "listings", "share", "lq")]
    rows, small = [], False
    for group, cells in found[found["listings"] > 0].groupby("group", sort=False):
        total = int(mixed.loc[group, "listings"])
        rows.append(_group(say, vocabulary, group, mixed.loc[group]))
        for row in cells.sort_values("listings", ascending=False, kind="stable").itertuples():
            small |= row.few
            rows.append(
                [
                    say.name("clusters", row.cluster, short=True),
                    str(row.listings),
                    borne(row.share, total),
                    borne(row.lq, row.listings) + ("*" if row.few else " "),
                ]
            )
    if not rows:
        return Answer(table, (*lines, say("none")))
    body = aligned([head, *(row for row in rows if isinstance(row, list))], right=[1, 2, 3])
    titled = iter(body[1:])
    lines += ["  " + body[0]]
    lines += [f"  {next(titled)}" if isinstance(row, list) else row for row in rows]
    notes = [say("listing"), *([say("few_expected")] if small else []), grade_note(say, selection)]
    return Answer(table, (*lines, "", *notes))


def _group(say: Voice, vocabulary: str, group: str, row: Mapping[str, float]) -> str:
    """Say how many-sided a group is."""
    n = int(row["listings"])
    return say(
        "group",
        name=say.name(vocabulary, group),
        zones=int(row["zones"]),
        listings=n,
        clusters=int(row["clusters"]),
        shannon=borne(row["shannon"], n),
        krugman=borne(row["krugman"], n),
    )
