"""Set tables on slides of their own, to be edited: why zones are here, what differs, lives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from pptx.enum.text import PP_ALIGN

from atlas.briefing.order import LAYOUTS, Layout
from atlas.briefing.report import GAP, Table, reasons, side_by_side, zone_list
from atlas.briefing.report.changed import LIFE
from atlas.briefing.report.pages import (
    HEADING,
    Measures,
    Part,
    Series,
    parted,
    series,
)
from atlas.briefing.report.timeline import HIGH, TIMED, timeline
from atlas.briefing.sheet import SIZE
from atlas.briefing.slides import foot
from atlas.briefing.slides.context import SLACK, SlideContext, end_of
from atlas.briefing.slides.elements import LEADING, Words, describe, emu, plain
from atlas.briefing.slides.grid import bare, write_cell
from atlas.briefing.slides.head import FEW_LINES, head, sentence
from atlas.i18n import text
from atlas.maps.print.scene import Group, Text, moved
from atlas.maps.specification import CHANGED

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from atlas.briefing.content import Content
    from atlas.model.atlas import Atlas

SPACE = 0.42  # em above and below the words of a row together
GUTTER = 6.0  # points at scale 1 that a column's words leave free at its right
MOST_SLIDES = 24  # of one series of tables: nobody is shown more
TOP = 87.5  # points at scale 1: a head of two lines ends above


@dataclass(frozen=True, slots=True)
class _Room:
    """
    Where tables may stand on a slide.

    Attributes
    ----------
    paper
        The slide.
    sentence
        What its head says.
    """

    paper: Layout
    sentence: str

    @property
    def left(self) -> float:
        """Where they begin, points."""
        return self.paper.margin

    @property
    def top(self) -> float:
        """Where they begin under a head, points."""
        _, high = sentence(self.sentence, self.measures.width, self.paper.scale)
        usual = FEW_LINES * SIZE.sentence * LEADING
        return TOP * self.paper.scale + max(0.0, high - usual * self.paper.scale)

    @property
    def end(self) -> float:
        """Where the foot below them ends, points."""
        return end_of(self.paper)

    @property
    def measures(self) -> Measures:
        """How large what stands there is."""
        scale = self.paper.scale
        size = SIZE.body * scale
        return Measures(
            width=self.paper.width - 2 * self.paper.margin,
            size=size,
            note=SIZE.small * scale,
            leading=LEADING,
            space=SPACE,
            gutter=GUTTER * scale,
            slack=SLACK,
            line=HIGH * TIMED * size,
            set=plain,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """
    Tables that go with a slide, parted into slides.

    Attributes
    ----------
    series
        The tables.
    pages
        What stands on each slide; `MOST_SLIDES` at most.
    """

    series: Series
    pages: tuple[tuple[Part, ...], ...]

    @property
    def left(self) -> int:
        """How many rows stand on none."""
        rows = sum(len(table.rows) for table in self.series.tables)
        return rows - sum(len(part.rows) for page in self.pages for part in page)


def told(atlas: "Atlas", said: "Content", *, zones: bool = False) -> tuple[Told, ...]:
    """
    Return the tables that go with a slide, parted into slides.

    They tell what differs between documents, what zones side by side are, or what puts zones into
    clusters.

    Parameters
    ----------
    atlas
        The atlas.
    said
        What the slide says.
    zones
        Whether all zones are listed, each with its place in the plan, where there is none of these,
        and the lives of few.
    """
    room = _Room(LAYOUTS[said.order.layout], plain(said.sentence))
    measures = room.measures
    size = SIZE.note * room.paper.scale
    high = foot.height_of(_below(said), measures.width, size) + 4 * room.paper.scale
    place = room.end - high - room.top
    return tuple(
        Told(each, tuple(islice(parted(each, measures, place), MOST_SLIDES)))
        for each in _series(atlas, said, zones)
    )


def _series(atlas: "Atlas", said: "Content", zones: bool) -> Iterator[Series]:  # noqa: FBT001 - as `told` has it
    pages = series(atlas, said)
    lives = [each for each in pages if each.tables[0].kind == LIFE]
    found = [each for each in pages if each not in lives]
    if table := side_by_side(atlas, said) or reasons(atlas, said):
        found += [Series(table.title, (table,))] if table.rows else []
    yield from found
    if not zones:
        return
    if not found:
        table = zone_list(atlas, said)
        if len(table.rows) == 1 and lives:
            yield _of_one(table, lives[0].tables[0], said.order.lang)
            return
        if table.rows:
            yield Series(table.title, (table,))
    yield from lives


def _of_one(listed: Table, life: Table, lang: str) -> Series:
    """Return what the document says of a zone and its life below that, under one title."""
    title = text("slides.zone", lang, name=listed.rows[0][0])
    below = replace(life, title=text("life.title", lang))
    return Series(title, (replace(listed, title=title), below))


def _below(said: "Content") -> list[str]:
    """Return what one must know of documents that are compared, and where it comes from."""
    lang, drawn = said.order.lang, said.overlay
    notes = drawn.notes if drawn and said.order.map.draw == CHANGED else ()
    lines = (GAP[lang].join(notes), text("print.join", lang).join(said.sources))
    return [plain(words) for words in lines if words]


def put(
    beside: SlideContext,
    made: "Presentation",
    page: Sequence[Part],
    title: str,
    *,
    left: int = 0,
) -> None:
    """
    Add a slide with tables.

    Parameters
    ----------
    beside
        The slide of the map that it goes with.
    made
        The deck.
    page
        What stands on it.
    title
        Of the slide.
    left
        How many rows stand on no slide, where this is the last.
    """
    context = beside.followed(made, title)
    room = _Room(context.paper, plain(context.said.sentence))
    width = room.measures.width
    y = max(room.top, head(context, room.left, room.left + width))
    for part in page:
        y = _part(context, part, room, y) + room.measures.between
    more = [text("slides.rows_left", context.lang, n=left)] if left else []
    lines = [*more, *_below(context.said)]
    high = foot.height(context, lines, width)
    foot.put(context, lines, (room.left, room.end - high, width, high))
    foot.number(context)
    spoken = [words for part in page for words in (part.title, *_spoken(part, context.lang))]
    foot.write_notes(context, [title, *spoken, *context.said.sources])


def _part(context: SlideContext, part: Part, room: _Room, y: float) -> float:
    """Set what of a table stands on a slide; return where it ends, points."""
    measures, left = room.measures, room.left
    if part.title:
        title = plain(part.headed(context.lang))
        words = Words(title, measures.size * HEADING, bold=True, fill=context.ink)
        context.canvas().box((left, y, measures.width, measures.title), [[words]], title)
    if part.begins and part.table.kind == LIFE:
        _line(context, part.table.zones[0], measures, (left, y + measures.above(part)))
    y = _grid(context, part, measures, (left, y + measures.above(part)))
    if part.ends and part.table.note:
        high = measures.below(part.table)
        words = Words(plain(part.table.note), measures.note, fill=context.muted)
        name = text("slides.notes", context.lang)
        box = (left, y + SPACE / 2 * measures.note, measures.width, high)
        context.canvas().box(box, [[words]], name, top=True)
        y += high
    return y


def _line(context: SlideContext, zone: str, measures: Measures, below: tuple[float, float]) -> None:
    """Draw a zone's life on a line above its table, as shapes in a group."""
    left, y = below
    name = text(
        "life.title_of", context.lang, name=context.atlas.label("zones", zone, context.lang)
    )
    canvas = context.canvas().group(name)
    items = timeline(
        context.atlas,
        zone,
        context.lang,
        context.styles,
        width=measures.width,
        size=measures.size * TIMED,
    )
    for item in items:
        shape = moved(item, left, y - measures.line)
        if isinstance(shape, Text):
            canvas.label(shape, shape.text)
        elif not isinstance(shape, Group):
            canvas.draw(shape, getattr(shape, "alt", "") or name)
    canvas.close()


