"""Write slides: title, sentence, table and notes to be edited, the map as picture or as shapes."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from atlas.briefing import provenance
from atlas.briefing.content import Content, content
from atlas.briefing.order import LAYOUTS, Order, Progress, check
from atlas.briefing.report import report
from atlas.briefing.slides import comparison, filling, foot, master, tables
from atlas.briefing.slides.composition import compose
from atlas.briefing.slides.context import SLIDE_LAYOUT, SlideContext
from atlas.briefing.slides.elements import LANGUAGES, plain
from atlas.briefing.template.fitting import fit
from atlas.briefing.template.remarks import remarks
from atlas.i18n import text
from atlas.maps.palette import palette
from atlas.maps.specification import CHANGED

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from atlas.model.atlas import Atlas

MANY = 5  # small maps from which each has a slide of its own too


def deck(
    atlas: "Atlas",
    orders: Sequence[Order],
    *,
    native: bool | None = None,
    messages: bool = False,
    progress: Progress | None = None,
) -> bytes:
    """
    Write a deck: one slide for each order, as large as the first one's layout or the template.

    Where an order asks for clusters, tables of what puts its zones there follow on slides of their
    own; where it compares zones or documents, the tables of these; where it parts into many small
    maps, a slide for each of them.

    Parameters
    ----------
    atlas
        The atlas.
    orders
        What is asked of each slide, at least one. The first one's language, style, template and
        layout are the deck's own: a file has slides of one size.
    native
        Draw the maps as shapes that can be edited, rather than as pictures; if nothing is said,
        each as its order says.
    messages
        Give each message of an order a slide of its own: the map; on what it rests, zone by zone;
        what is known of few zones in time; how many part by area, type and level. Without it, and
        in an office's template, there is one of its map, with the figures beside it, before what
        is said above.
    progress
        Told before each slide how many are done, how many there are, and its title; once more
        after the last. What it raises ends the work.

    Returns
    -------
    bytes
        A PPTX file; the same for the same atlas and orders.

    Raises
    ------
    OrderError
        If an order cannot be carried out.
    ValueError
        If there is no order.
    """
    if not orders:
        raise ValueError("a deck needs at least one order")
    first = orders[0]
    template = first.template("pptx")
    size = SLIDE_LAYOUT if template else first.layout
    check(first)
    orders = [order.with_(layout=size) for order in orders]
    if template:
        made = filling.opened(template)
        into = filling.Filling(template, fit(template), remarks(template, first.lang))
    else:
        made = master.deck(palette(atlas, first.style), lang=first.lang, paper=LAYOUTS[size])
    titles = []
    for number, order in enumerate(orders):
        said = content(atlas, order)
        titles.append(said.title)
        if progress is not None:
            progress(number, len(orders), said.title)
        shapes = order.native if native is None else native
        pictured = _pictured(atlas, said)
        for edition, shown in pictured:
            apart = messages and shown is said and template is None
            told = tables.told(edition, shown, zones=apart)
            why = _spoken(told, order.lang)
            if template:
                filling.fill(edition, shown, made, into, why, native=shapes)
                continue
            numbered = len(orders) * len(pictured) > 1 or bool(told)
            if shown is not said:
                told = ()  # a small map's reasons stand in the notes alone
            _slide(edition, shown, made, told, why, native=shapes, numbered=numbered, apart=apart)
    if progress is not None:
        progress(len(orders), len(orders), titles[-1])
    _properties(made, first, titles)
    written = io.BytesIO()
    made.save(written)
    kind = "snapshot" if len(orders) == 1 else "deck"
    record = provenance.proof(atlas, *orders, kind=kind, title=titles[0], template=template)
    return provenance.stamp_office(written.getvalue(), record)


def _pictured(atlas: "Atlas", said: Content) -> "list[tuple[Atlas, Content]]":
    """Return what has a slide each: the sheet, then each of many small maps, too small on it."""
    parts = said.panels if len(said.panels) >= MANY else ()
    return [(atlas, said), *((part.atlas, part.said) for part in parts)]


def _spoken(told: Sequence[tables.Told], lang: str) -> list[str]:
    """Return what a map's notes say of its tables; what lists its zones is said there anyway."""
    listed = [table for each in told for table in each.series.tables if not table.phrases]
    return [line for table in listed for line in tables.spoken(table, lang)]


def _properties(made: "Presentation", first: Order, titles: Sequence[str]) -> None:
    """Say in the file's own metadata what it is; no clock is read."""
    own, day = made.core_properties, dt.datetime.combine(first.date, dt.time())
    author = first.maker or text("proof.author", first.lang)
    own.title = plain(titles[0])[:255]
    own.subject = plain("; ".join(titles))[:255]
    own.author = own.last_modified_by = plain(author)[:255]
    own.comments = plain(first.link)[:255]
    own.language = LANGUAGES[first.lang][0]
    own.created = own.modified = day
    own.revision = 1
    own.keywords = own.category = ""


def _slide(  # noqa: PLR0913 - what is on it
    atlas: "Atlas",
    said: Content,
    made: "Presentation",
    told: Sequence[tables.Told],
    why: Sequence[str],
    *,
    native: bool,
    numbered: bool,
    apart: bool,
) -> None:
    """Add a slide to a deck: the head, the map with its foot, beside it the column."""
    slide = made.slides.add_slide(made.slide_layouts[0])
    blank = SlideContext(atlas, said, palette(atlas, said.order.style), slide)
    context, drawn = compose(blank, native=native, counted=not apart)
    if numbered:
        foot.number(context)
    foot.notes(context, drawn, why)
    for each in told:
        for n, page in enumerate(each.pages, start=1):
            title, of = each.series.title, len(each.pages)
            numbers = text("slides.part_of", context.lang, title=title, n=n, of=of)
            left = each.left if n == of else 0
            tables.put(context, made, page, numbers if of > 1 else title, left=left)
    drawn_over = said.order.map
    if apart and said.summary.n > 1 and not (drawn_over.compares or drawn_over.draw == CHANGED):
        comparison.put(context, made, report(atlas, said))
