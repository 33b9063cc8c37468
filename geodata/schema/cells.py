"""Check the tables cell by cell: forms, references, uniqueness, both languages."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.schema.columns import Column, Tables
from geodata.schema.problems import Problem
from geodata.schema.tables import DOT, KINDS, PLAN_CARD, SCHEMA, SEPARATOR

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")
LATIN = re.compile(r"[A-Za-z]")


def nearest(value: str, known: Collection[str] | Mapping[str, str]) -> str:
    """
    Return the valid values nearest to a wrong one, best first.

    `known` may map labels (names as well as keys) to the values they stand for. Where nothing is
    near and there are few, all are offered.
    """
    labels = known if isinstance(known, Mapping) else {value: value for value in known}
    near = difflib.get_close_matches(value, labels, n=3, cutoff=0.5)
    few = 8
    found = dict.fromkeys(labels[label] for label in near or list(labels)[:few])
    return ", ".join(found)


def _tidy(value: str) -> str:
    """Return a text with single plain blanks between its words and no invisible characters."""
    if not value.isprintable():
        value = "".join(c for c in value if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(value.split())


def slug_of(value: str) -> str:
    """Return what a slug may have been meant to be."""
    return re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")


def wrong_text(column: Column, value: str) -> tuple[str, str] | None:
    """Return what is wrong with a cell as text, and what would be right."""
    parts = value.split(SEPARATOR) if column.several else [value]
    tidy = (
        list(dict.fromkeys(filter(None, map(_tidy, parts)))) if column.several else [_tidy(value)]
    )
    right = SEPARATOR.join(tidy)
    if right != value:
        doubled = len(set(parts)) < len(parts) and all(parts)
        return ("doubled" if doubled else "blanks"), right
    if column.required and not value:
        return "required", column.name
    if column.name.endswith("_en") and CHINESE.search(value) and not LATIN.search(value):
        return "not_english", ""
    return None


def wrong_value(column: Column, value: str) -> tuple[str, str] | None:
    """Return what is wrong with one value by its column alone, and what would be right."""
    if column.choices and value not in column.choices:
        return "choice", nearest(value, column.choices)
    if not column.kind.fits(value):
        return column.kind_name, slug_of(value) if column.kind_name == "slug" else ""
    return None


@dataclass(frozen=True, slots=True)
class Places:
    """
    What a source may be: a card, a place of the plan, a row of one of its boxes.

    Attributes
    ----------
    cards
        Keys of the cards.
    rows
        Place of the plan -> number of its rows; 0 where it is no box.
    passages
        Every stretch of the plan that has a reference, down to its sentences.
    """

    cards: frozenset[str]
    rows: Mapping[str, int]
    passages: frozenset[str] = frozenset()

    def card(self, ref: str) -> str:
        """Return the card that a source uses; empty if there is no such source."""
        place, dot, row = ref.partition(DOT)
        if ref in self.cards:
            return ref
        if ref in self.passages:
            return PLAN_CARD
        if place not in self.rows:
            return ""
        numbered = KINDS["count"].fits(row) and int(row) <= self.rows[place]
        return PLAN_CARD if numbered or not dot else ""

    def wrong(self, ref: str) -> tuple[str, str] | None:
        """Return what is wrong with a source, and what would be right."""
        if self.card(ref):
            return None
        place, dot, _ = ref.partition(DOT)
        if dot and place in self.rows:
            rows = self.rows[place]
            return "box_row", f"{place}{DOT}1–{rows}" if rows else place
        return "source", nearest(ref, [*self.cards, *self.rows])


def places_of(tables: Tables, sources: Mapping[str, Any]) -> Places | None:
    """Return the sources there are; None if sections or cards could not be read."""
    sections = tables.get("sections")
    if sections is None or not {"ref", "rows"} <= set(sections) or "cards" not in sources:
        return None
    rows = {
        ref: int(rows) if KINDS["count"].fits(rows) else 0
        for ref, rows in zip(sections["ref"], sections["rows"], strict=True)
    }
    passages = tables["passages"].get("ref", ()) if "passages" in tables else ()
    return Places(frozenset(sources["cards"]), rows, frozenset(passages))


def _labels(tables: Tables, name: str) -> dict[str, str] | None:
    """Return key -> key and name -> key of a table; None if it could not be read."""
    table, key = tables.get(name), SCHEMA[name].unique[0][0]
    if table is None or key not in table:
        return None
    names = [column for column in ("name_zh", "name_en") if column in table]
    named = {label: k for n in names for label, k in zip(table[n], table[key], strict=True)}
    return named | {k: k for k in table[key]}


def _cells(tables: Tables) -> Iterator[tuple[str, int, Column, str]]:
    """Yield file, row, column and value of every cell that the schema knows."""
    for name, table in tables.items():
        for column in SCHEMA[name].columns:
            if column.name in table:
                for row, value in table[column.name].items():
                    yield f"{name}.csv", row, column, value


def values_of(tables: Tables) -> Iterator[tuple[str, int, Column, str]]:
    """Yield file, row, column and value of every single value of a cell; none of an empty cell."""
    for file, row, column, cell in _cells(tables):
        for value in cell.split(SEPARATOR) if column.several else [cell]:
            if tidy := _tidy(value):
                yield file, row, column, tidy


def check_cells(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find stray blanks, empty cells, and what each column's kind and choices refuse."""
    for file, row, column, cell in _cells(tables):
        if wrong := wrong_text(column, cell):
            yield Problem(file, row, column.name, cell, *wrong)
    for file, row, column, value in values_of(tables):
        if not column.refers and (wrong := wrong_value(column, value)):
            yield Problem(file, row, column.name, value, *wrong)


