"""Lay out a whole sheet: head, map, what explains it beside or beneath, and the foot."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from atlas.briefing.order import Order
from atlas.briefing.sheet import blocks, legend_blocks
from atlas.briefing.sheet.context import Block, SheetContext, Slot, stacked
from atlas.briefing.sheet.descriptions import describe
from atlas.briefing.sheet.writing import SIZE, sized
from atlas.maps.print import fonts, panels
from atlas.maps.print.drawing import PrintedMap
from atlas.maps.print.lettering import LEADING, lettering
from atlas.maps.print.projection import Box
from atlas.maps.print.scene import Item, Scene, rectangle

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

GRATICULE_ROOM = 12.0  # points outside the frame for degrees
TIGHTEST = 0.6  # lettering beside the map shrinks at most to this before a block is cut
STRIPE = 4.5  # points: the coloured edge at the top
GAP = 16.0  # points between map and column, and between columns
PROOF = 0.4  # of the width: code and link beneath the map
COLUMNS = (0.27, 0.35, 0.38)  # of the room beneath the map
FOUR_COLUMNS = (0.21, 0.21, 0.25, 0.33)  # the same where an own column is explained too

# How high what stands beneath the map becomes once it is known what the map has to say there.
Needed = Callable[[SheetContext], float]


def scene(context: SheetContext) -> Scene:
    """
    Lay out a sheet.

    Parameters
    ----------
    context
        Of the sheet, its map not yet drawn.
    """
    said, layout = context.said, context.layout
    stripe = rectangle(0, 0, layout.width, STRIPE * layout.scale, fill=context.accent)
    top = layout.margin * 0.55 + STRIPE * layout.scale
    head = blocks.head(
        context, Slot(layout.margin, top, layout.width - 2 * layout.margin, layout.scale)
    )
    below = _beside if layout.legend == "right" else _beneath
    drawn, items = below(context, head.end)
    return Scene(
        width=layout.width,
        height=layout.height,
        items=(stripe, *head.items, *drawn.items, *items),
        background=context.styles["sheet/paper"].fill or "",
        frames=drawn.frames,
        title=lettering(said.title, context.lang),
        description=describe(said),
        unplaced=drawn.unplaced,
        beyond=drawn.beyond,
        unnamed=drawn.unnamed,
        dots=drawn.dots,
        missing=_missing(context),
    )


def _missing(context: SheetContext) -> str:
    """Return the characters of what the sheet says that the faces lack."""
    said = context.said
    names = said.zones[f"name_{context.lang}"].astype(str)
    return fonts.missing("".join((said.title, said.sentence, said.words, *names)))


def _beside(context: SheetContext, top: float) -> tuple[PrintedMap, list[Item]]:
    """Map on the left, what explains it on the right, the foot under the map."""
    layout, scale = context.layout, context.layout.scale
    x, right = layout.margin, layout.width - layout.margin
    bottom = layout.height - layout.margin * 0.6
    column = layout.column * layout.width
    width = right - column - GAP * scale - x
    room = 0.0 if context.said.panels else GRATICULE_ROOM * scale

    def box(foot: float) -> Box:
        high = bottom - foot - room - 6 * scale - top
        return x + room * 1.6, top, width - room * 1.6, high

    def needed(context: SheetContext) -> float:
        return _height(context, blocks.notes, width, scale)

    context, drawn, foot = _settled(context, needed, box)
    notes = blocks.notes(context, Slot(x, bottom - foot, width, scale))
    explained = (
        *((legend_blocks.drawn,) if context.legend.drawn else ()),
        *((legend_blocks.shades,) if context.legend.shades else ()),
        legend_blocks.types,
        legend_blocks.areas,
        legend_blocks.lines,
        blocks.table,
        blocks.proof,
    )
    beside = _fitted(context, explained, Slot(right - column, top, column, scale), bottom - top)
    return drawn, [*notes.items, *beside]


def _beneath(context: SheetContext, top: float) -> tuple[PrintedMap, list[Item]]:
    """Map above, what explains it below in three columns, the foot last."""
    layout, scale = context.layout, context.layout.scale
    x, right = layout.margin, layout.width - layout.margin
    bottom = layout.height - layout.margin * 0.7
    width = right - x
    gap = GAP * scale
    code = PROOF * width
    shaded = bool(context.legend.shades)
    stacks: tuple[tuple[Block, ...], ...] = (
        *(((legend_blocks.shades,),) if shaded else ()),
        (legend_blocks.drawn, legend_blocks.types),
        (legend_blocks.areas, legend_blocks.lines),
        (blocks.table,),
    )
    shares = FOUR_COLUMNS if shaded else COLUMNS
    columns = [
        (stack, share * (width - (len(shares) - 1) * gap))
        for stack, share in zip(stacks, shares, strict=True)
    ]
    room = 0.0 if context.said.panels else GRATICULE_ROOM * scale

    def foot(context: SheetContext) -> float:
        proof = _height(context, blocks.proof, code, scale)
        return max(_height(context, blocks.notes, width - code - gap, scale), proof)

    def needed(context: SheetContext) -> float:
        return foot(context) + max(
            sum(_height(context, block, wide, scale) for block in stack) for stack, wide in columns
        )

    def box(below: float) -> Box:
        high = bottom - below - room - 12 * scale - top
        return x + room * 1.6, top, width - room * 1.6, high

    context, drawn, below = _settled(context, needed, box)
    legend_top = bottom - below - room - 12 * scale + room + 4 * scale
    items: list[Item] = []
    at = x
    for stack, wide in columns:
        items += stacked(context, stack, Slot(at, legend_top, wide, scale)).items
        at += wide + gap
    at_foot = bottom - foot(context)
    notes = blocks.notes(context, Slot(x, at_foot, width - code - gap, scale))
    proof = blocks.proof(context, Slot(right - code, at_foot, code, scale))
    return drawn, [*items, *notes.items, *proof.items]


def _settled(
    context: SheetContext, needed: Needed, box: Callable[[float], Box]
) -> tuple[SheetContext, PrintedMap, float]:
    """
    Draw the map over a foot that is high enough for what the drawn map has to say there.

    Parameters
    ----------
    context
        Of the sheet, its map not yet drawn.
    needed
        Gives the height of the foot, points.
    box
        Gives the map's frame over a foot of some height: x, y, width, height in points.

    Returns
    -------
    context : SheetContext
        With the map.
    drawn : PrintedMap
        The map.
    foot : float
        Points.
    """

    def draw(foot: float) -> PrintedMap:
        return _drawn(_Map.of(context, box(foot)))

    # A line more, for what only the drawn map can tell.
    line = sized(SIZE.note, context.layout.scale) * LEADING
    foot = needed(context) + line
    drawn = draw(foot)
    right = needed(context.with_map(drawn))
    # What the map does not show needs no room in the legend: the map takes it.
    if right > foot or right < foot - 2 * line:
        lower, smaller = right, draw(right)
        again = needed(context.with_map(smaller))
        if again > lower and again <= foot:
            return context.with_map(drawn), drawn, foot
        foot, drawn = (lower, smaller) if again <= lower else (again, draw(again))
    return context.with_map(drawn), drawn, foot


@dataclass(frozen=True, slots=True)
class _Map:
    """A map by what it is drawn from: of the words around it and of its reader nothing."""

    atlas: "Atlas"
    order: Order
    box: Box
    grow: float
    context: SheetContext = field(compare=False)

    @classmethod
    def of(cls, context: SheetContext, box: Box) -> "_Map":
        asked = context.said.order
        bare = Order(asked.map, asked.lang, dt.date.min, style=asked.style)
        return cls(context.atlas, bare, box, context.layout.scale, context)


@lru_cache(maxsize=8)
def _drawn(asked: _Map) -> PrintedMap:
    context = asked.context
    return panels.draw(context.atlas, context.said, asked.box, context.styles, grow=asked.grow)


def _height(context: SheetContext, block: Block, width: float, scale: float) -> float:
    """Return how high a block becomes, points."""
    return block(context, Slot(0.0, 0.0, width, scale)).end


def _fitted(
    context: SheetContext, explained: Sequence[Block], slot: Slot, room: float
) -> list[Item]:
    """
    Set blocks below each other, as large as the room allows, the last one at the foot.

    Where even the smallest do not fit, the table is left out: its sums stand in the legend.
    """
    scale = slot.scale
    while True:
        heights = [_height(context, block, slot.width, scale) for block in explained]
        if sum(heights) <= room:
            break
        scale *= 0.97
        if scale < TIGHTEST * slot.scale:
            if blocks.table not in explained:
                break
            explained = [block for block in explained if block is not blocks.table]
            scale = slot.scale
    over = max(0.0, room - sum(heights)) / max(1, len(explained) - 1)
    over = min(over, 16 * scale)
    end = slot.y + room
    items: list[Item] = []
    y = slot.y
    for block, high in zip(explained[:-1], heights[:-1], strict=True):
        items += block(context, Slot(slot.x, y, slot.width, scale)).items
        y += high + over
    last = Slot(slot.x, end - heights[-1], slot.width, scale)
    return [*items, *explained[-1](context, last).items]
