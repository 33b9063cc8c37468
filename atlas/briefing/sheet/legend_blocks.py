"""Set the legend of a sheet: types, areas, and what else the map shows, each under the other."""

import math

from atlas.briefing.sheet.context import Laid, SheetContext, Slot
from atlas.briefing.sheet.writing import BASE, ROW, SIZE, fit, heading, paragraph, write
from atlas.i18n import text
from atlas.maps.legend import Entry
from atlas.maps.print import fonts
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import Item
from atlas.maps.print.signs import Slot as SignSlot
from atlas.maps.print.signs import sign

SMALL_ROW = 1.7
BESIDE = 26.0  # points from the margin to the words beside a symbol or a patch
SMALL_BESIDE = 24.0  # the same for what is set small
CROWDED = 0.85  # names of lines stand two a row unless they would be set smaller than this


def types(context: SheetContext, slot: Slot) -> Laid:
    """Set the types on the map with their counts."""
    head = heading(context, slot, text("print.types", context.lang))
    return _rows(context, slot.at(head.end), head, context.legend.types, after=5)


def areas(context: SheetContext, slot: Slot) -> Laid:
    """Set the areas that fill the map, with their counts; what is inferred is hatched."""
    head = heading(context, slot, text("print.areas", context.lang))
    return _rows(context, slot.at(head.end), head, context.legend.areas, after=3)


def lines(context: SheetContext, slot: Slot) -> Laid:
    """Set the lines of the map, and what else it shows."""
    listed, scale = context.legend, slot.scale
    size = SIZE.small * scale
    high, beside = size * SMALL_ROW, SMALL_BESIDE * scale
    widest = max(fonts.width(lettering(each.words, context.lang)) for each in listed.lines) * size
    # Two a row, unless a name would have to be set much smaller for that.
    across = 2 if beside + CROWDED * widest <= slot.width / 2 else 1
    each = slot.width / across
    items: list[Item] = []
    for number, entry in enumerate(listed.lines):
        x = slot.x + (number % across) * each
        y = slot.y + (number // across) * high
        items += _sign(context, entry, SignSlot(x, y, high, scale))
        fitting = fit(context, entry.words, each - beside - 2 * scale, size)
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
    for entry in listed.marks:
        base = y + high / 2 + size * BASE
        items += _sign(context, entry, SignSlot(slot.x, y, high, scale))
        items.append(
            write(
                context,
                slot.x + beside,
                base,
                entry.words,
                size,
                role="legend",
                fill=context.muted,
            )
        )
        y += high
    return Laid(tuple(items), y + 5 * scale)


def _sign(context: SheetContext, entry: Entry, slot: SignSlot) -> tuple[Item, ...]:
    return sign(context.atlas, context.styles, entry, slot)


def _rows(
    context: SheetContext, slot: Slot, head: Laid, entries: tuple[Entry, ...], *, after: float
) -> Laid:
    """Set things one a row, with their numbers at the right."""
    items, y, scale = list(head.items), slot.y, slot.scale
    high = SIZE.body * scale * ROW
    for entry in entries:
        if entry.mark == "words":
            fill = context.styles[entry.style].fill or ""
            size = SIZE.small * scale
            sample = paragraph(
                context, slot.at(y), entry.words, size, role="note", fill=fill, bold=True
            )
            items += sample.items
            y = sample.end
            continue
        items += _sign(context, entry, SignSlot(slot.x, y, high, scale))
        items += _row(context, slot.at(y), entry)
        y += high
    return Laid(tuple(items), y + after * scale)


def _row(context: SheetContext, slot: Slot, entry: Entry) -> list[Item]:
    """Write a thing's name and its number; a dash stands for none."""
    scale, size = slot.scale, SIZE.body * slot.scale
    base = slot.y + size * ROW / 2 + size * BASE
    count = entry.counted(context.lang)
    taken = BESIDE * scale + (fonts.width(count) * size + 6 * scale if count else 0)
    fitting = fit(context, entry.words, slot.width - taken, size)
    x, right = slot.x + BESIDE * scale, slot.x + slot.width
    items: list[Item] = [
        write(context, x, base, entry.words, fitting, role="legend", key=entry.key)
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
    return items
