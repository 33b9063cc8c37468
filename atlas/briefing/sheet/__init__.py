"""Lay a sheet out: one function draws preview and print, all figures come from one content."""

from functools import lru_cache
from typing import TYPE_CHECKING

from atlas.briefing.content import content
from atlas.briefing.order import DPI, Order, check
from atlas.briefing.sheet import kept
from atlas.briefing.sheet.blocks import MOST_FILTER, MOST_LINK, QR_SIDE
from atlas.briefing.sheet.context import SheetContext
from atlas.briefing.sheet.descriptions import (
    MOST_TOLD,
    describe,
    left_out,
    listed,
    zones_listed,
)
from atlas.briefing.sheet.layout import GRATICULE_ROOM, TIGHTEST, scene
from atlas.briefing.sheet.writing import SIZE
from atlas.maps.palette import palette
from atlas.maps.print import panels
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import Scene

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

__all__ = [
    "MOST_FILTER",
    "MOST_LINK",
    "MOST_TOLD",
    "QR_SIDE",
    "SIZE",
    "TIGHTEST",
    "compose",
    "compose_map",
    "compose_panels",
    "describe",
    "left_out",
    "listed",
    "pages",
    "zones_listed",
]


def compose(atlas: "Atlas", order: Order) -> Scene:
    """
    Lay out a whole sheet: title, sentence, map, legend, table, foot and code.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked.

    Returns
    -------
    Scene
        In points; the same for the same atlas and order, whatever the resolution.

    Raises
    ------
    OrderError
        If the order cannot be carried out.
    """
    check(order)
    # The resolution is the typesetter's: preview and print are one drawing.
    return _composed(atlas, order.with_(dpi=DPI[0], templates=()))


@lru_cache(maxsize=64)
def _composed(atlas: "Atlas", order: Order) -> Scene:
    return scene(SheetContext.of(atlas, content(atlas, order)))


def pages(atlas: "Atlas", order: Order) -> tuple[Scene, ...]:
    """
    Lay out a sheet and the pages of its tables.

    These tell what zones side by side are, what differs between documents, the lives of few zones.

    Parameters
    ----------
    atlas, order
        As of `compose`.

    Raises
    ------
    OrderError
        If the order cannot be carried out.
    """
    first = compose(atlas, order)
    # The report rests on this room's neighbours.
    from atlas.briefing.sheet import tables  # noqa: PLC0415

    return first, *tables.pages(SheetContext.of(atlas, content(atlas, order)))


def compose_map(  # noqa: PLR0913 - a map's place and looks
    atlas: "Atlas",
    order: Order,
    width: float,
    height: float,
    *,
    grow: float = 1.0,
    plain: bool = False,
) -> Scene:
    """
    Lay out the map alone, for a slide or a page that has its own title and legend.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked; its layout does not matter.
    width, height
        Points.
    grow
        Factor of lettering, symbols and lines.
    plain
        A locator: no names, no insets, no scale bar.

    Raises
    ------
    OrderError
        If the order cannot be carried out.
    """
    check(order)
    said, styles = content(atlas, order), palette(atlas, order.style)
    room = 0.0 if plain or said.panels else GRATICULE_ROOM * grow
    box = (room * 1.7, 1.0, width - room * 1.7 - 1.0, height - room - 1.0)
    drawn = kept.draw(atlas, said, box, styles, grow=grow, plain=plain)
    return Scene(
        width=width,
        height=height,
        items=drawn.items,
        background=styles["sheet/paper"].fill or "",
        frames=drawn.frames,
        title=lettering(said.title, order.lang),
        description=describe(said),
        unplaced=drawn.unplaced,
        beyond=drawn.beyond,
        unnamed=drawn.unnamed,
        dots=drawn.dots,
    )


def compose_panels(
    atlas: "Atlas", order: Order, width: float, *, grow: float = 1.0
) -> tuple[Scene, ...]:
    """
    Lay out each of the small maps that an order parts into, for a page with titles of its own.

    Parameters
    ----------
    atlas, order, width, grow
        As of `compose_map`.

    Raises
    ------
    OrderError
        If the order cannot be carried out.
    """
    check(order)
    said, styles = content(atlas, order), palette(atlas, order.style)
    drawn = panels.each(atlas, said, width, styles, grow=grow)
    return tuple(
        Scene(
            width=width,
            height=height,
            items=small.items,
            background=styles["sheet/paper"].fill or "",
            frames=small.frames,
            title=lettering(part.title, order.lang),
            description=describe(part.said),
            beyond=small.beyond,
        )
        for part, (height, small) in zip(said.panels, drawn, strict=True)
    )
