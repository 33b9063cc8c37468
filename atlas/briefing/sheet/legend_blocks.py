"""Set the legend of a sheet: types, areas, and what else the map shows, each under the other."""

import math

from atlas.briefing.sheet.context import Laid, SheetContext, Slot
from atlas.briefing.sheet.writing import BASE, ROW, SIZE, fit, heading, paragraph, sized, write
from atlas.i18n import text
from atlas.maps.legend import Entry
from atlas.maps.print import fonts
from atlas.maps.print.lettering import LEADING, LEAST, legible, lettering, wrap
from atlas.maps.print.scene import Item
from atlas.maps.print.signs import Slot as SignSlot
from atlas.maps.print.signs import extra, sign

SMALL_ROW = 1.7
BESIDE = 26.0  # points from the margin to the words beside a symbol or a patch
SMALL_BESIDE = 24.0  # the same for what is set small
GUTTER = 0.8  # of the lettering's size: blank behind a name in a column
CROWDED = 0.85  # names of lines stand two a row unless they would be set smaller than this


def shades(context: SheetContext, slot: Slot) -> Laid:
    """Set the colours or sizes of an own column."""
    head = heading(context, slot, context.legend.shaded)
    return _rows(context, slot.at(head.end), head, context.legend.shades, after=5)


def types(context: SheetContext, slot: Slot) -> Laid:
    """Set the types on the map with their counts."""
    head = heading(context, slot, text("print.types", context.lang))
    return _rows(context, slot.at(head.end), head, context.legend.types, after=5)


def areas(context: SheetContext, slot: Slot) -> Laid:
    """Set the areas that fill the map, with their counts; what is inferred is hatched."""
    head = heading(context, slot, text("print.areas", context.lang))
    return _rows(context, slot.at(head.end), head, context.legend.areas, after=3)


def drawn(context: SheetContext, slot: Slot) -> Laid:
    """Set what is drawn over the zones; nothing where nothing is."""
    if not context.legend.drawn:
        return Laid((), slot.y)
    head = heading(context, slot, text("drawn.legend", context.lang))
    return _rows(context, slot.at(head.end), head, context.legend.drawn, after=5)


def lines(context: SheetContext, slot: Slot) -> Laid:
    """Set the lines of the map, and what else it shows."""
    listed, scale = context.legend, slot.scale
    size = sized(SIZE.small, scale)
    high, beside = size * SMALL_ROW, SMALL_BESIDE * scale
    widths = [fonts.width(lettering(each.words, context.lang)) * size for each in listed.lines]
    columns = _columns(widths, slot.width, beside, size)
    across = len(columns)
    items: list[Item] = []
    for number, entry in enumerate(listed.lines):
        x = slot.x + sum(columns[: number % across])
        y = slot.y + (number // across) * high
        items += _sign(context, entry, SignSlot(x, y, high, scale))
        room = columns[number % across] - beside - 2 * scale
        fitting = fit(context, entry.words, room, size)
        base = y + high / 2 + size * BASE
        items.append(
            write(
                context,
                x + beside,
                base,
                entry.words,
                fitting,
                role="legend",
                fill=context.muted,
            )
        )
    y = slot.y + math.ceil(len(listed.lines) / across) * high
    below = Slot(slot.x + beside, y, slot.width - beside, scale)
    for entry in listed.marks:
        items += _sign(context, entry, SignSlot(slot.x, y, high, scale))
        upper = y + (high - size * LEADING) / 2
        said = paragraph(
            context, below.at(upper), entry.words, size, role="legend", fill=context.muted
        )
        items += said.items
        y = max(y + high, said.end)
    return Laid(tuple(items), y + 5 * scale)


def _columns(widths: list[float], room: float, beside: float, size: float) -> list[float]:
    """
    Return how wide the columns of names are: two, unless names would be set much smaller for that.

    Two are equally wide where their names fit so; else the left one is as wide as its own.
    """
    # No name is set smaller than what can be read.
    shrunk = min(1.0, max(CROWDED, legible(0.0) / size))
    left, right = (beside + shrunk * max(widths[n::2], default=0.0) + GUTTER * size for n in (0, 1))
    if max(left, right) <= room / 2:
        return [room / 2, room / 2]
    return [left, room - left] if left + right <= room else [room]


def _sign(context: SheetContext, entry: Entry, slot: SignSlot) -> tuple[Item, ...]:
    return sign(context.atlas, context.styles, entry, slot)


def _rows(
    context: SheetContext, slot: Slot, head: Laid, entries: tuple[Entry, ...], *, after: float
) -> Laid:
    """Set things one a row, with their numbers at the right."""
    items, y, scale = list(head.items), slot.y, slot.scale
    high = sized(SIZE.body, scale) * ROW
    for entry in entries:
        if entry.mark == "words":
            fill = context.styles[entry.style].fill or ""
            size = sized(SIZE.small, scale)
            sample = paragraph(
                context, slot.at(y), entry.words, size, role="note", fill=fill, bold=True
            )
            items += sample.items
            y = sample.end
            continue
        items += _sign(context, entry, SignSlot(slot.x, y, high, scale))
        row = _row(context, slot.at(y), entry)
        items += row.items
        y = max(y + high, row.end)
    return Laid(tuple(items), y + after * scale)


def _row(context: SheetContext, slot: Slot, entry: Entry) -> Laid:
    """Write a thing's name and its number; a dash stands for none."""
    scale, size = slot.scale, sized(SIZE.body, slot.scale)
    base = slot.y + size * ROW / 2 + size * BASE
    count = entry.counted(context.lang)
    beside = (BESIDE + extra(entry)) * scale
    taken = beside + (fonts.width(count) * size + 6 * scale if count else 0)
    room = slot.width - taken
    words = entry.words
    if entry.short and fonts.width(lettering(words, context.lang)) * LEAST > room:
        words = entry.short
    fitting = fit(context, words, room, size)
    x, right = slot.x + beside, slot.x + slot.width
    # In two lines what even the smallest lettering cannot hold in one.
    parts = wrap(lettering(words, context.lang), room, size=fitting)
    high = fitting * LEADING
    items: list[Item] = [
        write(context, x, base + number * high, part, fitting, role="legend", key=entry.key)
        for number, part in enumerate(parts)
    ]
    if count:
        items.append(
            write(
                context,
                right,
                base,
                count,
                size,
                role="legend-count",
                anchor="end",
                key=entry.key,
            )
        )
    return Laid(tuple(items), slot.y + size * ROW + (len(parts) - 1) * high)
