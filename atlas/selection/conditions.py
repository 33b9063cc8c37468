"""Conditions on columns of the zones: ``COLUMN=VALUE``, ``COLUMN~PART``, ``COLUMN>=N``."""

import datetime as dt
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
from atlas.model import columns
from atlas.model.columns import ORDERED
from atlas.model.names import folded, shown, written
from atlas.model.vocabulary import UnknownValue, near

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

FLAG = "where"
EXAMPLES = 5
BOUNDS: dict[str, Callable[[Any, Any], bool]] = {">=": operator.ge, "<=": operator.le}
_SIGN = re.compile(r"\s*(>=|<=|\N{GREATER-THAN OR EQUAL TO}|\N{LESS-THAN OR EQUAL TO}|=|~)\s*")
_SIGNS = {"\N{GREATER-THAN OR EQUAL TO}": ">=", "\N{LESS-THAN OR EQUAL TO}": "<="}
_RANGE = ".."


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

    def said(self, atlas: "Atlas", lang: str = "zh") -> str:
        """Say the condition in words."""
        of_year = columns.is_figure(atlas, self.head) and self.head == columns.YEAR
        kind = {
            "=": "is" if self.values else "empty",
            "~": "has",
            ">=": "least",
            "<=": "most",
            _RANGE: "range",
        }[self.sign]
        values = [shown(value, lang) for value in self.values]
        return text(
            f"where.year.{kind}" if of_year else f"where.{kind}",
            lang,
            head=columns.name(atlas, self.head, lang),
            value=values[0] if values else "",
            upper=values[-1] if values else "",
        )

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
        Knows the columns and what stands in them.

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
    there, spelt = columns.table(atlas), columns.spellings(atlas)
    # A head may hold a sign itself: the longest that the value begins with is meant.
    for written_as in sorted(spelt, key=len, reverse=True):
        sign = _SIGN.match(value, len(written_as)) if value.startswith(written_as) else None
        if sign:
            head = spelt[written_as]
            kind, cells = there.loc[head, "kind"], columns.values(atlas, head)
            return _condition(head, _SIGNS.get(sign[1], sign[1]), value[sign.end() :], kind, cells)
    sign = _SIGN.search(value)
    head, rest = (value[: sign.start()], value[sign.start() :]) if sign else (value, "=")
    if meant := near(head, there.index):
        return _unknown(value, f"{meant}{rest}", meant)
    some = [str(each) for each in there.index[:EXAMPLES]]
    zh, en = (tuple(columns.name(atlas, each, lang) for each in some) for lang in LANGS)
    return UnknownValue(
        FLAG, value, known=tuple(f"{head}=" for head in some), known_zh=zh, known_en=en
    )


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
    elif sign == "=" and dots and kind in ORDERED:
        ends: tuple[Any, Any] = (_value(low, kind), _value(high, kind))
        found = Condition(head, _RANGE, ends) if None not in ends and ends[0] <= ends[1] else None
    elif sign == "=" or kind in ORDERED:
        value = _value(rest, kind)
        found = None if value is None else Condition(head, sign, (value,))
    return found or _examples(f"{head}{sign}{rest}", head, cells)


def _word(head: str, rest: str, cells: pd.Series) -> Condition | UnknownValue | None:
    """Return the condition of a word that a column has; the nearest where it has none such."""
    there = {folded(cell): written(cell) for cell in cells.dropna().unique()}
    if folded(rest) in there:
        return Condition(head, "=", (there[folded(rest)],))
    if meant := there.get(near(folded(rest), there)):
        return _unknown(f"{head}={rest}", f"{head}={meant}", meant)
    return None


def _value(given: str, kind: str) -> float | int | dt.date | bool | None:
    """Return a word as a value of a kind; None if it is none."""
    given = unicodedata.normalize("NFKC", given).strip()
    try:
        match kind:
            case columns.KIND_YEAR:
                return int(given) if given.isascii() and given.isdecimal() else None
            case columns.NUMBER:
                number = float(given)
                return number if math.isfinite(number) else None
            case columns.DATE:
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
    there = dict.fromkeys(written(cell) for cell in cells.dropna().unique())
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
    zones = atlas.zones.index.astype(object)
    kept = np.ones(len(zones), dtype=bool)
    for group in together(values, atlas):
        alternatives = [condition(value, atlas) for value in group]
        found = [each for each in alternatives if isinstance(each, Condition)]
        if not found:
            return np.zeros(len(zones), dtype=bool)
        # Many zones have few different values; an empty cell has the number -1, and stands last.
        numbers, cells = pd.factorize(columns.values(atlas, found[0].head).reindex(zones))
        holding = [any(each.holds(cell) for each in found) for cell in (*cells, None)]
        kept &= np.array(holding)[numbers]
    return kept


def together(values: Iterable[str], atlas: "Atlas") -> list[tuple[str, ...]]:
    """
    Return conditions as `mask` takes them together: alternatives of a column, and single bounds.

    Parameters
    ----------
    values, atlas
        As of `mask`.

    Returns
    -------
    list of tuple of str
        Groups of which each must hold.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for value in values:
        found = condition(value, atlas)
        head = found.head if isinstance(found, Condition) else value
        alone = not isinstance(found, Condition) or found.is_bound
        groups.setdefault((head, value if alone else ""), []).append(value)
    return [tuple(group) for group in groups.values()]


def without(values: Iterable[str], head: str, atlas: "Atlas") -> list[str]:
    """Return the conditions on other columns than one."""
    found = ((value, condition(value, atlas)) for value in values)
    return [value for value, each in found if not isinstance(each, Condition) or each.head != head]


def beside(values: Iterable[str], head: str, atlas: "Atlas") -> list[str]:
    """Return the conditions that hold beside one more alternative of a column: all but others."""
    found = ((value, condition(value, atlas)) for value in values)
    return [
        value
        for value, each in found
        if not isinstance(each, Condition) or each.head != head or each.is_bound
    ]
