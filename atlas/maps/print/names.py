"""Write names on a map: of zones beside their symbols, of places where nothing else stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.maps.print import basemap, fonts, placement
from atlas.maps.print.context import MapContext, MapFrame, Mask, Points
from atlas.maps.print.lettering import lettering
from atlas.maps.print.projection import Box, forward
from atlas.maps.print.scene import Item, Path, Symbol, Text, line
from atlas.maps.print.symbols import PX

if TYPE_CHECKING:
    from atlas.maps.style import Style

SMALLER = (1.0, 0.92, 0.85, 0.78, 0.7)  # of the lettering, tried until every name has a place
FULL_NAMES = 12  # up to so many zones are named in full
COUNTY_NAMES = 1.1e-3  # points a metre: from this scale on counties are named
PLACES = 8000  # metres: as finely as prefectures must be known to write into them


# Of zones -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ZoneName:
    """
    A zone's name in its place.

    Attributes
    ----------
    place
        Its box and leader, points; the key is the zone's.
    words
        As the faces can set them.
    size
        Of the lettering, points.
    national
        Whether it is set as that of a national zone.
    """

    place: placement.Placed
    words: str
    size: float
    national: bool


def place_zone_names(
    context: MapContext,
    frame: MapFrame,
    shown: Mask,
    symbols: Sequence[Symbol],
    obstacles: Sequence[Box],
) -> tuple[list[ZoneName], list[str]]:
    """
    Place the names of zones, in full if these are few, else short, smaller where there is need.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    shown
        Which zones.
    symbols
        Theirs, in that order.
    obstacles
        What they must not cover: left, top, right, bottom.

    Returns
    -------
    names : list of ZoneName
        In their places.
    unplaced : list of str
        Ids of the zones that no place was found for.
    """
    left, top, right, bottom = frame.view.edges
    bounds = (left + 3, top + 3, right - 3, bottom - 3)
    boxes = np.array(obstacles, dtype=float).reshape(-1, 4)
    attempts = [("short", factor) for factor in SMALLER]
    if len(context.zones) <= FULL_NAMES and context.lang == "zh":
        attempts.insert(0, ("name", 1.0))
    rows = context.zones.loc[shown]
    national = context.national[shown].tolist()
    for kind, factor in attempts:
        spelt = [lettering(name, context.lang) for name in rows[f"{kind}_{context.lang}"]]
        sizes = [
            (_style(context, main).size or 0.0) * PX * context.grow * factor for main in national
        ]
        asked = [
            placement.Name(
                symbol.key,
                symbol.x,
                symbol.y,
                symbol.size / 2,
                fonts.width(words, bold=main) * size,
                size * 1.04,
                rank=0 if main else 1,
            )
            for symbol, words, size, main in zip(symbols, spelt, sizes, national, strict=True)
        ]
        placed, unplaced = placement.place(
            asked, bounds=bounds, obstacles=boxes, size=10 * context.grow * factor
        )
        if not unplaced:
            break
    looks = {name.key: each for name, *each in zip(asked, spelt, sizes, national, strict=True)}
    return [ZoneName(place, *looks[place.key]) for place in placed], unplaced


def _style(context: MapContext, national: bool) -> "Style":  # noqa: FBT001 - one of two
    return context.styles["text/national" if national else "text/zone"]


def zone_names(
    context: MapContext, frame: MapFrame, names: Sequence[ZoneName]
) -> tuple[list[Item], list[Path]]:
    """
    Write the names of zones.

    Returns
    -------
    names : list of Item
        The lettering.
    leaders : list of Path
        From symbols to the names that stand away from them.
    """
    drawn: list[Item] = []
    leaders: list[Path] = []
    for name in names:
        style, box = _style(context, name.national), name.place.box
        drawn.append(
            Text(
                box[0],
                box[3] - name.size * 0.16,
                name.words,
                name.size,
                bold=name.national,
                fill=style.fill or "",
                halo=style.stroke or "",
                halo_width=(style.width or 0.0) * PX * context.grow,
                role="label",
                key=name.place.key,
                frame=frame.name,
            )
        )
        if name.place.leader is not None:
            x0, y0, x1, y1 = name.place.leader
            style = context.styles["line/leader"]
            leaders.append(
                line(
                    (x0, y0),
                    (x1, y1),
                    role="leader",
                    key=name.place.key,
                    stroke=style.stroke or "",
                    width=(style.width or 0.0) * PX * context.grow,
                    opacity=style.opacity,
                )
            )
    return drawn, leaders


# Of places ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of the base map: the key of its lettering, its name, area (`CRS`) and wish."""

    key: str
    words: str
    area: BaseGeometry
    lon: float
    lat: float


