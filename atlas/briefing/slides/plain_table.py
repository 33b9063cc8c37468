"""Set the table of counts in the looks that a template gives its tables."""

from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn

from atlas.briefing.slides.context import fitted
from atlas.briefing.slides.counts import FIRST, Counts, sign
from atlas.briefing.slides.elements import Box, Words, describe, emu, run
from atlas.i18n import text
from atlas.maps.print import fonts

if TYPE_CHECKING:
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.table import _Cell

HIGHEST = 26.0  # points of a row
LETTERS = 0.56  # of a row's height
LARGEST, LEAST = 14.0, 6.5  # points
SIDE = 2.0  # points left and right of a cell's words


def put_table(counts: Counts, box: Box) -> "GraphicFrame | None":
    """
    Set the counts in a box, in the template's own style of tables.

    Parameters
    ----------
    counts
        The table.
    box
        x, y, width, height in points.

    Returns
    -------
    GraphicFrame or None
        None where the box is too small to read it.
    """
    context, (x, y, width, height) = counts.context, box
    n = len(counts.rows) + 1
    high = min(HIGHEST, height / n)
    size = min(LARGEST, LETTERS * high)
    if size < LEAST:
        return None
    words = text("print.table", context.lang)
    frame = context.slide.shapes.add_table(
        n, len(counts.types) + 2, *map(emu, (x, y, width, n * high))
    )
    summed = [f"{name} {numbers[-1]}" for name, numbers in counts.rows]
    alt = f"{words}: {text('print.list', context.lang).join(summed)}"
    describe(frame.element.nvGraphicFramePr.cNvPr, text("slides.table", context.lang), alt)
    grid = frame.table
    if style := _style(counts):
        (named,) = grid._tbl.iter(qn("a:tableStyleId"))  # noqa: SLF001 - no other way
        named.text = style
    grid.last_row = True
    names = [name for name, _ in counts.rows]
    longest = max(fonts.width(name) for name in names) * size + 2 * SIDE
    first = min(max(longest, FIRST / 2 * width), FIRST * width)
    across = (width - first) / (len(counts.types) + 1)
    for number in range(len(counts.types) + 2):
        grid.columns[number].width = emu(across if number else first)
    for row in grid.rows:
        row.height = emu(high)
    total = text("print.table_total", context.lang)
    heads = [context.atlas.label("types", slug, context.lang) for slug in counts.types]
    small = fitted([*heads, total], across - 2 * SIDE, size)
    if small < LEAST:
        # The names stand in the legend, beside the same signs.
        heads = [sign(context, slug, size).text for slug in counts.types]
        small = fitted([*heads, total], across - 2 * SIDE, size)
    cells = [["", *heads, total]]
    cells += [
        [name, *(str(count) if count else "\u2013" for count in row)] for name, row in counts.rows
    ]
    # A digit more than there is: a template's face may be wider than ours.
    figures = [f"{each}0" for row in cells[1:] for each in row[1:]]
    size = fitted(figures, across - 2 * SIDE, size)
    fit = min(size, fitted(names, first - 2 * SIDE, size))
    for down, row in enumerate(cells):
        for over, said in enumerate(row):
            points = fit if not over else size if down else small
            _cell(grid.cell(down, over), Words(said, points), context.lang, left=not over)
    return frame


def _style(counts: Counts) -> str:
    """Return the number of the table style that a deck names as its usual one."""
    part = counts.context.slide.part.package.presentation_part
    for relation in part.rels.values():
        if relation.reltype == RT.TABLE_STYLES:
            found: bytes = relation.target_part.blob.partition(b'def="')[2].partition(b'"')[0]
            return found.decode("ascii", errors="replace")
    return ""


def _cell(cell: "_Cell", words: Words, lang: str, *, left: bool) -> None:
    cell.margin_left = cell.margin_right = emu(SIDE)
    cell.margin_top = cell.margin_bottom = emu(0)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT if left else PP_ALIGN.CENTER
    run(paragraph._p, words, lang)  # noqa: SLF001 - python-pptx has no other way to it
    # Bold where the template's style has it so.
    paragraph._p.find(f".//{qn('a:rPr')}").attrib.pop("b", None)  # noqa: SLF001 - as above
