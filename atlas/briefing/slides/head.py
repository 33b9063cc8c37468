"""Set the head of a slide: title and sentence in the layout's placeholders, and the mark."""

from typing import TYPE_CHECKING

from pptx.oxml.ns import qn

from atlas.briefing.sheet import SIZE
from atlas.briefing.slides.context import SLACK
from atlas.briefing.slides.elements import LEADING, Box, Words, emu, plain, run
from atlas.briefing.slides.master import SENTENCE, STRIPE
from atlas.i18n import text
from atlas.maps.print import fonts
from atlas.maps.print.lettering import wrap
from atlas.maps.print.scene import Path

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape

    from atlas.briefing.slides.context import SlideContext

TIGHT = 0.72  # of its full size: a title that would be smaller takes two lines
FEW_LINES = 2  # of the sentence: a longer one is set smaller, down to the size of the body


def head(context: "SlideContext", x: float, right: float) -> float:
    """
    Set title, sentence and mark.

    Parameters
    ----------
    context
        The slide.
    x, right
        Where the head begins and ends, points.

    Returns
    -------
    float
        The y at which it ends, points.
    """
    y = context.paper.margin * 0.55 + STRIPE * context.scale
    mark = plain(context.said.mark)
    size = SIZE.small * 1.15 * context.scale
    wide = fonts.width(mark, bold=True) * size / SLACK + 14 * context.scale
    after = _title(context, x, y, right - x - wide - 14 * context.scale)
    end = _sentence(context, x, after, right - x)
    context.canvas().box(
        (right - wide, y + 3 * context.scale, wide, size * 1.9),
        [[Words(mark, size, bold=True, fill=context.accent)]],
        text("slides.mark", context.lang),
        align="middle",
        edge=Path((), stroke=context.accent, width=0.9 * context.scale),
    )
    return end


def sentence(words: str, width: float, scale: float) -> tuple[float, float]:
    """Return the size of a slide's sentence in a width, and how high it is; points."""
    size, least = SIZE.sentence * scale, SIZE.body * scale
    while (lines := len(wrap(words, SLACK * width, size=size))) > FEW_LINES and size > least:
        size = max(least, 0.94 * size)
    return size, size * LEADING * max(1, lines)


def _title(context: "SlideContext", x: float, y: float, room: float) -> float:
    """Set the title; return where the sentence begins."""
    words, full = plain(context.said.title), SIZE.title * context.scale
    size = min(full, SLACK * room / max(1e-9, fonts.width(words, bold=True)))
    lines = 1
    if size < TIGHT * full:
        # A long title takes two lines, then smaller ones.
        size, lines = TIGHT * full, 2
        while len(wrap(words, SLACK * room, size=size, bold=True)) > lines:
            size *= 0.94
    high = size * (1.3 * lines)
    _fill(context, context.slide.shapes.title, words, (x, y, room, high), size, full)
    return y + high + 1 * context.scale


def _sentence(context: "SlideContext", x: float, y: float, width: float) -> float:
    """Set the sentence; return where the head ends."""
    words, full = plain(context.said.sentence), SIZE.sentence * context.scale
    size, high = sentence(words, width, context.scale)
    shape = next(
        each for each in context.slide.placeholders if each.placeholder_format.idx == SENTENCE
    )
    _fill(context, shape, words, (x, y, width, high), size, full)
    return y + high + 5 * context.scale


def _fill(  # noqa: PLR0913, PLR0917 - a placeholder's place and looks
    context: "SlideContext", shape: "Shape", words: str, box: Box, size: float, full: float
) -> None:
    """Fill a placeholder; where it would look as the layout says, nothing else is said."""
    shape.left, shape.top, shape.width, shape.height = map(emu, box)
    body = shape.text_frame._txBody  # noqa: SLF001 - python-pptx has no other way to it
    paragraph = body.find(qn("a:p"))
    run(paragraph, Words(words, size, bold=full > SIZE.sentence * context.scale), context.lang)
    if size == full:
        paragraph.find(f".//{qn('a:rPr')}").attrib.pop("sz")
