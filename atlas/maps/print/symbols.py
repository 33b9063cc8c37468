"""Symbols and hatches of the printed maps as items of a scene."""

import math
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas.maps.print.scene import Path, Ring, Symbol
from atlas.maps.style import PATTERNS

if TYPE_CHECKING:
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

PX = 0.8  # points of print for a pixel of the style table
SPACING = 7.0  # px between the lines of a pattern
HALO = 0.7  # of the screen's around lettering: broad seams would break boundaries
THINNEST = 0.8  # points: a thinner leader is lost among boundaries


def pattern(  # noqa: PLR0913 - an item's looks
    rings: Iterable[Ring],
    style: "Style",
    *,
    grow: float,
    role: str = "pattern",
    key: str = "",
    opacity: float = 1.0,
) -> list[Path]:
    """
    Fill an area with the lines of its style's pattern, one of `atlas.maps.style.PATTERNS`.

    Parameters
    ----------
    rings
        Of the area, closed, points.
    style
        Its shape is the pattern, its stroke the lines'; its size how far apart they are.
    grow
        Factor of distances and widths.
    role, key
        Of the item.
    opacity
        Of the lines, beside the style's own.

    Returns
    -------
    list of Path
        One item; none where the style has no pattern.
    """
    angles = PATTERNS.get(style.shape or "", ())
    rings = [ring for ring in rings if len(ring) > 3]  # noqa: PLR2004 - a closed triangle
    if not rings or not angles:
        return []
    # A ring within another is a hole: land that stands out from a paler rest.
    faces: list[BaseGeometry] = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings]
    area = shapely.make_valid(reduce(BaseGeometry.symmetric_difference, faces))
    strokes = np.concatenate([_strokes(area.bounds, angle, style, grow) for angle in angles])
    # Where a line only touches the land a point is left, or nothing.
    parts = shapely.get_parts(shapely.intersection(strokes, area))
    lines = tuple(shapely.get_coordinates(part) for part in parts if shapely.length(part))
    width = (style.width or 1) * PX * grow
    return [
        Path(
            lines,
            role=role,
            key=key,
            closed=False,
            stroke=style.stroke or "",
            width=width,
            opacity=style.opacity * opacity,
        )
    ]


def _strokes(
    bounds: tuple[float, float, float, float], angle: int, style: "Style", grow: float
) -> NDArray[np.object_]:
    """Return lines at an angle over a box, on a grid of the sheet: those of pieces of land meet."""
    x0, y0, x1, y1 = bounds
    slope = math.radians(angle)
    across = np.array([math.sin(slope), math.cos(slope)])  # y runs downwards
    along = np.array([across[1], -across[0]])
    corners = np.array([(x0, y0), (x0, y1), (x1, y0), (x1, y1)])
    step = (style.size or SPACING) * PX * grow
    near, far = corners @ across, corners @ along
    places = np.arange(math.floor(near.min() / step), math.ceil(near.max() / step) + 1) * step
    ends = np.array([far.min(), far.max()])
    lines = places[:, None, None] * across + ends[None, :, None] * along
    return np.asarray(shapely.linestrings(lines))


def symbol(  # noqa: PLR0913 - a symbol's looks
    atlas: "Atlas",
    styles: "Mapping[str, Style]",
    *,
    zone_type: str,
    level: str,
    x: float,
    y: float,
    grow: float,
    role: str = "zone",
    key: str = "",
    alt: str = "",
    frame: str = "",
) -> Symbol:
    """Return the symbol of a type and a level, sized and edged as the style table says."""
    kind, rank = styles[f"type/{zone_type}"], styles[f"level/{level}"]
    national = level == atlas.levels.index[0]
    return Symbol(
        x=x,
        y=y,
        shape=kind.shape or "circle",
        size=(kind.size or 10) * (rank.size or 1) * grow,
        fill=kind.fill or "",
        stroke=(rank.stroke if national else kind.stroke) or "",
        width=0.9 * grow,
        role=role,
        key=key,
        alt=alt,
        frame=frame,
    )
