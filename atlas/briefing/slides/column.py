"""Set the column beside a slide's map: legend, table and origin, as large as the room allows."""

from typing import TYPE_CHECKING

from atlas.briefing.sheet import TIGHTEST
from atlas.briefing.slides import legend
from atlas.briefing.slides.blocks import Block, Place
from atlas.briefing.slides.context import SlideContext
from atlas.briefing.slides.counts import counts
from atlas.briefing.slides.origin import origin

if TYPE_CHECKING:
    from atlas.briefing.slides.elements import Box

MOST_GAP = 16  # points at scale 1 between two blocks


def column(context: SlideContext, box: "Box", *, counted: bool = True) -> None:
    """
    Set the blocks of the column below each other; the last one stands at its foot.

    Parameters
    ----------
    context
        The slide.
    box
        x, y, width, height in points.
    counted
        Whether the table of areas and types stands there too.
    """
    x, y, width, room = box
    blocks: tuple[Block, ...] = (
        *legend.drawn(context),
        *legend.shades(context),
        legend.types(context),
        legend.areas(context),
        legend.lines(context),
        *([counts(context)] if counted else []),
        origin(context),
    )
    scale = context.scale
    while True:
        heights = [block.end(Place(x, 0.0, width, scale)) for block in blocks]
        if sum(heights) <= room or scale < TIGHTEST * context.scale:
            break
        scale *= 0.97
    gap = min(max(0.0, room - sum(heights)) / (len(blocks) - 1), MOST_GAP * context.scale)
    end = y + room
    for block, high in zip(blocks[:-1], heights[:-1], strict=True):
        block.put(Place(x, y, width, scale))
        y += high + gap
    blocks[-1].put(Place(x, end - heights[-1], width, scale))
