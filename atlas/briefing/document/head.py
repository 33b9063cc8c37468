"""Set the head of a briefing above its first page."""

from typing import TYPE_CHECKING

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Pt

from atlas.briefing.document.settings import TEXT_WIDTH
from atlas.briefing.document.word import run, tab
from atlas.briefing.letterhead import issue
from atlas.i18n import dates, text

if TYPE_CHECKING:
    from atlas.briefing.document.context import DocumentContext


def head(context: "DocumentContext") -> None:
    """Set name, issue, office and day, where the order gives an office or an issue."""
    if not context.headed:
        return
    order = context.parts[0].said.order
    context.line("Head Name", text("head.name", context.lang))
    if order.issue:
        context.line("Head Issue", issue(order))
    line = context.line("Head Line", order.unit)
    for made in (tab(), run(dates.day(order.date, context.lang), context.lang)):
        line._p.append(made)  # noqa: SLF001 - python-docx's way to the XML
    line.paragraph_format.tab_stops.add_tab_stop(Pt(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
