"""Write a brief of one page as a Word document."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.run import Run

from atlas.briefing import provenance
from atlas.briefing.brief.plan import (
    BESIDE,
    CELL,
    CELL_GAP,
    EDGE,
    FOOT,
    LEADING,
    SIDE,
    WIDE,
    Brief,
    Grid,
    Line,
    brief,
)
from atlas.briefing.document.context import DocumentContext, Part
from atlas.briefing.document.package import blank, describe, written
from atlas.briefing.document.word import drop_first, element, fixed, run
from atlas.briefing.order import MM, Order
from atlas.briefing.report import report
from atlas.maps.palette import palette

if TYPE_CHECKING:
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

    from atlas.maps.print.scene import Scene
    from atlas.model.atlas import Atlas

CODE_DPI = 300
HAIR = 1.0  # points: the paragraph that a document must end with
# Which colour of the palette a kind of line has.
INKS = {
    "mark": "sheet/accent",
    "head": "sheet/accent",
    "note": "sheet/muted",
    "link": "sheet/muted",
}


def document(atlas: "Atlas", order: Order) -> bytes:
    """
    Write the brief of an order as a Word document of one page.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked; its layout does not matter.

    Returns
    -------
    bytes
        DOCX, A4 upright; the same bytes for the same atlas and order.

    Raises
    ------
    OrderError
        If the order cannot be carried out, or selects no zone.
    """
    planned = brief(atlas, order)
    made = blank(order.lang, [])
    part = Part(1, planned.said, report(atlas, planned.said), 0)
    context = DocumentContext(atlas, order.lang, (part,), made)
    describe(context)
    section = made.sections[0]
    section.left_margin = section.right_margin = Pt(SIDE)
    section.top_margin = section.bottom_margin = Pt(EDGE)
    section.header_distance = section.footer_distance = Pt(0)
    writer = _Writer(context, planned)
    writer.lines(planned.head)
    writer.picture(planned.map)
    writer.lines((*planned.body, *planned.reasons))
    if planned.grid:
        writer.grid(planned.grid)
    writer.lines(planned.more)
    writer.way_back()
    record = provenance.proof(atlas, order, title=planned.title)
    return provenance.stamp_office(written(made), record)


class _Writer:
    """
    Writes what is planned.

    Parameters
    ----------
    context
        The document.
    planned
        The page.
    """

    def __init__(self, context: DocumentContext, planned: Brief) -> None:
        self.context, self.planned = context, planned
        self.styles = palette(context.atlas, planned.said.order.style)

    def lines(self, lines: Iterable[Line], *, into: "_Cell | None" = None) -> None:
        """Set paragraphs below each other, each as high as it was planned."""
        for line in lines:
            style = {"title": "Title", "heading": "Heading 2"}.get(line.kind, "Normal")
            paragraph = self.context.line(style, into=into)
            self._words(paragraph, line)
            self._exactly(paragraph, line.size, after=line.after)

    def _words(self, paragraph: "Paragraph", line: Line) -> None:
        if line.kind == "link":
            # The whole address, however it is broken into lines.
            link = self.planned.said.order.link
            linked = self.context.linked(line.words, address=link)
            paragraph._p.append(linked)  # noqa: SLF001 - python-docx's way to the XML
            made = linked.find(qn("w:r")) if linked.tag != qn("w:r") else linked
        else:
            made = run(line.words, self.context.lang, bold=line.bold)
            paragraph._p.append(made)  # noqa: SLF001 - as above
        font = Run(made, paragraph).font
        font.size = Pt(line.size)
        ink = self.styles[INKS.get(line.kind, "sheet/ink")].fill or ""
        font.color.rgb = RGBColor.from_string(ink.removeprefix("#").upper())

    @staticmethod
    def _exactly(paragraph: "Paragraph", size: float, *, after: float = 0.0) -> None:
        """Give a paragraph lines of a height that no reader's face can change."""
        form = paragraph.paragraph_format
        form.line_spacing, form.space_before, form.space_after = (
            Pt(size * LEADING),
            Pt(0),
            Pt(after),
        )
        form.first_line_indent = Pt(0)
        form.alignment = WD_ALIGN_PARAGRAPH.LEFT
        form.keep_with_next = form.keep_together = False

    def picture(self, scene: "Scene", *, into: "_Cell | None" = None, dpi: float = 0) -> None:
        """Set a picture in a line that is no higher than it."""
        dpi = dpi or self.planned.said.order.dpi
        line = self.context.picture(scene, scene.width / MM, dpi=dpi, into=into)
        form = line.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.keep_with_next = False
        form.alignment = WD_ALIGN_PARAGRAPH.LEFT
        # The mark that ends the paragraph has a size too, and would add to the line.
        properties = line._p.get_or_add_pPr()  # noqa: SLF001 - as above
        small = element("w:rPr")
        small.append(element("w:sz", val="2"))
        properties.append(small)
        for each in line.runs:
            each.font.size = Pt(1)

    def grid(self, grid: Grid) -> None:
        """Set the table of what puts zones into clusters."""
        table = self._table([width / MM for width in grid.widths])
        rule = (self.styles["sheet/rule"].stroke or "").removeprefix("#") or "auto"
        for n, (cells, high) in enumerate(zip(grid.rows, grid.heights, strict=True)):
            row = table.add_row()  # type: ignore[no-untyped-call]
            row.height, row.height_rule = Pt(high), WD_ROW_HEIGHT_RULE.AT_LEAST
            for cell, width, words in zip(row.cells, grid.widths, cells, strict=True):
                cell.width = Pt(width)
                kind = "heading" if not n else "body"
                self.lines([Line(words, CELL, kind)], into=cell)
                drop_first(cell)
                properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - as above
                sides = element("w:tcBorders")
                colour = rule if n else "auto"
                sides.append(element("w:bottom", val="single", sz="4", space="0", color=colour))
                properties.append(sides)

    def _table(self, widths: list[float]) -> "Table":
        table: Table = self.context.document.add_table(rows=0, cols=len(widths))
        fixed(table, widths)
        properties = table._tbl.tblPr  # noqa: SLF001 - as above
        margins = element("w:tblCellMar")
        margins.append(element("w:left", w="0", type="dxa"))
        margins.append(element("w:right", w=str(round(CELL_GAP * 20)), type="dxa"))
        look = properties.find(qn("w:tblLook"))
        if look is None:
            properties.append(margins)
        else:
            look.addprevious(margins)
        return table

    def way_back(self) -> None:
        """Set the code, and beside it notes, sources, filter, version, day and link."""
        self._exactly(self.context.line("Normal"), FOOT / LEADING)
        code = self.planned.code
        widths = [BESIDE, WIDE - BESIDE] if code else [WIDE]
        table = self._table([width / MM for width in widths])
        row = table.add_row()  # type: ignore[no-untyped-call]
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Pt(width)
        if code:
            self.picture(code, into=row.cells[0], dpi=CODE_DPI)
            drop_first(row.cells[0])
        self.lines(self.planned.beside, into=row.cells[-1])
        drop_first(row.cells[-1])
        last = self.context.line("Normal")
        self._exactly(last, HAIR)
