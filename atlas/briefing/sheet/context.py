"""What all parts of one sheet share, and the place and the outcome of one of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from atlas.briefing.content import Content
from atlas.briefing.order import LAYOUTS, Layout
from atlas.briefing.written import Written
from atlas.maps.legend import EXPLAINED, LINES, Legend, Shown, legend
from atlas.maps.palette import palette
from atlas.maps.print.drawing import PrintedMap
from atlas.maps.print.scene import Item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas


# What room is kept for until the map is drawn.
UNDRAWN = Shown(frozenset({*LINES, *(r for r in EXPLAINED if EXPLAINED[r] == "drawn")}))


@dataclass(frozen=True, eq=False)
class SheetContext(Written):
    """
    What all parts of one sheet share.

    Attributes
    ----------
    atlas
        The atlas.
    said
        What the sheet says.
    layout
        Its measures.
    styles
        Of `atlas.maps.palette.palette`.
    drawn
        Its map; None until it is drawn, when what only the drawn map can tell is not yet known.
    """

    atlas: "Atlas"
    said: Content
    layout: Layout
    styles: "Mapping[str, Style]"
    drawn: PrintedMap | None = None

    @classmethod
    def of(cls, atlas: "Atlas", said: Content) -> "SheetContext":
        """Look up the layout and the colours that the order of a sheet asks for."""
        return cls(atlas, said, LAYOUTS[said.order.layout], palette(atlas, said.order.style))

    def with_map(self, drawn: PrintedMap) -> "SheetContext":
        """Return the same with its map drawn."""
        return replace(self, drawn=drawn)

    @cached_property
    def legend(self) -> Legend:
        """What the map shows; before it is drawn, what it may."""
        shown = UNDRAWN if self.drawn is None else Shown.of(self.drawn.items)
        return legend(self.atlas, self.said, shown)


@dataclass(frozen=True, slots=True)
class Slot:
    """
    Where a block stands.

    Attributes
    ----------
    x, y
        Its upper left corner, points.
    width
        Points.
    scale
        Factor of its lettering.
    """

    x: float
    y: float
    width: float
    scale: float

    def at(self, y: float) -> "Slot":
        """Return the same from another y downwards."""
        return replace(self, y=y)


@dataclass(frozen=True, eq=False)
class Laid:
    """
    A part of a sheet that is laid out.

    Attributes
    ----------
    items
        In the order in which they are painted.
    end
        y where it ends, points.
    """

    items: tuple[Item, ...]
    end: float


# A block lays itself out from its slot's y downwards, as high as it needs.
Block = Callable[[SheetContext, Slot], Laid]


def stacked(context: SheetContext, blocks: Iterable[Block], slot: Slot) -> Laid:
    """Lay blocks out below each other."""
    items: list[Item] = []
    end = slot.y
    for block in blocks:
        laid = block(context, slot.at(end))
        items += laid.items
        end = laid.end
    return Laid(tuple(items), end)
