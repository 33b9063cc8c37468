"""
What differs between two documents: which zones they have, by what name, at what level, doing what.

Either may be the older one. That a zone of the one is a zone of the other is a statement too: it is
certain, or inferred for a reason that is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.analysis.comparison import graded
from atlas.model import documents, naming
from atlas.model.documents import LIST
from atlas.model.naming import RENAMED
from atlas.office.vintage import Vintage, other
from atlas.selection.flags import FLAGS, PICKED, grades
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

BOTH, FIRST, SECOND = "both", "first", "second"  # which of the two documents has a zone
LEVEL, CLUSTERS, WORDS = "level", "clusters", "words"
# Kinds of changes, in the order in which they are told: only in the one or in the other; by another
# name; of another level; with industries that point to other clusters; with none such, but in other
# words. Zones that both have may be of several, but of one of the last two.
KINDS = (FIRST, SECOND, RENAMED, LEVEL, CLUSTERS, WORDS)
SURE, INFERRED = "certain", "inferred"
NAMES = "zh"  # the language of the documents: English names are ours


@dataclass(frozen=True, slots=True)
class Shift:
    """
    A cluster that a zone points to by one of two documents, or more surely by one.

    Attributes
    ----------
    cluster
        Its slug.
    before, after
        The strongest grade by the first document and by the second; empty where no phrase of
        the zone points there.
    """

    cluster: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """
    What differs between two documents.

    Attributes
    ----------
    first, second
        The documents: slugs of ``atlas.documents``.
    sides
        The atlas of each.
    rows
        A row a zone that either has, indexed by zone, those of the first document first:
        ``presence`` (`BOTH`, `FIRST` or `SECOND`); ``naming`` (`SAME`, `FULLER` where one name is
        the other with its place before it, `RENAMED`; empty unless both have it);
        ``same`` (`SURE`, or `INFERRED` that both mean one zone), ``note_zh``, ``note_en`` (why);
        ``dropped``, ``added`` (tuples of phrases); ``lost``, ``gained`` (tuples of `Shift`); and
        for each of ``before`` and ``after``: ``name_zh_…``, ``name_en_…``, ``level_…``, ``code_…``,
        ``approved_…``, ``area_ha_…`` (hectares), ``source_…``, ``date_…``; empty, or not a number,
        where a document does not say.
    """

    first: str
    second: str
    sides: tuple["Atlas", "Atlas"]
    rows: pd.DataFrame

    def of(self, kind: str) -> pd.DataFrame:
        """Return the rows of one of `KINDS`, or those of `BOTH`."""
        rows = self.rows
        if kind in {BOTH, FIRST, SECOND}:
            return rows[rows["presence"] == kind]
        if kind == RENAMED:
            return rows[rows["naming"] == kind]
        both = rows["presence"] == BOTH
        if kind == LEVEL:
            return rows[both & (rows["level_before"] != rows["level_after"])]
        moved = rows["lost"].map(bool) | rows["gained"].map(bool)
        if kind == CLUSTERS:
            return rows[moved.astype(bool)]
        reworded = rows["dropped"].map(bool) | rows["added"].map(bool)
        return rows[reworded.astype(bool) & ~moved.astype(bool)]

    def counts(self) -> dict[str, int]:
        """Return how many zones are of each kind, and of `BOTH`."""
        return {kind: len(self.of(kind)) for kind in (BOTH, *KINDS)}

    def name(self, zone: str, lang: str) -> str:
        """Return what a zone is called: by the second document, or by the first if it is gone."""
        row = self.rows.loc[zone]
        return str(row[f"name_{lang}_after"] or row[f"name_{lang}_before"])


def pair(atlas: "Atlas", first: str = "", second: str = "") -> tuple[str, str]:
    """Return two documents; where one is not named, the plan, and the last list after it."""
    table = atlas.documents
    lists = table.index[table["kind"] == LIST]
    return first or str(table.index[0]), second or str(lists[-1])


def changes(
    atlas: "Atlas", first: str, second: str, *, selection: Selection | None = None
) -> Changes:
    """
    Hold two documents against each other.

    Parameters
    ----------
    atlas
        Of any document; what an office has added of its own is left out.
    first, second
        Slugs of ``atlas.documents``.
    selection
        Of the zones: those that it selects by either document. Its weakest grade is that from
        which a cluster counts.

    Raises
    ------
    SelectionError
        If there is no such document.
    """
    selection = selection or Selection()
    sides = [other(atlas, Vintage(document)) for document in (first, second)]
    said = [documents.said_of(side, side.document) for side in sides]
    # What an office has brought in stands in no document.
    wanted = {zone for side in sides for zone in _selected(side, selection)}
    order = dict.fromkeys([*sides[0].zones.index, *sides[1].zones.index])
    zones = [zone for zone in order if zone in wanted and any(zone in each.index for each in said)]
    rows = {zone: _row(sides[0], zone, [_of(each, zone) for each in said]) for zone in zones}
    shifts = _shifts(sides, zones, selection.min_grade)
    phrases = [_phrases(side) for side in sides]
    for zone, row in rows.items():
        before, after = (each.get(zone, ()) for each in phrases)
        row["dropped"] = tuple(each for each in before if each not in after)
        row["added"] = tuple(each for each in after if each not in before)
        row["lost"], row["gained"] = shifts[zone]
        if row["presence"] != BOTH:
            row.update(dict.fromkeys(("dropped", "added", "lost", "gained"), ()))
    columns = [*_row(sides[0], "", [None, None]), "dropped", "added", "lost", "gained"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype=object)
    return Changes(first, second, (sides[0], sides[1]), table.rename_axis("zone"))


def _selected(atlas: "Atlas", selection: Selection) -> Iterator[str]:
    """Yield the zones selected; what a document does not know selects none of its zones."""
    known: dict[str, tuple[str, ...]] = {}
    for flag, record in FLAGS.items():
        values = getattr(selection, record.field)
        if values and record.vocabulary and flag != PICKED:
            there = getattr(atlas, record.vocabulary).index
            known[record.field] = tuple(value for value in values if value in there)
            if not known[record.field]:
                return
    yield from map(str, selection.with_(**known).apply(atlas).index)


def _of(said: pd.DataFrame, zone: str) -> dict[str, Any] | None:
    return said.loc[zone].to_dict() if zone in said.index else None


def _row(atlas: "Atlas", zone: str, said: list[dict[str, Any] | None]) -> dict[str, Any]:
    """Return what two documents say of a zone, beside its industries."""
    first, second = said
    row: dict[str, Any] = {
        "presence": BOTH if first and second else FIRST if first else SECOND,
        "naming": "",
        "same": SURE,
        "note_zh": "",
        "note_en": "",
    }
    if first and second:
        places = naming.places_of(atlas, zone)
        row["naming"] = naming.naming(first["name_zh"], second["name_zh"], places)
        # One entry of a list that both rest on is one zone, whatever it is in the plan.
        unsure = [each for each in said if each and each["same"] != SURE]
        if unsure and (first["code"], first["name_zh"]) != (second["code"], second["name_zh"]):
            row |= {name: unsure[-1][name] for name in ("same", "note_zh", "note_en")}
    for side, each in zip(("before", "after"), said, strict=True):
        for name in ("name_zh", "name_en", "level", "code", "approved", "source", "date"):
            row[f"{name}_{side}"] = each[name] if each else ""
        row[f"area_ha_{side}"] = each["area_ha"] if each else float("nan")
    return row


def _phrases(atlas: "Atlas") -> dict[str, tuple[str, ...]]:
    listed = atlas.zone_industries
    return {str(zone): tuple(rows["industry"]) for zone, rows in listed.groupby("zone", sort=False)}


def _shifts(
    sides: list["Atlas"], zones: list[str], min_grade: str
) -> dict[str, tuple[tuple[Shift, ...], tuple[Shift, ...]]]:
    """Return for each zone the clusters that no longer count, and those that count now."""
    counting = grades(min_grade)
    tables = [graded(side, zones).reindex(side.clusters.index).fillna("") for side in sides]
    found = {}
    for zone in zones:
        pairs = zip(tables[0].index, tables[0][zone], tables[1][zone], strict=True)
        shifts = [Shift(*each) for each in pairs]
        found[zone] = (
            tuple(s for s in shifts if s.before in counting and s.after not in counting),
            tuple(s for s in shifts if s.after in counting and s.before not in counting),
        )
    return found


# For programs -------------------------------------------------------------------------------------

SIDES = {"before": "from", "after": "to"}
COLUMNS = (
    *("zone", "in", "kinds"),
    *(f"{name}_{side}" for name in ("name", "level") for side in SIDES.values()),
    *(f"{name}_{side}" for name in ("code", "approved", "area_ha") for side in SIDES.values()),
    *(f"industries_{side}" for side in SIDES.values()),
    *("lost", "gained", "same", "why"),
    *(f"source_{side}" for side in SIDES.values()),
)


def records(said: Changes) -> list[dict[str, Any]]:
    """
    Return what differs as programs take it, a record a zone; names are the tables' Chinese ones.

    Returns
    -------
    list of dict
        The fields of `COLUMNS`: zone (its id), in (`BOTH`, `FIRST` or `SECOND`), kinds (of
        `KINDS`); name, level, code, approved, hectares and industries by each (``…_from``,
        ``…_to``); lost and gained (clusters, each with its grades by the first and by the second,
        ``-`` where there is none); same (how sure it is that both mean one zone) and why; the
        sources. Several values stand in a tuple.
    """
    kinds = {kind: {*said.of(kind).index} for kind in KINDS}
    return [
        _record(said, str(zone), tuple(kind for kind, zones in kinds.items() if zone in zones))
        for zone in said.rows.index
    ]


def _record(said: Changes, zone: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    known = said.rows.loc[zone]
    record: dict[str, Any] = {
        "zone": zone,
        "in": known["presence"],
        "kinds": kinds,
        "lost": tuple(_written(said, shift) for shift in known["lost"]),
        "gained": tuple(_written(said, shift) for shift in known["gained"]),
        "same": known["same"] if known["presence"] == BOTH else "",
        "why": known[f"note_{NAMES}"],
    }
    for own, (side, name) in zip(said.sides, SIDES.items(), strict=True):
        level, area = known[f"level_{side}"], known[f"area_ha_{side}"]
        listed = own.zone_industries
        record |= {
            f"name_{name}": known[f"name_{NAMES}_{side}"],
            f"level_{name}": own.label("levels", level, NAMES) if level else "",
            f"code_{name}": known[f"code_{side}"],
            f"approved_{name}": known[f"approved_{side}"],
            f"area_ha_{name}": None if pd.isna(area) else area,
            f"industries_{name}": tuple(
                own.label("industries", each, NAMES)
                for each in listed.loc[listed["zone"] == zone, "industry"]
            ),
            f"source_{name}": known[f"source_{side}"],
        }
    return {name: record[name] for name in COLUMNS}


def _written(said: Changes, shift: Shift) -> str:
    name = said.sides[0].label("clusters", shift.cluster, NAMES)
    return f"{name}:{shift.before or '-'}:{shift.after or '-'}"
