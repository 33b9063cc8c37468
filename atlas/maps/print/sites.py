"""Draw what lies around the zones: airports and other sites, names of rivers and landforms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.maps import surroundings
from atlas.maps.print import basemap, fonts
from atlas.maps.print.context import MapContext, MapFrame, Points
from atlas.maps.print.lettering import legible, lettering
from atlas.maps.print.projection import Box, forward
from atlas.maps.print.scene import Item, Symbol, Text
from atlas.maps.print.symbols import HALO, PX

if TYPE_CHECKING:
    from atlas.maps.style import Style

FEW = 30  # sites of a layer up to which no zone's name may cover one
SMALLER = 0.88  # of the screen's lettering, as all names of the base map are
SHRUNK = (1.0, 0.85, 0.7)  # of its size: a river's name without room
FREE = 1.5  # points around a name
APART = 2.2  # points between a site or a river and its name
SEEN = 0.8  # of the width of a symbol: what must be free for it to be read
STEP, FARTHEST = 0.25, 1.0  # of its width: by how much more, and how far at most, one steps aside
EVERY = 9.0  # points: how far apart the places along a river are that its name tries


@dataclass(frozen=True, slots=True)
class DrawnSite:
    """
    A site on a map.

    Attributes
    ----------
    symbol
        Its symbol.
    name
        What it is called; empty where that is not known.
    few
        Whether it is one of few, which no name may cover.
    """

    symbol: Symbol
    name: str
    few: bool

    @property
    def box(self) -> Box:
        """What its symbol takes: left, top, right, bottom in points."""
        half, at = self.symbol.size / 2, self.symbol
        return at.x - half, at.y - half, at.x + half, at.y + half


def sites_of(context: MapContext, frame: MapFrame) -> list[DrawnSite]:
    """Return the sites in a frame of the layers that show, those of few first."""
    atlas, found = context.atlas, list[DrawnSite]()
    left, top, right, bottom = frame.view.edges
    for key in (
        each for each in surroundings.shown(atlas, context.order.map) if each in surroundings.SITES
    ):
        style, known = (
            context.styles[f"{surroundings.SITE}{key}"],
            surroundings.sites(atlas, key, context.lang),
        )
        at = np.array([(site.lon, site.lat) for site in known]).reshape(-1, 2)
        points = frame.view.sheet(forward(*at.T)).tolist()
        room = (style.size or 0.0) * PX * context.grow / 2
        found += [
            DrawnSite(_symbol(context, frame, key, (x, y), site.name), site.name, len(known) <= FEW)
            for site, (x, y) in zip(known, points, strict=True)
            if left + room < x < right - room and top + room < y < bottom - room
        ]
    return sorted(found, key=lambda site: not site.few)


def _symbol(
    context: MapContext, frame: MapFrame, layer: str, at: tuple[float, float], name: str
) -> Symbol:
    style = context.styles[f"{surroundings.SITE}{layer}"]
    return Symbol(
        *at,
        style.shape or "circle",
        (style.size or 0.0) * PX * context.grow,
        style.fill or "",
        stroke=style.stroke or "",
        width=(style.width or 0.0) * PX * context.grow,
        role=f"{surroundings.SITE}{layer}",
        alt=name,
        frame=frame.name,
    )


def settled(known: Sequence[DrawnSite], frame: MapFrame, taken: Sequence[Box]) -> list[DrawnSite]:
    """
    Return the sites that can be read: what a zone or a name lies over is not drawn.

    One of few steps aside first, a little, as the symbols of zones do.

    Parameters
    ----------
    known
        The sites.
    frame
        Which none leaves.
    taken
        What lies over them: left, top, right, bottom.
    """
    if not known or not taken:
        return [*known]
    boxes, found = np.array(taken, dtype=float), list[DrawnSite]()
    edges = frame.view.edges
    for site in known:
        places = _around(site) if site.few else ((site.symbol.x, site.symbol.y),)
        free = (at for at in places if not _hidden(at, site, boxes, edges))
        if (at := next(free, None)) is not None:
            found.append(replace(site, symbol=replace(site.symbol, x=at[0], y=at[1])))
    return found


def _around(site: DrawnSite) -> Iterator[tuple[float, float]]:
    """Yield the place of a site and places around it, the nearest first."""
    at = site.symbol
    yield at.x, at.y
    for far in np.arange(STEP, FARTHEST + STEP / 2, STEP) * at.size:
        for turn in np.linspace(0, 2 * np.pi, 16, endpoint=False):
            yield float(at.x + far * np.cos(turn)), float(at.y + far * np.sin(turn))


def _hidden(
    at: tuple[float, float],
    site: DrawnSite,
    boxes: Points,
    edges: tuple[float, float, float, float],
) -> bool:
    """Return whether something lies over a site at a place; of others than few, over its middle."""
    half = site.symbol.size * SEEN / 2 if site.few else 0.0
    (x, y), (left, top, right, bottom) = at, edges
    if not (left + half < x < right - half and top + half < y < bottom - half):
        return True
    over = (boxes[:, 0] < x + half) & (x - half < boxes[:, 2])
    return bool((over & (boxes[:, 1] < y + half) & (y - half < boxes[:, 3])).any())


def names_of(
    context: MapContext, frame: MapFrame, known: Sequence[DrawnSite], taken: Sequence[Box]
) -> tuple[list[Text], list[Box]]:
    """
    Name the sites and rivers of a frame where nothing else stands.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    known
        Its sites.
    taken
        What stands there: left, top, right, bottom.

    Returns
    -------
    names : list of Text
        The lettering; who finds no room has none.
    boxes : list of Box
        What it takes.
    """
    words: list[Text] = []
    boxes = [*taken, *(site.box for site in known)]
    before = len(boxes)
    for text, box in _named(context, frame, known, boxes):
        words.append(text)
        boxes.append(box)
    return words, boxes[before:]


def _named(
    context: MapContext, frame: MapFrame, known: Sequence[DrawnSite], boxes: Sequence[Box]
) -> Iterator[tuple[Text, Box]]:
    """Yield names and their boxes; those yielded before are among the boxes by then."""
    few = [site for site in known if site.few]
    for site in few:
        yield from _site_name(context, frame, site, boxes)
    yield from _river_names(context, frame, boxes)
    for site in known[len(few) :]:
        yield from _site_name(context, frame, site, boxes)


def _site_name(
    context: MapContext, frame: MapFrame, site: DrawnSite, boxes: Sequence[Box]
) -> Iterator[tuple[Text, Box]]:
    if not site.name:
        return
    style, at = context.styles["text/site"], site.symbol
    words, size, wide = _set(context, style, site.name)
    off = at.size / 2 + APART
    places = [
        (at.x + off, at.y - size / 2),
        (at.x - off - wide, at.y - size / 2),
        (at.x - wide / 2, at.y - off - size),
        (at.x - wide / 2, at.y + off),
    ]
    yield from _first(context, frame, style, words, size, places, boxes)


def _river_names(
    context: MapContext, frame: MapFrame, boxes: Sequence[Box]
) -> Iterator[tuple[Text, Box]]:
    """Yield the names of rivers, each once, beside its line as near its middle as there is room."""
    atlas, view = context.atlas, frame.view
    if surroundings.RIVERS not in surroundings.shown(atlas, context.order.map) or not context.is_on(
        "rivers"
    ):
        return
    style, extent = context.styles["text/river"], shapely.box(*view.extent)
    named = atlas.surroundings[surroundings.RIVERS]
    detail = basemap.base(atlas).detail(basemap.FINEST / view.scale)
    land = shapely.intersection(detail.province, extent)
    edge = shapely.intersection(shapely.boundary(detail.province), extent)
    lines = shapely.union(shapely.intersection(detail.rivers, extent), edge)
    land, lines = (shapely.transform(each, view.sheet) for each in (land, lines))
    shapely.prepare([land, lines])
    for name, line in zip(named[f"name_{context.lang}"], named.geometry, strict=True):
        course = shapely.transform(line, lambda at: forward(*at.T))
        seen = shapely.transform(shapely.intersection(course, extent), view.sheet)
        for factor in SHRUNK:
            words, size, wide = _set(context, style, name, factor)
            places = _beside(seen, land, lines, (wide, size))
            found = [*_first(context, frame, style, words, size, places, boxes)]
            yield from found
            if found:
                break


def _beside(
    seen: BaseGeometry, land: BaseGeometry, lines: BaseGeometry, size: tuple[float, float]
) -> list[tuple[float, float]]:
    """
    Return where a name may stand beside a river: left and top.

    In the province first, as near to the river's middle as may be; over none of some lines.
    """
    wide, high = size
    whole = shapely.get_parts(shapely.line_merge(seen))
    parts = [part for part in whole if part.length >= wide / 2]
    if not parts:
        return []
    points = np.concatenate(
        [
            shapely.get_coordinates(shapely.line_interpolate_point(part, _from_middle(part)))
            for part in sorted(parts, key=lambda part: -part.length)
        ]
    )
    offsets = np.array(
        [
            (APART, -high - APART),
            (-wide - APART, -high - APART),
            (APART, APART),
            (-wide - APART, APART),
            (-wide / 2, -high - 2 * APART),
            (-wide / 2, 2 * APART),
        ]
    )
    places: Points = (points[:, None] + offsets).reshape(-1, 2)
    boxes = np.asarray(shapely.box(*places.T, *np.add(places, (wide, high)).T))
    clear = ~shapely.intersects(lines, boxes)
    first = np.argsort(~shapely.contains(land, boxes[clear]), kind="stable")
    return [(x, y) for x, y in places[clear][first].tolist()]


def _from_middle(line: BaseGeometry) -> Points:
    """Return distances along a line, from its middle to its ends."""
    steps = np.arange(0.0, line.length + EVERY, EVERY)
    return steps[np.argsort(np.abs(steps - line.length / 2), kind="stable")]


def _set(
    context: MapContext, style: "Style", name: str, factor: float = 1.0
) -> tuple[str, float, float]:
    """Return a name as it is set, its size and its width in points."""
    words = lettering(name, context.lang)
    size = legible((style.size or 0.0) * PX * context.grow * SMALLER * factor)
    return words, size, fonts.width(words) * size


def _first(  # noqa: PLR0913, PLR0917 - a name and the room for it
    context: MapContext,
    frame: MapFrame,
    style: "Style",
    words: str,
    size: float,
    places: Sequence[tuple[float, float]],
    boxes: Sequence[Box],
) -> Iterator[tuple[Text, Box]]:
    """Yield a name in the first of some places that is free; nothing if none is."""
    if not places:
        return
    left, top, right, bottom = frame.view.edges
    wide, at = fonts.width(words) * size, np.array(places)
    asked = np.column_stack([at - FREE, np.add(at, (wide + FREE, size + FREE))])
    free = (
        (asked[:, 0] > left + FREE)
        & (asked[:, 1] > top + FREE)
        & (asked[:, 2] < right - FREE)
        & (asked[:, 3] < bottom - FREE)
    )
    taken = np.array(boxes, dtype=float).reshape(-1, 4)
    covered = (
        (asked[:, None, 0] < taken[:, 2])
        & (asked[:, None, 2] > taken[:, 0])
        & (asked[:, None, 1] < taken[:, 3])
        & (asked[:, None, 3] > taken[:, 1])
    )
    free &= ~covered.any(axis=1)
    if not free.any():
        return
    best = int(np.argmax(free))
    name = Text(
        float(at[best, 0]),
        float(at[best, 1]) + size * 0.86,
        words,
        size,
        fill=style.fill or "",
        halo=style.stroke or "",
        halo_width=HALO * (style.width or 0.0) * PX * context.grow,
        role="place",
        frame=frame.name,
    )
    box = asked[best].tolist()
    yield name, (box[0], box[1], box[2], box[3])


def symbols_of(known: Sequence[DrawnSite]) -> list[Item]:
    """Return the symbols of sites, those of few on top."""
    return [site.symbol for site in reversed(known)]
