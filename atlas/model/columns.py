"""
The columns that maps are shaded by and zones are found by: an office's own, and figures of lists.

A figure is a number that a list gives for zones: approved hectares, the year of approval. It goes
wherever an own column goes, by its key; every vintage knows it, as no other document gives one. An
own column of the same head stands in its place.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.i18n import LANGS, text
from atlas.model import documents
from atlas.model.names import shown

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

AREA, YEAR = "area_ha", "year"
NUMBER, DATE = "number", "date"
KIND_YEAR = "year"  # a whole number that is neither added up nor drawn as a size
FIGURES = {AREA: NUMBER, YEAR: KIND_YEAR}
ORDERED = (NUMBER, DATE, KIND_YEAR)  # kinds of columns that have more and less


def table(atlas: "Atlas") -> pd.DataFrame:
    """
    Return all columns: the office's own, then the figures that any zone has.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    pd.DataFrame
        Indexed by head: ``kind`` and ``n``, as of ``Atlas.own_columns``; a figure's kind is one of
        `FIGURES`. Not to be written to.
    """
    return atlas.once(_table)


def _table(atlas: "Atlas") -> pd.DataFrame:
    own, figures = atlas.own_columns, atlas.once(_figures)
    there = figures.reindex(atlas.zones.index.astype(object)).count()
    heads = [head for head in FIGURES if head not in own.index and there[head]]
    more = pd.DataFrame(
        {"kind": [FIGURES[head] for head in heads], "n": [int(there[head]) for head in heads]},
        index=pd.Index(heads, name="head", dtype=object),
    )
    return pd.concat([own, more]) if len(own) else more


def _figures(atlas: "Atlas") -> pd.DataFrame:
    """Return the figures of all zones that lists name: hectares, and years as whole numbers."""
    rows = documents.listed(atlas)
    years = [int(month[:4]) if month else None for month in rows["approved"]]
    hectares = [None if pd.isna(cell) else float(cell) for cell in rows["area_ha"]]
    values = {AREA: hectares, YEAR: years}
    return pd.DataFrame(values, index=rows.index.astype(object), dtype=object)


def is_figure(atlas: "Atlas", head: str) -> bool:
    """Tell whether a head is that of a figure, and of no column of the office."""
    return head in FIGURES and head not in atlas.own_columns.index


def values(atlas: "Atlas", head: str) -> pd.Series:
    """
    Return the cells of a column by zone; None where empty.

    Raises
    ------
    KeyError
        If there is no such column.
    """
    return (atlas.once(_figures) if is_figure(atlas, head) else atlas.own_values)[head]


def known(atlas: "Atlas", head: str, zones: Iterable[Hashable] | None = None) -> dict[str, Any]:
    """Return zone -> value of a column, of some zones or all, in table order; no empty cells."""
    cells = values(atlas, head).to_dict()
    asked = atlas.zones.index if zones is None else zones
    found = ((str(zone), cells.get(zone)) for zone in asked)
    return {zone: cell for zone, cell in found if cell is not None and cell == cell}  # noqa: PLR0124 - not a number


def name(atlas: "Atlas", head: str, lang: str, *, whole: bool = False) -> str:
    """
    Return what a reader calls a column: a figure is named with its unit and its document.

    Parameters
    ----------
    atlas
        The atlas.
    head
        A column; of what is none, the head itself.
    lang
        ``"zh"`` or ``"en"``.
    whole
        Say also what the figure is not, as a legend must.
    """
    if not is_figure(atlas, head):
        return head
    if whole:
        return text(f"figure.{head}.whole", lang, document=document(atlas, lang))
    return text(f"figure.{head}.name", lang, document=document(atlas, lang))


def origin(atlas: "Atlas", head: str, lang: str) -> str:
    """Return whose a figure is and what it is not; nothing of what is none."""
    if not is_figure(atlas, head):
        return ""
    return text(f"figure.{head}.origin", lang, document=document(atlas, lang))


def total(cells: Mapping[str, float]) -> Decimal:
    """Return the sum of numbers as they were written, not as floats come to it."""
    return sum((Decimal(repr(cell)) for cell in cells.values()), Decimal(0))


def hectares(number: Decimal | float) -> str:
    """Write hectares as lists give them: to the hundredth."""
    return f"{number:,.2f}" if math.isfinite(number) else f"{number}"


def said(atlas: "Atlas", head: str, value: object, lang: str) -> str:
    """Return a cell as a reader sees it: hectares as lists give them, all else as `shown` does."""
    if head == AREA and is_figure(atlas, head) and isinstance(value, float):
        return hectares(value)
    return shown(value, lang)


def sources(atlas: "Atlas") -> tuple[str, ...]:
    """Return the cards of the lists that the figures are of."""
    return tuple(dict.fromkeys(documents.listed(atlas)["source"]))


def document(atlas: "Atlas", lang: str) -> str:
    """Return the short names of the lists that the figures are of."""
    lists = dict.fromkeys(documents.listed(atlas)["document"])
    return text("list.comma", lang).join(
        atlas.label("documents", each, lang, short=True) for each in lists
    )


def spellings(atlas: "Atlas") -> Mapping[str, str]:
    """Return how columns can be written -> head: figures by their short names too."""
    found = {str(head): str(head) for head in table(atlas).index}
    for head in FIGURES:
        for lang in LANGS if head in found and is_figure(atlas, head) else ():
            found.setdefault(text(f"figure.{head}.short", lang), head)
    return found
