"""A slide while its parts are set: what it is about, its measures, its colours, its shapes."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from atlas.briefing.order import LAYOUTS
from atlas.briefing.slides.elements import Box, describe, emu, plain
from atlas.briefing.slides.shapes import Canvas
from atlas.briefing.written import Written
from atlas.maps.legend import Legend, Shown, legend
from atlas.maps.print import fonts

if TYPE_CHECKING:
    from pptx.slide import Slide

    from atlas.briefing.content import Content
    from atlas.maps.print.scene import Scene
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

SLIDE = LAYOUTS["slide"]
SCALE = SLIDE.scale
SLACK = 0.96  # of a line's width is filled: a client's face may be wider than ours


@dataclass(frozen=True, slots=True, eq=False)
class SlideContext(Written):
    """
    A slide while its parts are set; points, as on the printed sheet.

    Attributes
    ----------
    atlas
        The atlas.
    said
        What the slide says.
    styles
        Of `atlas.maps.palette.palette`.
    slide
        The slide of the deck that the parts are put on.
    shown
        What is seen on its map, once that is drawn.
    """

    atlas: "Atlas"
    said: "Content"
    styles: "Mapping[str, Style]"
    slide: "Slide"
    shown: Shown = field(default_factory=Shown)

    def with_map(self, drawn: "Scene") -> "SlideContext":
        """Return the same with its map drawn."""
        return replace(self, shown=Shown.of(drawn.items))

    @property
    def legend(self) -> Legend:
        """What the map shows."""
        return legend(self.atlas, self.said, self.shown)

    def canvas(self) -> Canvas:
        """Return what draws on the slide, its numbers after those that are there."""
        return Canvas(self.slide.shapes.element, lang=self.lang)

    def picture(self, png: bytes, box: Box, name: str, alt: str, *, link: str = "") -> None:
        """
        Put a picture on the slide.

        Parameters
        ----------
        png
            The picture, a PNG file.
        box
            x, y, width, height in points.
        name, alt
            Of the shape; what it shows, in words.
        link
            Where a click on it leads, or nothing.
        """
        picture = self.slide.shapes.add_picture(io.BytesIO(png), *map(emu, box))
        describe(picture.element.nvPicPr.cNvPr, name, alt)
        if link:
            picture.click_action.hyperlink.address = link


def fitted(names: Sequence[str], width: float, size: float) -> float:
    """Return the size at which all of some names fit a width, at most the given one; points."""
    widest = max((fonts.width(plain(name)) for name in names), default=0.0)
    return min(size, SLACK * width / widest) if widest else size
