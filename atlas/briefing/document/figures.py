"""Set a briefing's map and chart, each with its caption."""

from dataclasses import replace
from typing import TYPE_CHECKING

from atlas.briefing import sheet
from atlas.briefing.document.running_text import day_below, parted
from atlas.briefing.document.settings import (
    BARS,
    HEAD,
    LEAST_MAP,
    LOOSE,
    MAP,
    TEXT_HEIGHT,
    TEXT_WIDTH,
)
from atlas.briefing.order import MM
from atlas.briefing.report import figures
from atlas.maps.print.lettering import lettering, wrap
from atlas.maps.print.placement import MANY

if TYPE_CHECKING:
    from atlas.briefing.document.context import DocumentContext, Part
    from atlas.maps.print.scene import Scene

SPARE = (1, 4)  # lines kept for what only the drawn map can tell: of some zones, of many
SLACK = 10.0  # points that the first page keeps free: a reader's faces are not ours


def first_map(context: "DocumentContext", part: "Part") -> "Scene | None":
    """
    Return the map as the first page has room for it, below the conclusion.

    Parameters
    ----------
    context
        The document.
    part
        Of which the map is.

    Returns
    -------
    Scene or None
        None where the map would become too small there: it then follows the text, which fills
        the page.
    """
    wide, high = (side * MM for side in MAP)
    if context.manner.own:
        # How much room an office's page has is not known.
        return figures.plan(context.atlas, part.said, wide, high)
    room = _room(context, part)

    def fitting(scene: "Scene") -> float:
        over = scene.height + _below(context, scene) - room
        return max(LEAST_MAP * MM, high - over) if over > 0 else high

    if not part.said.panels:
        # Names and insets take long, and what stands beneath the map hardly depends on them.
        plain = figures.plan(context.atlas, part.said, wide, high, plain=True)
        lines = SPARE[len(part.said.zones) > MANY]
        high = fitting(replace(plain, height=plain.height + _high(context, lines)))
    scene = figures.plan(context.atlas, part.said, wide, high)
    while (lower := fitting(scene)) < high:
        high = lower
        scene = figures.plan(context.atlas, part.said, wide, high)
    return scene if scene.height + _below(context, scene) <= room else None


def _room(context: "DocumentContext", part: "Part") -> float:
    """Return how much of the first page the map may take, with its caption; points."""
    setting, told = context.setting, part.told
    title = sum(
        _lines(context, words, setting.title, bold=setting.bold)
        for words in parted(context, told.title)
    )
    # The first line begins so many letters in.
    text = "\u3000" * setting.indent + told.conclusion
    used = title * setting.title * 1.5 + setting.leading / 2
    used += _lines(context, text, setting.body) * setting.leading + setting.below
    if context.headed:
        # Of several parts the page that lists them has it.
        used += 0 if context.several else HEAD
    else:
        day = _lines(context, day_below(context, part), setting.small)
        used += day * setting.small * 1.6 + setting.leading / 2
    return TEXT_HEIGHT - used - SLACK


def _below(context: "DocumentContext", scene: "Scene") -> float:
    """Return how high a map's caption is with what it says of zones left out; points."""
    small = context.setting.small
    high = _lines(context, scene.title, small, bold=True) * small * LOOSE + 8
    if words := _left_out(context, scene):
        high += _high(context, _lines(context, words, small))
    return high + context.setting.leading / 3


def _high(context: "DocumentContext", lines: int) -> float:
    """Return how high a small paragraph of so many lines is, points."""
    return lines * context.setting.small * LOOSE + 2


def _lines(context: "DocumentContext", words: str, size: float, *, bold: bool = False) -> int:
    return len(wrap(lettering(words, context.lang), TEXT_WIDTH, size=size, bold=bold))


def map_figure(context: "DocumentContext", part: "Part", scene: "Scene | None" = None) -> None:
    """Set the map with its legend; below it, what it could not show as it is."""
    wide, high = (side * MM for side in MAP)
    scene = scene or figures.plan(context.atlas, part.said, wide, high)
    context.picture(scene, MAP[0], dpi=part.said.order.dpi)
    caption = context.caption("figure", part.said.title)
    if words := _left_out(context, scene):
        caption.paragraph_format.keep_with_next = True
        context.line("Small", words)


def _left_out(context: "DocumentContext", scene: "Scene") -> str:
    return sheet.left_out(context.atlas, scene, context.lang, zones_only=True)


def chart_figure(context: "DocumentContext", part: "Part") -> None:
    """Set the zones by type as bars."""
    said, chart = part.said, part.told.chart
    scene = figures.bars(context.atlas, said, chart, BARS * MM)
    context.picture(scene, BARS, dpi=said.order.dpi)
    context.caption("figure", chart.title)
