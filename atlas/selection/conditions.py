"""Conditions on an office's own columns: ``COLUMN=VALUE``, ``COLUMN~PART``, ``COLUMN>=N``."""

import datetime as dt
import difflib
import math
import operator
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.i18n import LANGS, table, text
from atlas.model.names import folded, shown, written
from atlas.model.vocabulary import UnknownValue

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

FLAG = "where"
SIMILAR = 0.5  # difflib's ratio from which a head or a word is worth offering
EXAMPLES = 5
BOUNDS: dict[str, Callable[[Any, Any], bool]] = {">=": operator.ge, "<=": operator.le}
_SIGN = re.compile(r"\s*(>=|<=|\N{GREATER-THAN OR EQUAL TO}|\N{LESS-THAN OR EQUAL TO}|=|~)\s*")
_SIGNS = {"\N{GREATER-THAN OR EQUAL TO}": ">=", "\N{LESS-THAN OR EQUAL TO}": "<="}
_RANGE = ".."
_ORDERED = ("number", "date")  # kinds of columns that have more and less


@dataclass(frozen=True, slots=True)
class Condition:
    """
    What one column must be.

    Attributes
    ----------
    head
        The column.
    sign
        ``"="``, ``"~"`` (contains), ``">="``, ``"<="`` or ``".."`` (from, to).
    values
        What it is held against: one value, two of a range, none where the column must be empty.
    """

    head: str
    sign: str
    values: tuple[Any, ...] = ()

    @property
    def is_bound(self) -> bool:
        """Whether it narrows its column instead of offering one more alternative."""
        return self.sign in BOUNDS

    def written(self) -> str:
        """Return the condition as a flag's value."""
        if self.sign == _RANGE:
            return f"{self.head}={_RANGE.join(map(written, self.values))}"
        return f"{self.head}{self.sign}{''.join(map(written, self.values))}"

    def said(self, lang: str = "zh") -> str:
        """Say the condition in words."""
        kind = {
            "=": "is" if self.values else "empty",
            "~": "has",
            ">=": "least",
            "<=": "most",
            _RANGE: "range",
        }[self.sign]
        values = [shown(value, lang) for value in self.values]
        return text(
            f"where.{kind}", lang, head=self.head, value=values[0] if values else "",
            upper=values[-1] if values else "",
        )  # fmt: skip

    def holds(self, value: Any) -> bool:  # noqa: ANN401 - cells and bounds are of one kind
        """Tell whether a cell fulfils it; an empty cell fulfils only that it be empty."""
        if value is None or not self.values:
            return value is None and not self.values
        match self.sign:
            case "~":
                return folded(self.values[0]) in folded(value)
            case ">=" | "<=":
                return BOUNDS[self.sign](value, self.values[0])
            case "..":
                return bool(self.values[0] <= value <= self.values[1])
        if isinstance(self.values[0], str):
            return folded(value) == folded(self.values[0])
        return bool(value == self.values[0])


def read(values: Iterable[str], atlas: "Atlas") -> tuple[list[str], list[UnknownValue]]:
    """
    Read the values of the flag ``where``.

    Parameters
    ----------
    values
        As given.
    atlas
        Knows the own columns and what stands in them.

    Returns
    -------
    list of str
        The conditions that can be held, each written in the one way that `condition` reads.
    list of UnknownValue
        The others, with what may have been meant.
    """
    good, wrong = [], []
    for value in values:
        found = condition(value, atlas)
        if isinstance(found, Condition):
            good.append(found.written())
        else:
            wrong.append(found)
    return list(dict.fromkeys(good)), wrong


def condition(value: str, atlas: "Atlas") -> Condition | UnknownValue:
    """Return one condition, or what is wrong with it."""
    columns = atlas.own_columns
    # A head may hold a sign itself: the longest that the value begins with is meant.
    for head in sorted(columns.index, key=len, reverse=True):
        sign = _SIGN.match(value, len(head)) if value.startswith(head) else None
        if sign:
            kind, cells = columns.loc[head, "kind"], atlas.own_values[head]
            return _condition(head, _SIGNS.get(sign[1], sign[1]), value[sign.end() :], kind, cells)
    sign = _SIGN.search(value)
    head, rest = (value[: sign.start()], value[sign.start() :]) if sign else (value, "=")
    near = difflib.get_close_matches(head, columns.index, n=1, cutoff=SIMILAR)
    if near:
        return _unknown(value, f"{near[0]}{rest}", near[0])
    return UnknownValue(FLAG, value, known=tuple(f"{head}=" for head in columns.index[:EXAMPLES]))


