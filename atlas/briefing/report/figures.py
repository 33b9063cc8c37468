"""Draw the pictures of a document: the map with its legend beneath, and the chart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from atlas.briefing import provenance, sheet
from atlas.i18n import text
from atlas.maps.palette import palette
from atlas.maps.print import basemap, fonts, symbols
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import Item, Path, Scene, Text, line, rectangle
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
MARK = 19.5  # points that a symbol or a patch takes
GAP = 9.0  # points between two entries
BAR = 17.0  # points from one bar to the next
# How strongly the levels fill a bar, from national downwards.
STRENGTHS = (1.0, 0.72, 0.46)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A thing of the legend: what is drawn at the origin, and the words behind it."""

    items: tuple[Item, ...]
    words: str
    role: str = "legend"
    key: str = ""
    bold: bool = False
    fill: str = ""


def plan(atlas: "Atlas", said: "Content", width: float, height: float) -> Scene:
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
    """
    drawn = sheet.compose_map(atlas, said.order, width, height, grow=GROW)
    styles = palette(atlas, said.order.style)
    legend, end = _legend(atlas, said, styles, width=width, top=height + 4)
    return replace(drawn, height=end, items=(*drawn.items, *legend))


def _legend(
    atlas: "Atlas", said: "Content", styles: "Mapping[str, Style]", *, width: float, top: float
) -> tuple[list[Item], float]:
    """Set the legend in rows, each kind of thing beginning a new one; return where it ends."""
    items: list[Item] = []
    y = top
    for entries in (_types(atlas, said, styles), _areas(atlas, said, styles), _lines(said, styles)):
        x = 0.0
        for entry in entries:
            words = lettering(entry.words, said.order.lang)
            # Without a mark the words stand at the margin.
            ahead = MARK if entry.items else 0.0
            wide = ahead + fonts.width(words, bold=entry.bold) * SIZE
            if x and x + wide > width:
                x, y = 0.0, y + ROW
            items += [_moved(item, x, y) for item in entry.items]
            fill = entry.fill or styles["sheet/ink"].fill or ""
            items.append(
                Text(
                    x + ahead,
                    y + ROW / 2 + SIZE * 0.36,
                    words,
                    SIZE,
                    bold=entry.bold,
                    fill=fill,
                    role=entry.role,
                    key=entry.key,
                )
            )
            x += wide + GAP
        y += ROW
    return items, y + 2


def _types(atlas: "Atlas", said: "Content", styles: "Mapping[str, Style]") -> Iterator[_Entry]:
    lang, national = said.order.lang, atlas.levels.index[0]
    for slug, n in said.summary.types.items():
        if not n:
            continue
        levels = said.zones.loc[(said.zones["zone_type"] == slug).to_numpy(), "level"].astype(str)
        others = levels[levels != national]
        symbol = symbols.symbol(
            atlas,
            styles,
            zone_type=slug,
            level=others.iloc[0] if len(others) else national,
            x=9,
            y=ROW / 2,
            grow=PX * GROW,
            role="legend",
            key=slug,
        )
        words = _counted(atlas.label("types", slug, lang), int(n), lang)
        yield _Entry((symbol,), words, key=slug)
    if said.summary.levels.get(national):
        fill = styles["text/national"].fill or ""
        yield _Entry((), text("print.national", lang), role="note", bold=True, fill=fill)


def _areas(atlas: "Atlas", said: "Content", styles: "Mapping[str, Style]") -> Iterator[_Entry]:
    lang, scheme = said.order.lang, said.order.selection.scheme
    box = (1.0, ROW * 0.2, 16.0, ROW * 0.6)
    for slug, n in said.summary.areas.items():
        style = styles[f"area/{slug}"]
        patch = rectangle(
            *box, role="legend", key=slug, fill=style.fill, stroke=style.stroke, width=0.5
        )
        yield _Entry((patch,), _counted(atlas.label("areas", slug, lang), int(n), lang), key=slug)
    basis = atlas.prefectures.get(f"basis_{scheme}")
    if basis is None or not (basis == "inferred").any():
        return
    slug = atlas.prefectures.index[basis == "inferred"][0]
    fill = styles[f"area/{atlas.prefectures.loc[slug, f'area_{scheme}']}"].fill
    ring = rectangle(*box).rings[0]
    patch = (
        rectangle(*box, role="legend", fill=fill),
        *symbols.hatch([np.vstack([ring, ring[:1]])], styles, grow=0.6),
        rectangle(*box, role="legend", stroke=styles["area/inferred"].stroke, width=0.5),
    )
    yield _Entry(patch, _counted(text("print.inferred", lang), said.summary.inferred, lang))


def _lines(said: "Content", styles: "Mapping[str, Style]") -> Iterator[_Entry]:
    for kind in basemap.boundaries(said.order.selection.scheme):
        style = styles[f"line/{kind}"]
        stroke = line(
            (1.0, ROW / 2),
            (17.0, ROW / 2),
            role="legend",
            stroke=style.stroke,
            width=(style.width or 1) * GROW,
            dash=tuple(float(dash) * GROW for dash in (style.dash or "").split()),
            opacity=style.opacity,
        )
        yield _Entry((stroke,), text(f"print.boundary_{kind}", said.order.lang))


def _counted(name: str, n: int, lang: str) -> str:
    """Say how many there are; a dash stands for none, as in the other legends."""
    return f"{name} {text('print.count', lang, n=n) if n else chr(0x2013)}"


def _moved(item: Item, x: float, y: float) -> Item:
    """Return a path or symbol drawn elsewhere."""
    if isinstance(item, Path):
        return replace(item, rings=tuple(ring + np.array([x, y]) for ring in item.rings))
    return replace(item, x=item.x + x, y=item.y + y)


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
            fill = styles[f"type/{slug}"].fill
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
