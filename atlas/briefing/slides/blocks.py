"""What the blocks of a slide's column share: where they stand, and their heading."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from atlas.briefing.sheet import SIZE
from atlas.briefing.slides.elements import LEADING, Words
from atlas.maps.print.scene import line

if TYPE_CHECKING:
    from atlas.briefing.slides.context import SlideContext
    from atlas.briefing.slides.shapes import Canvas


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a block stands, and how large.

    Attributes
    ----------
    x, y, width
        Its upper left corner and its width, points.
    scale
        Of its lettering and of everything else in it.
    """

    x: float
    y: float
    width: float
    scale: float


class Block(Protocol):
    """A part of the column: it can say how much room it takes before it is set."""

    def end(self, place: Place) -> float:
        """Return the y at which it ends, points."""
        ...

    def put(self, place: Place) -> None:
        """Set it on its slide."""
        ...


def below_heading(place: Place) -> float:
    """Return the y at which the heading of a block ends, points."""
    return place.y + SIZE.heading * place.scale * LEADING + 4 * place.scale


def heading(context: "SlideContext", canvas: "Canvas", place: Place, words: str) -> None:
    """Set the heading of a block, with a line under it."""
    x, y, width, scale = place.x, place.y, place.width, place.scale
    size = SIZE.heading * scale
    high = size * LEADING
    looks = Words(words, size, bold=True, fill=context.ink)
    canvas.box((x, y, width, high), [[looks]], words)
    under = (x, y + high + 1.0 * scale), (x + width, y + high + 1.0 * scale)
    canvas.path(line(*under, stroke=context.accent, width=1.1 * scale), words)
