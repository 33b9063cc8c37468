"""Draw a zone's life as a line of time: its marks are numbered as the table below it is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from atlas.maps.print.scene import Item, Path, Symbol, Text, line

if TYPE_CHECKING:
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

# In em of the lettering.
HIGH = 4.6
TIMED = 0.9  # of a table's lettering is a line's above it
AXIS, TICK, NUMBER = 2.5, 0.45, 0.9  # from above: the line, below it how long a tick is; numbers
BEND = 1.9  # where a mark's leader turns to its number
MARK = 0.8
SIDE = 1.5  # left and right of the line


def timeline(  # noqa: PLR0913 - a line's looks
    atlas: "Atlas",
    zone: str,
    lang: str,
    styles: "Mapping[str, Style]",
    *,
    width: float,
    size: float,
) -> Iterator[Item]:
    """
    Yield a zone's life on a line, from above and from the left; documents are filled in colour.

    Parameters
    ----------
    atlas, zone, lang
        As of `atlas.analysis.life.life`.
    styles
        Of `atlas.maps.palette.palette`.
    width
        Points; it is `HIGH` times as high as its lettering.
    size
        Of the lettering, points.
    """
    # Analyses bring scipy along: a briefing without one does not wait for it.
    from atlas.analysis import life  # noqa: PLC0415

    events = life.life(atlas, zone, lang)
    ink, muted, accent, paper = (
        styles[f"sheet/{name}"].fill or "" for name in ("ink", "muted", "accent", "paper")
    )
    left, long = SIDE * size, width - 2 * SIDE * size
    y, thin = AXIS * size, 0.09 * size
    drawn = life.line(events, apart=1.6 * size / long)
    yield line((left, y), (left + long, y), stroke=ink, width=1.5 * thin)
    for year, at in drawn.ticks:
        x = left + at * long
        yield line((x, y), (x, y + TICK * size), stroke=muted, width=thin)
        below = y + (TICK + 1.1) * size
        yield Text(x, below, str(year), size, fill=muted, anchor="middle", role="table")
    for mark in drawn.marks:
        x, over = left + mark.at * long, left + mark.label * long
        bent = np.array([(x, y), (x, BEND * size), (over, 1.15 * size)])
        yield Path((bent,), closed=False, stroke=muted, width=thin)
        fill = accent if mark.event.is_document else ink
        yield Symbol(
            *(x, y, "circle", MARK * size, paper if mark.event.doubtful else fill),
            stroke=fill,
            width=1.5 * thin,
            role="furniture",
            alt=f"{mark.event.dated(lang)} {mark.event.words}",
        )
        number = Text(over, NUMBER * size, str(mark.number), size, bold=True)
        yield replace(number, fill=ink, anchor="middle", role="table")