def _condition(
    head: str, sign: str, rest: str, kind: str, cells: pd.Series
) -> Condition | UnknownValue:
    rest = rest.strip()
    low, dots, high = rest.partition(_RANGE)
    found: Condition | UnknownValue | None = None
    if not rest:
        found = Condition(head, "=") if sign == "=" else None
    elif sign == "~":
        found = Condition(head, sign, (rest,))
    elif sign == "=" and kind == "text":
        found = _word(head, rest, cells)
    elif sign == "=" and dots and kind in _ORDERED:
        ends: tuple[Any, Any] = (_value(low, kind), _value(high, kind))
        found = Condition(head, _RANGE, ends) if None not in ends and ends[0] <= ends[1] else None
    elif sign == "=" or kind in _ORDERED:
        value = _value(rest, kind)
        found = None if value is None else Condition(head, sign, (value,))
    return found or _examples(f"{head}{sign}{rest}", head, cells)


def _word(head: str, rest: str, cells: pd.Series) -> Condition | UnknownValue | None:
    """Return the condition of a word that a column has; the nearest where it has none such."""
    there = {folded(cell): written(cell) for cell in cells.dropna()}
    if folded(rest) in there:
        return Condition(head, "=", (there[folded(rest)],))
    near = difflib.get_close_matches(folded(rest), there, n=1, cutoff=SIMILAR)
    if near:
        return _unknown(f"{head}={rest}", f"{head}={there[near[0]]}", there[near[0]])
    return None


def _value(given: str, kind: str) -> float | dt.date | bool | None:
    """Return a word as a value of a kind; None if it is none."""
    given = unicodedata.normalize("NFKC", given).strip()
    try:
        match kind:
            case "number":
                number = float(given)
                return number if math.isfinite(number) else None
            case "date":
                return dt.date.fromisoformat(given)
            case "bool":
                return _truths().get(given.casefold())
    except ValueError:
        pass
    return None


def _truths() -> dict[str, bool]:
    """Return the words for yes and no."""
    words = {table(lang, "where.")[f"where.{word}"]: word == "yes" for lang in LANGS for word in
             ("yes", "no")}  # fmt: skip
    return {"true": True, "false": False} | {word.casefold(): is_ for word, is_ in words.items()}


def _unknown(value: str, nearest: str, name: str) -> UnknownValue:
    return UnknownValue(FLAG, value, nearest, name, name)


def _examples(value: str, head: str, cells: pd.Series) -> UnknownValue:
    there = dict.fromkeys(written(cell) for cell in cells.dropna())
    return UnknownValue(FLAG, value, known=tuple(f"{head}={cell}" for cell in [*there][:EXAMPLES]))


def mask(values: Iterable[str], atlas: "Atlas") -> NDArray[np.bool_]:
    """
    Tell which zones fulfil some conditions.

    What a column is or contains are alternatives, bounds of it hold together, and every column
    named must hold.

    Parameters
    ----------
    values
        Conditions as `read` gives them; one of a column that is not there holds nowhere.
    atlas
        The atlas.

    Returns
    -------
    np.ndarray
        Booleans in the order of ``atlas.zones``.
    """
    zones = atlas.zones.index
    kept = np.ones(len(zones), dtype=bool)
    by_head: dict[str, list[Condition]] = {}
    for value in values:
        found = condition(value, atlas)
        if not isinstance(found, Condition):
            return np.zeros(len(zones), dtype=bool)
        by_head.setdefault(found.head, []).append(found)
    for head, conditions in by_head.items():
        column = atlas.own_values[head].reindex(zones.astype(object))
        cells = [None if pd.isna(cell) else cell for cell in column]
        bounds = [each for each in conditions if each.is_bound]
        others = [each for each in conditions if not each.is_bound]
        kept &= [
            all(each.holds(cell) for each in bounds)
            and (not others or any(each.holds(cell) for each in others))
            for cell in cells
        ]
    return kept
