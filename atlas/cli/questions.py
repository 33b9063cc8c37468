"""
Answer a planner's questions on a terminal: who does the same, who is near, what is missing.

Every answer is a table for programs, in Chinese as the plan writes it, and lines for people.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from atlas import geo
from atlas.analysis import comparison
from atlas.analysis import gaps as missing
from atlas.analysis import similarity as likeness
from atlas.analysis import strength as weights
from atlas.analysis.precision import NONE, Share, borne
from atlas.i18n import LANGS, text
from atlas.model.names import normalise
from atlas.model.vocabulary import InquiryError, SelectionError, nothing_like
from atlas.model.vocabulary import nearest as similar_value
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection
from geodata.schema.tables import SEPARATOR

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

LANG = LANGS[0]  # of the tables: the plan's own names stand in them
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
# Tables without slugs -> where their names stand.
UNSLUGGED = {"area_focus": "phrase", "cluster_parts": "part", "indicators": "name"}
WIDE = {"W", "F"}  # characters that take two columns of a terminal
YES = "\u25cf"


@dataclass(frozen=True, slots=True)
class Answer:
    """
    An answer.

    Attributes
    ----------
    table
        Stable columns; several values of a cell as a tuple.
    lines
        The same for people to read.
    """

    table: pd.DataFrame
    lines: tuple[str, ...]


# How it is put ------------------------------------------------------------------------------------


class Voice:
    """
    The names and words of one atlas in one language.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        ``"zh"`` or ``"en"``.
    """

    def __init__(self, atlas: "Atlas", lang: str) -> None:
        self.atlas, self.lang = atlas, lang

    def __call__(self, key: str, **values: object) -> str:
        """Return one of the strings of this subject."""
        return text(f"inquire.{key}", self.lang, **values)

    @cached_property
    def _unslugged(self) -> dict[str, dict[str, str]]:
        tables = {name: (getattr(self.atlas, name), stem) for name, stem in UNSLUGGED.items()}
        return {
            name: dict(zip(table[f"{stem}_zh"], table[f"{stem}_{self.lang}"], strict=True))
            for name, (table, stem) in tables.items()
        }

    def name(self, vocabulary: str, key: str, *, short: bool = False) -> str:
        """Return the name of what a key stands for."""
        if vocabulary in UNSLUGGED:
            return self._unslugged[vocabulary][key]
        if vocabulary == "zones" and key not in self.atlas.zones.index:
            return key  # an atlas may be cut down to some of its zones
        return self.atlas.label(vocabulary, key, self.lang, short=short)

    def names(self, vocabulary: str, keys: Iterable[str], *, short: bool = False) -> str:
        """Return several names in a row."""
        return self("and").join(self.name(vocabulary, key, short=short) for key in keys)

    def refs(self, source: str) -> str:
        """Return references in brackets."""
        return f"[{self('and').join(map(self.ref, source.split(SEPARATOR)))}]"

    def ref(self, ref: str) -> str:
        """Return a reference as it is written in the language."""
        return ref.replace(text("inquire.box", LANG), text("inquire.box_written", self.lang))


def width(words: str) -> int:
    """Return how many columns of a terminal some words take."""
    return sum(2 if unicodedata.east_asian_width(char) in WIDE else 1 for char in words)


def aligned(rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> list[str]:
    """
    Return rows as lines, their columns below each other.

    Parameters
    ----------
    rows
        Cells, as many in each.
    right
        Columns of numbers, flush right.
    """
    rows, flush = [list(row) for row in rows], {*right}
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for n, (cell, room) in enumerate(zip(row, widths, strict=True)):
            blanks = " " * (room - width(cell))
            cells.append(blanks + cell if n in flush else cell + blanks)
        lines.append("  ".join(cells).rstrip())
    return lines


def indented(lines: Iterable[str], *, by: int = 2) -> list[str]:
    """Return lines moved to the right."""
    return [" " * by + line for line in lines]


def _km(km: float) -> str:
    """Write a distance between approximate positions: no finer than a kilometre."""
    return f"{km:.0f}"


def _grade(say: Voice, selection: Selection) -> str:
    """Say which links count."""
    return say("from_grade", grade=text(f"grade.{selection.min_grade}", say.lang))


def _names(atlas: "Atlas", vocabulary: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the Chinese names of some keys, as cells of a table hold them."""
    voice = Voice(atlas, LANG)
    return tuple(voice.name(vocabulary, key) for key in keys)


