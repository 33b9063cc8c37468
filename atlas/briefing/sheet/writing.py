"""Write on a sheet: lines and paragraphs in its sizes and colours."""

from dataclasses import dataclass

from atlas.briefing.sheet.context import Laid, SheetContext, Slot
from atlas.maps.print.lettering import LEADING, fitted, legible, lettering, wrap
from atlas.maps.print.scene import Item, Text, line


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of lettering, points, on a layout of scale 1."""

    title: float = 25.0
    sentence: float = 12.0
    heading: float = 11.0
    body: float = 9.4
    small: float = 7.6
    note: float = 6.8


SIZE = Sizes()
ROW = 1.62  # em from one row of a legend or table to the next
BASE = 0.36  # em from the middle of a line down to its baseline
HANGING = 0.32  # em from the foot of a line up to its baseline


def sized(size: float, scale: float) -> float:
    """Return a size of `SIZE` on a sheet of a scale, points; never too small to be read."""
    return legible(size * scale)


def write(  # noqa: PLR0913 - a line's looks
    context: SheetContext,
    x: float,
    y: float,
    words: str,
    size: float,
    *,
    role: str,
    bold: bool = False,
    fill: str = "",
    anchor: str = "start",
    key: str = "",
) -> Text:
    """
    Set one line with its baseline at y.

    Parameters
    ----------
    context
        Of the sheet.
    x, y
        Where it begins (or has its middle, or ends) and its baseline, points.
    words
        The line.
    size
        Points.
    role, bold, fill, anchor, key
        As of `atlas.maps.print.scene.Text`; without a fill in the sheet's ink.
    """
    return Text(
        x,
        y,
        lettering(words, context.lang),
        size,
        bold=bold,
        fill=fill or context.ink,
        anchor=anchor,
        role=role,
        key=key,
    )


def fit(
    context: SheetContext, words: str, width: float, size: float, *, bold: bool = False
) -> float:
    """Return the size at which a line fits a width, at most the given one, or the least; points."""
    return legible(fitted(lettering(words, context.lang), width, size, bold=bold))


def paragraph(  # noqa: PLR0913 - a paragraph's looks
    context: SheetContext,
    slot: Slot,
    words: str,
    size: float,
    *,
    role: str,
    fill: str = "",
    bold: bool = False,
) -> Laid:
    """Set a text in as many lines as it needs, from its slot's y downwards."""
    parts = wrap(lettering(words, context.lang), slot.width, size=size, bold=bold)
    return lines(context, slot, parts, size, role=role, fill=fill, bold=bold)


def lines(  # noqa: PLR0913 - their looks
    context: SheetContext,
    slot: Slot,
    parts: list[str],
    size: float,
    *,
    role: str,
    fill: str = "",
    bold: bool = False,
) -> Laid:
    """Set lines below each other, from a slot's y downwards."""
    items: list[Item] = []
    y = slot.y
    for part in parts:
        y += size * LEADING
        items.append(
            write(context, slot.x, y - size * HANGING, part, size, role=role, fill=fill, bold=bold)
        )
    return Laid(tuple(items), y)


def heading(context: SheetContext, slot: Slot, words: str) -> Laid:
    """Set a heading over its rule."""
    size = sized(SIZE.heading, slot.scale)
    y = slot.y + size * 1.3
    rule = line(
        (slot.x, y), (slot.x + slot.width, y), stroke=context.accent, width=1.1 * slot.scale
    )
    said = write(context, slot.x, y - size * 0.3, words, size, role="heading", bold=True)
    return Laid((said, rule), y + 3 * slot.scale)
