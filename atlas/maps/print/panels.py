"""Draw several small maps in a grid: all of one extent, each with its title."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from atlas.maps.print import (
    density,
    drawing,
    drawn,
    extents,
    fonts,
    furniture,
    marks,
    names,
    shading,
    sites,
    zones,
)
from atlas.maps.print.context import MapContext, MapFrame, Mask
from atlas.maps.print.drawing import PrintedMap
from atlas.maps.print.lettering import balanced, legible, lettering, wrap
from atlas.maps.print.projection import Box, View
from atlas.maps.print.scene import Frame, Group, Item, Path, Symbol, Text, rectangle
from atlas.maps.print.subject import SmallMap, Subject
from atlas.maps.specification import AT_SCALE
from atlas.model.terms import terms

if TYPE_CHECKING:
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

TITLE = 10.0  # points of a title's lettering at scale 1
LEADING = 1.25  # em from one line of it to the next
SMALLEST = 0.62  # a title that would be smaller takes two lines
GAP = 9.0  # points between two maps at scale 1
FULL = 430.0  # points at scale 1: a map as wide has lettering and symbols of full size
LEAST = 0.62  # of that size


@dataclass(frozen=True, slots=True)
class Grid:
    """
    Where the maps of a grid stand.

    Attributes
    ----------
    boxes
        Their frames: x, y, width, height in points.
    head
        Points that a title takes above its map.
    """

    boxes: tuple[Box, ...]
    head: float


def draw(
    atlas: "Atlas",
    content: Subject,
    box: Box,
    styles: "Mapping[str, Style]",
    *,
    grow: float,
) -> PrintedMap:
    """
    Draw a map into a frame; one that parts into several as a grid of these.

    Parameters
    ----------
    atlas, content, box, styles, grow
        As of `atlas.maps.print.drawing.draw`.
    """
    if not content.panels:
        return drawing.draw(atlas, content, box, styles, grow=grow)
    parts = content.panels
    titles = [lettering(part.title, content.order.lang) for part in parts]
    grid = arranged(titles, _extent(atlas, content, box), box, grow=grow)
    extent = _extent(atlas, content, grid.boxes[0])
    looks = _Looks(styles, grow, grow * _smaller(grid, grow))
    found = [
        _panel(part, MapFrame(f"panel-{number}", View.over(extent, inside)), looks, grid.head)
        for number, (part, inside) in enumerate(zip(parts, grid.boxes, strict=True), start=1)
    ]
    return PrintedMap(
        items=tuple(item for each in found for item in each.items),
        frames=tuple(frame for each in found for frame in each.frames),
        unplaced=(),
        beyond=_together(each.beyond for each in found),
        displaced=_together(each.displaced for each in found),
        dots=_together(each.dots for each in found),
    )


def each(
    atlas: "Atlas", content: Subject, width: float, styles: "Mapping[str, Style]", *, grow: float
) -> tuple[tuple[float, PrintedMap], ...]:
    """
    Draw the maps of a grid apart from each other, without their titles.

    Parameters
    ----------
    atlas, content, styles, grow
        As of `atlas.maps.print.drawing.draw`.
    width
        Of each, points.

    Returns
    -------
    tuple of (float, PrintedMap)
        Of each its height, points, and the map.
    """
    x0, y0, x1, y1 = _extent(atlas, content, (0.0, 0.0, width, width))
    box = (0.0, 0.0, width, width * (y1 - y0) / (x1 - x0))
    extent, looks = _extent(atlas, content, box), _Looks(styles, grow, grow)
    frames = (
        MapFrame(f"panel-{n}", View.over(extent, box)) for n in range(1, 1 + len(content.panels))
    )
    return tuple(
        (box[3], _panel(part, frame, looks, 0.0, titled=False))
        for part, frame in zip(content.panels, frames, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the maps of a grid have in common: style table, size of titles, size of maps."""

    styles: "Mapping[str, Style]"
    grow: float
    small: float


def _together(ids: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zone for each in ids for zone in each))


def _extent(atlas: "Atlas", content: Subject, box: Box) -> Box:
    """
    Return the one extent of all maps, metres of `projection.CRS`.

    What the whole map would show; of maps beside each other what any of them shows.
    """
    asked = content.order.map
    if asked.panels or asked.extent == AT_SCALE:
        return extents.extent_of(content, atlas, box)
    parts = content.panels
    found = np.array([extents.extent_of(each.said, each.atlas, box) for each in parts])
    return (*found[:, :2].min(axis=0).tolist(), *found[:, 2:].max(axis=0).tolist())


def arranged(titles: Sequence[str], extent: Box, box: Box, *, grow: float) -> Grid:
    """
    Find the grid in which maps of an extent become largest, below titles of a line or two.

    Parameters
    ----------
    titles
        Of the maps, as the faces can set them.
    extent
        What each shows: X0, Y0, X1, Y1; only its proportions matter.
    box
        The room: x, y, width, height in points.
    grow
        Factor of titles and gaps.
    """
    size = TITLE * grow
    widest = SMALLEST * size * max(fonts.width(each, bold=True) for each in titles)
    grid = _grid(len(titles), extent, box, head=size * LEADING, gap=GAP * grow)
    if widest <= grid.boxes[0][2]:
        return grid
    return _grid(len(titles), extent, box, head=2 * size * LEADING, gap=GAP * grow)


