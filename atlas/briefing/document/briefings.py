"""Write briefings as a Word document with the page habits of Chinese official documents."""

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from docx.enum.section import WD_SECTION

from atlas.briefing import provenance
from atlas.briefing.content import content
from atlas.briefing.document import filling, pages
from atlas.briefing.document.context import DocumentContext, Part
from atlas.briefing.document.figures import chart_figure, first_map, map_figure
from atlas.briefing.document.head import head
from atlas.briefing.document.package import blank, describe, written
from atlas.briefing.document.photos import photos
from atlas.briefing.document.running_text import conclusion, running_text, title
from atlas.briefing.document.tables import (
    basis_table,
    closing,
    compared_table,
    told_tables,
    zone_table,
)
from atlas.briefing.order import Order, OrderError, Progress, check
from atlas.briefing.report import report

if TYPE_CHECKING:
    from atlas.briefing.template.model import Template
    from atlas.model.atlas import Atlas


def document(atlas: "Atlas", orders: Sequence[Order], *, progress: Progress | None = None) -> bytes:
    """
    Write briefings as one Word document.

    Parameters
    ----------
    atlas
        The atlas.
    orders
        One part each; several parts follow a page that lists them. All in the first one's
        language, and into its template.
    progress
        Told after each part how many are done, of how many, and the title.

    Returns
    -------
    bytes
        DOCX: for each part title, text with footnotes, map, chart, tables and sources. The same
        bytes for the same atlas and orders.

    Raises
    ------
    OrderError
        If an order cannot be carried out, or selects no zone.
    ValueError
        If there is no order.
    """
    if not orders:
        raise ValueError("a document needs at least one order")
    lang = orders[0].lang
    orders = [order.with_(lang=lang) for order in orders]
    for order in orders:
        check(order)
    parts = _parts(atlas, orders)
    template = orders[0].template("docx")
    context = _begun(atlas, lang, parts, template)
    made = context.document
    before = list(made.element.body)
    describe(context)
    if not context.manner.own:
        pages.feet(context, made.sections[0])
    elif not context.manner.marked:
        pages.first(context, parts[0].said.mark)
    head(context)
    if context.several:
        pages.contents(context)
    for part in parts:
        _part(context, part)
        if progress:
            progress(part.number, len(parts), part.told.title)
    if template:
        filling.settle(context, before)
    record = provenance.proof(
        atlas, *orders, kind="document", title=context.title, template=template
    )
    return provenance.stamp_office(written(made), record)


def _begun(
    atlas: "Atlas", lang: str, parts: tuple[Part, ...], template: "Template | None"
) -> DocumentContext:
    """Return the document that pages are put into: ours, or an office's own."""
    if template is None:
        made = blank(lang, [note for part in parts for note in part.told.footnotes])
        return DocumentContext(atlas, lang, parts, made)
    made, manner = filling.begun(template, parts, lang=lang)
    return DocumentContext(
        atlas, lang, parts, made, bookmarks=count(filling.bookmarks(made)), manner=manner
    )


def _parts(atlas: "Atlas", orders: Sequence[Order]) -> tuple[Part, ...]:
    """Gather what each part says, before anything is set."""
    parts: list[Part] = []
    before = 0
    for number, order in enumerate(orders, start=1):
        said = content(atlas, order)
        if not said.summary.n:
            raise OrderError([("empty", {})])
        told = report(atlas, said)
        parts.append(Part(number, said, told, before))
        before += len(told.footnotes)
    return tuple(parts)


def _part(context: DocumentContext, part: Part) -> None:
    """Write one briefing."""
    if not context.manner.own:
        if context.several:
            context.document.add_section(WD_SECTION.NEW_PAGE)
        pages.heads(context, context.document.sections[-1], part.said.mark)
    title(context, part)
    conclusion(context, part)
    scene = first_map(context, part)
    if scene:
        map_figure(context, part, scene)
    running_text(context, part)
    if not scene:
        map_figure(context, part)
    if part.said.summary.n > 1:
        chart_figure(context, part)
    if part.said.summary.n == 1:
        photos(context, part.said.zones.index[0])
    compared_table(context, part)
    told_tables(context, part.told.changed)
    zone_table(context, part)
    basis_table(context, part)
    told_tables(context, part.told.lived)
    closing(context, part.said)
