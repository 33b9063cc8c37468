"""Draw one map whole: ground, zones, names, insets where zones crowd, scale bar and north."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.maps.print import (
    basemap,
    density,
    drawn,
    extents,
    furniture,
    insets,
    locator,
    marks,
    names,
    parks,
    placement,
    places,
    shading,
    sites,
    zones,
)
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
    unnamed
        Slugs of the prefectures of its land that it has no room to name.
    dots
        Ids of an office's own zones that dots stand for.
    """

    items: tuple[Item, ...]
    frames: tuple[Frame, ...]
    unplaced: tuple[str, ...]
    beyond: tuple[str, ...]
    displaced: tuple[str, ...]
    unnamed: tuple[str, ...] = ()
    dots: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Filled:
    """What one frame shows, and what must be said of it."""

    items: list[Item]
    unplaced: tuple[str, ...] = ()
    displaced: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    astray: int = 0
    bar: Box = (0.0, 0.0, 0.0, 0.0)
    dots: tuple[str, ...] = ()


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
    extent = extents.extent_of(content, atlas, box)
    if plain:
        found = _arranged(context, View.over(extent, box), (), plain=True)
    else:
        found = _best(context, extent, box)
    main, larger, on_map, filled = found.main, found.larger, found.on_map, found.filled
    items: list[Item] = [Group(tuple(filled[0].items), clip=box, name="map-main")]
    for inset, share, inside in zip(larger, found.shares, filled[1:], strict=True):
        items.append(Group(tuple(inside.items), clip=inset.view.box, name=f"map-{inset.name}"))
        items += insets.caption(context, inset, share)
        items.append(insets.edge(context, inset))
    if found.small is not None:
        items += locator.draw(context, main.view, found.small)
    style = styles["sheet/frame"]
    items.append(rectangle(*box, role="frame", stroke=style.stroke or "", width=style.width or 0.0))
    if not plain:
        items += furniture.degrees(context, main.view)
    return PrintedMap(
        items=tuple(items),
        frames=tuple(
            Frame(m.name, m.view.box, (m.view.scale, m.view.dx, m.view.dy), each.bar)
            for m, each in zip((main, *larger), filled, strict=True)
        ),
        unplaced=tuple(zone for each in filled for zone in each.unplaced),
        beyond=context.named(~on_map),
        displaced=tuple(dict.fromkeys(zone for each in filled for zone in each.displaced)),
        unnamed=() if plain else _unnamed(context, filled),
        dots=tuple(dict.fromkeys(zone for each in filled for zone in each.dots)),
    )


def _unnamed(context: MapContext, filled: Sequence[_Filled]) -> tuple[str, ...]:
    named = frozenset().union(*(each.named for each in filled))
    return tuple(slug for slug in places.prefectures_of(context) if slug not in named)


@dataclass(frozen=True, eq=False)
class _Arranged:
    """A main map with insets, and what each frame shows."""

    main: MapFrame
    larger: tuple[MapFrame, ...]
    shares: list[Mask]
    on_map: Mask
    small: Box | None
    filled: list[_Filled]
    lacking: tuple[int, int, int]


def _arranged(
    context: MapContext, view: View, larger: tuple[MapFrame, ...], *, plain: bool = False
) -> _Arranged:
    """Fill the frames of a map."""
    main, on_map = MapFrame("main", view), context.within(view)
    shares, left = _shares(context, on_map, larger)
    small = None if plain else locator.place(context, view, larger)
    filled = [_fill_main(context, main, larger, left, on_map & ~left, small, plain=plain)]
    filled += [
        _fill_inset(context, inset, share, larger[:number])
        for number, (inset, share) in enumerate(zip(larger, shares, strict=True))
    ]
    unplaced = [zone for each in filled for zone in each.unplaced]
    lacking = names.lacking(context, unplaced, sum(each.astray for each in filled))
    return _Arranged(main, larger, shares, on_map, small, filled, lacking)


