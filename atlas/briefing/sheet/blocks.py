"""Set what stands around a sheet's map: head, table, notes, and the way back to the view."""

from collections.abc import Sequence

import numpy as np

from atlas.briefing import provenance
from atlas.briefing.content import shortened
from atlas.briefing.order import MM
from atlas.briefing.sheet.context import Laid, SheetContext, Slot
from atlas.briefing.sheet.descriptions import left_out
from atlas.briefing.sheet.writing import (
    BASE,
    ROW,
    SIZE,
    fit,
    heading,
    lines,
    paragraph,
    sized,
    write,
)
from atlas.i18n import text
from atlas.maps.print import fonts, symbols
from atlas.maps.print.lettering import balanced, lettering, wrap, wrap_link
from atlas.maps.print.scene import Item, Path, line, rectangle
from atlas.model.terms import terms

QR_SIDE = 18.5 * MM  # a code must be at least 18 mm wide to be read from a copy
MOST_LINK = 240  # characters of a link that are printed; the code and the metadata hold it whole
MOST_FILTER = 160  # characters of the filter in words
GUTTER = 0.5  # of a letter's size, between two numbers of the table
LONG_TITLE = 0.72  # a title that would have to be set smaller than this takes two lines


# Head ---------------------------------------------------------------------------------------------


def head(context: SheetContext, slot: Slot) -> Laid:
    """Set mark, title and sentence."""
    scale = slot.scale
    mark, wide = _review_mark(context, slot)
    named = _title(context, slot, slot.width - wide - 14 * scale)
    sentence = paragraph(
        context,
        slot.at(named.end + 2 * scale),
        context.said.sentence,
        sized(SIZE.sentence, scale),
        role="sentence",
        fill=context.muted,
    )
    return Laid((*mark, *named.items, *sentence.items), sentence.end + 5 * scale)


def _review_mark(context: SheetContext, slot: Slot) -> tuple[list[Item], float]:
    """Set at the right what the mode prints on a sheet; return how wide that is as well."""
    mark, scale = context.said.mark, slot.scale
    size = sized(SIZE.small * 1.15, scale)
    wide = fonts.width(lettering(mark, context.lang), bold=True) * size + 12 * scale
    high, top, right = size * 1.9, slot.y + 3 * scale, slot.x + slot.width
    frame = rectangle(
        right - wide, top, wide, high, role="mark", stroke=context.accent, width=0.9 * scale
    )
    words = write(
        context,
        right - wide / 2,
        top + high / 2 + size * BASE,
        mark,
        size,
        role="mark",
        bold=True,
        fill=context.accent,
        anchor="middle",
    )
    return [frame, words], wide


def _title(context: SheetContext, slot: Slot, room: float) -> Laid:
    """Set the title in one line, a long one in two, then in as many smaller ones as it needs."""
    title, size = context.said.title, sized(SIZE.title, slot.scale)
    fitting = fit(context, title, room, size, bold=True)
    if fitting >= LONG_TITLE * size:
        y = slot.y + fitting * 1.22
        named = write(context, slot.x, y - fitting * 0.22, title, fitting, role="title", bold=True)
        return Laid((named,), y)
    size *= LONG_TITLE
    while len(wrap(lettering(title, context.lang), room, size=size, bold=True)) > 2:  # noqa: PLR2004
        size *= 0.94
    parts = balanced(
        lettering(title, context.lang),
        room,
        size=size,
        bold=True,
        terms=terms(context.atlas, context.lang),
    )
    return lines(context, slot, parts, size, role="title", bold=True)


# Table --------------------------------------------------------------------------------------------


def table(context: SheetContext, slot: Slot) -> Laid:
    """
    Set areas × types; below all zones of a type: one of two areas counts once there.

    Nothing of one area alone: the legend has all of its numbers.
    """
    if len(context.said.table) < 2:  # noqa: PLR2004 - one area
        return Laid((), slot.y)
    atlas, said, scale = context.atlas, context.said, slot.scale
    top = heading(context, slot, text("print.table", context.lang))
    size = sized(SIZE.body * 0.96, scale)
    first = 0.36 * slot.width
    across = (slot.width - first) / (len(said.table.columns) + 1)
    items = [*top.items, *_table_head(context, slot.at(top.end), first, across, size)]
    y = top.end + size * ROW
    for area, counted in zip(said.table.index, said.table.to_numpy().tolist(), strict=True):
        name = atlas.label("areas", area, context.lang, short=True)
        counts = [*counted, int(said.summary.areas[area])]
        laid = _table_row(context, slot.at(y), (first, across, size), name, counts)
        items += laid.items
        y = laid.end
    rule = context.styles["sheet/rule"]
    items.append(
        line(
            (slot.x, y),
            (slot.x + slot.width, y),
            stroke=rule.stroke or "",
            width=(rule.width or 0.6) * scale,
        )
    )
    name = text("print.table_zones", context.lang)
    sums = [*(int(said.summary.types[slug]) for slug in said.table.columns), said.summary.n]
    laid = _table_row(context, slot.at(y), (first, across, size), name, sums, bold=True)
    return Laid((*items, *laid.items), laid.end + 5 * scale)


