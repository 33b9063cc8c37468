"""Rows of a sheet that are none of its table: remarks below it, and heads printed once more."""

from collections.abc import Sequence

from atlas.exchange.words import WORDS

_BEGIN = tuple(WORDS["remark"]["begins"])
_START = 200  # characters of a text that it is told by
_WIDE = 3  # columns from which on a row of one cell says something about the others


def is_remark(row: Sequence[object], width: int) -> bool:
    """Tell whether a row is a remark: one text alone in a row of a wide table, begun as such."""
    said = list(dict.fromkeys(cell for cell in row if cell not in (None, "")))
    if not said or width < _WIDE or not isinstance(said[0], str):
        return False
    begins = said[0][:_START].strip().lower().startswith(_BEGIN)
    return begins and all(isinstance(cell, str) for cell in said)


def is_repeated(row: Sequence[object], heads: Sequence[Sequence[object]]) -> bool:
    """Tell whether a row is one of the rows of heads again, as the next printed page begins."""
    said = [cell for cell in row if cell not in (None, "")]
    return len(said) > 1 and any(
        said == [cell for cell in head if cell not in (None, "")] for head in heads
    )
