"""Compose a slide: its map with the foot, and what explains it beside or beneath, as a sheet's."""

from typing import TYPE_CHECKING

from atlas.briefing.sheet.layout import COLUMNS, FOUR_COLUMNS, GAP, PROOF
from atlas.briefing.slides import foot, legend
from atlas.briefing.slides.blocks import Block, Place
from atlas.briefing.slides.column import column
from atlas.briefing.slides.counts import counts
from atlas.briefing.slides.head import head
from atlas.briefing.slides.map import compose_map, put_map
from atlas.briefing.slides.origin import origin

if TYPE_CHECKING:
    from atlas.briefing.slides.context import SlideContext
    from atlas.maps.print.scene import Scene

BETWEEN = 6.0  # points at scale 1 between the map and what stands below it


def compose(
    context: "SlideContext", *, native: bool, counted: bool = True
) -> "tuple[SlideContext, Scene]":
    """
    Set all that a slide shows.

    Parameters
    ----------
    context
        The slide.
    native
        Draw the map as shapes that can be edited.
    counted
        Whether the table of areas and types stands there too, where the column beside is short.

    Returns
    -------
    context : SlideContext
        With its map drawn.
    drawn : Scene
        The map.
    """
    if context.paper.legend == "right":
        return _beside(context, native=native, counted=counted)
    return _beneath(context, native=native)


def _beside(
    context: "SlideContext", *, native: bool, counted: bool
) -> "tuple[SlideContext, Scene]":
    """Set the map with its foot on the left, the column on the right."""
    paper, scale = context.paper, context.scale
    x, right = paper.margin, paper.width - paper.margin
    bottom = context.bottom
    wide = paper.column * paper.width
    width = right - wide - GAP * scale - x
    top = head(context, x, right)
    high = _foot(context, None, width) + foot.spare(context)
    drawn = compose_map(context, width, bottom - high - BETWEEN * scale - top)
    needed = _foot(context, drawn, width)
    if needed > high:
        # What the drawn map has to say of itself takes more room than was kept for it.
        high = needed
        drawn = compose_map(context, width, bottom - high - BETWEEN * scale - top)
    put_map(context, drawn, x, top, native=native)
    context = context.with_map(drawn)
    column(context, (right - wide, top, wide, bottom - top), counted=counted)
    foot.put(context, foot.lines(context, drawn), (x, bottom - high, width, high))
    return context, drawn


def _beneath(context: "SlideContext", *, native: bool) -> "tuple[SlideContext, Scene]":
    """Set the map above, what explains it in columns below, foot and code last."""
    paper, scale = context.paper, context.scale
    x, right = paper.margin, paper.width - paper.margin
    bottom = context.bottom
    top = head(context, x, right)

    def draw(low: float) -> "Scene":
        return compose_map(context, right - x, bottom - low - BETWEEN * scale - top)

    low = sum(_below(context, None)) + foot.spare(context)
    drawn = draw(low)
    if (needed := sum(_below(context.with_map(drawn), drawn))) > low:
        low, drawn = needed, draw(needed)
    put_map(context, drawn, x, top, native=native)
    context = context.with_map(drawn)
    columns, last = _below(context, drawn)
    at = x
    for stack, wide in _stacks(context):
        y = bottom - last - columns
        for block in stack:
            place = Place(at, y, wide, scale)
            block.put(place)
            y = block.end(place)
        at += wide + GAP * scale
    width = right - x
    code = PROOF * width
    high = _foot(context, drawn, width - code - GAP * scale)
    lines = foot.lines(context, drawn)
    foot.put(context, lines, (x, bottom - last, width - code - GAP * scale, high))
    origin(context).put(Place(right - code, bottom - last, code, scale))
    return context, drawn


def _below(context: "SlideContext", drawn: "Scene | None") -> tuple[float, float]:
    """Return how high the columns beneath the map are, and the foot with the code; points."""
    scale, width = context.scale, context.paper.width - 2 * context.paper.margin
    highest = max(
        sum(block.end(Place(0.0, 0.0, wide, scale)) for block in stack)
        for stack, wide in _stacks(context)
    )
    code = PROOF * width
    proof = origin(context).end(Place(0.0, 0.0, code, scale))
    return highest + BETWEEN * scale, max(_foot(context, drawn, width - code - GAP * scale), proof)


def _stacks(context: "SlideContext") -> list[tuple[tuple[Block, ...], float]]:
    """Return the blocks of each column beneath the map, and its width in points."""
    shades = tuple(legend.shades(context))
    stacks: tuple[tuple[Block, ...], ...] = (
        *((shades,) if shades else ()),
        (*legend.drawn(context), legend.types(context)),
        (legend.areas(context), legend.lines(context)),
        (counts(context),),
    )
    shares = FOUR_COLUMNS if shades else COLUMNS
    room = context.paper.width - 2 * context.paper.margin - (len(shares) - 1) * GAP * context.scale
    return [(stack, share * room) for stack, share in zip(stacks, shares, strict=True)]


def _foot(context: "SlideContext", drawn: "Scene | None", width: float) -> float:
    return foot.height(context, foot.lines(context, drawn), width)
