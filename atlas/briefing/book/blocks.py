"""Blocks and spans of the book, without words of their own."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from atlas.briefing.book.model import Block, Line, Picture, Span
from atlas.briefing.order import Order
from atlas.maps.print import fonts

# Points. What stands on a page is measured by the typesetter; how large a map may be is estimated.
PAGE = (761.0, 503.0)
ROW, LINE, INSET = 11.3, 9.6, 7.0  # of a table: a row, each further line of it, its cells' margins
FILLED = 0.78  # of a page, by this estimate, so that none is seen to be half empty
USUAL_INSET, MOST_APART = 1.9, 5.0  # points above and below a row's words, and at most more
NO_FIGURE = "\u2013"


def section(key: str, title: str, *, new: bool = True) -> Block:
    """Begin a section; where it is new, on a new page."""
    return {"kind": "section", "id": key, "title": title, "new": new}


def heading(title: str, *, level: int) -> Block:
    """Return a heading that neither contents nor bookmarks list."""
    return {"kind": "sub", "title": title, "level": level}


def paragraph(line: Line, **more: object) -> Block:
    """Return a paragraph; `more` is how it looks."""
    return {"kind": "text", "line": line} | more


def note(line: Line) -> Block:
    """Return a paragraph in small grey letters."""
    return paragraph(line, small=True, muted=True)


def listing(items: Sequence[Line]) -> Block:
    """Return a list of points."""
    return {"kind": "list", "items": list(items)}


def facts(rows: Sequence[Sequence[Line]]) -> Block:
    """Return rows of a name and what is said under it."""
    return {"kind": "facts", "rows": list(rows)}


def beside(widths: Sequence[float], *sides: Sequence[Block]) -> Block:
    """Return blocks side by side; points, 0 for what is left of the width."""
    return {"kind": "side", "widths": list(widths), "sides": [list(side) for side in sides]}


def table(
    header: Sequence[Line], rows: list[list[Any]], columns: Sequence[float], **more: object
) -> Block:
    """Return a table; columns are shares of its width, 0 for as wide as needed."""
    block = {
        "kind": "table",
        "header": list(header),
        "rows": rows,
        "columns": list(columns),
        "align": "l" * len(columns),
    }
    return block | more


def placed(key: str) -> Block:
    """Return the place of the picture of that key."""
    return {"kind": "map", "picture": key}


def bare(picture: Picture) -> Picture:
    """Return a picture without what no map shows, so that a drawn one serves the next book too."""
    order = picture.order
    shown = Order.of(
        order.selection,
        lang=order.lang,
        date=dt.date.min,
        style=order.style,
        extent=order.map.extent,
        frame=order.map.frame,
        zone=order.zone,
        context=order.map.context,
        shade=order.map.shade,
        shade_as=order.map.shade_as,
    )
    return replace(picture, order=shown)


def pill(words: str) -> Span:
    """Return words in a box of their own."""
    return {"t": words, "pill": True}


def page(label: str) -> Span:
    """Return the number of the page on which a label stands."""
    return {"page": label, "muted": True}


def count(n: float) -> str:
    """Return a whole number as a table has it, a dash for none."""
    return str(int(n)) if n else NO_FIGURE


def height(block: Block) -> float:
    """Estimate how high a block becomes across the page, points."""
    if block["kind"] != "table":
        return 22.0
    shares = block["columns"]
    room = PAGE[0] - 34.0 * shares.count(0)
    widths = [share / sum(shares) * room - INSET if share else room for share in shares]
    size = block.get("size", 9.0)
    lines = (
        max(
            math.ceil(fonts.width(_plain(cell)) * size / width)
            for cell, width in zip(row, widths, strict=True)
        )
        for row in block["rows"]
    )
    return 24.0 + sum((ROW + LINE * (max(n, 1) - 1) for n in lines), 0.0)


def spread(blocks: Sequence[Block], *, above: float = 0.0) -> list[Block]:
    """
    Return blocks that begin a page with rows so far apart that their last page is not left bare.

    Parameters
    ----------
    blocks
        What stands there; only its tables are set wider.
    above
        How high is what stands above them, points.
    """
    whole = above + sum(map(height, blocks))
    rows = sum(len(block["rows"]) for block in blocks if block["kind"] == "table")
    last = whole % PAGE[1]
    if not rows or last >= FILLED * PAGE[1]:
        return list(blocks)
    apart = min((FILLED * PAGE[1] - last) / rows / 2, MOST_APART)
    return [
        block | {"inset": block.get("inset", USUAL_INSET) + apart}
        if block["kind"] == "table"
        else block
        for block in blocks
    ]


def _plain(line: Line | Span) -> str:
    """Return the letters of a line, a symbol as one of them."""
    if isinstance(line, str):
        return line
    if isinstance(line, dict):
        return ("\u3000" if "glyph" in line else "") + str(line.get("t", ""))
    return "".join(map(_plain, line))
