"""Set where a slide comes from: the code and link back to its view, filter, version and day."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pptx.opc.constants import RELATIONSHIP_TYPE as RT

from atlas.briefing import provenance, typeset
from atlas.briefing.content import shortened
from atlas.briefing.sheet import MOST_FILTER, MOST_LINK, QR_SIDE, SIZE
from atlas.briefing.slides.context import SLACK, SlideContext
from atlas.briefing.slides.elements import LEADING, Words, plain
from atlas.i18n import text
from atlas.maps.print import fonts
from atlas.maps.print.lettering import wrap
from atlas.maps.print.scene import Path, Scene, rectangle

if TYPE_CHECKING:
    from atlas.briefing.slides.blocks import Place

QR_DOTS = 8  # pixels of one module
POINTS_PER_INCH = 72
GAP = 7  # points at scale 1 between the code and what stands beside it


@dataclass(frozen=True, slots=True)
class Line:
    """
    A paragraph beside the code.

    Attributes
    ----------
    words
        Its text.
    fill
        Its colour, ``#rrggbb``.
    factor
        Of the size of notes.
    bold
        Whether bold.
    linked
        Whether it is the link itself, which has no blanks and breaks anywhere.
    """

    words: str
    fill: str
    factor: float = 1.0
    bold: bool = False
    linked: bool = False

    def high(self, width: float, note: float) -> float:
        """Return how high it is in a width, where notes have a size; points."""
        size, width = self.factor * note, SLACK * width
        if self.linked:
            wide = fonts.width(self.words, bold=self.bold) * size
            lines = -int(-wide // width)
        else:
            lines = len(wrap(self.words, width, size=size, bold=self.bold))
        return size * LEADING * max(1, lines)


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """
    The code that leads back to a slide's view, and beside it what the view is.

    Attributes
    ----------
    context
        The slide.
    code
        A PNG file; nothing if the link is too long for a code.
    lines
        What stands beside it.
    """

    context: SlideContext
    code: bytes | None
    lines: tuple[Line, ...]

    def end(self, place: "Place") -> float:
        """Return the y at which it ends, points."""
        return place.y + max(self._high(place), QR_SIDE if self.code else 0.0)

    def put(self, place: "Place") -> None:
        """Set it on its slide."""
        context, link = self.context, self.context.order.link
        if self.code:
            alt = text("slides.code", context.lang, link=link)
            context.picture(self.code, (place.x, place.y, QR_SIDE, QR_SIDE), alt, alt, link=link)
        target = ""
        if link:
            target = context.slide.part.relate_to(link, RT.HYPERLINK, is_external=True)
        size = SIZE.note * place.scale
        runs = [
            [
                Words(
                    line.words,
                    line.factor * size,
                    bold=line.bold,
                    fill=line.fill,
                    link=target if line.linked else "",
                )
            ]
            for line in self.lines
        ]
        left = self._left(place)
        box = (place.x + left, place.y, place.width - left, self._high(place))
        context.canvas().box(box, runs, text("slides.proof", context.lang), top=True)

    def _left(self, place: "Place") -> float:
        """Return how far from the left the lines begin, points."""
        return QR_SIDE + GAP * place.scale if self.code else 0.0

    def _high(self, place: "Place") -> float:
        """Return how high the lines are, points."""
        room, size = place.width - self._left(place), SIZE.note * place.scale
        return sum(line.high(room, size) for line in self.lines)


def origin(context: SlideContext) -> Origin:
    """Return the block of a slide's origin."""
    order, lang, muted = context.order, context.lang, context.muted
    code, words = None, text("print.scan", lang)
    try:
        code = _code(context)
    except provenance.ProofError as error:
        words = text(f"print.no_code.{error.key}", lang)
    asked = plain(shortened(context.said.words, MOST_FILTER))
    made = text("print.source.made", lang, version=context.atlas.version, day=f"{order.date}")
    lines = [
        Line(words, context.ink, factor=1.05, bold=True),
        Line(text("print.filter", lang, words=asked), muted),
        Line(made, muted),
    ]
    if link := plain(shortened(order.link, MOST_LINK)):
        lines.append(Line(link, muted, factor=0.9, linked=True))
    return Origin(context, code, tuple(lines))


def _code(context: SlideContext) -> bytes:
    """Return the link's code as a picture, its modules whole pixels."""
    modules = np.asarray(provenance.qr(context.order.link))
    rings = tuple(
        rectangle(column, row, 1, 1).rings[0] for row, column in np.argwhere(modules).tolist()
    )
    side, paper = float(len(modules)), context.styles["sheet/paper"].fill or ""
    drawn = Scene(side, side, (Path(rings, role="qr", fill=context.ink),), paper)
    return typeset.png(drawn, dpi=POINTS_PER_INCH * QR_DOTS)
