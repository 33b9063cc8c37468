"""Set the table of counts in a slide's column: areas × types, to be edited."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.enum.text import PP_ALIGN

from atlas.briefing.sheet import SIZE
from atlas.briefing.slides.blocks import Place, below_heading, heading
from atlas.briefing.slides.context import SlideContext, fitted
from atlas.briefing.slides.elements import Words, describe, emu
from atlas.briefing.slides.grid import bare, write_cell
from atlas.i18n import text
from atlas.maps.print import symbols
from atlas.selection.counts import crosstab

if TYPE_CHECKING:
    from pptx.table import Table

FIRST = 0.36  # of the width: the column of names
# Characters that stand for the symbols of the style table where only text can stand.
SIGNS = {
    "star": "\N{BLACK STAR}",
    "square": "\N{BLACK SQUARE}",
    "circle": "\N{BLACK CIRCLE}",
    "diamond": "\N{BLACK DIAMOND}",
    "triangle": "\N{BLACK UP-POINTING TRIANGLE}",
    "pentagon": "\N{BLACK PENTAGON}",
    "hexagon": "\N{BLACK HEXAGON}",
}
# The same as an outline, for symbols so light that only their edge shows.
OUTLINED = {
    "star": "\N{WHITE STAR}",
    "square": "\N{WHITE SQUARE}",
    "circle": "\N{WHITE CIRCLE}",
    "diamond": "\N{WHITE DIAMOND}",
    "triangle": "\N{WHITE UP-POINTING TRIANGLE}",
    "pentagon": "\N{WHITE PENTAGON}",
    "hexagon": "\N{WHITE HEXAGON}",
}
LIGHT = 0.78  # of full brightness


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """
    A table of counts.

    Attributes
    ----------
    context
        The slide.
    heading
        What it counts.
    types
        Slugs of the columns.
    rows
        Name and figures of each area, the last figure its zones of all types; in the last row,
        all zones of a type: one of two areas counts once there.
    """

    context: SlideContext
    heading: str
    types: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    def end(self, place: Place) -> float:
        """Return the y at which it ends, points."""
        high = _size(place) * 1.6
        return below_heading(place) + (len(self.rows) + 1) * high + 5 * place.scale

    def put(self, place: Place) -> None:
        """Set it on its slide, each row described by its sum."""
        context, size = self.context, _size(place)
        words = self.heading
        heading(context, context.canvas(), place, words)
        n, high = len(self.rows) + 1, size * 1.6
        frame = context.slide.shapes.add_table(
            n,
            len(self.types) + 2,
            *map(emu, (place.x, below_heading(place), place.width, n * high)),
        )
        summed = [f"{name} {numbers[-1]}" for name, numbers in self.rows]
        alt = f"{words}: {text('print.list', context.lang).join(summed)}"
        describe(frame.element.nvGraphicFramePr.cNvPr, text("slides.table", context.lang), alt)
        _measure(frame.table, place.width, high)
        self._head(frame.table, place.width, size)
        self._body(frame.table, place.width, size)

    def _head(self, grid: "Table", width: float, size: float) -> None:
        """Set a sign for each type, and what the last column is."""
        context = self.context
        rule = context.styles["sheet/rule"].stroke or ""
        write_cell(grid.cell(0, 0), Words("", size), context.lang, align=PP_ALIGN.LEFT, below=rule)
        for number, slug in enumerate(self.types, start=1):
            looks = sign(context, slug, size)
            write_cell(grid.cell(0, number), looks, context.lang, below=rule)
        total = text("print.table_total", context.lang)
        _, across = _widths(width, len(self.types))
        looks = Words(total, fitted([total], across, size * 0.9), fill=context.muted)
        write_cell(grid.cell(0, len(self.types) + 1), looks, context.lang, below=rule)

    def _body(self, grid: "Table", width: float, size: float) -> None:
        """Set a row for each area, and the sums between two lines."""
        context, last = self.context, len(self.rows)
        rule = context.styles["sheet/rule"].stroke or ""
        first, _ = _widths(width, len(self.types))
        fit = fitted([name for name, _ in self.rows], first - 3, size)
        for number, (name, numbers) in enumerate(self.rows, start=1):
            bold = number == last
            above = context.accent if bold else rule if number == 1 else ""
            below = context.accent if number == last - 1 else ""
            looks = Words(name, fit, bold=bold, fill=context.ink)
            cells = [(looks, PP_ALIGN.LEFT)]
            for n in numbers:
                fill = context.ink if n else context.muted
                looks = Words(str(n) if n else "\u2013", size, bold=bold, fill=fill)
                cells.append((looks, PP_ALIGN.CENTER))
            for column, (looks, align) in enumerate(cells):
                cell = grid.cell(number, column)
                write_cell(cell, looks, context.lang, align=align, above=above, below=below)


def counts(context: SlideContext) -> Counts:
    """Return the block of the counts, from what the slide says."""
    atlas, said, lang = context.atlas, context.said, context.lang
    types = tuple(said.table.columns)
    rows = [
        (
            atlas.label("areas", area, lang, short=True),
            (*map(int, row), int(said.summary.areas[area])),
        )
        for area, row in zip(said.table.index, said.table.to_numpy(), strict=True)
    ]
    sums = (int(said.summary.types[slug]) for slug in types)
    rows.append((text("print.table_zones", lang), (*sums, said.summary.n)))
    return Counts(context, text("print.table", lang), types, tuple(rows))


def by_prefecture(context: SlideContext) -> Counts:
    """Return the same for the prefectures that have a zone, those with the most first."""
    atlas, said, lang = context.atlas, context.said, context.lang
    area = counts(context)
    found = crosstab(atlas, said.zones, rows="prefecture", columns="type")[[*area.types]]
    found = found[found.sum(axis=1) > 0]
    found = found.loc[found.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    rows = [
        (atlas.label("prefectures", slug, lang, short=True), (*map(int, row), int(row.sum())))
        for slug, row in zip(found.index, found.to_numpy(), strict=True)
    ]
    words = text("slides.by_prefecture", lang)
    return Counts(context, words, area.types, (*rows, area.rows[-1]))


def _size(place: Place) -> float:
    """Return the size of the table's lettering, points."""
    return SIZE.body * 0.96 * place.scale


def _widths(width: float, types: int) -> tuple[float, float]:
    """Return how wide the column of names is and each of the others, points."""
    first = FIRST * width
    return first, (width - first) / (types + 1)


def _measure(grid: "Table", width: float, high: float) -> None:
    """Give a table its columns and rows, and take its program's own looks away."""
    types = len(grid.columns) - 2
    first, across = _widths(width, types)
    for number, wide in enumerate([first, *[across] * (types + 1)]):
        grid.columns[number].width = emu(wide)
    for row in grid.rows:
        row.height = emu(high)
    bare(grid)
    grid.last_row = True


def sign(context: SlideContext, slug: str, size: float) -> Words:
    """Return the character that stands for a type's symbol, in its colour."""
    symbol = symbols.symbol(
        context.atlas,
        context.styles,
        zone_type=slug,
        level=context.atlas.levels.index[-1],
        x=0.0,
        y=0.0,
        grow=1.0,
    )
    light = _brightness(symbol.fill) > LIGHT
    sign = (OUTLINED if light else SIGNS).get(symbol.shape, SIGNS["circle"])
    return Words(sign, size, fill=symbol.stroke if light else symbol.fill)


def _brightness(fill: str) -> float:
    """Return how bright a colour is, 0 to 1."""
    red, green, blue = bytes.fromhex(fill.removeprefix("#"))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
