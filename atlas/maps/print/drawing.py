"""Draw one map whole: ground, zones, names, insets where zones crowd, scale bar and north."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from atlas.maps.print import basemap, furniture, insets, names, zones
from atlas.maps.print.context import MapContext, MapFrame, Mask
from atlas.maps.print.projection import Box, View
from atlas.maps.print.scene import Frame, Group, Item, Path, Symbol, rectangle
from atlas.maps.print.subject import Subject

if TYPE_CHECKING:
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

DOT = 3.0  # points around a dot that no name covers


@dataclass(frozen=True, eq=False)
class PrintedMap:
    """
    A drawn map.

    Attributes
    ----------
    items
        What is painted.
    frames
        The main map and its insets.
    unplaced, beyond
        Ids of zones without a name; outside the frame.
    displaced
        Ids of zones whose symbols stand a little off their place.
    """

    items: tuple[Item, ...]
    frames: tuple[Frame, ...]
    unplaced: tuple[str, ...]
    beyond: tuple[str, ...]
    displaced: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Filled:
    """What one frame shows, and what must be said of it."""

    items: list[Item]
    unplaced: tuple[str, ...] = ()
    displaced: tuple[str, ...] = ()
    bar: Box = (0.0, 0.0, 0.0, 0.0)


def draw(  # noqa: PLR0913 - a map's place and looks
    atlas: "Atlas",
    content: Subject,
    box: Box,
    styles: "Mapping[str, Style]",
    *,
    grow: float,
    plain: bool = False,
) -> PrintedMap:
    """
    Draw a map of the selected zones into a frame.

    Parameters
    ----------
    atlas
        The atlas.
    content
        What is drawn, such as the content of a sheet.
    box
        The frame: x, y, width, height in points.
    styles
        Of `atlas.maps.palette.palette`.
    grow
        Factor of lettering, symbols and lines.
    plain
        Without names, insets, scale bar and north: a locator.
    """
    context = MapContext.of(atlas, content, styles, grow=grow)
    extent = basemap.extent_of(content, atlas)
    view, larger = (View.over(extent, box), ()) if plain else insets.arrange(context, extent, box)
    main = MapFrame("main", view)
    on_map = context.within(view)
    shares, left = _shares(context, on_map, larger)
    filled = [_fill_main(context, main, larger, left, on_map & ~left, plain=plain)]
    items: list[Item] = [Group(tuple(filled[0].items), clip=box, name="map-main")]
    for inset, share in zip(larger, shares, strict=True):
        inside = _fill_inset(context, inset, share)
        filled.append(inside)
        items.append(Group(tuple(inside.items), clip=inset.view.box, name=f"map-{inset.name}"))
        items += insets.caption(context, inset, share)
        items.append(insets.edge(context, inset))
    style = styles["sheet/frame"]
    items.append(rectangle(*box, role="frame", stroke=style.stroke or "", width=style.width or 0.0))
    if not plain:
        items += furniture.degrees(context, view)
    return PrintedMap(
        items=tuple(items),
        frames=tuple(
            Frame(m.name, m.view.box, (m.view.scale, m.view.dx, m.view.dy), each.bar)
            for m, each in zip((main, *larger), filled, strict=True)
        ),
        unplaced=tuple(zone for each in filled for zone in each.unplaced),
        beyond=tuple(np.array(context.ids, dtype=object)[~on_map]),
        displaced=tuple(dict.fromkeys(zone for each in filled for zone in each.displaced)),
    )


def _shares(
    context: MapContext, on_map: Mask, larger: Sequence[MapFrame]
) -> tuple[list[Mask], Mask]:
    """Return which zones each inset names, the first that shows them, and which the main map."""
    shares, left = [], on_map
    for inset in larger:
        share = left & context.within(inset.view)
        shares.append(share)
        left = left & ~share
    return shares, left


def _fill_main(  # noqa: PLR0913 - who is shown where
    context: MapContext,
    frame: MapFrame,
    larger: Sequence[MapFrame],
    shown: Mask,
    dots: Mask,
    *,
    plain: bool,
) -> _Filled:
    """Draw the main map; zones that an inset names are dots without a name here."""
    items = _ground(context, frame)
    for inset in larger:
        items += insets.tie(context, frame.view, inset)
    items += zones.others(context, frame)
    small = zones.zone_symbols(context, frame, dots, shrink=0.5)
    items += small
    if plain:
        symbols = zones.zone_symbols(context, frame, shown, shrink=0.6)
        items += zones.outlines(context, frame, shown)
        return _Filled([*items, *_largest_below(symbols)])
    around = [_around(symbol, DOT) for symbol in small]
    boxes = [insets.taken_by(context, inset) for inset in larger]
    return _fill(context, frame, shown, items, boxes, around)


def _fill_inset(context: MapContext, frame: MapFrame, shown: Mask) -> _Filled:
    items = [*_ground(context, frame), *zones.others(context, frame)]
    return _fill(context, frame, shown, items, [], [])


def _ground(context: MapContext, frame: MapFrame) -> list[Item]:
    fill = context.styles["sheet/map"].fill or ""
    ground = basemap.ground(
        context.atlas,
        frame.view,
        context.styles,
        scheme=context.order.selection.scheme,
        grow=context.grow,
    )
    return [rectangle(*frame.view.box, role="ground", fill=fill), *ground]


def _fill(  # noqa: PLR0913, PLR0917 - what stands there before
    context: MapContext,
    frame: MapFrame,
    shown: Mask,
    below: Sequence[Item],
    boxes: Sequence[Box],
    dots: Sequence[Box],
) -> _Filled:
    """
    Draw the zones of a frame over what stands there, each with its name.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    shown
        Which zones.
    below
        What is painted before.
    boxes, dots
        What insets and dots take: left, top, right, bottom.
    """
    outlines = zones.outlines(context, frame, shown)
    circles = zones.accuracy_circles(context, frame, shown)
    symbols, offsets = zones.apart(context, zones.zone_symbols(context, frame, shown))
    fixed = furniture.furniture(context, frame, symbols, boxes)
    obstacles = [*boxes, *fixed.boxes, *dots]
    placed, unplaced = names.place_zone_names(context, frame, shown, symbols, obstacles)
    if unplaced:
        # Names come before bar and north mark, which then take what room is left.
        placed, unplaced = names.place_zone_names(context, frame, shown, symbols, [*boxes, *dots])
        taken = [*boxes, *(name.place.box for name in placed)]
        fixed = furniture.furniture(context, frame, symbols, taken)
    lettered, leaders = names.zone_names(context, frame, placed)
    taken = [
        *boxes,
        *fixed.boxes,
        *(name.place.box for name in placed),
        *(_around(symbol, symbol.size / 2) for symbol in symbols),
        *dots,
        *(_spanned(leader) for leader in leaders),
    ]
    places = names.place_names(context, frame, taken)
    return _Filled(
        [
            *below,
            *outlines,
            *circles,
            *offsets,
            *leaders,
            *_largest_below(symbols),
            *fixed.items,
            *places,
            *lettered,
        ],
        unplaced=tuple(unplaced),
        displaced=tuple(offset.key for offset in offsets),
        bar=fixed.bar,
    )


def _largest_below(symbols: Sequence[Symbol]) -> list[Symbol]:
    """Return symbols in the order of painting: a star must not hide a square."""
    return sorted(symbols, key=lambda symbol: -symbol.size)


def _around(symbol: Symbol, room: float) -> Box:
    return symbol.x - room, symbol.y - room, symbol.x + room, symbol.y + room


def _spanned(leader: Path) -> Box:
    """Return left, top, right, bottom of a line between two points."""
    (x0, y0), (x1, y1) = leader.rings[0].tolist()
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
