"""Draw the parks of zones, and where another source puts the zone that is marked."""

import math
from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import shapely

from atlas.maps.print import fonts
from atlas.maps.print.context import MapContext, MapFrame, Mask
from atlas.maps.print.drawn import TURN, box_of
from atlas.maps.print.lettering import legible, lettering
from atlas.maps.print.projection import Box, forward
from atlas.maps.print.scene import Path, Symbol, Text
from atlas.maps.print.symbols import PX
from atlas.model import positions

LARGE = 0.0012  # points for a metre from which the parks of all zones show: about 1:2.4 million
SIZE = 6.6  # points: lettering of a park's name
HIDDEN = 8.0  # points from a zone's place within which its symbol hides what stands there
FREE = 1.0  # points around a mark that no name covers


def marks(context: MapContext, frame: MapFrame, shown: Mask) -> list[Symbol | Path]:
    """
    Return the parks and disputed places of a frame, as they are painted beneath the zones.

    Parks show of the zones of a map at a large scale, else of the zone that is marked or alone;
    disputed places of that one only.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    shown
        Which zones.
    """
    return [*_parks(context, frame, shown), *_disputed(context, frame, shown)]


def boxes(painted: Sequence[Symbol | Path]) -> list[Box]:
    """Return left, top, right, bottom of marks with some room around them."""
    found: list[Box] = []
    for item in painted:
        if isinstance(item, Symbol):
            half = item.size / 2 + FREE
            found.append((item.x - half, item.y - half, item.x + half, item.y + half))
        else:
            (x0, y0), (x1, y1) = item.rings[0].min(axis=0), item.rings[0].max(axis=0)
            found.append((x0 - FREE, y0 - FREE, x1 + FREE, y1 + FREE))
    return found


def names(
    context: MapContext, frame: MapFrame, painted: Sequence[Symbol | Path], taken: Sequence[Box]
) -> list[Text]:
    """
    Write what parks are called, beside those with room for it.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    painted
        The marks, of `marks`.
    taken
        What stands there: left, top, right, bottom.
    """
    size, style = legible(SIZE * context.grow), context.styles["park/other"]
    left, top, right, bottom = frame.view.edges
    written: list[Text] = []
    blocked = [*taken]
    for park in (each for each in painted if isinstance(each, Symbol)):
        words = lettering(park.alt, context.lang)
        wide, off = fonts.width(words) * size / 2 + 1, park.size / 2 + 2 * FREE
        beside, away = park.y + size * 0.36, off + wide
        for x, y in (
            *((park.x + away, beside), (park.x - away, beside)),
            *((park.x, park.y + off + size), (park.x, park.y - off)),
        ):
            label = Text(
                *(x, y, words, size),
                fill=style.fill or "",
                halo=context.styles["sheet/map"].fill or "",
                halo_width=2.4 * context.grow,
                anchor="middle",
                role="said",
                frame=frame.name,
            )
            box = box_of(label)
            if (
                box[0] > left
                and box[1] > top
                and box[2] < right
                and box[3] < bottom
                and not any(_meet(box, other) for other in blocked)
            ):
                blocked.append(box)
                written.append(label)
                break
    return written


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _foremost(context: MapContext) -> str:
    """Return the zone that is marked, or the only one; nothing where there are several."""
    marked = context.order.map.zone
    return context.ids[0] if not marked and len(context.ids) == 1 else marked


def _parks(context: MapContext, frame: MapFrame, shown: Mask) -> Iterator[Symbol]:
    if not context.is_on("parks"):
        return
    zones = context.zones.index[shown]
    if frame.view.scale < LARGE:
        zones = zones[zones == _foremost(context)]
    parks = positions.placed(context.atlas, zones)
    style, grow = context.styles["park/other"], context.grow
    for x, y, zone, name in _placed(context, frame, parks, "name"):
        yield Symbol(
            *(x, y, style.shape or "circle", (style.size or 6) * PX * grow, style.fill or ""),
            stroke=style.stroke or "",
            width=(style.width or 1) * PX * grow,
            role="park",
            key=zone,
            alt=name,
            frame=frame.name,
        )


def _disputed(context: MapContext, frame: MapFrame, shown: Mask) -> Iterator[Path]:
    zones = context.zones.index[shown]
    places = positions.disputed(context.atlas, zones[zones == _foremost(context)])
    style, grow = context.styles["park/disputed"], context.grow
    around = np.column_stack([np.cos(TURN), np.sin(TURN)]) * (style.size or 10) / 2 * PX * grow
    for x, y, zone, what in _placed(context, frame, places, "what"):
        yield Path(
            (np.add(around, (x, y)),),
            role="disputed",
            key=zone,
            fill=style.fill or "",
            stroke=style.stroke or "",
            width=(style.width or 1) * PX * grow,
            dash=style.dashes(PX * grow),
            alt=what,
        )


def _placed(
    context: MapContext, frame: MapFrame, rows: gpd.GeoDataFrame, said: str
) -> Iterator[tuple[float, float, str, str]]:
    """Yield where places of a frame stand on the sheet, their zones, and what they are called."""
    left, top, right, bottom = frame.view.edges
    places = shapely.get_coordinates(rows.geometry.to_numpy())
    words = rows[f"{said}_{context.lang}"]
    at = frame.view.sheet(forward(*places.T)).tolist() if len(places) else []
    zones = dict(zip(context.ids, frame.view.sheet(context.at).tolist(), strict=True))
    for (x, y), zone, called in zip(at, rows["zone"], words, strict=True):
        apart = math.dist((x, y), zones[zone])
        if left < x < right and top < y < bottom and apart > HIDDEN * context.grow:
            yield x, y, str(zone), str(called)
