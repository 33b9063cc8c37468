"""Draw a brief of one page, and typeset it as a PDF."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from atlas.briefing import provenance
from atlas.briefing.brief.plan import (
    CELL,
    CELL_GAP,
    EDGE,
    FOOT,
    LEADING,
    PAGE,
    SIDE,
    WIDE,
    Brief,
    Grid,
    Line,
    brief,
)
from atlas.briefing.order import Order
from atlas.briefing.sheet import describe
from atlas.maps.palette import palette
from atlas.maps.print.lettering import lettering, wrap
from atlas.maps.print.scene import Item, Scene, Text, line, moved, rectangle

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

BASELINE = 0.32  # em from the foot of a line up to its baseline
STRIPE = 4.5  # points: the coloured edge at the top
INKS = {"mark": "accent", "head": "accent", "note": "muted", "link": "muted"}


def pdf(atlas: "Atlas", order: Order) -> bytes:
    """
    Write the brief of an order as a PDF of one page.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked; its layout does not matter.

    Raises
    ------
    OrderError
        If the order cannot be carried out, or selects no zone.
    """
    planned = brief(atlas, order)
    record = provenance.proof(atlas, order, title=planned.title)
    return provenance.printed([compose(atlas, planned)], record)


def compose(atlas: "Atlas", planned: Brief) -> Scene:
    """Draw a brief; points, A4 upright."""
    drawing = _Drawing(atlas, planned)
    return Scene(
        width=PAGE[0],
        height=PAGE[1],
        items=tuple(drawing.items()),
        background=drawing.ink("paper"),
        title=lettering(planned.title, planned.lang),
        description=describe(planned.said),
        unplaced=planned.map.unplaced,
        beyond=planned.map.beyond,
    )


class _Drawing:
    """
    Draws what is planned, from above downwards.

    Parameters
    ----------
    atlas
        Has the colours.
    planned
        The page.
    """

    def __init__(self, atlas: "Atlas", planned: Brief) -> None:
        self.planned = planned
        self.styles = palette(atlas, planned.said.order.style)
        self.y = EDGE

    def ink(self, name: str) -> str:
        """Return a colour of the sheet by its name."""
        return self.styles[f"sheet/{name}"].fill or ""

    def items(self) -> Iterator[Item]:
        """Yield all that stands on the page."""
        planned = self.planned
        yield rectangle(0, 0, PAGE[0], STRIPE, fill=self.ink("accent"))
        yield from self._lines(planned.head)
        yield from (moved(item, SIDE, self.y) for item in planned.map.items)
        self.y += planned.map.height
        yield from self._lines((*planned.body, *planned.reasons))
        if planned.grid:
            yield from self._grid(planned.grid)
        yield from self._lines(planned.more)
        self.y += FOOT
        if planned.code:
            yield from (moved(item, SIDE, self.y) for item in planned.code.items)
        yield from self._lines(planned.beside)

    def _lines(self, lines: Iterable[Line]) -> Iterator[Item]:
        for each in lines:
            fill = self.ink(INKS.get(each.kind, "ink"))
            room = WIDE - each.indent
            x = SIDE + each.indent
            words = lettering(each.words, self.planned.lang)
            for part in wrap(words, room, size=each.size, bold=each.bold):
                self.y += each.size * LEADING
                base = self.y - BASELINE * each.size
                yield Text(x, base, part, each.size, bold=each.bold, fill=fill, role=each.kind)
            if each.kind == "heading":
                ends = (SIDE, self.y), (SIDE + WIDE, self.y)
                yield line(*ends, stroke=self.ink("accent"), width=0.9)
            self.y += each.after

    def _grid(self, grid: Grid) -> Iterator[Item]:
        rule = self.styles["sheet/rule"].stroke or ""
        for n, (cells, high) in enumerate(zip(grid.rows, grid.heights, strict=True)):
            x = SIDE
            for words, width in zip(cells, grid.widths, strict=True):
                parts = wrap(lettering(words, self.planned.lang), width - CELL_GAP, size=CELL)
                for m, part in enumerate(parts, start=1):
                    base = self.y + m * CELL * LEADING - BASELINE * CELL
                    yield Text(x, base, part, CELL, bold=not n, fill=self.ink("ink"), role="table")
                x += width
            self.y += high
            ends = (SIDE, self.y), (SIDE + WIDE, self.y)
            yield line(*ends, stroke=rule, width=0.5)
