"""Make a table of rows of cells: find its heads, tell its columns' types, say what is odd."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from atlas.exchange.findings import ERROR, NOTE, WARNING, Finding, RefusedError
from atlas.exchange.guard.limits import LIMITS
from atlas.exchange.guards import unguarded
from atlas.exchange.reading import geometries, heads, levels, remarks, sexagesimal
from atlas.exchange.reading.levels import Span

SEARCHED = 30  # rows at the top among which the heads are looked for
HEAD = 80  # characters
FAULTS = {"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
MOSTLY = 0.6  # a column with this share of numbers was meant to hold numbers
EXACT = 15  # digits that a float keeps
# An exponent has its sign, as programs write it: 3E2 is a number of a house or a plot.
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]\d{1,3})?")
_PADDED = re.compile(r"[+-]?0\d")
_DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")


def of_rows(
    rows: Sequence[Sequence[object]], *, guarded: bool, spans: Sequence[Span] = ()
) -> tuple[pd.DataFrame, list[Finding]]:
    """
    Return a table of the rows of a sheet.

    Parameters
    ----------
    rows
        All of them, from the first; cells as read, rows of any length.
    guarded
        Whether a quote before what looks like a formula is a guard, as in our own CSV.
    spans
        Its merged cells.

    Returns
    -------
    DataFrame, shape (n, m)
        Indexed by the number of the row, from 1; heads as they stand, made distinct.
    list of Finding

    Raises
    ------
    RefusedError
        If there are no heads, or no rows below them.
    """
    named = levels.found(rows, _top(rows), spans)
    found: list[Finding] = []
    first = next(n for n, row in enumerate(rows) if not _is_blank(row))
    if named.last != first:
        several = named.last > named.first
        values = {"n": named.first + 1, "last": named.last + 1}
        found.append(Finding("read.head_rows" if several else "read.head_row", NOTE, values=values))
    if named.units:
        found.append(Finding("read.units", NOTE, named.below, values={}))
    width = len(named.cells)
    below = []
    for n, row in enumerate(rows[named.below :], start=named.below + 1):
        if _is_blank(row):
            continue
        if remarks.is_repeated(row, rows[named.first : named.last + 1]):
            found.append(Finding("read.head_again", NOTE, n))
        elif remarks.is_remark(row, width):
            said = next(cell for cell in row if isinstance(cell, str) and cell.strip())
            found.append(Finding("read.remark", NOTE, n, value=said))
        else:
            below.append((n, [*row, *[None] * (width - len(row))]))
    if not below:
        raise RefusedError(*found, Finding("read.no_rows", ERROR))
    columns = [list(column) for column in zip(*(row for _, row in below), strict=True)]
    head_cells, columns = sexagesimal.joined(named.cells, columns)
    index = pd.Index([n for n, _ in below], name="row")
    return of_columns(head_cells, columns, index, found, guarded=guarded), found


def above(rows: Sequence[Sequence[object]]) -> str:
    """Return what stands in the rows above the heads, such as a title."""
    cells = (cell for row in rows[: _top(rows)] for cell in row if isinstance(cell, str))
    return " ".join(_text(" ".join(cells)).split())[:HEAD]


def title(rows: Sequence[Sequence[object]]) -> str:
    """Return what stands above the heads in rows of one cell alone; nothing where there is none."""
    alone = [
        cells[0]
        for row in rows[: _top(rows)]
        if len(cells := [cell for cell in row if cell not in (None, "")]) == 1
    ]
    words = [cell for cell in alone if isinstance(cell, str)]
    return " ".join(_text(words[0]).split())[:HEAD] if words else ""


def of_columns(
    head_cells: Sequence[object],
    columns: Sequence[Sequence[object]],
    index: pd.Index,
    found: list[Finding],
    *,
    guarded: bool = False,
) -> pd.DataFrame:
    """
    Return a table of columns of cells.

    Parameters
    ----------
    head_cells
        The heads as they stand; blank ones get a name where their column holds anything.
    columns
        As many, all of the length of `index`.
    index
        The numbers of the rows.
    found
        Gets what is odd.
    guarded
        As of `of_rows`.
    """
    kept = [
        (n, said, column)
        for n, (said, column) in enumerate(zip(head_cells, columns, strict=True), start=1)
        if said not in (None, "") or not _is_blank(column)
    ]
    names = _distinct([(n, said) for n, said, _ in kept], found)
    roles = heads.roles(names)
    table = {
        name: _typed(name, list(column), index, found, guarded=guarded, role=roles.get(name, ""))
        for name, (_, _, column) in zip(names, kept, strict=True)
    }
    return pd.DataFrame(
        {name: pd.Series(cells, index=index, dtype=object) for name, cells in table.items()},
        index=index,
        columns=pd.Index(names, dtype=object),
    )


def _is_blank(cells: Sequence[object]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _top(rows: Sequence[Sequence[object]]) -> int:
    """Return which row holds the heads: the one with most known ones, else the first of words."""
    start = [(n, row) for n, row in enumerate(rows[:SEARCHED]) if not _is_blank(row)]
    if not start:
        raise RefusedError(Finding("read.empty", ERROR))
    known = [(sum(heads.is_known(cell) for cell in row), -n) for n, row in start]
    most, at = max(known)
    if most:
        return -at
    first, row = start[0]
    # A title above the heads stands alone in its row.
    for one, other in pairwise(start):
        if sum(cell not in (None, "") for cell in one[1]) > 1:
            break
        first, row = other
    if any(_number(cell) is not None for cell in row):
        raise RefusedError(Finding("read.no_heads", ERROR, first + 1))
    return first


def _distinct(cells: list[tuple[int, object]], found: list[Finding]) -> list[str]:
    names: list[str] = []
    for n, cell in cells:
        name = " ".join(_text("" if cell is None else str(cell)).split())
        if not name:
            name = f"#{n}"
            found.append(Finding("read.no_head", WARNING, column=name))
        if len(name) > HEAD:
            found.append(Finding("read.long_head", WARNING, column=name))
            name = name[:HEAD].rstrip()
        given, again = name, 1
        while name in names:
            again += 1
            name = f"{given} ({again})"
        if again > 1:
            found.append(Finding("read.same_head", WARNING, column=given, values={"name": name}))
        names.append(name)
    return names


def _text(said: str) -> str:
    """Return a text without what neither screen nor database can hold; line ends stay."""
    return "".join(
        char if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Cn"} else " "
        for char in said.replace("\r\n", "\n").replace("\r", "\n")
    )


# Cells and columns --------------------------------------------------------------------------------


def _typed(  # noqa: PLR0913 - a column is judged with all that is known of it
    name: str,
    cells: list[object],
    index: pd.Index,
    found: list[Finding],
    *,
    guarded: bool,
    role: str,
) -> list[object]:
    """Return a column's cells, all of one type where they can be."""
    made = [_cell(cell, name, row, found, guarded) for cell, row in zip(cells, index, strict=True)]
    words = [cell for cell in made if isinstance(cell, str)]
    if role or not words:
        return made  # what has a role is read by those who know it
    kept = [
        word for word in words if (number := _number(word)) is not None and _loses(word, number)
    ]
    if kept:
        count = {"n": len(kept)}
        found.append(Finding("read.kept_text", NOTE, column=name, value=kept[0], values=count))
        return [cell if cell is None else _written(cell) for cell in made]
    for read, code in ((_number, "read.text_numbers"), (_date, "")):
        values = [read(cell) if isinstance(cell, str) else cell for cell in made]
        read_all = all(v is not None for v, c in zip(values, made, strict=True) if c is not None)
        if read_all:
            # Only a workbook can tell a number from a text that looks like one.
            if code and len(words) < len([cell for cell in made if cell is not None]):
                found.append(Finding(code, NOTE, column=name, values={"n": len(words)}))
            return values
    _mixed(name, made, index, found)
    return made


