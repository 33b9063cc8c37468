"""Symbols and hatches of the printed maps as items of a scene."""

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import shapely

from atlas.maps.print.scene import Path, Ring, Symbol

if TYPE_CHECKING:
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

PX = 0.8  # points of print for a pixel of the style table


def hatch(rings: Iterable[Ring], styles: "Mapping[str, Style]", *, grow: float) -> list[Path]:
    """Hatch an area, given by its rings in points, as what is inferred."""
    rings = [ring for ring in rings if len(ring) > 3]  # noqa: PLR2004 - a closed triangle
    if not rings:
        return []
    style = styles["area/inferred"]
    area = shapely.make_valid(shapely.union_all([shapely.Polygon(ring) for ring in rings]))
    x0, y0, x1, y1 = area.bounds
    # On a grid of the sheet, so that neighbouring areas would be hatched as one.
    step = (style.size or 7) * 0.8 * grow * math.sqrt(2)
    starts = np.arange(math.floor((x0 + y0) / step), math.ceil((x1 + y1) / step)) * step
    strokes = shapely.linestrings([[(c - y0, y0), (c - y1, y1)] for c in starts.tolist()])
    cut = shapely.intersection(shapely.multilinestrings(strokes), area)
    parts = [part for part in shapely.get_parts(cut) if part.geom_type == "LineString"]
    lines = tuple(shapely.get_coordinates(part) for part in parts)
    width = (style.width or 1) * 0.8 * grow
    return [
        Path(
            lines,
            role="hatch",
            closed=False,
            stroke=style.stroke or "",
            width=width,
            opacity=style.opacity,
        )
    ]


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
