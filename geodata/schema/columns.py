"""Columns and tables as the schema speaks of them: kinds of values, references, choices."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

Tables = Mapping[str, pd.DataFrame]
NUMBER = r"-?[0-9]+(\.[0-9]+)?"
NAMED = (("slug",), ("name_zh",), ("name_en",))
OCCURRING = (
    *("zones", "types", "clusters", "areas", "prefectures"),
    *("industries", "area_focus", "indicators"),
)
MEMBERSHIP = ("named", "place", "location", "inferred")


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


def pair(stem: str, *, required: bool = True) -> tuple[Column, Column]:
    """Return the Chinese and the English column of a text."""
    return Column(f"{stem}_zh", required=required), Column(f"{stem}_en", required=required)


def choice(name: str, *choices: str, required: bool = True) -> Column:
    """Return a column that holds one of some values."""
    return Column(name, required=required, choices=choices)


def ref(name: str, table: str, *, required: bool = True, several: bool = False) -> Column:
    """Return a column that refers to the rows of another table."""
    return Column(name, required=required, several=several, refers=table)


SLUG = Column("slug", "slug")
ZONE = ref("zone", "zones")
NAME, SHORT, WHAT, NOTE = (
    pair("name"),
    pair("short"),
    pair("what"),
    pair("note", required=False),
)
SOURCE = ref("source", "sources", several=True)


def between(names: tuple[Column, Column], shorts: tuple[Column, Column]) -> tuple[Column, ...]:
    """Return name_zh, short_zh, name_en, short_en."""
    return tuple(column for pair in zip(names, shorts, strict=True) for column in pair)
