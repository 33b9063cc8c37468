"""What the atlas book is made of: blocks of plain JSON types, pictures, and views for a deck."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from atlas.briefing.order import Order

# A stretch of text (``t``) with its looks and where it leads to, a page number, or a symbol.
Span = dict[str, Any]
Line = str | list[str | Span]
# A ``kind`` and what that kind needs.
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """
    A picture of the book.

    Attributes
    ----------
    kind
        ``"plan"`` (a map with its legend), ``"map"`` (one without), ``"zone"``, ``"locator"``,
        ``"cover"`` or ``"code"``.
    order
        The view it shows.
    width, height
        Points; a plan's legend adds to its height.
    """

    kind: str
    order: Order
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Part:
    """
    A part of the book.

    Attributes
    ----------
    blocks
        What stands in it, in order: dicts with a ``kind`` and what that kind needs, all of plain
        JSON types.
    pictures
        Key -> picture and the name of what it shows.
    views
        The views of its maps, each as an order with a title, for a deck.
    """

    blocks: tuple[Block, ...]
    pictures: Mapping[str, tuple[Picture, str]] = field(default_factory=dict)
    views: tuple[Order, ...] = ()


def joined(parts: Iterable[Part]) -> Part:
    """Return parts as one, in order."""
    parts = tuple(parts)
    return Part(
        blocks=tuple(block for part in parts for block in part.blocks),
        pictures={key: named for part in parts for key, named in part.pictures.items()},
        views=tuple(view for part in parts for view in part.views),
    )
