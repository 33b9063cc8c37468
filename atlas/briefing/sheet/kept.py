"""Draw a map once for all that it stands in: whatever is written around it, it is the same."""

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from atlas.briefing.content import Content
from atlas.briefing.order import Order
from atlas.maps.print import drawing, panels
from atlas.maps.print.drawing import PrintedMap
from atlas.maps.print.projection import Box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

KEPT = 10  # maps; of hundreds of own zones each takes some megabytes


@dataclass(frozen=True, slots=True)
class _Asked:
    """A map by what it is drawn from: of the words around it and of its reader nothing."""

    atlas: "Atlas"
    order: Order
    box: Box
    grow: float
    plain: bool
    said: Content = field(compare=False)
    styles: "Mapping[str, Style]" = field(compare=False)


def draw(  # noqa: PLR0913 - a map's place and looks
    atlas: "Atlas",
    said: Content,
    box: Box,
    styles: "Mapping[str, Style]",
    *,
    grow: float,
    plain: bool = False,
) -> PrintedMap:
    """
    Draw a map into a frame, or return the one that was drawn so.

    Parameters
    ----------
    atlas
        The atlas.
    said
        What the piece says; it holds all zones of its order.
    box, grow
        As of `atlas.maps.print.drawing.draw`.
    styles
        Of the order's style.
    plain
        A locator, which never parts into several maps.
    """
    return _drawn(_Asked(atlas, key(said.order), box, grow, plain, said, styles))


def key(order: Order) -> Order:
    """Return of an order what its map is drawn from, however it is laid out and told."""
    return Order(order.map, order.lang, dt.date.min, style=order.style)


@lru_cache(maxsize=KEPT)
def _drawn(asked: _Asked) -> PrintedMap:
    given = (asked.atlas, asked.said, asked.box, asked.styles)
    if asked.plain:
        return drawing.draw(*given, grow=asked.grow, plain=True)
    return panels.draw(*given, grow=asked.grow)
