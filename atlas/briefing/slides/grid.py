"""Write tables of a slide that can be edited, without a program's own looks."""

from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn

from atlas.briefing.slides.elements import LANGUAGES, Words, colour, emu, run, sub

if TYPE_CHECKING:
    from pptx.table import Table, _Cell

# A table style of every PowerPoint: no fill, no lines. Ours are set cell by cell.
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def bare(grid: "Table") -> None:
    """Take a program's own looks from a table."""
    grid.horz_banding = False
    grid._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE  # noqa: SLF001 - no other way


def write_cell(  # noqa: PLR0913 - a cell's looks
    cell: "_Cell",
    words: Words,
    lang: str,
    *,
    align: PP_ALIGN = PP_ALIGN.CENTER,
    above: str = "",
    below: str = "",
) -> None:
    """Write one cell, without margins; lines above and below it where these have colours."""
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = emu(0)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = align
    element = paragraph._p  # noqa: SLF001 - python-pptx has no other way to it
    if words.text:
        run(element, words, lang)
    else:
        sub(element, "a:endParaRPr", lang=LANGUAGES[lang][0], sz=round(words.size * 100))
    looks = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - borders have no other way
    # Each side is said: a program's own table style would draw what is not.
    for side, fill in (("a:lnL", ""), ("a:lnR", ""), ("a:lnT", above), ("a:lnB", below)):
        colour(sub(looks, side, w=emu(0.75)), fill)
    colour(looks, "")