def _table_head(
    context: SheetContext, slot: Slot, first: float, across: float, size: float
) -> list[Item]:
    """Set the types' symbols over their columns, and what the last column is."""
    middle = slot.y + size * ROW / 2
    types = list(context.said.table.columns)
    total = text("print.table_total", context.lang)
    return [
        *(
            symbols.symbol(
                context.atlas,
                context.styles,
                zone_type=slug,
                level=context.atlas.levels.index[1],
                x=slot.x + first + (number + 0.5) * across,
                y=middle,
                grow=symbols.PX * slot.scale * 0.85,
                role="legend",
                key=slug,
                alt=context.atlas.label("types", slug, context.lang),
            )
            for number, slug in enumerate(types)
        ),
        write(
            context,
            slot.x + first + (len(types) + 0.5) * across,
            middle + size * BASE,
            total,
            fit(context, total, across, size * 0.9),
            role="table",
            anchor="middle",
            fill=context.muted,
        ),
    ]


def _table_row(  # noqa: PLR0913 - a row of the table
    context: SheetContext,
    slot: Slot,
    measures: tuple[float, float, float],
    name: str,
    counts: Sequence[int],
    *,
    bold: bool = False,
) -> Laid:
    """Set a row; its measures are the first column, each other one, and the lettering, points."""
    first, across, size = measures
    high = size * 1.55
    base = slot.y + high / 2 + size * BASE
    fitting = fit(context, name, first - 4, size, bold=bold)
    return Laid(
        (
            write(context, slot.x, base, name, fitting, role="table", bold=bold),
            *(
                write(
                    context,
                    slot.x + first + (number + 0.5) * across,
                    base,
                    str(n) if n else "\u2013",
                    fit(context, str(n), across - GUTTER * size, size, bold=bold),
                    role="table",
                    anchor="middle",
                    fill="" if n else context.muted,
                    bold=bold,
                )
                for number, n in enumerate(counts)
            ),
        ),
        slot.y + high,
    )


# Foot ---------------------------------------------------------------------------------------------


def notes(context: SheetContext, slot: Slot) -> Laid:
    """Say what one must know to read the sheet, and where it comes from."""
    said, drawn, lang = context.said, context.drawn, context.lang
    parts = [" ".join(said.notes) if lang == "en" else "".join(said.notes)]
    if drawn is not None:
        parts.append(left_out(context.atlas, drawn, lang))
    parts.append(text("print.join", lang).join(said.sources))
    size = sized(SIZE.note, slot.scale)
    items: list[Item] = []
    end = slot.y
    for words in filter(None, parts):
        laid = paragraph(context, slot.at(end), words, size, role="note", fill=context.muted)
        items += laid.items
        end = laid.end
    return Laid(tuple(items), end)


def proof(context: SheetContext, slot: Slot) -> Laid:
    """Set the code and the link back to this view, the filter in words, version and day."""
    items: list[Item] = []
    side, scan = QR_SIDE, text("print.scan", context.lang)
    try:
        items += _code(context, slot, side)
    except provenance.ProofError as error:
        # A filter of very many words makes a link too long; it stands there cut short.
        side, scan = 0.0, text(f"print.no_code.{error.key}", context.lang)
    beside = side + 7 * slot.scale if side else 0.0
    room = Slot(slot.x + beside, slot.y, slot.width - beside, slot.scale)
    size = sized(SIZE.note, slot.scale)
    first = paragraph(context, room, scan, size * 1.05, role="proof", bold=True)
    words = shortened(context.said.words, MOST_FILTER)
    stamp = text(
        "print.source.made",
        context.lang,
        version=context.atlas.version,
        day=f"{context.order.date:%Y-%m-%d}",
    )
    items += first.items
    end = first.end
    for said in (text("print.filter", context.lang, words=words), stamp):
        laid = paragraph(context, room.at(end), said, size, role="proof", fill=context.muted)
        items += laid.items
        end = laid.end
    size = sized(SIZE.note * 0.86, slot.scale)
    parts = wrap_link(shortened(context.order.link, MOST_LINK), room.width, size=size)
    link = lines(context, room.at(end), parts, size, role="link", fill=context.muted)
    return Laid((*items, *link.items), max(link.end, slot.y + side) + 2 * slot.scale)


def _code(context: SheetContext, slot: Slot, side: float) -> list[Item]:
    """Draw the code that leads to the view."""
    link = context.order.link
    modules = np.asarray(provenance.qr(link))
    cell = side / len(modules)
    rings = tuple(
        rectangle(slot.x + column * cell, slot.y + row * cell, cell, cell).rings[0]
        for row, column in np.argwhere(modules).tolist()
    )
    paper = context.styles["sheet/paper"].fill or ""
    return [
        rectangle(slot.x, slot.y, side, side, role="furniture", fill=paper),
        Path(rings, role="qr", fill=context.ink, alt=link),
    ]
