"""Set what is marked by hand on a slide's map as shapes of the slide program."""

from typing import TYPE_CHECKING

import numpy as np

from atlas.briefing.slides.elements import LEADING, Box, Words
from atlas.briefing.slides.rings import cut, inside
from atlas.briefing.slides.shapes import VEIL
from atlas.i18n import text
from atlas.maps.print import fonts, marks
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import Group, Path, Text

if TYPE_CHECKING:
    from atlas.briefing.slides.context import SlideContext
    from atlas.briefing.slides.shapes import Canvas

SLACK = 1.0  # em by which a text box is wider than its words: another face may be wider


def put_mark(
    context: "SlideContext", canvas: "Canvas", group: Group, *, clip: Box | None = None
) -> None:
    """
    Set one mark: a text box, a callout, a connector with an arrow's head, a freeform.

    Parameters
    ----------
    context
        The slide.
    canvas
        What it is drawn on.
    group
        Its group of `atlas.maps.print.marks.draw`, where it stands on the slide.
    clip
        The map's frame: x, y, width, height in points. Lines are cut there.
    """
    mark = context.order.map.mark[marks.number_of(group) - 1]
    called = text(f"map.mark.kind.{mark.kind}", context.lang)
    name = text("slides.of.mark", context.lang, kind=called, words=mark.words)
    name = name if mark.words else called
    paths = [item for item in group.items if isinstance(item, Path) and item.role == marks.ROLE]
    lines = [item for item in group.items if isinstance(item, Text)]
    words = lettering(mark.words, context.lang)
    if mark.kind == "callout":
        (left, top, right, bottom), tip = marks.unwedge(paths[0].rings[0])
        box = (left, top, right - left, bottom - top)
        canvas.box(box, [[_run(words, lines[0])]], name, align="middle", edge=paths[0], tip=tip)
        return
    if mark.kind == "arrow":
        _arrow(canvas, paths, name, clip)
    else:
        for path in paths:
            canvas.path(path, name, clip=clip)
    if lines:
        _words(canvas, words, lines, name)


def _run(words: str, line: Text) -> Words:
    return Words(
        words,
        line.size,
        bold=line.bold,
        fill=line.fill,
        halo=line.halo,
        halo_width=line.halo_width,
    )


def _words(canvas: "Canvas", words: str, lines: list[Text], name: str) -> None:
    """Write words as one paragraph in a box that breaks them as the map does."""
    size = lines[0].size
    wide = max(fonts.width(line.text, bold=line.bold) for line in lines) * size + SLACK * size
    high = len(lines) * size * LEADING
    middle = (lines[0].y + lines[-1].y) / 2 - 0.36 * size
    veil = Path((), fill=lines[0].halo, opacity=VEIL)
    canvas.box(
        (lines[0].x - wide / 2, middle - high / 2, wide, high),
        [[_run(words, lines[0])]],
        name,
        align="middle",
        edge=veil,
    )


def _arrow(canvas: "Canvas", paths: list[Path], name: str, clip: Box | None) -> None:
    """Draw an arrow as one connector; where its head lies beyond the frame, as a line."""
    shaft, head = paths
    ends = np.array([shaft.rings[0][0], head.rings[0][0]])
    pointed = clip is None or inside([ends[1:]], clip)
    seen = [ends] if clip is None else [ring for ring, _ in cut([ends], clip, closed=False)]
    for ring in seen:
        canvas.connector(shaft, ring, name, arrow=pointed)
