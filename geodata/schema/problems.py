"""Problems of the tables: each names file, row and value, and says what would be right."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geodata import ROOT


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


def in_order(problems: Collection[Problem]) -> list[Problem]:
    """Return the problems by file and row."""
    return sorted(problems, key=lambda problem: (problem.file, problem.row or 0))
