"""
Find the heads of a table: in one row or in several, with units and column numbers below them.

Offices merge the cells of heads; what stands in a merged cell belongs to every column below it.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from atlas.exchange.reading import heads
from atlas.exchange.words import WORDS

DEEPEST = 3  # rows of heads
_LONGEST = 200  # characters of a cell that are looked at: no head is longer
_UNITS = set(WORDS["unit"]["said"])
_NO_UNIT = set(WORDS["unit"]["none"])  # what stands in a row of units where there is none
_COUNTED = re.compile(rf"\(?(?:\d{{1,3}}|[A-Za-z]|[{WORDS['unit']['columns']}])\)?")
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")
_SAYS = ":"  # a line that says who fills in, or in which unit, is no head
_OPEN, _CLOSE = WORDS["unit"]["brackets"]
Rows = Sequence[Sequence[object]]


class Span(NamedTuple):
    """A merged cell: the rows and columns it covers, from 0, the last of them included."""

    top: int
    left: int
    bottom: int
    right: int


class Heads(NamedTuple):
    """
    The heads of a table.

    Attributes
    ----------
    first, last
        The rows they stand in, from 0.
    cells
        The heads, those of several rows joined, with their units.
    below
        The row that the table begins in.
    units
        Whether a row of units was taken into the heads.
    """

    first: int
    last: int
    cells: list[object]
    below: int
    units: bool


def found(rows: Rows, top: int, spans: Sequence[Span] = ()) -> Heads:
    """
    Return the heads of a table.

    Parameters
    ----------
    rows
        All of them, from the first.
    top
        The row with most known heads.
    spans
        Its merged cells.
    """
    first = top
    while (
        first
        and top - first < DEEPEST - 1
        and _is_above(rows, first - 1, spans, grouped=first < top)
    ):
        first -= 1
    last = top
    while last - first < DEEPEST - 1 and _is_below(rows, last, spans):
        last += 1
    width = max(len(row) for row in rows[first:])
    levels = [_filled(rows, n, width, spans, grouped=n < last) for n in range(first, last + 1)]
    cells = [_joined(column) for column in zip(*levels, strict=True)]
    below = last + 1
    units = below < len(rows) - 1 and _is_units(rows[below], cells)
    if units:
        cells = [
            _with_unit(head, unit)
            for head, unit in zip(cells, _padded(rows[below], width), strict=True)
        ]
        below += 1
    if below < len(rows) - 1 and _is_counted(rows[below]):
        below += 1
    return Heads(first, last, cells, below, units)


def _padded(row: Sequence[object], width: int) -> list[object]:
    return [*row, *[None] * (width - len(row))][:width]


def _words(cell: object) -> str:
    """Return a cell's text without what does not count; nothing where it is no text."""
    return " ".join(cell[:_LONGEST].split()) if isinstance(cell, str) else ""


def is_number(said: str) -> bool:
    """Tell whether a text is a number, whatever sets its digits apart."""
    plain = unicodedata.normalize("NFKC", said).strip()
    return len(said) < _LONGEST and bool(_NUMBER.fullmatch(plain))


def _is_number(cell: object) -> bool:
    return is_number(cell) if isinstance(cell, str) else cell is not None


def _groups(rows: Rows, n: int, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the columns that a head of a row stands over, where these are several."""
    row = rows[n]
    merged = [(s.left, s.right) for s in spans if s.top == n and s.right > s.left]
    # Without marks of merging a head stands over the blank cells to its right.
    there = [m for m, cell in enumerate(row) if _words(cell)]
    ends = [*(m - 1 for m in there[1:]), max(len(each) for each in rows[n : n + 2]) - 1]
    taken = {left for left, _ in merged}
    return merged + [
        (m, end) for m, end in zip(there, ends, strict=True) if end > m and m not in taken
    ]


def _is_above(rows: Rows, n: int, spans: Sequence[Span], *, grouped: bool) -> bool:
    """Tell whether a row has heads that stand over those of the row below it."""
    row = rows[n]
    below = _filled(rows, n + 1, max(map(len, rows[n : n + 3])), spans, grouped=grouped)
    said = {_words(cell) for cell in row if _words(cell)}
    about = any(_SAYS in unicodedata.normalize("NFKC", words) for words in said)
    if len(said) <= 1 or about or any(map(_is_number, row)):
        return False
    return any(
        sum(bool(_words(cell)) for cell in below[left : right + 1]) > 1
        for left, right in _groups(rows, n, spans)
    )


def _is_below(rows: Rows, n: int, spans: Sequence[Span]) -> bool:
    """Tell whether the row after a row of heads has heads too, that stand below some of these."""
    if n + 2 >= len(rows):
        return False
    row, below = rows[n], rows[n + 1]
    groups = [
        (left, right)
        for left, right in _groups(rows, n, spans)
        if sum(bool(_words(cell)) for cell in below[left : right + 1]) > 1
    ]
    inside = {m for left, right in groups for m in range(left, right + 1)}
    if not groups or any(map(_is_number, below)):
        return False
    return all(
        m in inside or not _words(cell) or _words(cell) == _words(_at(row, m))
        for m, cell in enumerate(below)
    )


def _at(row: Sequence[object], m: int) -> object:
    return row[m] if m < len(row) else None


def _filled(
    rows: Rows, n: int, width: int, spans: Sequence[Span], *, grouped: bool
) -> list[object]:
    """Return a row of heads in which one that stands over several columns stands in each."""
    row = _padded(rows[n], width)
    for left, right in _groups(rows, n, spans) if grouped else ():
        for m in range(left, min(right, width - 1) + 1):
            row[m] = row[left] if row[m] in (None, "") else row[m]
    return row


def _joined(column: Sequence[object]) -> object:
    """Return the heads of a column, from the uppermost down, as one."""
    parts = dict.fromkeys(_words(cell) if isinstance(cell, str) else cell for cell in column)
    said = [str(part) for part in parts if part not in (None, "")]
    return heads.LEVEL.join(said) if said else None


def _is_units(row: Sequence[object], cells: Sequence[object]) -> bool:
    """Tell whether a row says nothing but the units of the heads above it."""
    said = [(m, heads.unit(_words(cell))) for m, cell in enumerate(row) if cell not in (None, "")]
    units = [unit for _, unit in said if unit not in _NO_UNIT]
    return (
        bool(units)
        and all(unit in _UNITS or unit in _NO_UNIT for _, unit in said)
        and all(m < len(cells) and cells[m] not in (None, "") for m, _ in said)
    )


def _with_unit(head: object, unit: object) -> object:
    said = _words(unit).strip(f"(){_OPEN}{_CLOSE}")
    if not said or heads.unit(said) in _NO_UNIT or head in (None, ""):
        return head
    has = unicodedata.normalize("NFKC", str(head)).rstrip().endswith(")")
    return head if has else f"{head}{_OPEN}{said}{_CLOSE}"


def _is_counted(row: Sequence[object]) -> bool:
    """Tell whether a row but numbers the columns, as statistical tables do below their heads."""
    said = [
        unicodedata.normalize("NFKC", str(cell)).strip() for cell in row if cell not in (None, "")
    ]
    numbers = [int(each.strip("()")) for each in said if each.strip("()").isdecimal()]
    return (
        len(said) > 2  # noqa: PLR2004 - fewer may be a row of the table
        and len(numbers) > 1
        and all(map(_COUNTED.fullmatch, said))
        and all(b - a == 1 for a, b in pairwise(numbers))
        and numbers[0] <= 3  # noqa: PLR2004 - behind a letter or two
    )
