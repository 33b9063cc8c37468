"""
Yearly columns of one thing, such as an output of 2021, of 2022 and of 2023, known as one series.

Nothing of it is stored: a series is read off the heads of an office's columns, and each of these
goes on being a column, by which a map is shaded and zones are found.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from atlas.i18n import text
from atlas.model import columns
from atlas.model.names import folded, shown

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

LEAST = 2  # years that make a series
Points = tuple[tuple[int, float | None], ...]  # years, rising at even distances, with their numbers

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
_WORD = re.compile(r"\s*\u5e74\u5ea6?")  # "year" or "of the year" after it
# What parts the year from the rest of a head, its brackets apart.
_SEAM = r"[\s_\-./,:;\u3001\uff0c\uff1a\uff1b]+"
_SEAM_BEFORE, _SEAM_AFTER = re.compile(rf"{_SEAM}\Z"), re.compile(rf"\A{_SEAM}")
_OPENED, _CLOSED = re.compile(r"[(\[\uff08\u3010]\Z"), re.compile(r"\A[)\]\uff09\u3011]")
_OPENS = re.compile(r"\A[(\[\uff08\u3010]")


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """
    Columns of one thing, a year each.

    Attributes
    ----------
    stem
        What their heads say beside the year, the unit with it; empty of heads that are bare years.
    heads
        Year -> head, rising; at least `LEAST`.
    """

    stem: str
    heads: Mapping[int, str]

    @property
    def years(self) -> range:
        """The years from the first to the last, as far apart as those of the columns allow."""
        first, *_, last = years = [*self.heads]
        return range(first, last + 1, math.gcd(*(year - first for year in years)))

    @property
    def latest(self) -> str:
        """The head of the last year."""
        return [*self.heads.values()][-1]

    def name(self, lang: str) -> str:
        """Return what a reader calls it."""
        return self.stem if _spoken(self.stem) else text("series.bare", lang) + self.stem


def table(atlas: "Atlas") -> tuple[Series, ...]:
    """Return the series among an office's columns, in the order of their first columns."""
    return atlas.once(_table)


def _table(atlas: "Atlas") -> tuple[Series, ...]:
    kinds = atlas.own_columns["kind"]
    return among(str(head) for head in kinds.index[kinds == columns.NUMBER])


def among(heads: Iterable[str]) -> tuple[Series, ...]:
    """
    Return the series among some columns of numbers, in the order of their first ones.

    Those are of one series whose heads differ in nothing but one year (1900 to 2099), its place and
    what parts it from the rest. Of two columns of one year the second stays apart.
    """
    stems: dict[str, str] = {}
    found: dict[str, dict[int, str]] = {}
    for head in heads:
        if parted := parted_head(head):
            year, stem = parted
            key = "".join(folded(stem).split())
            stems.setdefault(key, stem)
            found.setdefault(key, {}).setdefault(year, head)
    return tuple(
        Series(stems[key], dict(sorted(of_years.items())))
        for key, of_years in found.items()
        if len(of_years) >= LEAST
    )


def parted_head(head: str) -> tuple[int, str] | None:
    """
    Return the year of a head and what it says beside it; None where it has none, or several.

    Where words stand on both sides of the year, an ellipsis marks its place.
    """
    found = [*_YEAR.finditer(head)]
    if len(found) != 1:
        return None
    (year,) = found
    before = _SEAM_BEFORE.sub("", head[: year.start()])
    said = head[year.end() :]
    word = _WORD.match(said)
    after = _SEAM_AFTER.sub("", said[word.end() :] if word else said)
    if _OPENED.search(before) and _CLOSED.match(after):
        before, after = _SEAM_BEFORE.sub("", before[:-1]), _SEAM_AFTER.sub("", after[1:])
    elif before and after and not (_OPENED.search(before) or _CLOSED.match(after)):
        if not _OPENS.match(after):
            return int(year[0]), f"{before}\N{HORIZONTAL ELLIPSIS}{_SEAM_AFTER.sub('', said)}"
        after = f" {after}" if said[:1].isspace() else after
    return int(year[0]), before + after


def _spoken(stem: str) -> bool:
    """Tell whether a stem says what it is of, not its unit alone."""
    return bool(stem) and not _OPENS.match(stem)


def grouped(atlas: "Atlas") -> list[str | Series]:
    """Return all columns as `columns.table` orders them, a series where its first one stands."""
    of = {head: each for each in table(atlas) for head in each.heads.values()}
    return [*dict.fromkeys(of.get(str(head), str(head)) for head in columns.table(atlas).index)]


def of(atlas: "Atlas", head: str) -> Series | None:
    """Return the series that a column is of; None where it is of none."""
    return next((each for each in table(atlas) if head in each.heads.values()), None)


def points(atlas: "Atlas", series: Series, zone: str) -> Points:
    """Return a zone's numbers year by year; None where it has none, or no column is of the year."""
    cells = {year: columns.values(atlas, head).get(zone) for year, head in series.heads.items()}
    return tuple(
        (year, None if (cell := cells.get(year)) is None else float(cell)) for year in series.years
    )


def is_known(points: Points) -> bool:
    """Tell whether a zone has a number of any year."""
    return any(value is not None for _, value in points)


def latest(series: Series, points: Points, lang: str) -> str:
    """Return a zone's last number, with its year where it is not the last of all; else nothing."""
    known = [(year, value) for year, value in points if value is not None]
    if not known:
        return ""
    year, value = known[-1]
    said = shown(value, lang)
    return said if year == series.years[-1] else text("series.older", lang, value=said, year=year)


def ends(points: Points, lang: str) -> str:
    """Return a zone's first and last numbers with their years; nothing where it has none."""
    known = [(year, value) for year, value in points if value is not None]
    return text("series.then", lang).join(
        text("series.of", lang, year=year, value=shown(value, lang))
        for year, value in dict.fromkeys([*known[:1], *known[-1:]])
    )


def told(points: Points, lang: str) -> str:
    """Return a zone's numbers of all years in words, the gaps too; nothing where it has none."""
    if not is_known(points):
        return ""
    return text("list.comma", lang).join(
        text("series.gap", lang, year=year)
        if value is None
        else text("series.of", lang, year=year, value=shown(value, lang))
        for year, value in points
    )


def listed(atlas: "Atlas", lang: str) -> pd.DataFrame:
    """
    Return all columns with the series that they are of, in their order.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    pd.DataFrame
        Columns head, as a link has it; name, as a reader has it; kind and n, as of
        `columns.table`; series, its name, empty of a column by itself; year, None of such a one.
    """
    of_heads = {h: (each.name(lang), y) for each in table(atlas) for y, h in each.heads.items()}
    rows = [
        (head, columns.name(atlas, head, lang), kind, int(n), *of_heads.get(head, ("", None)))
        for head, kind, n in columns.table(atlas).itertuples()
    ]
    names = ["head", "name", "kind", "n", "series", "year"]
    return pd.DataFrame(rows, columns=pd.Index(names)).astype({"year": "Int64"})
