"""Tell several tables that stand in one sheet, below or beside each other, each with its heads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from atlas.exchange.findings import ERROR, QUESTION, Finding, RefusedError
from atlas.exchange.reading import containers, heads, layers, levels, remarks

Rows = Sequence[Sequence[object]]
NAME = 40  # characters of a title that a table is called by
FULL = 2  # rows of numbers that make heads of unknown words a table
_NAMES = {"name", "id"}  # roles by which a row says what it is about


class Part(NamedTuple):
    """One table of a sheet: the rows and columns it stands in, from 0, the last ones excluded."""

    name: str
    top: int
    bottom: int
    left: int
    right: int
    head: int


@dataclass(slots=True)
class _Seen:
    """A table as far as its rows were looked at."""

    top: int
    heads: range
    below: int
    known: bool
    data: int = 0
    numeric: set[int] = field(default_factory=set)
    worded: set[int] = field(default_factory=set)
    full: int = 0


def parts(rows: Rows, spans: Sequence[levels.Span] = ()) -> list[Part]:
    """
    Return the tables of a sheet, from the top, those side by side from the left; one if it has one.

    Another table begins at a row of heads that are known, or that stand below a title and over
    columns that held numbers; a row of the same heads goes on with the table.
    """
    seen = [each for each in _seen(rows, spans) if each.known or each.full >= FULL]
    if not seen:
        return []
    ends = [each.top for each in seen[1:]] + [len(rows)]
    found: list[Part] = []
    for n, (each, end) in enumerate(zip(seen, ends, strict=True)):
        top = each.top if n else 0
        head = each.heads[-1]
        for left, right in _beside(rows, head, end):
            title = _title(rows[top:head], left, right)
            found.append(Part(title[:NAME], top, end, left, right, head))
    return _named(found) if len(found) > 1 else []


def alone(rows: Rows, part: Part) -> list[list[object]]:
    """Return the rows with nothing in them but one table; each stays where it stands."""
    kept = [[None] * part.left + list(row[part.left : part.right]) for row in rows]
    outside = (n for n in range(len(rows)) if not part.top <= n < part.bottom)
    for n in outside:
        kept[n] = []
    return kept


def taken(
    rows: Rows,
    sheet: str,
    wanted: str,
    said: Mapping[str, Any],
    spans: Sequence[levels.Span] = (),
) -> tuple[Rows, dict[str, Any], list[Finding]]:
    """
    Return the rows of one of the tables of a sheet; all rows where there is but one.

    Parameters
    ----------
    rows
        Of the sheet.
    sheet
        Its name; empty where it has none.
    wanted
        The table asked for, empty for the first: then it is asked which is meant.
    said
        What was read of the file: its ``layers`` and the ``layer`` taken.
    spans
        Its merged cells.

    Returns
    -------
    rows
    said
        With the tables in the place of their sheet.
    findings

    Raises
    ------
    RefusedError
        If the sheet has several tables and none that is called so.
    """
    there = parts(rows, spans)
    if not there:
        return rows, dict(said), []
    before = f"{sheet}{containers.WITHIN}" if sheet else ""
    names = [before + part.name for part in there]
    part = next((each for each in there if each.name == wanted), there[0])
    if wanted and part.name != wanted:
        raise RefusedError(Finding("read.no_layer", ERROR, value=wanted))
    others = list(said["layers"]) or [sheet]
    listed = [name for each in others for name in (names if each == sheet else [each])]
    made = {**said, "layers": listed, "layer": before + part.name}
    if part.name == wanted:
        return alone(rows, part), made, []
    about = {
        name: [sum(not _is_blank(row) for row in rows[each.head + 1 : each.bottom]), ""]
        for name, each in zip(names, there, strict=True)
    }
    values = {
        "n": len(there),
        "layers": layers.listed(about, names),
        "taken": layers.listed(about, names[:1]),
    }
    return alone(rows, part), made, [Finding("read.tables", QUESTION, values=values)]


def _is_blank(row: Sequence[object]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)


# One below the other ------------------------------------------------------------------------------


def _seen(rows: Rows, spans: Sequence[levels.Span]) -> list[_Seen]:
    """Return the tables that begin one below the other."""
    found: list[_Seen] = []
    gap, title = True, -1  # the first row of what stands alone above a row
    for n, row in enumerate(rows):
        if found and n < found[-1].below:
            continue
        if _is_blank(row):
            gap, title = True, -1
            continue
        is_remark = remarks.is_remark(row, heads.LONGEST)
        if _stands_alone(row) and not is_remark:
            title = n if title < 0 else title
            continue
        if is_remark and title >= 0:  # who reports it, between a title and its heads
            continue
        last = found[-1] if found else None
        if last and remarks.is_repeated(row, [rows[at] for at in last.heads]):
            pass
        elif _is_head(rows, n, last, gap=gap, titled=title >= 0):
            named = levels.found(rows, n, spans)
            top, at = title if title >= 0 else n, range(n, named.last + 1)
            if last and named.first <= last.heads[0]:  # what was seen are the upper rows of these
                top, at = last.top, range(named.first, named.last + 1)
                found.pop()
            known = any(_known(rows[m]) for m in at)
            found.append(_Seen(top, at, named.below, known))
        elif last:
            _counted(last, row)
        gap, title = False, -1
    return [each for each in found if each.data]


def _counted(table: _Seen, row: Sequence[object]) -> None:
    """Take a row into account: in which columns it has numbers, in which words."""
    table.data += 1
    numbers = {m for m, cell in enumerate(row) if _is_number(cell)}
    table.full += bool(numbers)
    table.numeric |= numbers
    table.worded |= {m for m, cell in enumerate(row) if cell not in (None, "")} - numbers


def _is_head(rows: Rows, n: int, last: _Seen | None, *, gap: bool, titled: bool) -> bool:
    """Tell whether a row has the heads of a table, of the first or of another one."""
    row = rows[n]
    cells = [(m, cell) for m, cell in enumerate(row) if cell not in (None, "")]
    below = rows[n + 1] if n + 1 < len(rows) else ()
    words = all(isinstance(cell, str) and not _is_number(cell) for _, cell in cells)
    if len(cells) <= 1 or not words or _is_blank(below):
        return False
    known = _known(row)
    if last is None or not (last.data or last.known):
        return True  # what stands before it says who filled the table in
    over = {m for m, _ in cells} & (last.numeric - last.worded)
    if known:
        # Words between heads and further heads are a level of them, unless there are too many.
        below_data = last.full or last.data >= levels.DEEPEST - 1
        apart = gap or titled or (known > 1 and below_data)
        return bool(apart) and (bool(over) or known > 1)
    return titled and bool(over) and any(_is_number(cell) for cell in below)


def _known(row: Sequence[object]) -> int:
    return sum(heads.is_known(cell) for cell in row)


def _stands_alone(row: Sequence[object]) -> bool:
    """Tell whether some words stand alone in a row, as titles do."""
    there = {cell for cell in row if cell not in (None, "")}
    return len(there) == 1 and isinstance(there.pop(), str)


def _is_number(cell: object) -> bool:
    if isinstance(cell, str):
        return levels.is_number(cell)
    return isinstance(cell, int | float) and not isinstance(cell, bool)


# Side by side -------------------------------------------------------------------------------------


def _beside(rows: Rows, head: int, end: int) -> list[tuple[int, int]]:
    """Return the columns of the tables that stand side by side below one row of heads."""
    width = max(map(len, rows[head:end]))
    there = [m for m, cell in enumerate(rows[head]) if cell not in (None, "")]
    starts = [0]
    for before, m in pairwise(there):
        left, right = (_name_column(rows[head], a, b) for a, b in ((starts[-1], m), (m, width)))
        if left < 0 or right < 0:
            continue
        apart = m - before > 1 and all(_is_blank(row[before + 1 : m]) for row in rows[head:end])
        again = right == m and _folded(rows[head], left) == _folded(rows[head], m)
        if (apart or again) and _differ(rows[head + 1 : end], left, right):
            starts.append(m)
    return list(zip(starts, [*starts[1:], width], strict=True))


def _name_column(row: Sequence[object], left: int, right: int) -> int:
    """Return the column that says what the rows between two columns are about; -1 if none does."""
    for m in range(left, min(right, len(row))):
        cell = row[m]
        if isinstance(cell, str) and _NAMES & set(heads.roles([cell]).values()):
            return m
    return -1


def _folded(row: Sequence[object], m: int) -> str:
    return heads.folded(str(row[m]))


def _differ(rows: Rows, left: int, right: int) -> bool:
    """Tell whether two columns of names are of different things: no row of one is of the other."""
    pairs = [(_at(row, left), _at(row, right)) for row in rows]
    return any(one != other for one, other in pairs)


def _at(row: Sequence[object], m: int) -> object:
    cell = row[m] if m < len(row) else None
    return None if cell == "" else cell


# What they are called -----------------------------------------------------------------------------


def _title(rows: Rows, left: int, right: int) -> str:
    """Return what stands above a table in its own columns, nearest to it."""
    for row in reversed(rows):
        said = [cell for cell in row[left:right] if isinstance(cell, str) and cell.strip()]
        if said and not remarks.is_remark(row, heads.LONGEST):
            return " ".join(said[0].split()) if len(set(said)) == 1 else ""
    return ""


def _named(found: Sequence[Part]) -> list[Part]:
    """Return the tables by their titles, or by their number where they have none of their own."""
    titles = [part.name.replace(containers.WITHIN, " ") for part in found]
    return [
        part._replace(name=title if title and titles.count(title) == 1 else str(n))
        for n, (part, title) in enumerate(zip(found, titles, strict=True), start=1)
    ]