def check_references(tables: Tables, sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find references to rows, cards and places of the plan that are not there."""
    places = places_of(tables, sources)
    labels = {name: _labels(tables, name) for name in SCHEMA}
    for file, row, column, value in values_of(tables):
        if column.refers == "sources":
            if places and (wrong := places.wrong(value)):
                yield Problem(file, row, column.name, value, *wrong)
        elif column.refers:
            several = [labels[name] for name in column.refers.split(SEPARATOR)]
            known = {k: v for each in several if each is not None for k, v in each.items()}
            if None not in several and known.get(value) != value:
                files = ", ".join(f"{name}.csv" for name in column.refers.split(SEPARATOR))
                near = f"{nearest(value, known)} ({files})"
                yield Problem(file, row, column.name, value, "reference", near)


def check_unique(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find rows with the key or another unique value of a row above."""
    for name, table in tables.items():
        told: set[int] = set()
        for columns in SCHEMA[name].unique:
            if not set(columns) <= set(table):
                continue
            first: dict[tuple[str, ...], int] = {}
            for row, *values in table[list(columns)].itertuples(name=None):
                other = first.setdefault(tuple(values), row)
                if other != row and row not in told and any(values):
                    told.add(row)
                    value = " ".join(filter(None, values))
                    yield Problem(f"{name}.csv", row, columns[-1], value, "duplicate", str(other))


def one_sided(zh: str, en: str, *, stem: str) -> tuple[str, str, str, str] | None:
    """Return the empty one's name, the other's text, what is wrong and the other's name."""
    if bool(zh) == bool(en):
        return None
    given, empty = (f"{stem}_zh", f"{stem}_en") if zh else (f"{stem}_en", f"{stem}_zh")
    return empty, zh or en, "one_sided", given


def check_translations(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find texts given in one language only."""
    for name, table in tables.items():
        # Where a text is required its empty half is told as such.
        free = [column.name for column in SCHEMA[name].columns if not column.required]
        for stem in (column.removesuffix("_zh") for column in free if column.endswith("_zh")):
            pair = [f"{stem}_zh", f"{stem}_en"]
            if set(pair) <= set(table):
                for row, zh, en in table[pair].itertuples(name=None):
                    if wrong := one_sided(zh, en, stem=stem):
                        yield Problem(f"{name}.csv", row, *wrong)


def mapping(tables: Tables, name: str, value: str) -> dict[str, str]:
    """Return key -> value of one column, of the first row of a key; empty if it was not read."""
    table, key = tables.get(name), SCHEMA[name].unique[0][0]
    if table is None or not {key, value} <= set(table):
        return {}
    once = table.drop_duplicates(key)
    return dict(zip(once[key], once[value], strict=True))