def place_names(context: MapContext, frame: MapFrame, taken: Sequence[Box]) -> list[Item]:
    """
    Write the names of prefectures, counties and neighbours where nothing else stands.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    taken
        What stands there: left, top, right, bottom.
    """
    items: list[Item] = []
    boxes = list(taken)
    shown = shapely.box(*frame.view.extent)
    for place in _places(context, frame, shown):
        visible = shapely.intersection(place.area, shown)
        if visible.is_empty:
            continue
        found = _place_name(context, frame, place, visible, boxes)
        if found is not None:
            item, box = found
            items.append(item)
            boxes.append(box)
    return items


def _places(context: MapContext, frame: MapFrame, shown: BaseGeometry) -> Iterator[_Place]:
    """Go through the places whose names may stand on a map, those that come first."""
    atlas, name = context.atlas, f"name_{context.lang}"
    base = basemap.base(atlas)
    detail = base.detail(PLACES)
    for slug, row in atlas.prefectures.iterrows():
        area = detail.prefectures.get(str(slug))
        if area is not None:
            yield _Place("text/prefecture", row[name], area, row["label_lon"], row["label_lat"])
    if frame.view.scale >= COUNTY_NAMES * context.grow:
        rows = atlas.counties.iterrows()
        for area, (_, row) in zip(base.counties.geometry, rows, strict=True):
            if shapely.intersects(area, shown):
                yield _Place("text/county", row[name], area, row["label_lon"], row["label_lat"])
    for area, (_, row) in zip(base.neighbours, atlas.neighbours.iterrows(), strict=True):
        yield _Place("text/neighbour", row[name], area, row["label_lon"], row["label_lat"])


def _place_name(
    context: MapContext,
    frame: MapFrame,
    place: _Place,
    visible: BaseGeometry,
    taken: Sequence[Box],
) -> tuple[Text, Box] | None:
    """Return a base-map name in free room inside its area; nothing if there is none."""
    style, view = context.styles[place.key], frame.view
    words = lettering(place.words, context.lang)
    size = (style.size or 0.0) * PX * context.grow * 0.88
    spacing = size * 0.14 if context.lang == "zh" else 0.0
    wide = fonts.width(words) * size + spacing * len(words)
    area = shapely.transform(visible, view.sheet)
    frames = _grid(area, wide, size, view.sheet(forward(place.lon, place.lat))[0])
    if taken:
        frames = frames[~_covered(frames, np.array(taken))]
    if not len(frames):
        return None
    left, top, right, bottom = view.edges
    room = shapely.intersection(area, shapely.box(left + 4, top + 4, right - 4, bottom - 4))
    shapely.prepare(room)
    inside = shapely.contains(room, shapely.box(*frames.T))
    if not inside.any():
        return None
    box: Box = tuple(frames[np.argmax(inside)].tolist())
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return (
        Text(
            x + spacing / 2,
            y + size * 0.36,
            words,
            size,
            fill=style.fill or "",
            halo=style.stroke or "",
            halo_width=(style.width or 0.0) * PX * context.grow,
            anchor="middle",
            spacing=spacing,
            role="place",
            frame=frame.name,
        ),
        box,
    )


def _grid(area: BaseGeometry, wide: float, high: float, wish: Points) -> Points:
    """Return boxes, (n, 4), for a name all over an area, those nearest to a wish first."""
    x0, y0, x1, y1 = area.bounds
    xs, ys = np.meshgrid(
        np.arange(x0 + wide / 2, x1 - wide / 2, max(4.0, (x1 - x0) / 40)),
        np.arange(y0 + high / 2, y1 - high / 2, max(4.0, (y1 - y0) / 40)),
    )
    points = np.column_stack([xs.ravel(), ys.ravel()])
    points = points[np.argsort(((points - wish) ** 2).sum(axis=1), kind="stable")]
    half = np.array([wide / 2 + 1.5, high / 2 + 1.0])
    return np.column_stack([points - half, points + half])


def _covered(boxes: Points, taken: Points) -> Mask:
    """Return which boxes, (n, 4), touch one of those that are taken, (m, 4)."""
    touching = (
        (boxes[:, None, 0] < taken[:, 2])
        & (boxes[:, None, 2] > taken[:, 0])
        & (boxes[:, None, 1] < taken[:, 3])
        & (boxes[:, None, 3] > taken[:, 1])
    )
    covered: Mask = np.logical_or.reduce(touching, axis=1)
    return covered
