"""Tables as text: cells set apart by a sign, a row a line."""

import csv
import io

from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.exchange.guard.limits import Limits
from atlas.exchange.reading import heads, table

_DELIMITERS = (",", "\t", ";", chr(0xFF0C))  # the last is a full-width comma


def is_table(said: str) -> bool:
    """Return whether a text has a line of heads that are known."""
    for line in said.splitlines()[: table.SEARCHED]:
        for sign in _DELIMITERS:
            cells = line.split(sign)
            known = sum(heads.is_known(cell.strip().strip('"')) for cell in cells)
            if known > 1 or (known and len(cells) > 1 and known >= len(cells) / 2):
                return True
    return False


def rows(text: str, limits: Limits) -> list[list[str]]:
    """
    Return the cells of a table as text.

    Raises
    ------
    RefusedError
        If it has more of them than are taken, or its quotes do not pair.
    """
    start = "\n".join(text.splitlines()[: table.SEARCHED])
    sign = max(_DELIMITERS, key=start.count)
    found: list[list[str]] = []
    n_cells = 0
    csv.field_size_limit(limits.text)
    try:
        for n, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 1):
            if n > limits.rows:
                raise RefusedError(Finding("read.rows", ERROR, values={"most": limits.rows}))
            if len(row) > limits.columns:
                values = {"most": limits.columns}
                raise RefusedError(Finding("read.columns", ERROR, n, values=values))
            n_cells += len(row)
            if n_cells > limits.cells:
                raise too_many_cells(limits)
            found.append(row)
    except csv.Error as error:
        raise RefusedError(Finding("read.csv", ERROR, value=str(error))) from None
    return found


def too_many_cells(limits: Limits) -> RefusedError:
    """Return that a table has more cells than are taken."""
    return RefusedError(Finding("read.cells", ERROR, values={"most": limits.cells}))
