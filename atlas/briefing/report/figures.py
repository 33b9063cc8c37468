"""Draw the pictures of a document: the map with its legend beneath, and the chart."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from atlas.briefing import provenance, sheet
from atlas.i18n import text
from atlas.maps.legend import Entry, Legend, Shown, legend
from atlas.maps.palette import palette
from atlas.maps.print import fonts, symbols
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import Item, Path, Scene, Text, line, rectangle
from atlas.maps.print.signs import Slot, extra, sign
from atlas.maps.print.symbols import PX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atlas.briefing.content import Content
    from atlas.briefing.report.model import Chart
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

GROW = 0.85  # lettering and symbols of a map as wide as a page's text
SIZE = 8.0  # points of the legend's lettering
ROW = 15.0  # points from one of its rows to the next
TALL = 28.0  # the same of rows with circles or bars
MARK = 19.5  # points that a symbol or a patch takes
GAP = 9.0  # points between two entries
BAR = 17.0  # points from one bar to the next
# How strongly the levels fill a bar, from national downwards.
STRENGTHS = (1.0, 0.72, 0.46)


def plan(  # noqa: PLR0913 - a map's place and looks
    atlas: "Atlas",
    said: "Content",
    width: float,
    height: float,
    *,
    grow: float = GROW,
    plain: bool = False,
) -> Scene:
    """
    Draw the map with its legend beneath.

    Parameters
    ----------
    atlas
        The atlas.
    said
        What the sheet says; the legend's figures are its summary.
    width, height
        Of the map, points; the legend adds to the height what it needs.
    grow
        Factor of lettering and symbols.
    plain
        Without names and insets.
    """
    drawn = sheet.compose_map(atlas, said.order, width, height, grow=grow, plain=plain)
    styles = palette(atlas, said.order.style)
    listed = legend(atlas, said, Shown.of(drawn.items))
    items, end = _rows(
        atlas, listed, styles, lang=said.order.lang, width=width, top=height + 4, grow=grow
    )
    return replace(drawn, height=end, items=(*drawn.items, *items))


def key(
    atlas: "Atlas", said: "Content", drawn: Scene, width: float, *, grow: float = GROW
) -> Scene:
    """
    Draw the legend of a map alone.

    Parameters
    ----------
    atlas, said, grow
        As of `plan`.
    drawn
        The map.
    width
        Points; the height is what it needs.
    """
    styles = palette(atlas, said.order.style)
    listed = legend(atlas, said, Shown.of(drawn.items))
    items, end = _rows(atlas, listed, styles, lang=said.order.lang, width=width, top=0.0, grow=grow)
    spoken = text("print.list", said.order.lang).join(
        entry.words for entry in (*listed.types, *listed.areas, *listed.lines, *listed.marks)
    )
    return Scene(
        width=width,
        height=end,
        items=tuple(items),
        background=styles["sheet/paper"].fill or "",
        description=spoken,
    )


def signs_alone(
    atlas: "Atlas", said: "Content", drawn: Scene, *, grow: float = GROW
) -> tuple[tuple[Item, ...], float]:
    """
    Return what explains the signs of a map that no name on it and no text beside it explains.

    Parameters
    ----------
    atlas, said, grow
        As of `plan`.
    drawn
        The map; the signs go beneath it.

    Returns
    -------
    items : tuple of Item
        Grey zones, circles of accuracy, outlines, what is inferred; nothing where there are none.
    height : float
        With them, points.
    """
    shown = Shown.of(drawn.items)
    listed = legend(atlas, said, shown)
    marks = tuple(each for each in listed.marks if each.style != "line/chosen")
    guessed = tuple(replace(each, n=None) for each in listed.areas if each.mark == "hatched")
    if "hatch" not in shown.roles:
        guessed = ()
    if not (marks or guessed):
        return (), drawn.height
    alone = Legend(types=(), areas=(), lines=guessed, marks=marks)
    styles, lang = palette(atlas, said.order.style), said.order.lang
    items, end = _rows(
        atlas, alone, styles, lang=lang, width=drawn.width, top=drawn.height, grow=grow
    )
    return tuple(items), end


def _rows(  # noqa: PLR0913 - what is explained, and the room for it
    atlas: "Atlas",
    listed: Legend,
    styles: "Mapping[str, Style]",
    *,
    lang: str,
    width: float,
    top: float,
    grow: float,
) -> tuple[list[Item], float]:
    """Set a legend in rows, each kind of thing beginning a new one; return where it ends."""
    items: list[Item] = []
    size, row, tall, mark, gap = (grow / GROW * each for each in (SIZE, ROW, TALL, MARK, GAP))
    y = top
    shades = [replace(entry, below=0) for entry in listed.shades]
    if shades:
        shades.insert(0, Entry("words", "sheet/ink", listed.shaded))
    others = (*listed.lines, *listed.marks)
    for entries in (listed.drawn, shades, listed.types, listed.areas, others):
        if not entries:
            continue
        x, high = 0.0, tall if any(extra(entry) for entry in entries) else row
        for entry in entries:
            alone = entry.mark == "words"
            words = lettering(f"{entry.words} {entry.counted(lang)}".rstrip(), lang)
            # Without a sign the words stand at the margin.
            bare = alone or entry.mark == "blank"
            ahead = 0.0 if bare else mark + extra(entry) * grow
            wide = ahead + fonts.width(words, bold=alone) * size
            if x and x + wide > width:
                x, y = 0.0, y + high
            items += sign(atlas, styles, entry, Slot(x, y, high, grow))
            fill = styles[entry.style if alone else "sheet/ink"].fill or ""
            items.append(
                Text(
                    x + ahead,
                    y + high / 2 + size * 0.36,
                    words,
                    size,
                    bold=alone,
                    fill=fill,
                    role="note" if alone else "legend",
                    key=entry.key,
                )
            )
            x += wide + gap
        y += high
    return items, y + 2


def bars(atlas: "Atlas", said: "Content", chart: "Chart", width: float) -> Scene:
    """
    Draw the zones by type as bars, each parted by level.

    Parameters
    ----------
    atlas
        The atlas.
    said
        What the sheet says.
    chart
        The figures.
    width
        Points.
    """
    lang = said.order.lang
    styles = palette(atlas, said.order.style)
    ink, muted = styles["sheet/ink"].fill or "", styles["sheet/muted"].fill or ""
    ranks = {slug: number for number, slug in enumerate(atlas.levels.index)}
    names = [lettering(name, lang) for name in chart.labels]
    left = MARK + max(fonts.width(name) for name in names) * SIZE + 8
    behind = [_parts(chart, number, lang) for number in range(len(names))]
    room = width - left - max(fonts.width(f"{n}  {words}") for n, words in behind) * SIZE - 10
    unit = room / max(1, *chart.totals)
    items: list[Item] = []
    for number, (slug, name) in enumerate(zip(chart.keys, names, strict=True)):
        y = 3 + number * BAR
        base = y + BAR / 2 + SIZE * 0.36
        # As the legend of the map has it: the national symbol where every zone is national.
        held = [row.key for row in chart.series if row.counts[number]]
        items.append(
            symbols.symbol(
                atlas,
                styles,
                zone_type=slug,
                level=held[-1] if held else atlas.levels.index[1],
                x=9,
                y=y + BAR / 2,
                grow=PX * GROW,
                role="legend",
                key=slug,
            )
        )
        items.append(Text(MARK, base, name, SIZE, fill=ink, role="legend", key=slug))
        x = left
        for row in chart.series:
            wide = row.counts[number] * unit
            if not wide:
                continue
            fill = styles[f"type/{slug}"].fill or ""
            strength = STRENGTHS[min(ranks[row.key], len(STRENGTHS) - 1)]
            items.append(
                rectangle(
                    x, y + 3, wide - 0.8, BAR - 6, role="bar", key=slug, fill=fill, opacity=strength
                )
            )
            x += wide
        total, parts = behind[number]
        items.append(
            Text(x + 4, base, total, SIZE, bold=True, fill=ink, role="bar-count", key=slug)
        )
        after = x + 4 + fonts.width(f"{total} ", bold=True) * SIZE + 3
        items.append(Text(after, base, parts, SIZE, fill=muted, role="note", key=slug))
    high = 6 + len(names) * BAR
    items.append(line((left, 2), (left, high - 2), stroke=muted, width=0.6))
    return Scene(
        width=width,
        height=high,
        items=tuple(items),
        background=styles["sheet/paper"].fill or "",
        title=chart.title,
        description=_spoken(chart, lang),
    )


def _parts(chart: "Chart", number: int, lang: str) -> tuple[str, str]:
    """Return a bar's figure, and its parts in words; a dash where there is none."""
    total = chart.totals[number]
    if not total:
        return "\u2013", ""
    words = text("document.list", lang).join(
        text("document.segment", lang, name=row.name, n=row.counts[number])
        for row in chart.series
        if row.counts[number]
    )
    return str(total), lettering(words, lang)


def _spoken(chart: "Chart", lang: str) -> str:
    """Say the chart for those who do not see it."""
    said = text("document.list", lang).join(
        text("document.bar", lang, name=name, n=total)
        for name, total in zip(chart.labels, chart.totals, strict=True)
        if total
    )
    return text("document.bars", lang, title=chart.title, bars=said)


def code(atlas: "Atlas", link: str, side: float, *, title: str) -> Scene:
    """
    Draw a link as a code for phones, quiet zone included.

    Parameters
    ----------
    atlas
        The atlas.
    link
        The address.
    side
        Points.
    title
        What it is, in words.
    """
    styles = palette(atlas, "colour")
    modules = np.asarray(provenance.qr(link))
    cell = side / len(modules)
    rings = tuple(
        rectangle(column * cell, row * cell, cell, cell).rings[0]
        for row, column in np.argwhere(modules).tolist()
    )
    return Scene(
        width=side,
        height=side,
        items=(Path(rings, role="qr", fill=styles["sheet/ink"].fill or "", alt=link),),
        background=styles["sheet/paper"].fill or "",
        title=title,
        description=title,
    )
