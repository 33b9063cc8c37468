"""Answers about zones held against each other: side by side, most alike, nearest."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from atlas.analysis import comparison
from atlas.analysis import similarity as likeness
from atlas.analysis.precision import NONE, Share
from atlas.cli.output import Answer, aligned, grade_note
from atlas.i18n import text
from atlas.maps.specification import MOST_COMPARED
from atlas.model.atlas import neighbours
from atlas.model.vocabulary import InquiryError
from atlas.plan.voice import LANG, Voice, names_of
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection
from geodata.schema.tables import SEPARATOR

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
YES = "\u25cf"
# About what a cell is that a word stands for -> where the words stand.
WORDED = {"cluster": "grade", "wanted": "match"}


def _km(km: float) -> str:
    """Write a distance between approximate positions: no finer than a kilometre."""
    return f"{km:.0f}"


# Zones side by side -------------------------------------------------------------------------------


def compare(atlas: "Atlas", ids: Sequence[str], *, selection: Selection, lang: str) -> Answer:
    """
    Set zones side by side.

    Parameters
    ----------
    atlas
        The atlas.
    ids
        Two to ten zones.
    selection
        Its scheme is that of the areas, its weakest grade that of the clusters.
    lang
        Of the lines.

    Returns
    -------
    Answer
        Columns about, item and one a zone, by id. About ``fact`` (level, type, areas, prefecture,
        county, source); ``industry`` and ``tag``, where a cell is true or false; ``cluster``, where
        it is the strongest grade, weak ones too, or empty; ``wanted``, what the plan wants of the
        areas, where it is how the zone answers or empty; ``km``, ``phrases`` and ``clusters``:
        distance to the zone in item, and Jaccard's coefficients with it; ``both-phrases`` and
        ``both-clusters``: what both have, by name.

    Raises
    ------
    InquiryError
        If there are fewer than two or too many.
    """
    ids = list(dict.fromkeys(ids))
    if not 1 < len(ids) <= MOST_COMPARED:
        raise InquiryError("inquire.how_many", n=len(ids), most=MOST_COMPARED)
    columns = ["about", "item", *ids]
    said = comparison.compare(atlas, ids, min_grade=selection.min_grade)
    plain = Voice(atlas, LANG)
    raw = [
        [about, item, *(_value(cell) for cell in cells)]
        for about, item, *cells in (*_beside(plain, said, selection), *_in_common(plain, said))
    ]
    say = Voice(atlas, lang)
    cells = _beside(say, said, selection)
    body = [
        [about, item, *(_cell(say, about, cell) for cell in row)] for about, item, *row in cells
    ]
    small = any(isinstance(cell, Share) and cell.small for row in cells for cell in row)
    heads = [say.name("zones", each, short=True) for each in ids]
    first, *rest = aligned([["", *heads], *(row[1:] for row in body)])
    lines, at = [say("compared", n=len(ids)), "", f"  {first}"], iter(rest)
    for about, group in groupby(body, key=lambda row: row[0]):
        lines += [say(f"about.{about}"), *(f"  {next(at)}" for _ in group)]
    lines += [say("about.both"), *(f"  {line}" for line in _pairs(say, said))]
    table = pd.DataFrame(raw, columns=columns, dtype=object)
    notes = [say("jaccard"), *([say("few")] if small else []), grade_note(say, selection)]
    notes += [say("straight")]
    return Answer(table, (*lines, "", *notes))


def _value(cell: Any) -> Any:  # noqa: ANN401 - of several types
    """Return a cell as programs take it."""
    return cell.value if isinstance(cell, Share) else cell


def _cell(say: Voice, about: str, cell: Any) -> str:  # noqa: ANN401 - of several types
    """Write a cell for people."""
    if cell is None:
        return NONE
    if isinstance(cell, Share):
        return str(cell)
    if isinstance(cell, tuple):
        return say("and").join(cell)
    if about == "km":
        return _km(cell)
    if about in WORDED and cell:
        return text(f"{WORDED[about]}.{cell}", say.lang)
    return YES if cell else ""


def _beside(say: Voice, said: comparison.Comparison, selection: Selection) -> list[list[Any]]:
    """
    Return what is set side by side: about, item, and a cell a zone.

    The cells of a fact are tuples of names, of a cluster grades, of what is shared true or false,
    of the rest figures.
    """
    atlas, ids = say.atlas, list(said.ids)
    of = {"scheme": selection.scheme, "min_grade": selection.min_grade}
    rows = []
    for about in ("level", "type", "area", "prefecture", "county"):
        held = _held(atlas, ids, about, **of)
        vocabulary = FLAGS[about].vocabulary
        names = [tuple(say.name(vocabulary, key) for key in held.index[held[i]]) for i in ids]
        rows.append(["fact", say(f"about.{about}"), *names])
    sources = [
        tuple(map(say.ref, refs.split(SEPARATOR))) for refs in atlas.zones.loc[ids, "source"]
    ]
    rows.append(["fact", say("about.source"), *sources])
    listed = {"industry": said.industries, "cluster": said.clusters, "tag": said.tags}
    for about, cells in listed.items():
        # What more of the zones have comes first.
        shared = cells.astype(bool).sum(axis=1).sort_values(ascending=False, kind="stable")
        for key, row in zip(shared.index, cells.loc[shared.index].to_numpy().tolist(), strict=True):
            rows.append([about, say.name(FLAGS[about].vocabulary, key), *row])
    for focus, wanted in zip(said.wanted.index, said.wanted.to_numpy().tolist(), strict=True):
        rows.append(["wanted", comparison.wish(atlas, focus, say.lang), *wanted])
    figures: dict[str, list[list[Any]]] = {"km": said.km.round(1).to_numpy().tolist()}
    for measure in likeness.MEASURES:
        pairs = np.dstack([said.common[measure], said.either[measure]]).tolist()
        figures[measure] = [[Share(*cell) for cell in row] for row in pairs]
    for about, cells in figures.items():
        for n, each in enumerate(ids):
            # A zone is not held against itself.
            apart = [None if m == n else cell for m, cell in enumerate(cells[n])]
            rows.append([about, say.name("zones", each, short=True), *apart])
    return rows


def _in_common(say: Voice, said: comparison.Comparison) -> list[list[Any]]:
    """Return what each zone has in common with every other, by name, as rows of `_beside`."""
    rows = []
    for measure, flag in likeness.MEASURES.items():
        vocabulary = FLAGS[flag].vocabulary
        for each in said.ids:
            shared = zip(said.ids, said.both[measure].loc[each], strict=True)
            names = [
                () if zone == each else tuple(say.name(vocabulary, slug) for slug in slugs)
                for zone, slugs in shared
            ]
            rows.append([f"both-{measure}", say.name("zones", each, short=True), *names])
    return rows


def _pairs(say: Voice, said: comparison.Comparison) -> list[str]:
    """Say of every two zones what they have in common; of those that have nothing, nothing."""
    rows = [
        [
            say("pair", a=say.name("zones", a, short=True), b=say.name("zones", b, short=True)),
            *(
                say.names(FLAGS[flag].vocabulary, said.both[measure].loc[a, b], short=True)
                for measure, flag in likeness.MEASURES.items()
            ),
        ]
        for a, b in said.pairs
    ]
    rows = [row for row in rows if any(row[1:])]
    heads = ["", *(say(f"measure.{measure}") for measure in likeness.MEASURES)]
    return aligned([heads, *rows]) if rows else [say("nothing")]


def _held(atlas: "Atlas", ids: Sequence[str], flag: str, **of: str) -> pd.DataFrame:
    """Return which choices of a flag hold for which zones: choices × zones, those that hold."""
    cells = atlas.once(Facets).matrix(flag, **of)
    held = cells.iloc[cells.index.get_indexer(ids)].set_axis(ids).T
    return held[held.any(axis=1)]


# Who does the same --------------------------------------------------------------------------------


def similar(  # noqa: PLR0913 - which pairs, how many, and how to say it
    atlas: "Atlas",
    *,
    selection: Selection,
    zone: str = "",
    on: str = "phrases",
    within: str = "",
    least: bool = False,
    most: int = 10,
    lang: str = "zh",
) -> Answer:
    """
    Return the zones most alike to one, or the most alike pairs.

    Parameters
    ----------
    atlas
        The atlas.
    selection
        Among which zones; its weakest grade counts for clusters, its scheme for areas.
    zone
        A zone that is in every pair, first; any pair unless given.
    on
        The measure to go by: ``"phrases"`` or ``"clusters"``.
    within
        ``"area"`` or ``"across"``: only pairs that share an area, or share none.
    least
        The least alike instead.
    most
        How many.
    lang
        Of the lines.

    Returns
    -------
    Answer
        Columns a, a_name, b, b_name, phrases, clusters, km, same_area, common: as of
        `likeness.pairs`, with names.
    """
    say, zones = Voice(atlas, lang), selection.apply(atlas)
    if zone and zone not in zones.index:
        zones = atlas.zones[atlas.zones.index.isin({*zones.index, zone})]
    alike = likeness.similarity(atlas, zones, min_grade=selection.min_grade)
    pairs = likeness.pairs(
        atlas,
        alike,
        of=zone,
        on=on,
        within=within,
        most=most,
        least=least,
        scheme=selection.scheme,
    )
    vocabulary = FLAGS[likeness.MEASURES[on]].vocabulary
    table = pairs.assign(
        a_name=[atlas.label("zones", each, LANG) for each in pairs["a"]],
        b_name=[atlas.label("zones", each, LANG) for each in pairs["b"]],
        km=pairs["km"].round(1),
        common=[names_of(atlas, vocabulary, keys) for keys in pairs["common"]],
    )[["a", "a_name", "b", "b_name", "phrases", "clusters", "km", "same_area", "common"]]
    which = ("of_least" if least else "of") if zone else ("pairs_least" if least else "pairs")
    head = say(
        f"similar.{which}",
        zone=say.name("zones", zone) if zone else "",
        on=say(f"measure.{on}"),
        what=selection.describe(atlas, lang=lang),
    )
    lines = [head, *(say(f"within.{each}") for each in [within] if each), ""]
    if pairs.empty:
        return Answer(table, (*lines, say("none")))
    held = {
        flag: _held(atlas, alike.ids, flag, min_grade=selection.min_grade)
        for flag in likeness.MEASURES.values()
    }
    rows, small = [], False
    for row in pairs.itertuples():
        shares = [Share.of(has[row.a], has[row.b]) for has in held.values()]
        small |= any(share.small for share in shares)
        ends = (row.b,) if zone else (row.a, row.b)
        names = [say.name("zones", each) for each in ends]
        common = say.names(vocabulary, row.common, short=True) or say("nothing")
        rows.append([*names, *map(str, shares), _km(row.km), common])
    columns = [*(["zone"] if zone else ["a", "b"]), *likeness.MEASURES, "km", f"common.{on}"]
    numbers = [n for n, each in enumerate(columns) if each in {*likeness.MEASURES, "km"}]
    lines += aligned([[say(f"column.{each}") for each in columns], *rows], right=numbers)
    notes = [say("jaccard"), *([say("few")] if small else []), grade_note(say, selection)]
    notes += [say("straight")]
    return Answer(table, (*lines, "", *notes))


# Who is near --------------------------------------------------------------------------------------


def nearest(  # noqa: PLR0913 - as of `similar`
    atlas: "Atlas",
    zone: str,
    *,
    selection: Selection,
    same: str = "",
    most: int = 5,
    lang: str = "zh",
) -> Answer:
    """
    Return the selected zones nearest to one.

    Parameters
    ----------
    atlas
        The atlas.
    zone
        The zone in the middle.
    selection
        Which others; its weakest grade counts for clusters.
    same
        ``"phrases"`` or ``"clusters"``: only zones that share one with it.
    most
        How many.
    lang
        Of the lines.

    Returns
    -------
    Answer
        Columns zone, name_zh, level, km (geodesic, between approximate positions), phrases and
        clusters that both have.
    """
    say, zones = Voice(atlas, lang), selection.apply(atlas)
    shared = {}
    for measure, flag in likeness.MEASURES.items():
        cells = atlas.once(Facets).matrix(flag, min_grade=selection.min_grade)
        own = cells.columns[cells.loc[zone]]
        shared[measure] = cells.loc[zones.index.astype(str), own]
    kept = zones.index[shared[same].any(axis=1)] if same else zones.index
    near = neighbours(atlas, zone, n=most, among=kept)
    found = atlas.zones.loc[near["zone"]]
    common = {
        measure: [tuple(cells.columns[cells.loc[each]]) for each in near["zone"]]
        for measure, cells in shared.items()
    }
    vocabularies = {m: FLAGS[flag].vocabulary for m, flag in likeness.MEASURES.items()}
    table = pd.DataFrame(
        {
            "zone": found.index.astype(str),
            "name_zh": found["name_zh"].astype(str).to_numpy(),
            "level": [atlas.label("levels", level, LANG) for level in found["level"]],
            "km": near["km"].round(1).to_numpy(),
            **{
                measure: [names_of(atlas, vocabularies[measure], keys) for keys in cells]
                for measure, cells in common.items()
            },
        }
    )
    head = say(
        f"nearest.{same or 'any'}",
        zone=say.name("zones", zone),
        what=selection.describe(atlas, lang=lang),
    )
    if table.empty:
        return Answer(table, (head, "", say("none")))
    columns = [say(f"column.{each}") for each in ("zone", "level", "km")]
    columns += [say(f"column.common.{measure}") for measure in likeness.MEASURES]
    rows = [
        [
            say.name("zones", row.zone),
            say.name("levels", found["level"].iloc[at]),
            _km(row.km),
            *(
                say.names(vocabularies[m], common[m][at], short=True) or say("nothing")
                for m in likeness.MEASURES
            ),
        ]
        for at, row in enumerate(table.itertuples())
    ]
    notes = [grade_note(say, selection), say("straight")]
    return Answer(table, (head, "", *aligned([columns, *rows], right=[2]), "", *notes))
