"""Part tables into pages of their own: short ones below each other, a long one on several."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from atlas.briefing.report.changed import LIFE
from atlas.briefing.report.writer import changed_tables, lives
from atlas.i18n import text
from atlas.maps.print import fonts
from atlas.maps.print.lettering import wrap

if TYPE_CHECKING:
    from atlas.briefing.content import Content
    from atlas.briefing.report.model import Table
    from atlas.model.atlas import Atlas

Rows = tuple[tuple[str, ...], ...]
HEADING = 1.1  # of the size of its rows is a table's title
SHORT = 8  # rows: so short a table is not parted


@dataclass(frozen=True, slots=True)
class Series:
    """
    Tables that stand on pages of their own, under one title.

    Attributes
    ----------
    title
        Of its pages.
    tables
        At least one. Each has its own title above it where that is another one.
    """

    title: str
    tables: "tuple[Table, ...]"


@dataclass(frozen=True, slots=True)
class Part:
    """
    What of a table stands on one page.

    Attributes
    ----------
    table
        The table.
    rows
        Those of them that stand here.
    title
        What stands above them; nothing where the page's title says it.
    begins, ends
        Whether nothing of the table stands on a page before, and on one after.
    """

    table: "Table"
    rows: Rows
    title: str
    begins: bool
    ends: bool

    def headed(self, lang: str) -> str:
        """Return its title; that it goes on where it began on a page before."""
        return self.title if self.begins else text("slides.more", lang, title=self.title)


@dataclass(frozen=True, slots=True)
class Measures:
    """
    How large what stands on a page of tables is; points unless it is said.

    Attributes
    ----------
    width
        Of the page's text.
    size
        Of the lettering.
    note
        Of the lettering of what stands under a table.
    leading
        From one line to the next, in em.
    space
        Above and below the words of a row together, in em.
    gutter
        What a column's words leave free at its right.
    slack
        How much of a line is filled: a reader's face may be wider than ours.
    line
        How high a line of time is.
    set
        Returns words as the page can hold them.
    heavy
        Whether the first cell of a row is bold.
    """

    width: float
    size: float
    note: float
    leading: float
    space: float
    gutter: float
    slack: float
    line: float
    set: Callable[[str], str]
    heavy: bool = False

    @property
    def between(self) -> float:
        """What is left free below a table."""
        return 1.2 * self.size

    @property
    def title(self) -> float:
        """How high a table's own title is."""
        return 1.8 * self.size

    def columns(self, table: "Table") -> list[float]:
        """Return how wide each column of a table is: as is said, or as what it holds asks."""
        return _columns(self, table)

    def wide(self, words: str) -> float:
        """Return how wide a cell's words are on one line."""
        return fonts.width(self.set(words), bold=True) * self.size / self.slack + self.gutter

    def word(self, words: str) -> float:
        """Return how wide the widest is of what no line breaks."""
        return max(map(self.wide, wrap(self.set(words), 0.0, size=self.size)), default=self.gutter)

    def row(self, table: "Table", cells: Sequence[str], *, head: bool = False) -> float:
        """Return how high a row is."""
        lines = max(
            len(self.broken(words, wide, bold=head or (self.heavy and not n)))
            for n, (words, wide) in enumerate(zip(cells, self.columns(table), strict=True))
        )
        return (max(1, lines) * self.leading + self.space) * self.size

    def broken(self, words: str, wide: float, *, bold: bool) -> list[str]:
        """Return the lines of a cell in a column's width."""
        room = self.slack * (wide - self.gutter)
        return wrap(self.set(words), room, size=self.size, bold=bold)

    def above(self, part: Part) -> float:
        """Return how high what stands above a table's rows is: its title, a line of time."""
        timed = self.line if part.begins and part.table.kind == LIFE else 0.0
        return (self.title if part.title else 0.0) + timed

    def below(self, table: "Table") -> float:
        """Return how high what one must know to read a table is; it stands where that ends."""
        if not table.note:
            return 0.0
        lines = wrap(self.set(table.note), self.slack * self.width, size=self.note)
        return (len(lines) * self.leading + self.space) * self.note


@lru_cache(maxsize=64)  # asked for each row of a table
def _columns(measures: Measures, table: "Table") -> list[float]:
    """Return how wide each column of a table is."""
    if table.sharing:
        return [measures.width * share / sum(table.sharing) for share in table.sharing]
    columns = [*zip(table.header, *table.rows, strict=True)]
    least = [max(map(measures.word, cells)) for cells in columns]
    spare = measures.width - sum(least)
    whole = [max(map(measures.wide, cells)) for cells in columns]
    asked = [1.0 + a - b for a, b in zip(whole, least, strict=True)]
    if sum(asked) > spare:
        # What is long in one row alone may take lines there.
        asked = [sum(map(measures.wide, cells)) / len(cells) for cells in columns]
    return [a + spare * b / sum(asked) for a, b in zip(least, asked, strict=True)]


def parted(series: Series, measures: Measures, room: float) -> Iterator[tuple[Part, ...]]:
    """
    Yield what stands on each page of a series.

    Parameters
    ----------
    series
        The tables.
    measures
        Of the page.
    room
        How high a page's tables may be, points. A row that is higher has a page of its own.
    """
    page: list[Part] = []
    left = room
    for table in series.tables:
        begins, rows = True, table.rows
        while begins or rows:
            part = Part(table, (), "" if table.title == series.title else table.title, begins, True)
            head = measures.above(part) + measures.row(table, table.header, head=True)
            kept, ends = _fitting(table, rows, measures, left - head)
            torn = kept < len(rows) <= SHORT
            if page and (torn or not kept):
                yield tuple(page)
                page, left = [], room
                continue
            kept = max(1, kept)
            page.append(replace(part, rows=rows[:kept], ends=ends))
            high = sum(measures.row(table, each) for each in rows[:kept])
            left -= head + high + measures.below(table) + measures.between
            begins, rows = False, rows[kept:]
            if rows:
                yield tuple(page)
                page, left = [], room
    if page:
        yield tuple(page)


def _fitting(table: "Table", rows: Rows, measures: Measures, room: float) -> tuple[int, bool]:
    """Return how many rows fit, and whether these are the last, with their note below them."""
    for n, cells in enumerate(rows):
        last = n + 1 == len(rows)
        room -= measures.row(table, cells)
        if room - (measures.below(table) if last else 0.0) < 0:
            return n, False
    return len(rows), True


def series(atlas: "Atlas", content: "Content") -> tuple[Series, ...]:
    """
    Return what of a sheet stands on pages of its own: what differs between documents, few lives.

    Parameters
    ----------
    atlas
        The atlas.
    content
        What the sheet says.
    """
    lang, told = content.order.lang, []
    if (differing := changed_tables(atlas, content)) and content.overlay:
        told.append(Series(content.overlay.title, differing))
    if lived := tuple(numbered(table) for table in lives(atlas, content)):
        title = lived[0].title if len(lived) == 1 else text("life.several", lang)
        told.append(Series(title, lived))
    return tuple(told)


def numbered(life: "Table") -> "Table":
    """Return a life, each event with the number that it has on a line of time."""
    rows = tuple((f"{n}. {when}", *cells) for n, (when, *cells) in enumerate(life.rows, start=1))
    return replace(life, rows=rows)
