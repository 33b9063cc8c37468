"""Write the names of zones on a map beside their symbols."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.maps.print import basemap, fonts, placement
from atlas.maps.print.context import MapContext, MapFrame, Mask
from atlas.maps.print.lettering import legible, lettering
from atlas.maps.print.projection import Box
from atlas.maps.print.scene import Item, Path, Symbol, Text, line
from atlas.maps.print.symbols import HALO, PX, THINNEST

if TYPE_CHECKING:
    from atlas.maps.style import Style

SMALLER = (1.0, 0.92, 0.85, 0.78, 0.7)  # of the lettering, tried until every name has a place
FULL_NAMES = 12  # up to so many zones are named in full


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


def place_zone_names(  # noqa: PLR0913 - who is named among what
    context: MapContext,
    frame: MapFrame,
    shown: Mask,
    symbols: Sequence[Symbol],
    obstacles: Sequence[Box],
    *,
    rivals: Sequence[Symbol] = (),
    small: bool = False,
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
    rivals
        Dots of zones that an inset names: no name may be taken for theirs.
    small
        On a small map: short, none smaller.

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
    attempts = [("short", factor) for factor in (SMALLER[:1] if small else SMALLER)]
    if not small and len(context.zones) <= FULL_NAMES and context.lang == "zh":
        attempts.insert(0, ("name", 1.0))
    rows = context.zones.loc[shown]
    national = context.national[shown].tolist()
    dots = np.array([(dot.x, dot.y, dot.size / 2) for dot in rivals]).reshape(-1, 3)
    lines = _crossed(context, frame)
    best: tuple[list[ZoneName], list[str]] = [], [*map(str, rows.index)]
    fewest = (len(rows) + 1, 0)
    for kind, factor in attempts:
        spelt = [lettering(name, context.lang) for name in rows[f"{kind}_{context.lang}"]]
        sizes = [
            legible((_style(context, main).size or 0.0) * PX * context.grow * factor)
            for main in national
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
            asked,
            bounds=bounds,
            obstacles=boxes,
            rivals=dots,
            crossed=lines,
            size=10 * context.grow * factor,
            demanding=(kind, factor) != attempts[-1],
        )
        missed = len(unplaced), sum(place.astray for place in placed)
        if missed < fewest:
            looks = {n.key: each for n, *each in zip(asked, spelt, sizes, national, strict=True)}
            best = [ZoneName(place, *looks[place.key]) for place in placed], unplaced
            fewest = missed
        if fewest == (0, 0):
            break
    return best


def _crossed(context: MapContext, frame: MapFrame) -> list[BaseGeometry]:
    """Return the boundaries of a frame, points of the sheet, that names should not cover."""
    view = frame.view
    detail = basemap.base(context.atlas).detail(1 / view.scale)
    kinds = (shapely.boundary(detail.province), detail.national), (detail.prefecture_lines,)
    return [
        shapely.transform(
            shapely.union_all([shapely.clip_by_rect(each, *view.extent) for each in kind]),
            view.sheet,
        )
        for kind in kinds
    ]


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
                halo_width=HALO * (style.width or 0.0) * PX * context.grow,
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
                    width=max(THINNEST, (style.width or 0.0) * PX * context.grow),
                )
            )
    return drawn, leaders
