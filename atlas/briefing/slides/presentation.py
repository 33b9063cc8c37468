"""Write slides: title, sentence, table and notes to be edited, the map as picture or as shapes."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from atlas.briefing import provenance
from atlas.briefing.content import Content, content
from atlas.briefing.order import Order, Progress
from atlas.briefing.slides import foot, master
from atlas.briefing.slides.column import column
from atlas.briefing.slides.context import SCALE, SLIDE, SlideContext
from atlas.briefing.slides.elements import LANGUAGES, LEADING, plain
from atlas.briefing.slides.head import head
from atlas.briefing.slides.map import compose_map, put_map
from atlas.i18n import text
from atlas.maps.palette import palette

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from atlas.model.atlas import Atlas

COLUMN = 0.225  # of the slide's width, for what explains the map
GAP = 16.0  # points between map and column


def deck(
    atlas: "Atlas",
    orders: Sequence[Order],
    *,
    native: bool | None = None,
    progress: Progress | None = None,
) -> bytes:
    """
    Write a deck: one slide of 13.333 × 7.5 in for each order.

    Parameters
    ----------
    atlas
        The atlas.
    orders
        What is asked of each slide, at least one; the layout does not matter. The first one's
        language and style are the deck's own.
    native
        Draw the maps as shapes that can be edited, rather than as pictures; if nothing is said,
        each as its order says.
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
    made = master.deck(palette(atlas, first.style), lang=first.lang)
    titles = []
    for number, order in enumerate(orders):
        said = content(atlas, order)
        titles.append(said.title)
        if progress is not None:
            progress(number, len(orders), said.title)
        shapes = order.native if native is None else native
        _slide(atlas, said, made, native=shapes, numbered=len(orders) > 1)
    if progress is not None:
        progress(len(orders), len(orders), titles[-1])
    _properties(made, first, titles)
    written = io.BytesIO()
    made.save(written)
    kind = "snapshot" if len(orders) == 1 else "deck"
    record = provenance.proof(atlas, *orders, kind=kind, title=titles[0])
    return provenance.stamp_office(written.getvalue(), record)


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


def _slide(
    atlas: "Atlas", said: Content, made: "Presentation", *, native: bool, numbered: bool
) -> None:
    """Add a slide to a deck: the head, the map with its foot, beside it the column."""
    slide = made.slides.add_slide(made.slide_layouts[0])
    context = SlideContext(atlas, said, palette(atlas, said.order.style), slide)
    x, right = SLIDE.margin, SLIDE.width - SLIDE.margin
    bottom = SLIDE.height - SLIDE.margin * 0.6
    wide = COLUMN * SLIDE.width
    width = right - wide - GAP * SCALE - x
    top = head(context, x, right)
    high = foot.height(foot.lines(context, None), width) + foot.NOTE * LEADING
    drawn = compose_map(context, width, bottom - high - 6 * SCALE - top)
    needed = foot.height(foot.lines(context, drawn), width)
    if needed > high:
        # What the drawn map has to say of itself takes more room than was kept for it.
        high = needed
        drawn = compose_map(context, width, bottom - high - 6 * SCALE - top)
    put_map(context, drawn, x, top, native=native)
    context = context.with_map(drawn)
    column(context, (right - wide, top, wide, bottom - top))
    foot.put(context, foot.lines(context, drawn), (x, bottom - high, width, high))
    if numbered:
        foot.number(context)
    foot.notes(context, drawn)