# Which zone is meant ------------------------------------------------------------------------------


def zone_names(atlas: "Atlas") -> dict[str, str]:
    """Return normalised name -> id for everything that a zone may be called."""
    names: dict[str, str] = {}
    for column in ("name_zh", "short_zh", "name_en", "short_en"):
        for name, zone in zip(atlas.zones[column], atlas.zones.index, strict=True):
            names.setdefault(normalise(name), zone)
    for alias, zone in zip(atlas.aliases["alias"], atlas.aliases["zone"], strict=True):
        names.setdefault(normalise(alias), zone)
    names.update((normalise(zone), zone) for zone in atlas.zones.index)
    names.pop("", None)
    return names


def find_zone(atlas: "Atlas", word: str) -> str:
    """
    Return the zone that a word names: its id, a name, a short name or an alias.

    Raises
    ------
    InquiryError
        If there is none; it offers the nearest.
    """
    found = zone_names(atlas).get(normalise(word))
    if not found:
        raise nothing_like([similar_value(word, atlas.zones, flag="")], "inquire.zone")
    return found


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
        Columns about, item and one a zone, by id. About ``fact`` (level, type, areas, prefecture);
        ``industry`` and ``tag``, where a cell is true or false; ``cluster``, where it is the
        strongest grade, weak ones too, or empty; ``km``, ``phrases`` and ``clusters``: distance to
        the zone in item, and Jaccard's coefficients with it.

    Raises
    ------
    InquiryError
        If there are fewer than two or too many.
    """
    ids = list(dict.fromkeys(ids))
    if not 1 < len(ids) <= comparison.MOST:
        raise InquiryError("inquire.how_many", n=len(ids), most=comparison.MOST)
    columns = ["about", "item", *ids]
    raw = [
        [about, item, *(_value(cell) for cell in cells)]
        for about, item, *cells in _beside(Voice(atlas, LANG), ids, selection)
    ]
    say = Voice(atlas, lang)
    cells = _beside(say, ids, selection)
    body = [
        [about, item, *(_cell(say, about, cell) for cell in row)] for about, item, *row in cells
    ]
    small = any(isinstance(cell, Share) and cell.small for row in cells for cell in row)
    heads = [say.name("zones", each, short=True) for each in ids]
    first, *rest = aligned([["", *heads], *(row[1:] for row in body)])
    lines, at = [say("compared", n=len(ids)), "", f"  {first}"], iter(rest)
    for about, group in groupby(body, key=lambda row: row[0]):
        lines += [say(f"about.{about}"), *(f"  {next(at)}" for _ in group)]
    table = pd.DataFrame(raw, columns=columns, dtype=object)
    notes = [say("jaccard"), *([say("few")] if small else []), _grade(say, selection)]
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
    if about == "fact":
        return say("and").join(cell)
    if about == "km":
        return _km(cell)
    if about == "cluster" and cell:
        return text(f"grade.{cell}", say.lang)
    return YES if cell else ""


def _beside(say: Voice, ids: list[str], selection: Selection) -> list[list[Any]]:
    """
    Return what is set side by side: about, item, and a cell a zone.

    The cells of a fact are tuples of names, of a cluster grades, of what is shared true or false,
    of the rest figures.
    """
    atlas, of = say.atlas, {"scheme": selection.scheme, "min_grade": selection.min_grade}
    rows = []
    for about in ("level", "type", "area", "prefecture"):
        held = _held(atlas, ids, about, **of)
        vocabulary = FLAGS[about].vocabulary
        names = [tuple(say.name(vocabulary, key) for key in held.index[held[i]]) for i in ids]
        rows.append(["fact", say(f"about.{about}"), *names])
    said = comparison.compare(atlas, ids, min_grade=selection.min_grade)
    listed = {"industry": said.industries, "cluster": said.clusters, "tag": said.tags}
    for about, cells in listed.items():
        # What more of the zones have comes first.
        shared = cells.astype(bool).sum(axis=1).sort_values(ascending=False, kind="stable")
        for key, row in zip(shared.index, cells.loc[shared.index].to_numpy().tolist(), strict=True):
            rows.append([about, say.name(FLAGS[about].vocabulary, key), *row])
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


def _held(atlas: "Atlas", ids: Sequence[str], flag: str, **of: str) -> pd.DataFrame:
    """Return which choices of a flag hold for which zones: choices × zones, those that hold."""
    cells = atlas.once(Facets).matrix(flag, **of)
    held = cells.iloc[cells.index.get_indexer(ids)].set_axis(ids).T
    return held[held.any(axis=1)]


# Who does the same --------------------------------------------------------------------------------


def _only(alike: likeness.Similarity, zone: str) -> likeness.Similarity:
    """Return how alike one zone is to the others; of all other pairs that is left open."""
    at = alike.ids.get_loc(zone)
    others = np.ones((len(alike.ids), len(alike.ids)), dtype=bool)
    others[at, :] = others[:, at] = False
    cells = {name: np.where(others, np.nan, getattr(alike, name)) for name in likeness.MEASURES}
    return replace(alike, **cells)


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
    asked = {"on": on, "within": within, "most": most, "least": least, "scheme": selection.scheme}
    pairs = likeness.pairs(atlas, _only(alike, zone) if zone else alike, **asked)
    if zone:
        turned = pairs["b"] == zone
        pairs.loc[turned, ["a", "b"]] = pairs.loc[turned, ["b", "a"]].to_numpy()
    vocabulary = FLAGS[likeness.MEASURES[on]].vocabulary
    table = pairs.assign(
        a_name=[atlas.label("zones", each, LANG) for each in pairs["a"]],
        b_name=[atlas.label("zones", each, LANG) for each in pairs["b"]],
        km=pairs["km"].round(1),
        common=[_names(atlas, vocabulary, keys) for keys in pairs["common"]],
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
    notes = [say("jaccard"), *([say("few")] if small else []), _grade(say, selection)]
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
    zones = zones[zones.index != zone]
    here = atlas.zones.loc[zone]
    n = len(zones)
    km = geo.distance_km(
        np.full(n, here["lon"]), np.full(n, here["lat"]), zones["lon"], zones["lat"]
    )
    shared = {}
    for measure, flag in likeness.MEASURES.items():
        cells = atlas.once(Facets).matrix(flag, min_grade=selection.min_grade)
        own = cells.columns[cells.loc[zone]]
        shared[measure] = cells.loc[zones.index.astype(str), own]
    kept = shared[same].any(axis=1).to_numpy() if same else np.ones(n, dtype=bool)
    order = [at for at in np.argsort(km, kind="stable") if kept[at]][:most]
    common = {
        measure: [tuple(cells.columns[cells.iloc[at]]) for at in order]
        for measure, cells in shared.items()
    }
    vocabularies = {m: FLAGS[flag].vocabulary for m, flag in likeness.MEASURES.items()}
    found = zones.iloc[order]
    table = pd.DataFrame(
        {
            "zone": found.index.astype(str),
            "name_zh": found["name_zh"].astype(str).to_numpy(),
            "level": [atlas.label("levels", level, LANG) for level in found["level"]],
            "km": np.round(np.asarray(km)[order], 1),
            **{
                measure: [_names(atlas, vocabularies[measure], keys) for keys in cells]
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
    notes = [_grade(say, selection), say("straight")]
    return Answer(table, (head, "", *aligned([columns, *rows], right=[2]), "", *notes))


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
            "zones": [_names(atlas, "zones", ids) for ids in found["zones"]],
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
    return Answer(table, (*lines, "", say("gap_note"), _grade(say, selection)))


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
    notes = [say("listing"), *([say("few_expected")] if small else []), _grade(say, selection)]
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
