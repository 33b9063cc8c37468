"""Say what the tables must look like, and find everything in them that does not."""

import csv
import difflib
import io
import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely import Point

from geodata import GPKG, ROOT, SOURCES, TABLES

SEPARATOR = "|"  # between several values of a cell
PLAN_CARD = "plan-2016-125"  # a reference to a place of the plan is a use of this card
BUILD_CARDS = ("tianditu-2023", "wdbii-gshhg")  # what geodata.build itself draws on
CRS = "EPSG:4326"


# What is wrong -----------------------------------------------------------------------------------


@lru_cache
def _messages() -> dict[str, Any]:
    return tomllib.loads((ROOT / "messages.toml").read_text(encoding="utf-8"))


def _visible(text: str) -> str:
    """Escape what a terminal would obey or hide: control, bidi and other invisible characters."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing that is wrong with the data.

    Attributes
    ----------
    file
        Name of the file.
    row
        Row as a spreadsheet shows it: the header is row 1. None if it is about no single row.
    column
        Name of the column, for ``sources.toml`` the dotted key; empty if it is about no column.
    value
        What stands there.
    wrong
        What is wrong: a key of ``messages.toml``.
    remedy
        What would be right, e.g. the nearest valid values; fills the remedy of ``messages.toml``.
    """

    file: str
    row: int | None
    column: str
    value: str
    wrong: str
    remedy: str = ""

    def text(self, lang: str) -> str:
        """
        Say where it is, what is wrong and what would be right.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.
        """
        messages = _messages()[lang]
        place = {(1, 1): "cell", (1, 0): "row", (0, 1): "column", (0, 0): "file"}
        where = messages["at"][place[self.row is not None, bool(self.column)]]
        values = {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "remedy": self.remedy,
        }
        sentence = messages["sentence"].format(
            at=where.format(**values),
            wrong=messages["wrong"][self.wrong].format(**values),
            remedy=messages["remedy"][self.wrong].format(**values),
        )
        return _visible(sentence)

    def __str__(self) -> str:
        return self.text("zh")


class DataError(ValueError):
    """
    The tables hold something wrong.

    Attributes
    ----------
    problems : tuple of Problem
        All of it.
    """

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


