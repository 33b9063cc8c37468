"""Set on a slide of its own how the zones part: by prefecture and area to be edited, by type."""

from dataclasses import replace
from typing import TYPE_CHECKING

from atlas.briefing import typeset
from atlas.briefing.report import figures
from atlas.briefing.slides import foot
from atlas.briefing.slides.blocks import Place
from atlas.briefing.slides.context import SlideContext
from atlas.briefing.slides.counts import Counts, by_prefecture, counts
from atlas.briefing.slides.head import head
from atlas.i18n import text

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from atlas.briefing.report import Report

TABLE, BARS = 0.5, 0.45  # of the width
GROW = 1.5  # how much larger than beside a map, where there is room
LARGER = 1.1  # the bars than in a document
DPI = 200


def put(beside: SlideContext, made: "Presentation", told: "Report") -> None:
    """
    Add the slide.

    Parameters
    ----------
    beside
        The slide of the map that it goes with.
    made
        The deck.
    told
        The briefing of the same zones: its conclusion stands in the notes, its chart on the slide.
    """
    lang, paper, scale = beside.lang, beside.paper, beside.scale
    title = text("slides.comparison", lang)
    context = beside.followed(made, title)
    left, width = paper.margin, paper.width - 2 * paper.margin
    end = context.bottom
    top = head(context, left, left + width) + 12 * scale
    lines = [
        (" " if lang == "en" else "").join(context.said.notes),
        text("print.join", lang).join(context.said.sources),
    ]
    lines = list(filter(None, lines))
    tall = foot.height(context, lines, width)
    bottom = end - tall - 6 * scale
    _put(by_prefecture(context), Place(left, top, TABLE * width, GROW * scale), bottom)
    wide = BARS * width
    scene = figures.bars(context.atlas, context.said, told.chart, wide / LARGER)
    high = scene.height * LARGER
    x = left + width - wide
    context.picture(
        typeset.png(scene, dpi=DPI * LARGER), (x, top, wide, high), scene.title, scene.description
    )
    size = foot.note(context) * 1.2
    under = (x, top + high, wide, size * 1.6)
    foot.caption(context, told.chart.title, under, size)
    at = top + high + 3.2 * size
    _put(counts(context), Place(x, at, wide, GROW * scale), bottom)
    foot.put(context, lines, (left, end - tall, width, tall))
    foot.number(context)
    foot.write_notes(context, [title, told.conclusion, *context.said.notes, *context.said.sources])


def _put(table: Counts, place: Place, bottom: float) -> None:
    """Set a table as large as the room above `bottom` allows, points."""
    high = table.end(place) - place.y
    table.put(replace(place, scale=place.scale * min(1.0, (bottom - place.y) / high)))
