"""Set a briefing's table of zones, and what closes it: sources, and the way back to its view."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from atlas.briefing import provenance
from atlas.briefing.document.settings import CLOSING, CODE
from atlas.briefing.document.word import drop_first, element, fixed, legal
from atlas.briefing.order import MM
from atlas.briefing.report import GAP, figures
from atlas.i18n import text
from atlas.maps.palette import palette

if TYPE_CHECKING:
    from docx.table import Table, _Cell

    from atlas.briefing.content import Content
    from atlas.briefing.document.context import DocumentContext, Part
    from atlas.maps.print.scene import Scene

CODE_DPI = 300


def zone_table(context: "DocumentContext", part: "Part") -> None:
    """Set a row a zone; the head comes again on every page, no row is cut."""
    said, told = part.said, part.told.table
    caption = context.line("Caption", context.say("table", title=told.title))
    caption.paragraph_format.keep_with_next = True
    grid = context.document.add_table(rows=0, cols=len(context.setting.columns))
    properties = grid._tbl.tblPr  # noqa: SLF001 - python-docx's way to the XML
    fixed(grid, context.setting.columns)
    rule = (palette(context.atlas, said.order.style)["sheet/rule"].stroke or "").removeprefix("#")
    borders = element("w:tblBorders")
    for side, width, colour in (
        ("top", "12", "auto"),
        ("bottom", "12", "auto"),
        ("insideH", "4", rule or "auto"),
    ):
        borders.append(element(f"w:{side}", val="single", sz=width, space="0", color=colour))
    # After the layout and before the look is where the schema wants them.
    properties.find(qn("w:tblLayout")).addprevious(borders)
    properties.append(element("w:tblCaption", val=legal(told.title)))
    comma = context.say("list")
    _row(context, grid, [(comma.join(names),) for names in _paired(told.header)], head=True)
    for cells in told.rows:
        _row(context, grid, _paired(cells))


def _row(
    context: "DocumentContext",
    grid: "Table",
    cells: Sequence[tuple[str, ...]],
    *,
    head: bool = False,
) -> None:
    """Set a row; each cell has a line or two."""
    row = grid.add_row()
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - as above
    properties.append(element("w:cantSplit"))
    if head:
        properties.append(element("w:tblHeader"))
    style = "Cell Head" if head else "Cell"
    for cell, width, lines in zip(row.cells, context.setting.columns, cells, strict=True):
        cell.width = Mm(width)
        for words in lines:
            context.line(style, words, into=cell)
        drop_first(cell)
        if head:
            sides = element("w:tcBorders")
            sides.append(element("w:bottom", val="single", sz="6", space="0", color="auto"))
            cell._tc.get_or_add_tcPr().append(sides)  # noqa: SLF001 - as above


def _paired(cells: Sequence[str]) -> list[tuple[str, ...]]:
    """Set level over type and place over area, so that seven columns fit an upright page."""
    name, level, kind, areas, place, industries, box = cells
    return [(name,), (level, kind), (place, areas), (industries,), (box,)]


def closing(context: "DocumentContext", said: "Content") -> None:
    """Say where it comes from, and how to come back to exactly this view."""
    heading = context.line("Heading 2", context.say("sources"))
    heading.paragraph_format.space_before = Pt(context.setting.leading / 2)
    notes = [GAP[context.lang].join(said.notes)] if said.notes else []
    for words in (*notes, *said.sources):
        context.line("Small", words).paragraph_format.keep_with_next = True
    scene, why = _code(context, said.order.link)
    widths = CLOSING if scene else (sum(CLOSING),)
    grid = context.document.add_table(rows=1, cols=len(widths))
    fixed(grid, widths)
    row = grid.rows[0]
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001 - as above
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
    if scene:
        left = row.cells[0]
        line = context.picture(scene, CODE, dpi=CODE_DPI, into=left)
        line.paragraph_format.keep_with_next = False
        drop_first(left)
    _way_back(context, said, why, row.cells[-1])


def _code(context: "DocumentContext", link: str) -> "tuple[Scene | None, str]":
    """Return a link's code; if there is none, why not."""
    title = context.say("code", link=link)
    try:
        return figures.code(context.atlas, link, CODE * MM, title=title), ""
    except provenance.ProofError as error:
        return None, text(f"print.no_code.{error.key}", context.lang)


def _way_back(context: "DocumentContext", said: "Content", why: str, cell: "_Cell") -> None:
    """Set mark, filter, version and link; `why` says why there is no code."""
    for words in (
        said.mark,
        context.say("filter", words=said.words),
        context.say("data", version=context.atlas.version, day=context.atlas.date),
        why,
    ):
        if words:
            context.line("Cell", words, into=cell)
    if link := said.order.link:
        line = context.line("Cell", context.say("link"), into=cell)
        line._p.append(context.linked(link, address=link))  # noqa: SLF001 - as above
    drop_first(cell)
