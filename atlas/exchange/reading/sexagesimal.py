"""Coordinates whose degrees, minutes and seconds stand in columns of their own, made one."""

import re
import unicodedata
from collections.abc import Sequence

from atlas.exchange.reading import heads
from atlas.exchange.words import WORDS

_PARTS = [tuple(WORDS["parts"][name]) for name in ("degrees", "minutes", "seconds")]
_EDGE = " /_-.()[]:"
_SIGNS = "°'\""
_MARKS = "".join(WORDS["angle"][name] for name in ("degree", "minute", "second"))
Columns = list[list[object]]


def joined(head_cells: Sequence[object], columns: Columns) -> tuple[list[object], Columns]:
    """
    Return heads and columns in which such columns are one, with the head that they share.

    Parameters
    ----------
    head_cells
        The heads: ``经度 / 度``, ``经度 / 分``, ``经度 / 秒``, or ``lon_d``, ``lon_m``, ``lon_s``.
    columns
        As many.
    """
    kept: list[object] = []
    made: Columns = []
    at = 0
    while at < len(head_cells):
        n, head = _run(head_cells[at : at + len(_PARTS)])
        if n > 1:
            kept.append(head)
            made.append([_angle(cells) for cells in zip(*columns[at : at + n], strict=True)])
            at += n
        else:
            kept.append(head_cells[at])
            made.append(columns[at])
            at += 1
    return kept, made


def _run(head_cells: Sequence[object]) -> tuple[int, str]:
    """Return how many heads are the parts of one coordinate, and what that is headed."""
    whole = ""
    for n, cell in enumerate(head_cells):
        stem = _stem(cell, n)
        if stem is None or (n and stem and stem != whole):
            return n, whole
        if not n:
            if heads.coordinate(stem) not in {"lon", "lat"}:
                return 0, ""
            whole = stem
    return len(head_cells), whole


def _stem(cell: object, part: int) -> str | None:
    """Return what stands before the word for a part in a head; None where it does not end so."""
    said = unicodedata.normalize("NFKC", str(cell or "")).strip().strip(")]").strip()
    for word in _PARTS[part]:
        if said.lower().endswith(word):
            stem = said[: len(said) - len(word)]
            # A lone letter must be set apart from the word before it.
            if word.isascii() and word.isalpha() and stem[-1:].isalpha():
                continue
            return re.sub(r"\s+", " ", stem.strip(_EDGE))
    return None


def _angle(cells: Sequence[object]) -> object:
    """Return the parts of a coordinate as it is written; blank where all of them are."""
    said = ["" if cell is None else str(cell).strip().rstrip(_MARKS) for cell in cells]
    if not any(said):
        return None
    return "".join(f"{part or 0}{sign}" for part, sign in zip(said, _SIGNS, strict=False))
