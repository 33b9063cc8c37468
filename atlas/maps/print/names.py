"""Write the names of zones on a map beside their symbols."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
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
OF_MANY = (1.0, 0.78)  # the same for more than `placement.MANY` zones
MOST_DOTS = 300  # dots of a frame whose names are tried, the largest zones first
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

    Where not all of them can stand, national zones come first, then the others of the plan, then an
    office's own.

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
    factors = SMALLER if len(symbols) <= placement.MANY else OF_MANY
    attempts = [("short", factor) for factor in (factors[:1] if small else factors)]
    if not small and len(context.zones) <= FULL_NAMES and context.lang == "zh":
        attempts.insert(0, ("name", 1.0))
    rows = context.zones.loc[shown]
    national = context.national[shown].tolist()
    ranks, yielding = _ranks(context)[shown].tolist(), context.own[shown].tolist()
    dots = np.array([(dot.x, dot.y, dot.size / 2) for dot in rivals]).reshape(-1, 3)
    lines = _crossed(context, frame)
    best: tuple[list[ZoneName], list[str]] = [], [*map(str, rows.index)]
    fewest = (len(rows) + 1, 0, 0)
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
                rank=rank,
                yields=own,
            )
            for symbol, words, size, main, rank, own in zip(
                symbols, spelt, sizes, national, ranks, yielding, strict=True
            )
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
        missed = lacking(context, unplaced, sum(place.astray for place in placed))
        if missed < fewest:
            looks = {n.key: each for n, *each in zip(asked, spelt, sizes, national, strict=True)}
            best = [ZoneName(place, *looks[place.key]) for place in placed], unplaced
            fewest = missed
        if not any(fewest):
            break
    return best


def lacking(context: MapContext, unplaced: Sequence[str], astray: int) -> tuple[int, int, int]:
    """
    Return how much a map's names lack, the gravest first.

    Parameters
    ----------
    context
        Of the map.
    unplaced
        Zones without a name.
    astray
        How many names could be taken for another zone's.

    Returns
    -------
    tuple of int
        Zones of the plan without a name; all zones without one; names astray.
    """
    owned = context.owned
    return sum(zone not in owned for zone in unplaced), len(unplaced), astray


def place_dot_names(
    context: MapContext,
    frame: MapFrame,
    dots: Sequence[Symbol],
    others: Sequence[Symbol],
    obstacles: Sequence[Box],
) -> list[ZoneName]:
    """
    Place the names of own zones that dots stand for, where each is clearly that of its dot.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    dots
        Of the zones.
    others
        All symbols and dots of the frame: no name covers one, or could be taken for its.
    obstacles
        What no name must cover: left, top, right, bottom.
    """
    ranks = dict(zip(context.ids, _ranks(context).tolist(), strict=True))
    tried = sorted(dots, key=lambda dot: ranks[dot.key])[:MOST_DOTS]
    if not tried:
        return []
    size = legible((_style(context, national=False).size or 0.0) * PX * context.grow * OF_MANY[-1])
    names = context.zones.loc[[dot.key for dot in tried], f"short_{context.lang}"]
    spelt = {dot.key: lettering(name, context.lang) for dot, name in zip(tried, names, strict=True)}
    named = {dot.key for dot in tried}
    known = [(each.x, each.y, each.size / 2) for each in others if each.key not in named]
    rivals = np.array(known).reshape(-1, 3)
    left, top, right, bottom = frame.view.edges
    placed, _ = placement.place(
        [
            placement.Name(
                *(dot.key, dot.x, dot.y, dot.size / 2),
                *(fonts.width(spelt[dot.key]) * size, size * 1.04),
                rank=ranks[dot.key],
            )
            for dot in tried
        ],
        bounds=(left + 3, top + 3, right - 3, bottom - 3),
        obstacles=np.concatenate(
            [np.array(obstacles, dtype=float).reshape(-1, 4), placement.squares(rivals)]
        ),
        rivals=rivals,
        size=10 * context.grow,
        beside=True,
    )
    return [ZoneName(place, spelt[place.key], size, national=False) for place in placed]


def _ranks(context: MapContext) -> NDArray[np.intp]:
    """Return the order in which zones are named, (n,): 0, 1 of the plan; own ones by their size."""
    ranks = np.where(context.national, 0, 1)
    if context.own.any():
        known = context.atlas.outlines.geometry
        own = np.flatnonzero(context.own)
        areas = dict(zip(known.index, shapely.area(np.asarray(known)), strict=True))
        area = np.array([areas.get(context.ids[row], 0.0) for row in own.tolist()])
        ranks[own[np.argsort(-area, kind="stable")]] = np.arange(len(own)) + 2
    return ranks


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