def _best(context: MapContext, extent: Box, box: Box) -> _Arranged:
    """Return the first arrangement that names every zone beyond doubt, else the best."""
    best = _arranged(context, *insets.arrange(context, extent, box))
    tried = [best.larger]
    for good in insets.GOOD_GAINS[1:]:
        # Of very many zones no arrangement names them all: one that names the plan's will do.
        done = not best.lacking[0] if len(context.ids) > placement.MANY else not any(best.lacking)
        if done or not best.larger:
            break
        again = insets.arrange(context, extent, box, good=good)
        if again[1] not in tried:
            tried.append(again[1])
            best = min(best, _arranged(context, *again), key=lambda each: each.lacking)
    return best


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


def _fill_main(  # noqa: PLR0913, PLR0917 - who is shown where
    context: MapContext,
    frame: MapFrame,
    larger: Sequence[MapFrame],
    shown: Mask,
    dots: Mask,
    small: Box | None,
    *,
    plain: bool,
) -> _Filled:
    """Draw the main map; zones that an inset names are dots without a name; a locator is spared."""
    items = ground(context, frame)
    for inset in larger:
        items += insets.tie(context, frame.view, inset)
    items += zones.others(context, frame)
    small_own = density.dots(context, frame.view)
    specks = zones.zone_symbols(context, frame, dots & ~small_own.which, shrink=0.5)
    if plain:
        items += specks
        symbols = zones.zone_symbols(context, frame, shown & ~small_own.which, shrink=0.6)
        items += zones.outlines(context, frame, shown)
        items += density.drawn(context, frame, small_own)
        return _Filled([*items, *largest_below(symbols)])
    boxes = [insets.taken_by(context, inset) for inset in larger]
    boxes += [] if small is None else [(*small[:2], small[0] + small[2], small[1] + small[3])]
    marked = marks.draw(context, frame, larger)
    return _fill(context, frame, shown, items, boxes, specks, marked)


def _fill_inset(
    context: MapContext, frame: MapFrame, shown: Mask, before: Sequence[MapFrame]
) -> _Filled:
    items = [*ground(context, frame), *zones.others(context, frame)]
    return _fill(context, frame, shown, items, [], [], marks.draw(context, frame, before))


def ground(context: MapContext, frame: MapFrame) -> list[Item]:
    """Return what lies under the zones of a frame: base map, and land that is marked."""
    fill = context.styles["sheet/map"].fill or ""
    land = basemap.ground(
        context.atlas,
        frame.view,
        context.styles,
        context.order.map,
        land=context.land,
        grow=context.grow,
    )
    return [
        rectangle(*frame.view.box, role="ground", fill=fill),
        *land,
        *drawn.below(context, frame),
    ]