# What the tables must look like ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """
    What a value may be: a pattern it matches whole and, for numbers, ``low < number <= high``.

    Its name in `KINDS` is also the key of its message.
    """

    pattern: str
    low: float = -math.inf
    high: float = math.inf

    def fits(self, value: str) -> bool:
        """Tell whether a value is of this kind."""
        if not re.fullmatch(self.pattern, value, flags=re.DOTALL):
            return False
        bounded = math.isfinite(self.low) or math.isfinite(self.high)
        return not bounded or self.low < float(value) <= self.high


NUMBER = r"-?[0-9]+(\.[0-9]+)?"
KINDS = {
    "text": Kind(r".+"),
    "slug": Kind(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "adcode": Kind(r"62[0-9]{4}"),
    "unit": Kind(r"[0-9]{6}|[A-Z]{3}"),
    "number": Kind(NUMBER),
    "positive": Kind(NUMBER, low=0),
    "count": Kind(r"[1-9][0-9]{0,3}"),
    "fraction": Kind(NUMBER, low=0, high=1),
    "lon": Kind(NUMBER, low=-180, high=180),
    "lat": Kind(NUMBER, low=-90, high=90),
    "date": Kind(r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"),
    "years": Kind(r"[12][0-9]{3}(-[12][0-9]{3})?"),
    "colour": Kind(r"#[0-9a-f]{6}"),
    "dashes": Kind(r"[0-9.]+( [0-9.]+)+"),
    "symbol": Kind(r"[a-z]+(/[a-z0-9-]+)?"),
    "url": Kind(r"https?://\S+"),
    "sha256": Kind(r"[0-9a-f]{64}"),
    "whole": Kind(r"0|[1-9][0-9]{0,6}"),
    "fingerprint": Kind(r"[0-9a-f]{12}"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of a table.

    Attributes
    ----------
    name
        Its header.
    kind
        Key of `KINDS`.
    required
        No cell may be empty.
    several
        A cell may hold several values, joined by ``|``.
    refers
        The values are keys of this table; ``"sources"``: cards of ``sources.toml`` or places of
        the plan.
    choices
        The only values there are.
    """

    name: str
    kind: str = "text"
    required: bool = True
    several: bool = False
    refers: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table: its columns in order, and the sets of columns that are unique, the key first.

    A key of one column can be referred to by other tables.
    """

    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...]
    by_name: Mapping[str, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def header(self) -> list[str]:
        """Names of the columns."""
        return list(self.by_name)


def _pair(stem: str, *, required: bool = True) -> tuple[Column, Column]:
    """Return the Chinese and the English column of a text."""
    return Column(f"{stem}_zh", required=required), Column(f"{stem}_en", required=required)


def _choice(name: str, *choices: str, required: bool = True) -> Column:
    return Column(name, required=required, choices=choices)


def _ref(name: str, table: str, *, required: bool = True, several: bool = False) -> Column:
    return Column(name, required=required, several=several, refers=table)


SLUG = Column("slug", "slug")
ZONE = _ref("zone", "zones")
NAME, SHORT, WHAT, NOTE = (
    _pair("name"),
    _pair("short"),
    _pair("what"),
    _pair("note", required=False),
)
SOURCE = _ref("source", "sources", several=True)
NAMED = (("slug",), ("name_zh",), ("name_en",))
OCCURRING = (
    *("zones", "types", "clusters", "areas", "prefectures"),
    *("industries", "area_focus", "indicators"),
)
MEMBERSHIP = ("named", "place", "location", "inferred")


def _between(names: tuple[Column, Column], shorts: tuple[Column, Column]) -> tuple[Column, ...]:
    """Return name_zh, short_zh, name_en, short_en."""
    return tuple(column for pair in zip(names, shorts, strict=True) for column in pair)


SCHEMA = {
    "sections": Table(
        (
            Column("ref"),
            *_pair("title"),
            _ref("within", "sections", required=False),
            Column("rows", "count", required=False),
            *_pair("summary"),
        ),
        (("ref",),),
    ),
    "types": Table((SLUG, *NAME, *_pair("summary"), SOURCE), NAMED),
    "levels": Table((SLUG, *NAME, SOURCE), NAMED),
    "schemes": Table((SLUG, *NAME, *NOTE, SOURCE), NAMED),
    "areas": Table(
        (SLUG, _ref("scheme", "schemes"), *_between(NAME, SHORT), *_pair("summary"), SOURCE), NAMED
    ),
    "area_focus": Table(
        (_ref("area", "areas"), *_pair("place", required=False), *_pair("phrase"), SOURCE),
        (("area", "place_zh", "phrase_zh"),),
    ),
    "area_members": Table(
        (ZONE, _ref("area", "areas"), _choice("basis", *MEMBERSHIP), *NOTE, SOURCE),
        (("zone", "area"),),
    ),
    "zones": Table(
        (
            Column("id", "slug"),
            *NAME,
            *SHORT,
            _ref("level", "levels"),
            _ref("type", "types"),
            _ref("prefecture", "prefectures"),
            _ref("county", "counties"),
            SOURCE,
        ),
        (("id",), ("name_zh",), ("name_en",), ("short_zh",), ("short_en",)),
    ),
    "positions": Table(
        (
            ZONE,
            Column("lon", "lon"),
            Column("lat", "lat"),
            _ref("basis", "position_basis"),
            Column("accuracy_km", "positive"),
            _choice("verified", "yes", "no"),
            _choice("multi_park", "yes", "no", "belt"),
            SOURCE,
            *NOTE,
        ),
        (("zone",),),
    ),
    "position_kinds": Table((SLUG, *NAME, *_pair("what"), Column("assumed_km", "positive")), NAMED),
    "position_basis": Table((SLUG, *NAME, _ref("kind", "position_kinds")), NAMED),
    "aliases": Table(
        (
            ZONE,
            Column("alias"),
            _choice("kind", "plan-variant", "short", "former", "later"),
            SOURCE,
        ),
        (("alias",),),
    ),
    "industries": Table((SLUG, *NAME), NAMED),
    "zone_industries": Table(
        (ZONE, Column("rank", "count"), _ref("industry", "industries"), SOURCE),
        (("zone", "rank"), ("zone", "industry")),
    ),
    "clusters": Table(
        (SLUG, _choice("group", "traditional", "emerging"), *_between(NAME, SHORT), SOURCE), NAMED
    ),
    "industry_clusters": Table(
        (
            _ref("industry", "industries"),
            _ref("cluster", "clusters"),
            _choice("grade", "direct", "inference", "weak"),
            *_pair("reason"),
        ),
        (("industry", "cluster"),),
    ),
    "cluster_parts": Table(
        (_ref("cluster", "clusters"), *_pair("part"), Column("words", several=True), SOURCE),
        (("cluster", "part_zh"),),
    ),
    "focus_clusters": Table(
        (
            _ref("area", "areas"),
            Column("place_zh", required=False),
            Column("phrase_zh"),
            _ref("cluster", "clusters"),
            _choice("grade", "direct", "inference", "weak"),
            *_pair("reason"),
        ),
        (("area", "place_zh", "phrase_zh", "cluster"),),
    ),
    "complements": Table(
        (
            _ref("cluster", "clusters"),
            _ref("complement", "clusters"),
            _choice("kind", "feeds", "serves"),
            *_pair("reason"),
            SOURCE,
        ),
        (("cluster", "complement", "kind"),),
    ),
    "methods": Table(
        (
            SLUG,
            *NAME,
            Column("formula"),
            *_pair("where"),
            Column("reference"),
            *_pair("reading"),
        ),
        NAMED,
    ),
    "passages": Table(
        (
            Column("ref"),
            _ref("parent", "passages", required=False),
            _choice("kind", "chapter", "section", "box", "row", "sentence", "note"),
            Column("start", "whole"),
            Column("length", "count"),
            Column("fingerprint", "fingerprint"),
        ),
        (("ref",),),
    ),
    "occurrences": Table(
        (
            _ref("passage", "passages"),
            Column("start", "whole"),
            Column("length", "count"),
            _choice("vocabulary", *OCCURRING),
            Column("key"),
        ),
        (("start", "length", "vocabulary", "key"),),
    ),
    "tags": Table(
        (SLUG, _choice("group", "platform", "demo", "example", "role"), *NAME, SOURCE), NAMED
    ),
    "zone_tags": Table((ZONE, _ref("tag", "tags"), *WHAT, SOURCE), (("zone", "tag"),)),
    "mentions": Table(
        (
            ZONE,
            SOURCE,
            _choice("kind", "list", "box", "area", "platform", "demo", "example"),
            *WHAT,
        ),
        (("zone", "source", "what_zh"),),
    ),
    "indicators": Table(
        (
            *NAME,
            *_pair("unit"),
            Column("year", "years"),
            Column("value", "number"),
            _choice("kind", "actual", "target", "growth_pct_per_year", "cumulative_points"),
            *_pair("scope"),
            _choice("qualifier", "min", required=False),
            SOURCE,
            *NOTE,
        ),
        (("name_zh", "scope_zh", "year", "kind", "source"),),
    ),
    "slips": Table(
        (
            Column("id", "slug"),
            _ref("refs", "sources", several=True),
            *_pair("says"),
            *_pair("shown"),
            _ref("zones", "zones", required=False, several=True),
        ),
        (("id",),),
    ),
    "changes": Table(
        (
            _ref("zone", "zones", required=False),
            _ref("county", "counties", required=False),
            Column("date", "date"),
            *WHAT,
            _choice("checked", "yes", "no"),
            SOURCE,
        ),
        (("zone", "county", "date", "what_zh"),),
    ),
    "prefectures": Table(
        (
            SLUG,
            Column("adcode", "adcode"),
            *NAME,
            Column("short_zh"),
            _ref("area_plan13", "areas"),
            _choice("basis_plan13", *MEMBERSHIP),
            _ref("area_plan14", "areas"),
            SOURCE,
        ),
        (*NAMED, ("adcode",), ("short_zh",)),
    ),
    "counties": Table(
        (
            Column("adcode", "adcode"),
            SLUG,
            *NAME,
            _ref("prefecture", "prefectures"),
            _choice("ethnic", "yes", "no"),
            *NOTE,
        ),
        (("adcode",), ("slug",), ("name_zh",), ("name_en",)),
    ),
    "odd_units": Table(
        (Column("adcode", "adcode"), *NAME, _ref("into", "counties"), *_pair("reason"), SOURCE),
        (("adcode",),),
    ),
    "neighbours": Table((Column("adcode", "unit"), *NAME, SOURCE), (("adcode",), ("name_zh",))),
    "style": Table(
        (
            Column("key", "symbol"),
            _choice(
                "shape",
                *("circle", "square", "diamond", "triangle", "hexagon", "star", "ring", "hatch"),
                required=False,
            ),
            Column("size", "positive", required=False),
            *(
                Column(name, "colour", required=False)
                for name in ("fill", "fill_dark", "stroke", "stroke_dark")
            ),
            Column("width", "positive", required=False),
            Column("dash", "dashes", required=False),
            Column("opacity", "fraction"),
        ),
        (("key",),),
    ),
    "palettes": Table(
        (
            _choice("palette", "grey", "safe"),
            _ref("key", "style"),
            *(Column(name, "colour", required=False) for name in ("fill", "stroke")),
        ),
        (("palette", "key"),),
    ),
}
CARD = Table(
    (
        *_pair("title"),
        Column("publisher"),
        Column("number", required=False),
        Column("date", "date", required=False),
        Column("url", "url", required=False),
        Column("licence", required=False),
        Column("sha256", "sha256", required=False),
        Column("accessed", "date", required=False),
        *NOTE,
        _choice("verified", "true", "false"),
    ),
    (),
)
# Tables that speak of every zone at least once.
COMPLETE = ("positions", "area_members", "zone_industries", "mentions")
# Tables whose every row has a symbol of its own: stem of the symbol's key -> table.
STYLED = {"type": "types", "level": "levels", "area": "areas"}
ZONE_NAMES = ("name_zh", "name_en", "short_zh", "short_en")
SOURCES_FILE = ("data", "cards")
SOURCES_DATA = ("version", "date")


# Read --------------------------------------------------------------------------------------------

# After these something of a file is lost, and what would then follow is no news.
LOSSES = {
    *("missing_file", "encoding", "quotes", "missing_column", "cells"),
    *("toml", "not_a_table"),
}
FOLLOWS = {"unused", "no_row", "no_style", "no_area", "no_zone", "rank_gap"}


def _read(path: Path) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Read one table and whatever is wrong with it as a file; None if it cannot be read."""
    name = path.name
    if not path.is_file():
        near = _nearest(name, [p.name for p in path.parent.glob("*.csv") if p.stem not in SCHEMA])
        return None, [Problem(name, None, "", "", "missing_file", near or name)]
    raw, problems = path.read_bytes(), []
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        problems.append(Problem(name, 1, "", "BOM", "bom"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        value = raw[error.start : error.start + 4].hex(" ")
        return None, [*problems, Problem(name, row, "", value, "encoding")]
    if "\r" in text:
        row = text[: text.index("\r")].count("\n") + 1
        problems.append(Problem(name, row, "", "CR", "line_ends"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return None, [*problems, Problem(name, len(records) + 1, "", str(error), "quotes")]
    header, *rows = records or [[]]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            wrong = Problem(name, number, "", str(len(row)), "cells", str(len(header)))
            problems.append(wrong)
    padded = {
        number: [*row, *[""] * len(header)][: len(header)]
        for number, row in enumerate(rows, start=2)
        if row
    }
    table = pd.DataFrame.from_dict(padded, orient="index", columns=header, dtype=str)
    return table.rename_axis("row"), problems + _header(path.stem, header)


def _header(name: str, header: list[str]) -> list[Problem]:
    """Hold a header against the schema."""
    file, wanted = f"{name}.csv", SCHEMA[name].header
    missing = [column for column in wanted if column not in header]
    unknown = [column for column in header if column not in wanted]
    doubled = sorted({column for column in header if header.count(column) > 1} & set(wanted))
    problems = [
        *(Problem(file, 1, c, "", "missing_column", SEPARATOR.join(wanted)) for c in missing),
        *(
            Problem(file, 1, c, c, "unknown_column", _nearest(c, missing or wanted))
            for c in unknown
        ),
        *(Problem(file, 1, c, c, "doubled_column", c) for c in doubled),
    ]
    if not problems and header != wanted:
        problems.append(Problem(file, 1, "", ",".join(header), "order", ",".join(wanted)))
    return problems


def _read_all(root: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    tables, problems = {}, []
    for name in SCHEMA:
        table, wrong = _read(root / f"{name}.csv")
        problems += wrong
        if table is not None:
            tables[name] = table.loc[:, ~table.columns.duplicated()]
    missing = [f"{name}.csv" for name in SCHEMA if name not in tables]
    for path in sorted(root.glob("*.csv")):
        if path.stem not in SCHEMA:
            near = _nearest(path.name, missing or [f"{name}.csv" for name in SCHEMA])
            problems.append(Problem(path.name, None, "", "", "unknown_file", near))
    return tables, problems


def read_tables(root: Path = TABLES) -> dict[str, pd.DataFrame]:
    """
    Read all tables of the schema.

    Parameters
    ----------
    root
        Their folder.

    Returns
    -------
    dict of str to pd.DataFrame
        By name. All cells are text, an empty one is the empty string; the index is the row as a
        spreadsheet shows it, so the first is 2.

    Raises
    ------
    DataError
        If a file is missing or cannot be read whole. Cells are not looked at: see `check`.
    """
    tables, problems = _read_all(root)
    if problems:
        raise DataError(problems)
    return tables


# Check -------------------------------------------------------------------------------------------

Tables = Mapping[str, pd.DataFrame]
CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")
LATIN = re.compile(r"[A-Za-z]")


def _nearest(value: str, known: Collection[str] | Mapping[str, str]) -> str:
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


def _slug(value: str) -> str:
    """Return what a slug may have been meant to be."""
    return re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")


def _wrong_text(column: Column, value: str) -> tuple[str, str] | None:
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


def _wrong_value(column: Column, value: str) -> tuple[str, str] | None:
    """Return what is wrong with one value by its column alone, and what would be right."""
    if column.choices and value not in column.choices:
        return "choice", _nearest(value, column.choices)
    kind = KINDS[column.kind]
    if not kind.fits(value):
        return column.kind, _slug(value) if column.kind == "slug" else ""
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
        place, dot, row = ref.partition("·")
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
        place, dot, _ = ref.partition("·")
        if dot and place in self.rows:
            rows = self.rows[place]
            return "box_row", f"{place}·1–{rows}" if rows else place
        return "source", _nearest(ref, [*self.cards, *self.rows])


def _places(tables: Tables, sources: Mapping[str, Any]) -> Places | None:
    """Return the sources there are; None if sections or cards could not be read."""
    sections = tables.get("sections")
    if sections is None or not {"ref", "rows"} <= set(sections) or "cards" not in sources:
        return None
    rows = {
        ref: int(rows) if KINDS["count"].fits(rows) else 0
        for ref, rows in zip(sections["ref"], sections["rows"], strict=True)
    }
    passages = tables.get("passages", {}).get("ref", ())
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


def _values(tables: Tables) -> Iterator[tuple[str, int, Column, str]]:
    """Yield file, row, column and value of every single value of a cell; none of an empty cell."""
    for file, row, column, cell in _cells(tables):
        for value in cell.split(SEPARATOR) if column.several else [cell]:
            if tidy := _tidy(value):
                yield file, row, column, tidy


def _check_cells(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find stray blanks, empty cells, and what each column's kind and choices refuse."""
    for file, row, column, cell in _cells(tables):
        if wrong := _wrong_text(column, cell):
            yield Problem(file, row, column.name, cell, *wrong)
    for file, row, column, value in _values(tables):
        if not column.refers and (wrong := _wrong_value(column, value)):
            yield Problem(file, row, column.name, value, *wrong)


def _check_references(tables: Tables, sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find references to rows, cards and places of the plan that are not there."""
    places = _places(tables, sources)
    labels = {name: _labels(tables, name) for name in SCHEMA}
    for file, row, column, value in _values(tables):
        if column.refers == "sources":
            if places and (wrong := places.wrong(value)):
                yield Problem(file, row, column.name, value, *wrong)
        elif column.refers:
            known = labels[column.refers]
            if known is not None and known.get(value) != value:
                near = f"{_nearest(value, known)} ({column.refers}.csv)"
                yield Problem(file, row, column.name, value, "reference", near)


def _check_unique(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
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


def _one_sided(zh: str, en: str, *, stem: str) -> tuple[str, str, str, str] | None:
    """Return the empty one's name, the other's text, what is wrong and the other's name."""
    if bool(zh) == bool(en):
        return None
    given, empty = (f"{stem}_zh", f"{stem}_en") if zh else (f"{stem}_en", f"{stem}_zh")
    return empty, zh or en, "one_sided", given


def _check_translations(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find texts given in one language only."""
    for name, table in tables.items():
        # Where a text is required its empty half is told as such.
        free = [column.name for column in SCHEMA[name].columns if not column.required]
        for stem in (column.removesuffix("_zh") for column in free if column.endswith("_zh")):
            pair = [f"{stem}_zh", f"{stem}_en"]
            if set(pair) <= set(table):
                for row, zh, en in table[pair].itertuples(name=None):
                    if wrong := _one_sided(zh, en, stem=stem):
                        yield Problem(f"{name}.csv", row, *wrong)


def _mapping(tables: Tables, name: str, value: str) -> dict[str, str]:
    """Return key -> value of one column, of the first row of a key; empty if it was not read."""
    table, key = tables.get(name), SCHEMA[name].unique[0][0]
    if table is None or not {key, value} <= set(table):
        return {}
    once = table.drop_duplicates(key)
    return dict(zip(once[key], once[value], strict=True))


def _check_divisions(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find zones whose county, and counties whose code, is not of their prefecture."""
    homes = _mapping(tables, "counties", "prefecture")
    codes = _mapping(tables, "prefectures", "adcode")
    if "zones" in tables and {"prefecture", "county"} <= set(tables["zones"]):
        pairs = tables["zones"][["prefecture", "county"]]
        for row, prefecture, county in pairs.itertuples(name=None):
            home = homes.get(county, prefecture)
            if home != prefecture and prefecture in codes:
                yield Problem("zones.csv", row, "county", county, "not_in_prefecture", home)
    if "counties" in tables and {"prefecture", "adcode"} <= set(tables["counties"]):
        pairs = tables["counties"][["prefecture", "adcode"]]
        for row, prefecture, adcode in pairs.itertuples(name=None):
            code = codes.get(prefecture, adcode)
            if code[:4] != adcode[:4]:
                yield Problem("counties.csv", row, "adcode", adcode, "not_its_code", f"{code[:4]}…")


def _check_schemes(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find prefectures with an area of another scheme than the column names."""
    schemes = _mapping(tables, "areas", "scheme")
    for column in ("area_plan13", "area_plan14"):
        scheme = column.removeprefix("area_")
        if "prefectures" in tables and column in tables["prefectures"]:
            known = [area for area, of in schemes.items() if of == scheme]
            for row, area in tables["prefectures"][column].items():
                if schemes.get(area, scheme) != scheme:
                    near = _nearest(area, known)
                    yield Problem("prefectures.csv", row, column, area, "other_scheme", near)


def _check_complete(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find zones without position, area, industry or mention, and kinds without a symbol."""
    zones = tables.get("zones")
    for name in COMPLETE:
        if zones is not None and "id" in zones and "zone" in tables.get(name, ()):
            for row, zone in zones.loc[~zones["id"].isin(tables[name]["zone"]), "id"].items():
                yield Problem("zones.csv", row, "id", zone, "no_row", f"{name}.csv")
    drawn = tables.get("style")
    for stem, name in STYLED.items():
        if drawn is not None and "key" in drawn and "slug" in tables.get(name, ()):
            for row, slug in tables[name]["slug"].items():
                if f"{stem}/{slug}" not in set(drawn["key"]):
                    yield Problem(f"{name}.csv", row, "slug", slug, "no_style", f"{stem}/{slug}")


def _columns(tables: Tables, name: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield row and values of some columns of a table; nothing if they could not be read."""
    if name in tables and set(columns) <= set(tables[name]):
        yield from tables[name][list(columns)].itertuples(name=None)


def _check_areas(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find zones that are in no area of a scheme."""
    schemes = _mapping(tables, "areas", "scheme")
    found: dict[str, set[str]] = {}
    for _, zone, area in _columns(tables, "area_members", "zone", "area"):
        found.setdefault(zone, set()).add(schemes.get(area, ""))
    for row, zone in _columns(tables, "zones", "id"):
        # A zone in no area at all, or in one that is unknown, is told elsewhere.
        if zone in found and "" not in found[zone]:
            for scheme in _mapping(tables, "schemes", "name_zh"):
                if scheme not in found[zone]:
                    yield Problem("zones.csv", row, "id", zone, "no_area", scheme)


def _check_types(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find zones whose type is not that of the others in their box of the plan."""
    types = _mapping(tables, "types", "name_zh")
    boxes: dict[str, list[tuple[int, str]]] = {}
    for row, kind, source in _columns(tables, "zones", "type", "source"):
        # The first numbered place is the zone's own row of the boxes that list the zones.
        box = next((ref.partition("·")[0] for ref in source.split(SEPARATOR) if "·" in ref), "")
        if box and kind in types:
            boxes.setdefault(box, []).append((row, kind))
    for zones in boxes.values():
        usual = Counter(kind for _, kind in zones).most_common(1)[0][0]
        for row, kind in zones:
            if kind != usual:
                yield Problem("zones.csv", row, "type", kind, "not_of_box", usual)


def _check_industries(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find industries of no zone, and zones whose industries are not ranked 1 to n."""
    industries = {slug: row for row, slug in _columns(tables, "industries", "slug")}
    used = {industry for _, industry in _columns(tables, "zone_industries", "industry")}
    # A misspelt industry is told as such; the one that was meant is no news.
    if used <= industries.keys() and used:
        for slug in industries.keys() - used:
            yield Problem("industries.csv", industries[slug], "slug", slug, "no_zone", slug)
    ranked: dict[str, dict[str, int]] = {}
    for row, zone, rank in _columns(tables, "zone_industries", "zone", "rank"):
        ranked.setdefault(zone, {}).setdefault(rank, row)
    for rows in ranked.values():
        if all(map(KINDS["count"].fits, rows)):
            for due, rank in enumerate(sorted(rows, key=int), start=1):
                if int(rank) != due:
                    wrong = ("rank", rank, "rank_gap", str(due))
                    yield Problem("zone_industries.csv", rows[rank], *wrong)
                    break


def _check_aliases(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find aliases that are the name of another zone; one alias of two zones is a duplicate."""
    owners: dict[str, str] = {}
    for column in ZONE_NAMES:
        for _, zone, name in _columns(tables, "zones", "id", column):
            owners.setdefault(name.casefold(), zone)
    for row, zone, alias in _columns(tables, "aliases", "zone", "alias"):
        owner = owners.get(alias.casefold(), zone)
        if owner != zone and alias:
            yield Problem("aliases.csv", row, "alias", alias, "taken", owner)


def _check_cards(_tables: Tables, sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find keys of ``sources.toml`` that are missing, unknown or wrong."""
    for stem, wanted, part in (
        ("", SOURCES_FILE, sources),
        ("data.", SOURCES_DATA, sources.get("data", {})),
    ):
        yield from (
            Problem(SOURCES.name, None, f"{stem}{key}", "", "required", key)
            for key in wanted
            if not part.get(key)
        )
        yield from (
            Problem(SOURCES.name, None, f"{stem}{key}", key, "unknown_key", _nearest(key, wanted))
            for key in part
            if key not in wanted
        )
    cards = sources.get("cards", {})
    if not cards.get(PLAN_CARD, {}).get("sha256"):
        yield Problem(SOURCES.name, None, f"cards.{PLAN_CARD}.sha256", "", "required", "sha256")
    for key, card in cards.items():
        if not KINDS["slug"].fits(key):
            yield Problem(SOURCES.name, None, f"cards.{key}", key, "slug", _slug(key))
        for name, *wrong in _wrong_card(card):
            yield Problem(SOURCES.name, None, f"cards.{key}.{name}", *wrong)


def _wrong_card(card: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield key, value, what is wrong with it and what would be right."""
    # TOML's true is "true" here, as it is in the built table.
    texts = {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in card.items()}
    for name in texts:
        if name not in CARD.by_name:
            yield name, name, "unknown_key", _nearest(name, CARD.header)
    for column in CARD.columns:
        value = texts.get(column.name, "")
        if wrong := _wrong_text(column, value) or (value and _wrong_value(column, value)):
            yield column.name, value, *wrong
    if empty := _one_sided(texts.get("note_zh", ""), texts.get("note_en", ""), stem="note"):
        yield empty


def _check_use(tables: Tables, sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find cards that neither a table nor the build uses."""
    places = _places(tables, sources)
    if places and tables.keys() == SCHEMA.keys():
        used = {places.card(v) for _, _, column, v in _values(tables) if column.refers == "sources"}
        for key in sources["cards"]:
            if key not in used and key not in BUILD_CARDS:
                yield Problem(SOURCES.name, None, f"cards.{key}", key, "unused", key)


CHECKS: tuple[Callable[[Tables, Mapping[str, Any]], Iterator[Problem]], ...] = (
    _check_cells,
    _check_references,
    _check_unique,
    _check_translations,
    _check_divisions,
    _check_schemes,
    _check_complete,
    _check_areas,
    _check_types,
    _check_industries,
    _check_aliases,
    _check_cards,
    _check_use,
)


def _sorted(problems: Collection[Problem]) -> list[Problem]:
    """Return the problems by file and row."""
    return sorted(problems, key=lambda problem: (problem.file, problem.row or 0))


def check(tables: Tables, sources: Mapping[str, Any]) -> list[Problem]:
    """
    Find everything that is wrong in the tables and the cards.

    Parameters
    ----------
    tables
        As `read_tables` gives them. What refers to an absent table or column is not checked.
    sources
        The content of ``sources.toml``.

    Returns
    -------
    list of Problem
        By file and row; empty if all is well.
    """
    return _sorted([problem for find in CHECKS for problem in find(tables, sources)])


def check_geometry(tables: Tables, counties: gpd.GeoDataFrame) -> list[Problem]:
    """
    Find what is wrong between the tables and the map.

    Parameters
    ----------
    tables
        As `read_tables` gives them.
    counties
        One row a county, with a column ``adcode``; EPSG:4326.

    Returns
    -------
    list of Problem
        Counties without a valid geometry, edges that overlap or leave gaps, zones outside their
        county; by file and row.
    """
    if counties.crs != CRS:
        return [Problem("counties.csv", None, "adcode", str(counties.crs), "crs", CRS)]
    shapes = counties.set_index("adcode").geometry
    shapes = shapes[~(shapes.isna() | shapes.is_empty)]
    codes = tables["counties"].get("adcode", pd.Series(dtype=str))
    rows = {adcode: row for row, adcode in codes.items()}
    found = [
        *((adcode, "no_geometry") for adcode in rows if adcode not in shapes.index),
        *((adcode, "not_in_table") for adcode in shapes.index if adcode not in rows),
        *((adcode, "broken_geometry") for adcode in shapes.index[~shapes.is_valid]),
    ]
    if shapes.is_valid.all():
        edges = shapes.invalid_coverage_edges()
        found += [(adcode, "broken_coverage") for adcode in shapes.index[~edges.is_empty]]
    problems = [
        Problem("counties.csv", rows.get(adcode), "adcode", adcode, wrong, adcode)
        for adcode, wrong in found
    ]
    return _sorted([*problems, *_outside(tables, shapes[shapes.is_valid])])


def check_units(
    tables: Tables,
    districts: gpd.GeoDataFrame,
    *,
    prefectures: Collection[str],
    neighbours: Collection[str],
) -> list[Problem]:
    """
    Find what is wrong between the tables and the units that the map is drawn from.

    Parameters
    ----------
    tables
        As `read_tables` gives them; sound by `check`.
    districts
        The source's units of the province, with a column ``adcode``.
    prefectures, neighbours
        Codes of those drawn.

    Returns
    -------
    list of Problem
        Odd units that the source does not have or that do not border the county they go into;
        prefectures and neighbours in the table or on the map only; by file and row.
    """
    shapes = districts.set_index("adcode").geometry
    known = set(tables["counties"]["adcode"]) & set(shapes.index)
    # What the source has beyond the counties is what may be odd.
    odd = sorted(set(shapes.index) - known)
    problems = []
    for row, adcode, into in _columns(tables, "odd_units", "adcode", "into"):
        if adcode not in shapes.index:
            wrong = ("adcode", adcode, "not_drawn", _nearest(adcode, odd or shapes.index))
            problems.append(Problem("odd_units.csv", row, *wrong))
            continue
        beside = shapes.index[shapely.length(shapes.intersection(shapes[adcode]).values) > 0]
        if into not in beside or into == adcode:
            near = ", ".join(sorted(known.intersection(beside) - {adcode}))
            problems.append(Problem("odd_units.csv", row, "into", into, "not_beside", near))
    # Prefectures are dissolved from counties: what is not drawn in these is told of these.
    homes = {f"{adcode[:4]}00" for adcode in known}
    for name, drawn in (("prefectures", homes & set(prefectures)), ("neighbours", set(neighbours))):
        rows = {adcode: row for row, adcode in _columns(tables, name, "adcode")}
        loose = sorted(drawn - rows.keys())
        for adcode in sorted(rows.keys() - drawn):
            wrong = ("adcode", adcode, "not_drawn", ", ".join(loose) or _nearest(adcode, drawn))
            problems.append(Problem(f"{name}.csv", rows[adcode], *wrong))
        for adcode in loose:
            wrong = ("adcode", adcode, "unit_without_row", adcode)
            problems.append(Problem(f"{name}.csv", None, *wrong))
    return _sorted(problems)


def _outside(tables: Tables, shapes: gpd.GeoSeries) -> Iterator[Problem]:
    """Yield the zones whose point is not in their county."""
    homes = _mapping(tables, "zones", "county")
    columns = ["zone", "lon", "lat"]
    if not set(columns) <= set(tables["positions"]):
        return
    for row, zone, lon, lat in tables["positions"][columns].itertuples(name=None):
        county = homes.get(zone)
        if county not in shapes.index or not (KINDS["lon"].fits(lon) and KINDS["lat"].fits(lat)):
            continue
        point = Point(float(lon), float(lat))
        if shapes[county].covers(point):
            continue
        value = f"{lon} {lat}"
        around = shapes.index[shapes.covers(point)]
        if len(around):
            yield Problem("positions.csv", row, "lon", value, "in_other_county", around[0])
        else:
            west, south, east, north = shapes[county].bounds
            bounds = f"{west:.2f}–{east:.2f}, {south:.2f}–{north:.2f}"
            yield Problem("positions.csv", row, "lon", value, "in_no_county", bounds)


def _read_sources(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read ``sources.toml`` and whatever is wrong with it as a file; empty if it cannot be read."""
    try:
        sources = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, [Problem(path.name, None, "", "", "missing_file", path.name)]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Problem(path.name, None, "", str(error), "toml")]
    parts = {name: sources[name] for name in SOURCES_FILE if name in sources}
    if isinstance(parts.get("cards"), dict):
        parts |= {f"cards.{key}": card for key, card in parts["cards"].items()}
    loose = [name for name, part in parts.items() if not isinstance(part, dict)]
    problems = [Problem(path.name, None, n, str(parts[n]), "not_a_table", n) for n in loose]
    return ({} if problems else sources), problems


def _read_counties(path: Path | None) -> gpd.GeoDataFrame | None:
    """Return the built counties; None without a map: that is the build's matter."""
    if path is None or not path.is_file():
        return None
    try:
        return pyogrio.read_dataframe(path, layer="counties")
    except (DataSourceError, DataLayerError):
        return None


def problems(
    root: Path = TABLES, *, sources: Path = SOURCES, gpkg: Path | None = GPKG
) -> list[Problem]:
    """
    Find everything that is wrong with the data.

    Parameters
    ----------
    root
        Folder of the tables.
    sources
        The file of the source cards.
    gpkg
        A built map to hold the positions against; None, or no such file: that is left out.

    Returns
    -------
    list of Problem
        By file and row; empty if all is well. Wrong data never raises.
    """
    tables, found = _read_all(root)
    cards, wrong = _read_sources(sources)
    found += wrong
    further = check(tables, cards)
    counties = _read_counties(gpkg)
    if counties is not None and {"zones", "positions", "counties"} <= tables.keys():
        further += check_geometry(tables, counties)
    # A row cut short or a file not read is told once, not again in all that follows from it.
    torn = {(p.file, p.row) for p in found if p.wrong == "cells"}
    unread = {p.file for p in found if p.wrong in {"missing_file", "toml", "not_a_table"}}
    lost = any(p.wrong in LOSSES for p in found)
    told = [
        p
        for p in further
        if (p.file, p.row) not in torn
        and p.file not in unread
        and not (lost and p.wrong in FOLLOWS)
    ]
    return _sorted([*found, *told])
