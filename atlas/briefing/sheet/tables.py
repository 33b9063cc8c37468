"""Lay out tables on pages of their own: zones side by side, changes of documents, lives."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from atlas.briefing.report import Table, side_by_side
from atlas.briefing.report.changed import LIFE
from atlas.briefing.report.pages import HEADING, Measures, Part, Series, parted, series
from atlas.briefing.report.timeline import HIGH, TIMED, timeline
from atlas.briefing.sheet import blocks
from atlas.briefing.sheet.context import Laid, SheetContext, Slot
from atlas.briefing.sheet.layout import STRIPE
from atlas.briefing.sheet.writing import HANGING, SIZE, paragraph, sized, write
from atlas.i18n import text
from atlas.maps.print.lettering import LEADING, lettering
from atlas.maps.print.scene import Item, Scene, line, moved, rectangle
from atlas.maps.specification import CHANGED

GUTTER = 6.0  # points between columns at scale 1
SPACE = 0.35  # em above and below the words of a row
TIGHTEST = 0.5  # lettering of zones side by side shrinks at most to this


def pages(context: SheetContext) -> Iterator[Scene]:
    """
    Lay out the pages of tables that follow a sheet, each of the sheet's own size.

    Parameters
    ----------
    context
        Of the sheet.
    """
    if told := side_by_side(context.atlas, context.said):
        yield _compared(context, told)
    for each in series(context.atlas, context.said):
        # What a table is about stands above it: the page has the sheet's own title.
        yield from _series(context, replace(each, title=""))


def _compared(context: SheetContext, told: Table) -> Scene:
    """Lay out the zones that a sheet sets side by side on one page, as large as they fit it."""
    top, bottom, around = _frame(context)
    scale = context.layout.scale
    whole = Part(told, told.rows, "", begins=True, ends=True)
    while True:
        laid = _grid(context, whole, _measures(context, scale), top)
        if laid.end <= bottom or scale < TIGHTEST * context.layout.scale:
            break
        scale *= 0.96
    return _scene(context, (*around, *laid.items), [whole], told.title)


def _series(context: SheetContext, told: Series) -> Iterator[Scene]:
    said, lang = context.said, context.lang
    # The sheet before it has its sentence, and what one must know of its map.
    notes = said.overlay.notes if said.overlay and said.order.map.draw == CHANGED else ()
    bare = replace(context, said=replace(said, sentence="", notes=notes))
    top, bottom, _ = _frame(bare)
    measures = _measures(context, context.layout.scale)
    # The title with its number may take a line more.
    split = [*parted(told, measures, bottom - top - 2 * measures.size)]
    for n, page in enumerate(split, start=1):
        title = said.title
        if len(split) > 1:
            title = text("slides.part_of", lang, title=title, n=n, of=len(split))
        own = replace(bare, said=replace(bare.said, title=title))
        end, _, around = _frame(own)
        items = [*around]
        for part in page:
            laid = _part(own, part, measures, end)
            items += laid.items
            end = laid.end + measures.between
        yield _scene(own, items, page, page[0].table.title)


def _measures(context: SheetContext, scale: float) -> Measures:
    size = sized(SIZE.body, scale)
    return Measures(
        width=context.layout.width - 2 * context.layout.margin,
        size=size,
        note=sized(SIZE.small, scale),
        leading=LEADING,
        space=2 * SPACE,
        gutter=GUTTER * scale,
        slack=1.0,
        line=HIGH * TIMED * size,
        set=partial(lettering, lang=context.lang),
        heavy=True,
    )


def _frame(context: SheetContext) -> tuple[float, float, tuple[Item, ...]]:
    """Return where tables begin and end on a page, and what stands around them."""
    layout = context.layout
    stripe = rectangle(0, 0, layout.width, STRIPE * layout.scale, fill=context.accent)
    top = layout.margin * 0.55 + STRIPE * layout.scale
    wide = layout.width - 2 * layout.margin
    head = blocks.head(context, Slot(layout.margin, top, wide, layout.scale))
    foot = blocks.notes(context, Slot(layout.margin, 0.0, wide, layout.scale)).end
    bottom = layout.height - layout.margin * 0.6 - foot
    notes = blocks.notes(context, Slot(layout.margin, bottom, wide, layout.scale))
    return head.end + 6 * layout.scale, bottom, (stripe, *head.items, *notes.items)


def _scene(context: SheetContext, items: Sequence[Item], page: Sequence[Part], title: str) -> Scene:
    rows = (row for part in page for row in part.rows)
    return Scene(
        width=context.layout.width,
        height=context.layout.height,
        items=tuple(items),
        background=context.styles["sheet/paper"].fill or "",
        title=lettering(f"{context.said.title} · {title}", context.lang),
        description=" ".join(", ".join(row) for row in rows),
    )


def _part(context: SheetContext, part: Part, measures: Measures, y: float) -> Laid:
    """Set what of a table stands on a page: title, line of time, rows, what one must know."""
    left = context.layout.margin
    items: list[Item] = []
    below = y + measures.above(part)
    if part.title:
        size = measures.size * HEADING
        base = y + measures.title - 2 * HANGING * size
        words = part.headed(context.lang)
        items.append(write(context, left, base, words, size, role="heading", bold=True))
    if part.begins and part.table.kind == LIFE:
        drawn = timeline(
            context.atlas,
            part.table.zones[0],
            context.lang,
            context.styles,
            width=measures.width,
            size=measures.size * TIMED,
        )
        items += [moved(item, left, below - measures.line) for item in drawn]
    laid = _grid(context, part, measures, below)
    items += laid.items
    if not part.ends or not part.table.note:
        return Laid(tuple(items), laid.end)
    slot = Slot(left, laid.end + SPACE * measures.note, measures.width, context.layout.scale)
    note = paragraph(context, slot, part.table.note, measures.note, role="note", fill=context.muted)
    return Laid((*items, *note.items), note.end)


def _grid(context: SheetContext, part: Part, measures: Measures, y: float) -> Laid:
    """Set the rows of a part, their head in bold over a stronger line."""
    items: list[Item] = []
    left, rule = context.layout.margin, context.styles["sheet/rule"].stroke or ""
    for number, cells in enumerate((part.table.header, *part.rows)):
        row = _row(context, part.table, measures, cells, y=y, bold=not number)
        y = row.end
        items += row.items
        items.append(
            line(
                (left, y),
                (left + measures.width, y),
                stroke=rule if number else context.accent,
                width=(0.6 if number else 1.1) * context.layout.scale,
            )
        )
    return Laid(tuple(items), y)


def _row(  # noqa: PLR0913 - where it stands, and what is in it
    context: SheetContext,
    table: Table,
    measures: Measures,
    cells: Sequence[str],
    *,
    y: float,
    bold: bool,
) -> Laid:
    """Set the cells of a row beside each other, each in as many lines as it needs."""
    items: list[Item] = []
    x, end, space = context.layout.margin, y, SPACE * measures.size
    for number, (words, wide) in enumerate(zip(cells, measures.columns(table), strict=True)):
        inside = Slot(x, y + space, wide - measures.gutter, context.layout.scale)
        heavy = bold or not number
        laid = paragraph(context, inside, words, measures.size, role="table", bold=heavy)
        items += laid.items
        x, end = x + wide, max(end, laid.end)
    return Laid(tuple(items), end + space)
