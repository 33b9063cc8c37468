"""Set on slides of their own why zones are here, or zones side by side: tables to be edited."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pptx.enum.text import PP_ALIGN

from atlas.briefing.order import LAYOUTS, Layout
from atlas.briefing.report import Table, reasons, side_by_side, zone_list
from atlas.briefing.sheet import SIZE
from atlas.briefing.slides import foot
from atlas.briefing.slides.context import SLACK, SlideContext, end_of
from atlas.briefing.slides.elements import LEADING, Words, describe, emu, plain
from atlas.briefing.slides.grid import bare, write_cell
from atlas.briefing.slides.head import head
from atlas.i18n import text
from atlas.maps.print.lettering import wrap

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from atlas.briefing.content import Content
    from atlas.model.atlas import Atlas

Rows = Sequence[tuple[str, ...]]
SPACE = 0.42  # em above and below the words of a row together
GUTTER = 6.0  # points at scale 1 that a column's words leave free at its right
# Columns -> shares of the width: zone, phrase, (cluster,) grade, reason, box; of all zones name,
# level, type, areas, place, industries, box; of zones side by side name, level, type, areas, place,
# clusters, phrases, distances.
SHARES = {
    5: (3.0, 2.4, 0.9, 4.2, 1.2),
    7: (2.4, 0.9, 1.2, 1.4, 2.0, 3.4, 0.9),
    6: (2.9, 2.2, 2.2, 0.9, 3.6, 1.2),
    8: (1.8, 0.9, 1.2, 1.4, 1.5, 2.0, 2.0, 1.7),
}
# Columns -> the sentence that says a row.
SAID = {5: "reason", 6: "in_cluster", 7: "zone", 8: "compared"}
MOST_SLIDES = 24  # of one table: nobody is shown more
TOP = 87.5  # points at scale 1: a head of two lines ends above


@dataclass(frozen=True, slots=True)
class _Room:
    """
    Where a table may stand on a slide.

    Attributes
    ----------
    paper
        The slide.
    """

    paper: Layout

    @property
    def left(self) -> float:
        """Where it begins, points."""
        return self.paper.margin

    @property
    def width(self) -> float:
        """How wide it is, points."""
        return self.paper.width - 2 * self.paper.margin

    @property
    def top(self) -> float:
        """Where it begins under a head, points."""
        return TOP * self.paper.scale

    @property
    def end(self) -> float:
        """Where the foot below it ends, points."""
        return end_of(self.paper)

    @property
    def size(self) -> float:
        """Of its lettering, points."""
        return SIZE.body * self.paper.scale

    @property
    def gutter(self) -> float:
        """What a column's words leave free at its right, points."""
        return GUTTER * self.paper.scale

    def widths(self, columns: int) -> list[float]:
        """Return how wide each of so many columns is, points."""
        shares = SHARES[columns]
        return [self.width * share / sum(shares) for share in shares]

    def high(self, cells: Sequence[str]) -> float:
        """Return how high a row is, points."""
        lines = max(
            len(wrap(plain(words), SLACK * (width - self.gutter), size=self.size))
            for words, width in zip(cells, self.widths(len(cells)), strict=True)
        )
        return (lines * LEADING + SPACE) * self.size


def pages(
    atlas: "Atlas", said: "Content", *, zones: bool = False
) -> tuple[Table, tuple[Rows, ...]] | None:
    """
    Return what puts the zones of a slide into clusters, or the zones compared, parted into slides.

    Parameters
    ----------
    atlas
        The atlas.
    said
        What the slide says.
    zones
        Whether all zones are listed, each with its place in the plan, where there is neither.

    Returns
    -------
    tuple
        The table, and the rows of each slide, of which there are `MOST_SLIDES` at most; None
        where no zones are compared and no cluster is asked for, or nothing puts a zone there.
    """
    table = side_by_side(atlas, said) or reasons(atlas, said)
    if zones and (table is None or not table.rows):
        table = zone_list(atlas, said)
    if table is None or not table.rows:
        return None
    room = _Room(LAYOUTS[said.order.layout])
    size = SIZE.note * room.paper.scale
    high = foot.height_of([_sources(said)], room.width, size) + 4 * room.paper.scale
    return table, tuple(islice(_parted(table, room, room.end - high), MOST_SLIDES))


def _sources(said: "Content") -> str:
    return plain(text("print.join", said.order.lang).join(said.sources))


def _parted(table: Table, place: _Room, bottom: float) -> Iterator[Rows]:
    """Yield as many rows as there is room for above `bottom`, again and again."""
    rows: list[tuple[str, ...]] = []
    room = bottom - place.top - place.high(table.header)
    left = room
    for row in table.rows:
        high = place.high(row)
        if rows and high > left:
            yield rows
            rows, left = [], room
        rows.append(row)
        left -= high
    yield rows


def put(  # noqa: PLR0913 - where it goes, and what is on it
    beside: SlideContext,
    made: "Presentation",
    table: Table,
    rows: Rows,
    *,
    number: int,
    of: int,
    left: int = 0,
) -> None:
    """
    Add a slide with some rows of the table.

    Parameters
    ----------
    beside
        The slide of the map that it goes with.
    made
        The deck.
    table
        Its title and its header.
    rows
        Of this slide.
    number, of
        Which of how many slides of the table this is.
    left
        How many rows stand on none.
    """
    lang, title = beside.lang, table.title
    if of > 1:
        title = text("slides.part_of", lang, title=title, n=number, of=of)
    context = beside.followed(made, title)
    room = _Room(context.paper)
    top = max(room.top, head(context, room.left, room.left + room.width))
    heights = [room.high(cells) for cells in (table.header, *rows)]
    frame = context.slide.shapes.add_table(
        len(heights), len(table.header), *map(emu, (room.left, top, room.width, sum(heights)))
    )
    describe(frame.element.nvGraphicFramePr.cNvPr, title, "; ".join(map(written, rows)))
    grid = frame.table
    bare(grid)
    for n, width in enumerate(room.widths(len(table.header))):
        grid.columns[n].width = emu(width)
    rule = context.styles["sheet/rule"].stroke or ""
    for n, (cells, high) in enumerate(zip((table.header, *rows), heights, strict=True)):
        grid.rows[n].height = emu(high)
        above = "" if not n else context.accent if n == 1 else rule
        below = rule if n else context.accent
        for cell, words in zip(grid.rows[n].cells, cells, strict=True):
            looks = Words(plain(words), room.size, bold=not n, fill=context.ink)
            write_cell(cell, looks, lang, align=PP_ALIGN.LEFT, above=above, below=below)
            cell.margin_right = emu(room.gutter)
    said = text("slides.rows_left", lang, n=left)
    lines = [*([said] if left and number == of else []), _sources(context.said)]
    high = foot.height(context, lines, room.width)
    foot.put(context, lines, (room.left, room.end - high, room.width, high))
    foot.number(context)
    foot.write_notes(context, [title, *_sentences(rows, lang), *context.said.sources])


def written(row: Sequence[str]) -> str:
    """Return a row in one line, for those who do not see it."""
    return " \u2013 ".join(filter(None, row))


def spoken(table: Table, lang: str) -> list[str]:
    """Return a table as the speaker says it: its title, then a sentence a row."""
    return [table.title, *_sentences(table.rows, lang)]


def _sentences(rows: Rows, lang: str) -> Iterator[str]:
    for row in rows:
        cells = {f"c{n}": cell for n, cell in enumerate(row, start=1)}
        # What the office added has no words of the plan.
        said = SAID[len(row)] if row[-1] else "own"
        yield text(f"slides.spoken.{said}", lang, **cells)