def _grid(n: int, extent: Box, box: Box, *, head: float, gap: float) -> Grid:
    x, y, width, height = box

    def cell(across: int) -> tuple[float, float]:
        down = math.ceil(n / across)
        return (width - (across - 1) * gap) / across, (height - (down - 1) * gap) / down - head

    def scale(across: int) -> float:
        wide, high = cell(across)
        return min(wide / (extent[2] - extent[0]), high / (extent[3] - extent[1]))

    # Where two do as well, the one with fewer empty places.
    across = max(range(1, n + 1), key=lambda each: (round(scale(each), 9), -each))
    wide, high = cell(across)
    return Grid(
        tuple(
            (
                x + (number % across) * (wide + gap),
                y + head + (number // across) * (high + head + gap),
                wide,
                high,
            )
            for number in range(n)
        ),
        head,
    )


def _smaller(grid: Grid, grow: float) -> float:
    """Return how much smaller than on a whole sheet lettering and symbols are."""
    return float(np.clip(math.sqrt(grid.boxes[0][2] / (FULL * grow)), LEAST, 1.0))


def _panel(
    part: SmallMap, frame: MapFrame, looks: _Looks, head: float, *, titled: bool = True
) -> PrintedMap:
    """Draw one map: names where they fit, a scale bar on the first, no insets and no degrees."""
    context = MapContext.of(part.atlas, part.said, looks.styles, grow=looks.small)
    shown = context.within(frame.view)
    marked = marks.draw(context, frame, ())
    many, all_shown = density.dots(context, frame.view), shown
    symbols, offsets = _symbols(context, frame, all_shown & ~many.which)
    if context.owned.intersection(symbol.key for symbol in symbols) and _far(symbols, offsets):
        # On a small map, far off is in another prefecture: own zones do not push others there.
        many = density.dots(context, frame.view, crowded=True)
        symbols, offsets = _symbols(context, frame, all_shown & ~many.which)
    shown = all_shown & ~many.which
    outlines = shading.outlines(
        context, zones.outlines(context, frame, all_shown, least=many.least_outline)
    )
    valued = shading.valued(context, symbols, density.marks(context, frame, many))
    measures = shading.above(context, valued)
    roomy = shading.roomy(context, symbols)
    numbers = drawn.numbers(context, roomy)
    taken = [*marked.boxes, *shading.boxes(measures), *map(drawn.box_of, numbers)]
    fixed = furniture.Furniture()
    if frame.name.endswith("-1"):
        fixed = furniture.furniture(context, frame, roomy, taken)
        taken += fixed.boxes
    placed, _ = names.place_zone_names(context, frame, shown, roomy, taken, small=True)
    # A small map names what it has room for: nothing that could be taken for another's.
    placed = [name for name in placed if not name.place.astray]
    lettered, leaders = names.zone_names(context, frame, placed)
    taken += [name.place.box for name in placed]
    taken += [drawing.around(symbol, symbol.size / 2) for symbol in roomy]
    labels = drawn.labels(context, frame, taken)
    around_them = sites.settled(sites.sites_of(context, frame), frame, taken)
    items = [
        *drawing.ground(context, frame),
        *zones.others(context, frame),
        *sites.symbols_of(around_them),
        *outlines,
        *zones.accuracy_circles(context, frame, shown),
        *density.drawn(context, frame, many),
        *shading.beneath(context, valued, outlines),
        *offsets,
        *zones.tagged(context, symbols),
        *zones.chosen(context, symbols),
        *drawing.largest_below(symbols),
        *measures,
        *fixed.items,
        *labels,
        *lettered,
        *leaders,
        *numbers,
        *marked.items,
    ]
    style, box = looks.styles["sheet/frame"], frame.view.box
    edge = rectangle(*box, role="frame", stroke=style.stroke or "", width=style.width or 0.0)
    named = Group(tuple(items), clip=box, name=f"map-{frame.name}")
    return PrintedMap(
        items=(*(_title(part, frame, looks, head) if titled else ()), named, edge),
        frames=(
            Frame(frame.name, box, (frame.view.scale, frame.view.dx, frame.view.dy), fixed.bar),
        ),
        unplaced=(),
        beyond=context.named(~all_shown),
        displaced=tuple(offset.key for offset in offsets),
        dots=context.named(many.which),
    )


def _symbols(context: MapContext, frame: MapFrame, shown: Mask) -> tuple[list[Symbol], list[Path]]:
    """Return the symbols of zones, and lines from where those are that stand elsewhere."""
    return shading.apart(context, zones.zone_symbols(context, frame, shown))


def _far(symbols: Sequence[Symbol], offsets: Sequence[Path]) -> bool:
    """Tell whether a symbol stands farther from its place than it is wide."""
    wide = {symbol.key: symbol.size for symbol in symbols}
    return any(np.hypot(*np.subtract(*line.rings[0])) > wide[line.key] for line in offsets)


def _title(part: SmallMap, frame: MapFrame, looks: _Looks, head: float) -> list[Item]:
    """Write a map's title over it, in one line or two, down to the map's upper edge."""
    x, y, wide, _ = frame.view.box
    words = lettering(part.title, part.said.order.lang)
    size = TITLE * looks.grow
    fits = wide / max(1e-9, fonts.width(words, bold=True))
    size = min(size, legible(max(fits, SMALLEST * size)))
    while len(wrap(words, wide, size=size, bold=True)) * size * LEADING > max(head, size * LEADING):
        size *= 0.94
    known = terms(part.atlas, part.said.order.lang)
    lines = balanced(words, wide, size=size, bold=True, terms=known)
    return [
        Text(
            x,
            y - size * (0.35 + LEADING * (len(lines) - 1 - number)),
            line,
            size,
            bold=True,
            fill=looks.styles["sheet/ink"].fill or "",
            role="caption",
            frame=frame.name,
        )
        for number, line in enumerate(lines)
    ]
