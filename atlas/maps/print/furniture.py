"""Put scale bar, north mark and degrees on a map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from atlas.i18n import text
from atlas.maps.print import basemap, graticule
from atlas.maps.print.context import MapContext, MapFrame, Points
from atlas.maps.print.lettering import legible
from atlas.maps.print.projection import Box, View
from atlas.maps.print.scene import Item, Path, Symbol, Text, rectangle
from atlas.maps.print.whitespace import Space

CLEAR = 6.0  # points between the national border and what stands beside it
OUTLINE = 8000  # metres: as finely as the province must be known to tell where the map is empty


@dataclass(frozen=True, eq=False)
class Furniture:
    """
    Scale bar and north mark of a map.

    Attributes
    ----------
    items
        What is painted.
    boxes
        What they take: left, top, right, bottom.
    bar
        The scale bar: x of both ends, y, in points, and its length in kilometres; zeros if there
        was no room.
    """

    items: tuple[Item, ...] = ()
    boxes: tuple[Box, ...] = ()
    bar: Box = (0.0, 0.0, 0.0, 0.0)


def furniture(
    context: MapContext, frame: MapFrame, symbols: Sequence[Symbol], taken: Sequence[Box]
) -> Furniture:
    """
    Put scale bar and north mark where a map is empty; an inset has no north mark.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    symbols
        Of its zones.
    taken
        What else stands there: left, top, right, bottom.
    """
    main = frame.name == "main"
    view = frame.view
    grow = context.grow * (1.0 if main else 0.9)
    space = Space(view.box)
    space.fill_boxes(taken)
    room = 9 * context.grow
    space.fill_boxes((s.x - room, s.y - room, s.x + room, s.y + room) for s in symbols)
    open_space = space.copy()
    land = shapely.transform(basemap.base(context.atlas).detail(OUTLINE).province, view.sheet)
    open_space.fill_area(land.buffer(3 * grow))
    border = shapely.transform(basemap.base(context.atlas).detail(OUTLINE).national, view.sheet)
    for each in (space, open_space):
        each.fill_area(border.buffer(CLEAR * grow))
    items: list[Item] = []
    boxes: list[Box] = []
    bar = (0.0, 0.0, 0.0, 0.0)
    most = min(0.22 * view.box[2], 130 * grow) if main else 0.32 * view.box[2]
    found = _room_for_bar(view, (open_space, space), most, grow)
    if found is not None:
        (x, y), most = found
        left, base = x + 8 * grow, y + 19 * grow
        width, km = graticule.scale_bar(view, left, base, most=most)
        bar = (left, left + width, base, km)
        items += _bar(context, frame, left, base, width, km, grow)
        boxes.append((x, y, x + most + 26 * grow, y + 26 * grow))
        for each in (space, open_space):
            each.fill_boxes(boxes)
    if main:
        wide, high = 32 * grow, 56 * grow
        place = open_space.find(wide, high, near=(1.0, 0.0)) or space.find(
            wide, high, near=(1.0, 0.0)
        )
        if place is not None:
            items += _north(context, frame, place[0] + wide / 2, place[1] + high * 0.62)
            boxes.append((place[0], place[1], place[0] + wide, place[1] + high))
    return Furniture(tuple(items), tuple(boxes), bar)


def _room_for_bar(
    view: View, spaces: Sequence[Space], most: float, grow: float
) -> tuple[tuple[float, float], float] | None:
    """Return where a scale bar stands and how wide it may be: at the lower edge if it can."""
    _, _, _, bottom = view.edges
    high = 26 * grow
    for space in spaces:
        first = None
        for shrink in (1.0, 0.75, 0.55):
            wide = most * shrink + 26 * grow
            place = space.find(wide, high, near=(1.0, 1.0), steep=4.0)
            if place is None:
                continue
            if bottom - high - place[1] < high:
                return place, most * shrink
            first = first or (place, most * shrink)
        # Of all the free places the lowest: wherever it is, it covers nothing.
        if first is not None:
            return first
    return None


def _bar(  # noqa: PLR0913, PLR0917 - a bar's place and length
    context: MapContext,
    frame: MapFrame,
    x: float,
    y: float,
    width: float,
    km: float,
    grow: float,
) -> list[Item]:
    ink, paper = context.styles["sheet/ink"].fill or "", context.styles["sheet/paper"].fill or ""
    size, thick = legible(7.2 * grow), 3.4 * grow
    first = int(f"{km:g}"[0])
    parts = {1: 2, 2: 4, 3: 3, 4: 4, 5: 5, 6: 3, 8: 4}[first]
    step = width / parts
    items: list[Item] = [
        rectangle(
            x + step * k,
            y,
            step,
            thick,
            role="bar",
            fill=ink if k % 2 == 0 else paper,
            stroke=ink,
            width=0.5 * grow,
        )
        for k in range(parts)
    ]
    labels = {0.0: "0", km: f"{km:g} {text('print.km', context.lang)}"}
    if parts % 2 == 0 and width > 7 * size:
        labels[km / 2] = f"{km / 2:g}"
    halo = context.styles["sheet/map"].fill or ""
    items += [
        Text(
            x + width * value / km,
            y - 2.6 * grow,
            words,
            size,
            fill=ink,
            halo=halo,
            halo_width=2 * grow,
            anchor="middle",
            role="bar",
            frame=frame.name,
        )
        for value, words in labels.items()
    ]
    return items


def _north(context: MapContext, frame: MapFrame, x: float, y: float) -> list[Item]:
    """Draw a north mark turned to the true north of its place."""
    grow = context.grow
    turn = math.radians(graticule.convergence(frame.view, x, y))
    ink, paper = context.styles["sheet/ink"].fill or "", context.styles["sheet/paper"].fill or ""
    turned = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])

    def at(*corners: tuple[float, float]) -> Points:
        points: Points = np.array(corners) * grow @ turned + (x, y)
        return points

    tip, notch = (0.0, -15.0), (0.0, 6.5)
    head = at((0.0, -19.0))[0]
    halves = ((at(tip, notch, (-7.5, 14.0)), ink), (at(tip, notch, (7.5, 14.0)), paper))
    return [
        *(
            Path((half,), role="north", fill=fill, stroke=ink, width=0.6 * grow)
            for half, fill in halves
        ),
        Text(
            float(head[0]),
            float(head[1]),
            text("print.north", context.lang),
            9.5 * grow,
            bold=True,
            fill=ink,
            halo=context.styles["sheet/map"].fill or "",
            halo_width=2 * grow,
            anchor="middle",
            role="north",
            frame=frame.name,
        ),
    ]


def degrees(context: MapContext, view: View) -> list[Item]:
    """Write degrees along the lower and the left edge, outside the frame."""
    down, across = graticule.graticule_ends(view)
    size, fill = legible(6.2 * context.grow), context.styles["sheet/muted"].fill or ""
    left, _, _, bottom = view.edges
    return [
        *(
            Text(
                x,
                bottom + size * 1.05,
                f"{lon:g}°E",
                size,
                fill=fill,
                anchor="middle",
                role="graticule",
            )
            for x, lon in down
        ),
        *(
            Text(
                left - 2.5,
                y + size * 0.36,
                f"{lat:g}°N",
                size,
                fill=fill,
                anchor="end",
                role="graticule",
            )
            for y, lat in across
        ),
    ]
