"""Lay out a page of its own for the zones that a sheet sets side by side."""

from collections.abc import Sequence

from atlas.briefing.report import Table, side_by_side
from atlas.briefing.sheet import blocks
from atlas.briefing.sheet.context import Laid, SheetContext, Slot
from atlas.briefing.sheet.layout import STRIPE
from atlas.briefing.sheet.writing import SIZE, paragraph, sized
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import Item, Scene, line, rectangle

# Shares of the width: name, level, type, areas, place, clusters, phrases, distances.
SHARES = (1.8, 0.9, 1.2, 1.4, 1.5, 2.0, 2.0, 1.7)
GUTTER = 6.0  # points between columns at scale 1
SPACE = 0.35  # em above and below the words of a row
TIGHTEST = 0.5  # lettering shrinks at most to this


def page(context: SheetContext) -> Scene | None:
    """
    Lay out the comparison of a sheet: head, table and foot.

    Parameters
    ----------
    context
        Of the sheet.

    Returns
    -------
    Scene or None
        A page of the sheet's own size; None where it compares nothing.
    """
    told = side_by_side(context.atlas, context.said)
    if told is None:
        return None
    said, layout = context.said, context.layout
    stripe = rectangle(0, 0, layout.width, STRIPE * layout.scale, fill=context.accent)
    top = layout.margin * 0.55 + STRIPE * layout.scale
    wide = layout.width - 2 * layout.margin
    head = blocks.head(context, Slot(layout.margin, top, wide, layout.scale))
    foot = blocks.notes(context, Slot(layout.margin, 0.0, wide, layout.scale)).end
    bottom = layout.height - layout.margin * 0.6 - foot
    notes = blocks.notes(context, Slot(layout.margin, bottom, wide, layout.scale))
    scale = layout.scale
    while True:
        laid = _table(context, told, Slot(layout.margin, head.end + 6 * scale, wide, scale))
        if laid.end <= bottom or scale < TIGHTEST * layout.scale:
            break
        scale *= 0.96
    title = f"{said.title} · {told.title}"
    return Scene(
        width=layout.width,
        height=layout.height,
        items=(stripe, *head.items, *laid.items, *notes.items),
        background=context.styles["sheet/paper"].fill or "",
        title=lettering(title, context.lang),
        description=" ".join(", ".join(row) for row in told.rows),
    )


def _table(context: SheetContext, told: Table, slot: Slot) -> Laid:
    """Set a row a zone, its head in bold over a stronger line."""
    items: list[Item] = []
    y = slot.y
    for number, cells in enumerate((told.header, *told.rows)):
        row = _row(context, slot.at(y), cells, bold=not number)
        stroke = context.styles["sheet/rule"].stroke or ""
        y = row.end
        items += row.items
        items.append(
            line(
                (slot.x, y),
                (slot.x + slot.width, y),
                stroke=stroke if number else context.accent,
                width=(0.6 if number else 1.1) * slot.scale,
            )
        )
    return Laid(tuple(items), y)


def _row(context: SheetContext, slot: Slot, cells: Sequence[str], *, bold: bool) -> Laid:
    """Set the cells of a row beside each other, each in as many lines as it needs."""
    size = sized(SIZE.body, slot.scale)
    items: list[Item] = []
    x, end = slot.x, slot.y
    for number, (words, share) in enumerate(zip(cells, SHARES, strict=True)):
        wide = slot.width * share / sum(SHARES)
        inside = Slot(x, slot.y + SPACE * size, wide - GUTTER * slot.scale, slot.scale)
        laid = paragraph(context, inside, words, size, role="table", bold=bold or not number)
        items += laid.items
        x, end = x + wide, max(end, laid.end)
    return Laid(tuple(items), end + SPACE * size)
