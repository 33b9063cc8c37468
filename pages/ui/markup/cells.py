"""What pages show of a zone in the columns: a value, or a yearly series with its line."""

from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from atlas.analysis.charts import sparkline
from atlas.i18n import text
from atlas.maps import style
from atlas.model import columns, names, series
from atlas.model.atlas import Atlas
from atlas.model.series import Series


class Cell(NamedTuple):
    """
    A cell of a column.

    Attributes
    ----------
    shown
        As a reader sees it.
    order
        What it is sorted by.
    """

    shown: str
    order: str


class Line(NamedTuple):
    """
    A zone's yearly series.

    Attributes
    ----------
    latest
        Its last number, as a table has it.
    order
        What it is sorted by: that number.
    ends
        The first and the last number with their years.
    words
        The numbers of all years.
    svg
        The line, drawn; an empty text where there is no number.
    """

    latest: str
    order: str
    ends: str
    words: str
    svg: Markup

    @property
    def src(self) -> str:
        """The line as the source of an image, where no drawing may stand in a page itself."""
        return f"data:image/svg+xml,{quote(self.svg)}"


class Told(NamedTuple):
    """
    What a zone has in a column, or in a series.

    Attributes
    ----------
    name
        What a reader calls it.
    shown
        The value; of a series its ends.
    line
        Of a series; None of a column.
    """

    name: str
    shown: str
    line: Line | None = None


def cell(atlas: Atlas, lang: str, zone: str, head: str) -> Cell:
    """Return the cell of a zone in a column; an empty one where it has none."""
    return of(atlas, lang, head, columns.values(atlas, head).get(zone))


def of(atlas: Atlas, lang: str, head: str, value: object) -> Cell:
    """Return the cell of a value in a column."""
    return Cell(columns.said(atlas, head, value, lang), names.written(value))


def line(atlas: Atlas, lang: str, zone: str, of: Series) -> Line:
    """Return a zone's numbers of a series; empty texts where it has none."""
    points = series.points(atlas, of, zone)
    known = [value for _, value in points if value is not None]
    words = series.told(points, lang)
    said = text("series.alt", lang, head=of.name(lang), words=words)
    drawn = sparkline.svg(points, colour=atlas.once(_colour), words=said)
    return Line(
        latest=series.latest(of, points, lang),
        order=names.written(known[-1]) if known else "",
        ends=series.ends(points, lang),
        words=words,
        svg=Markup(drawn),  # noqa: S704 - made by a template that escapes what it is given
    )


def _colour(atlas: Atlas) -> str:
    """Return the colour of lines."""
    return next(each.fill or "" for each in style.read(atlas.style) if each.key == "sheet/accent")


def told(atlas: Atlas, lang: str, zone: str, *, most: int | None = None) -> list[Told]:
    """
    Return what a zone has in the columns, series as one, in their order; nothing of empty ones.

    Parameters
    ----------
    atlas
        The data.
    lang
        ``"zh"`` or ``"en"``.
    zone
        Its id.
    most
        How many of the office's own are looked at; None: all.
    """
    own: list[str | Series] = []
    figures: list[str | Series] = []
    for each in series.grouped(atlas):
        is_figure = isinstance(each, str) and columns.is_figure(atlas, each)
        (figures if is_figure else own).append(each)
    found = []
    for each in (*own[:most], *figures):
        if isinstance(each, str):
            found.append(Told(columns.name(atlas, each, lang), cell(atlas, lang, zone, each).shown))
        else:
            drawn = line(atlas, lang, zone, each)
            found.append(Told(each.name(lang), drawn.ends, drawn))
    return [each for each in found if each.shown]
