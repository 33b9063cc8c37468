"""A slide while its parts are set: what it is about, its measures, its colours, its shapes."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from atlas.briefing.order import LAYOUTS, Layout
from atlas.briefing.slides.elements import Box, describe, emu, plain
from atlas.briefing.slides.shapes import Canvas
from atlas.briefing.written import Written
from atlas.maps.legend import Legend, Shown, legend
from atlas.maps.print import fonts

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.shapes.picture import Picture
    from pptx.slide import Slide

    from atlas.briefing.content import Content
    from atlas.maps.print.scene import Scene
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

SLIDE_LAYOUT = "slide"  # what a template's slides are measured by
SLIDE = LAYOUTS[SLIDE_LAYOUT]
SCALE = SLIDE.scale
FOOT = 0.6  # of the margin stays free below what stands last on a slide
SLACK = 0.96  # of a line's width is filled: a client's face may be wider than ours


def end_of(paper: Layout) -> float:
    """Return where what stands last on a slide of a size ends, points."""
    return paper.height - paper.margin * FOOT


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

    def followed(self, made: "Presentation", title: str) -> "SlideContext":
        """Return a slide added to a deck after this one, of the same zones, with its title."""
        slide = made.slides.add_slide(made.slide_layouts[0])
        return replace(self, said=replace(self.said, title=title), slide=slide)

    @property
    def paper(self) -> Layout:
        """The size of the slide, and of what is on it."""
        return LAYOUTS[self.order.layout]

    @property
    def bottom(self) -> float:
        """Where what stands last ends, points."""
        return end_of(self.paper)

    @property
    def scale(self) -> float:
        """How much larger than on A4 lettering and symbols are."""
        return self.paper.scale

    @property
    def legend(self) -> Legend:
        """What the map shows."""
        return legend(self.atlas, self.said, self.shown)

    def canvas(self) -> Canvas:
        """Return what draws on the slide, its numbers after those that are there."""
        return Canvas(self.slide.shapes.element, lang=self.lang)

    def picture(self, png: bytes, box: Box, name: str, alt: str, *, link: str = "") -> "Picture":
        """
        Put a picture on the slide, and return it.

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
        return picture


def fitted(names: Sequence[str], width: float, size: float) -> float:
    """Return the size at which all of some names fit a width, at most the given one; points."""
    widest = max((fonts.width(plain(name)) for name in names), default=0.0)
    return min(size, SLACK * width / widest) if widest else size