def _grid(context: SlideContext, part: Part, measures: Measures, at: tuple[float, float]) -> float:
    """Set the rows of a part below their header; return where they end, points."""
    table, lang = part.table, context.lang
    rows = (table.header, *part.rows)
    heights = [measures.row(table, cells, head=not n) for n, cells in enumerate(rows)]
    box = (*at, measures.width, sum(heights))
    frame = context.slide.shapes.add_table(len(rows), len(table.header), *map(emu, box))
    alt = "; ".join(map(written, part.rows))
    describe(frame.element.nvGraphicFramePr.cNvPr, table.title, alt)
    grid = frame.table
    bare(grid)
    for n, width in enumerate(measures.columns(table)):
        grid.columns[n].width = emu(width)
    rule = context.styles["sheet/rule"].stroke or ""
    for n, (cells, high) in enumerate(zip(rows, heights, strict=True)):
        grid.rows[n].height = emu(high)
        above = "" if not n else context.accent if n == 1 else rule
        below = rule if n else context.accent
        for cell, words in zip(grid.rows[n].cells, cells, strict=True):
            looks = Words(plain(words), measures.size, bold=not n, fill=context.ink)
            write_cell(cell, looks, lang, align=PP_ALIGN.LEFT, above=above, below=below)
            cell.margin_right = emu(measures.gutter)
    return at[1] + sum(heights)


def written(row: Sequence[str]) -> str:
    """Return a row in one line, for those who do not see it."""
    return " \u2013 ".join(filter(None, row))


def spoken(table: Table, lang: str) -> list[str]:
    """Return a table as the speaker says it: its title, then a sentence a row."""
    whole = Part(table, table.rows, table.title, begins=True, ends=True)
    return [table.title, *_spoken(whole, lang)]


def _spoken(part: Part, lang: str) -> Iterator[str]:
    colon, comma = text("list.colon", lang), text("report.list.semi", lang)
    for row in part.rows:
        if not part.table.kind:
            told = zip(part.table.header, row, strict=True)
            yield comma.join(f"{name}{colon}{cell}" for name, cell in told if cell)
            continue
        cells = {f"c{n}": cell for n, cell in enumerate(row, start=1)}
        # What the office added has no words of the plan.
        kind = part.table.kind if row[-1] else "own"
        yield text(f"slides.spoken.{kind}", lang, **cells)
    if part.ends and part.table.note:
        yield part.table.note
