"""Columns and tables as the schema speaks of them: kinds of values, references, choices."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, "pd.DataFrame"]
NUMBER = r"-?[0-9]+(\.[0-9]+)?"
WHOLE = r"0|[1-9][0-9]*"


@dataclass(frozen=True, slots=True)
class Kind:
    """
    What a value may be: a pattern it matches whole and, for numbers, ``low < number <= high``.

    Its name is also the key of its message.
    """

    pattern: str
    low: float = -math.inf
    high: float = math.inf

    @classmethod
    def described(cls, of: str, rules: Mapping[str, Any]) -> "Kind":
        """Return the kind that a type and the constraints of a Table Schema describe."""
        if of == "string":
            return cls(rules.get("pattern", r".+"))
        if of == "integer":
            low, high = rules.get("minimum", -math.inf) - 1, rules.get("maximum", math.inf)
            return cls(WHOLE, low, high)
        return cls(NUMBER, rules.get("exclusiveMinimum", -math.inf), rules.get("maximum", math.inf))

    def fits(self, value: str) -> bool:
        """Tell whether a value is of this kind."""
        if not re.fullmatch(self.pattern, value, flags=re.DOTALL):
            return False
        bounded = math.isfinite(self.low) or math.isfinite(self.high)
        return not bounded or self.low < float(value) <= self.high


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of a table.

    Attributes
    ----------
    name
        Its header.
    kind
        What its values may be.
    kind_name
        Name of the kind.
    required
        No cell may be empty.
    several
        A cell may hold several values, joined by ``|``.
    refers
        The values are keys of this table, or of one of these, joined by ``|``; ``"sources"``: cards
        of ``sources.toml`` or places of the plan.
    choices
        The only values there are.
    usual
        The choice that is meant where nothing is said.
    """

    name: str
    kind: Kind
    kind_name: str
    required: bool
    several: bool
    refers: str
    choices: tuple[str, ...]
    usual: str

    @classmethod
    def described(cls, said: Mapping[str, Any], *, refers: str = "") -> "Column":
        """Return the column that a field of a Table Schema describes."""
        rules = said.get("constraints", {})
        return cls(
            name=said["name"],
            kind=Kind.described(said["type"], rules),
            kind_name=said.get("kind", "text"),
            required=rules.get("required", False),
            several="separator" in said,
            refers=said.get("refers", refers),
            choices=tuple(rules.get("enum", ())),
            usual=said.get("usual", ""),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table: its columns in order, and the sets of columns that are unique, the key first.

    A key of one column can be referred to by other tables.

    Attributes
    ----------
    columns, unique
        As said.
    complete
        Whether it speaks of every zone.
    styled
        Stem of the keys of its rows' symbols; empty where they have none.
    by_name
        The columns by their names.
    """

    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...]
    complete: bool = False
    styled: str = ""
    by_name: Mapping[str, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def header(self) -> list[str]:
        """Names of the columns."""
        return list(self.by_name)

    @classmethod
    def described(cls, said: Mapping[str, Any], *, name: str = "") -> "Table":
        """Return the table that a resource of a data package describes, called `name`."""
        schema = said["schema"]
        refers = {
            key["fields"][0]: key["reference"]["resource"] or name
            for key in schema.get("foreignKeys", ())
        }
        columns = tuple(
            Column.described(each, refers=refers.get(each["name"], "")) for each in schema["fields"]
        )
        unique = (schema["primaryKey"], *schema.get("uniqueKeys", ()))
        return cls(
            columns,
            tuple(map(tuple, unique)),
            complete=said.get("complete", False),
            styled=said.get("styled", ""),
        )