def _fill(  # noqa: PLR0913, PLR0917 - what stands there before
    context: MapContext,
    frame: MapFrame,
    shown: Mask,
    below: Sequence[Item],
    boxes: Sequence[Box],
    specks: Sequence[Symbol],
    marked: marks.DrawnMarks,
    *,
    crowded: bool = False,
) -> _Filled:
    """
    Draw the zones of a frame over what stands there, each with its name, and what is marked.

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
    boxes
        What insets take: left, top, right, bottom.
    specks
        Dots of zones that insets name.
    marked
        What is drawn by hand; no name stands under it.
    crowded
        Whether own zones are dots, because the plan's have no room for their names else.
    """
    given, boxes = boxes, [*boxes, *marked.boxes]
    many, all_shown = density.dots(context, frame.view, crowded=crowded), shown
    shown = shown & ~many.which
    outlines = shading.outlines(
        context, zones.outlines(context, frame, all_shown, least=many.least_outline)
    )
    circles = zones.accuracy_circles(context, frame, shown)
    symbols, offsets = shading.apart(context, zones.zone_symbols(context, frame, shown))
    dotted = density.marks(context, frame, many)
    valued = shading.valued(context, symbols, dotted)
    discs = shading.beneath(context, valued, outlines)
    measures = shading.above(context, valued)
    roomy = shading.roomy(context, symbols)
    numbers = drawn.numbers(context, roomy)
    dots = [around(speck, DOT) for speck in specks]
    further = parks.marks(context, frame, shown)
    dots += [*shading.boxes(measures), *map(drawn.box_of, numbers), *parks.boxes(further)]
    fixed = furniture.furniture(context, frame, roomy, boxes)
    around_them = sites.sites_of(context, frame)
    few = [site.box for site in around_them if site.few]
    obstacles = [*boxes, *fixed.boxes, *dots, *few]
    placed, unplaced = names.place_zone_names(
        context, frame, shown, roomy, obstacles, rivals=specks
    )
    if unplaced or any(name.place.astray for name in placed):
        # Names come before bar and north mark, which then take what room is left.
        placed, unplaced = names.place_zone_names(
            context, frame, shown, roomy, [*boxes, *dots], rivals=specks
        )
        taken = [*boxes, *(name.place.box for name in placed)]
        fixed = furniture.furniture(context, frame, roomy, taken)
    if names.lacking(context, unplaced, 0)[0] and not crowded and (shown & context.own).any():
        # One dot stands for a zone, also for one that an inset names.
        specks = [speck for speck in specks if speck.key not in context.owned]
        return _fill(context, frame, all_shown, below, given, specks, marked, crowded=True)
    if dotted:
        standing = [*boxes, *fixed.boxes, *dots, *(name.place.box for name in placed)]
        here = [dot for dot, is_here in zip(dotted, all_shown[many.which], strict=True) if is_here]
        named_dots = names.place_dot_names(context, frame, here, [*dotted, *roomy], standing)
        placed += named_dots
        known = {name.place.key for name in named_dots}
        unplaced = [*unplaced, *(dot.key for dot in here if dot.key not in known)]
    lettered, leaders = names.zone_names(context, frame, placed)
    taken = [
        *boxes,
        *fixed.boxes,
        *(name.place.box for name in placed),
        *(around(symbol, symbol.size / 2) for symbol in roomy),
        *dots,
        *(_spanned(leader) for leader in leaders),
    ]
    labels = drawn.labels(context, frame, taken)
    labels += parks.names(context, frame, further, [*taken, *map(drawn.box_of, labels)])
    taken += [drawn.box_of(label) for label in labels]
    written, named, settled = places.place_names(context, frame, taken, around_them)
    return _Filled(
        [
            *below,
            *specks,
            *sites.symbols_of(settled),
            *outlines,
            *circles,
            *further,
            *density.drawn(context, frame, many),
            *discs,
            *offsets,
            *zones.tagged(context, symbols),
            *zones.chosen(context, symbols),
            *largest_below(symbols),
            *measures,
            *fixed.items,
            *written,
            *labels,
            *lettered,
            *leaders,
            *numbers,
            *marked.items,
        ],
        unplaced=tuple(unplaced),
        displaced=tuple(offset.key for offset in offsets),
        named=named,
        astray=sum(name.place.astray for name in placed),
        bar=fixed.bar,
        dots=context.named(many.which),
    )


def largest_below(symbols: Sequence[Symbol]) -> list[Symbol]:
    """Return symbols in the order of painting: a star must not hide a square."""
    return sorted(symbols, key=lambda symbol: -symbol.size)


def around(symbol: Symbol, room: float) -> Box:
    """Return left, top, right, bottom of a symbol with some room around its middle."""
    return symbol.x - room, symbol.y - room, symbol.x + room, symbol.y + room


def _spanned(leader: Path) -> Box:
    """Return left, top, right, bottom of a line between two points."""
    (x0, y0), (x1, y1) = leader.rings[0].tolist()
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
