"""Set a briefing's map and chart, each with its caption."""

from typing import TYPE_CHECKING

from atlas.briefing.document.settings import BARS, MAP
from atlas.briefing.order import MM
from atlas.briefing.report import figures

if TYPE_CHECKING:
    from atlas.briefing.content import Content
    from atlas.briefing.document.context import DocumentContext, Part


def map_figure(context: "DocumentContext", said: "Content") -> None:
    """Set the map with its legend; below it, which zones it could not show."""
    wide, high = (side * MM for side in MAP)
    scene = figures.plan(context.atlas, said, wide, high)
    context.picture(scene, MAP[0], dpi=said.order.dpi)
    key = "figure_map" if said.summary.n > 1 else "figure_only"
    caption = context.line("Caption", context.say(key, title=said.title))
    for kind, zones in (("unplaced", scene.unplaced), ("beyond", scene.beyond)):
        if not zones:
            continue
        names = context.say("list").join(
            context.atlas.label("zones", zone, context.lang, short=True) for zone in zones
        )
        caption.paragraph_format.keep_with_next = True
        context.line("Small", context.say(kind, names=names))


def chart_figure(context: "DocumentContext", part: "Part") -> None:
    """Set the zones by type as bars."""
    said, chart = part.said, part.told.chart
    scene = figures.bars(context.atlas, said, chart, BARS * MM)
    context.picture(scene, BARS, dpi=said.order.dpi)
    context.line("Caption", context.say("figure_chart", title=chart.title))