def _cell(cell: object, name: str, row: int, found: list[Finding], guarded: bool) -> object:  # noqa: FBT001
    if not isinstance(cell, str):
        return cell
    # Of what is much too long only so much is looked at as tells that.
    shaped = len(cell) > LIMITS.cell and geometries.looks(cell)
    said = _text(cell if shaped else cell[: 2 * LIMITS.cell]).strip()
    if not said:
        return None
    if said.upper() in FAULTS:
        found.append(Finding("read.fault", ERROR, int(row), name, said))
        return None
    if len(said) > LIMITS.cell and not shaped:
        values = {"most": LIMITS.cell}
        found.append(Finding("read.cell", ERROR, int(row), name, said, values))
        return None
    return unguarded(said) if guarded else said


def _number(cell: object) -> float | int | None:
    """Return a number written as text; None where it is none, or an id that only looks like one."""
    if not isinstance(cell, str):
        return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    said = unicodedata.normalize("NFKC", cell).strip()
    digits = sum(char.isdigit() for char in said)
    if not _NUMBER.fullmatch(said) or _PADDED.match(said) or digits > EXACT:
        return None
    plain = said.replace(",", "")
    return int(plain) if re.fullmatch(r"[+-]?\d+", plain) else float(plain)


def _loses(said: str, number: float) -> bool:
    """Tell whether a number would not be written again as its text is: 2002.10, +5, 1e+3."""
    # Signs between thousands, and full width, say nothing of the number.
    said = unicodedata.normalize("NFKC", said).replace(",", "")
    return said not in {str(number), f"{number:.15g}"}


def _written(cell: object) -> object:
    """Return a cell of a column of texts: a number as it would be written."""
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return f"{cell:.15g}" if is_number else cell


def _date(cell: str) -> dt.date | None:
    parts = _DATE.fullmatch(cell)
    if not parts:
        return None
    try:
        return dt.date(*(int(part) for part in parts.groups()))
    except ValueError:
        return None


def _mixed(name: str, cells: list[object], index: pd.Index, found: list[Finding]) -> None:
    """Say where a column of numbers has a word in it, which makes all of it text."""
    there = [(row, cell) for row, cell in zip(index, cells, strict=True) if cell is not None]
    words = [(row, cell) for row, cell in there if _number(cell) is None]
    if words and len(words) <= (1 - MOSTLY) * len(there):
        row, cell = words[0]
        values = {"n": len(words)}
        found.append(Finding("read.mixed", WARNING, int(row), name, str(cell), values))
