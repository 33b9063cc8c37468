"""Cut, thin and tidy the rings of what is drawn on a slide."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from atlas.briefing.slides.elements import Box
from atlas.maps.print.scene import Path, Ring

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

THINNED = 0.8  # points: what is smaller on the slide, a freeform does without
MANY = 40  # vertices from which a line is worth thinning


def inside(rings: Sequence[Ring], clip: Box) -> bool:
    """Return whether nothing of some rings lies outside a rectangle."""
    if not rings:
        return True
    points = np.concatenate(rings)
    x, y, wide, high = clip
    return bool(((points >= (x, y)) & (points <= (x + wide, y + high))).all())


def cut(
    rings: Sequence[Ring], clip: Box, *, closed: bool, width: float = 0.0
) -> list[tuple[Ring, bool]]:
    """Return what of rings lies in a rectangle: areas, or lines that end where it ends."""
    x, y, wide, high = clip
    # A broad stroke would stand over the frame by half its width.
    over = width / 2 if width > 2 else 0.0  # noqa: PLR2004 - points
    if closed:
        area: BaseGeometry = shapely.Polygon()
        for ring in rings:
            if len(ring) > 2:  # noqa: PLR2004 - a triangle
                area = area.symmetric_difference(shapely.make_valid(shapely.Polygon(ring)))
        cut = shapely.clip_by_rect(area, x, y, x + wide, y + high)
        return [
            (shapely.get_coordinates(ring)[:-1], True)
            for part in shapely.get_parts(cut)
            if part.geom_type == "Polygon"
            for ring in (part.exterior, *part.interiors)
        ]
    lines = shapely.MultiLineString([shapely.LineString(ring) for ring in rings if len(ring) > 1])
    cut = shapely.clip_by_rect(lines, x + over, y + over, x + wide - over, y + high - over)
    merged = shapely.line_merge(cut) if not cut.is_empty else cut
    return [(shapely.get_coordinates(part), False) for part in shapely.get_parts(merged)]


def upright_box(ring: Ring) -> Box | None:
    """Return a ring's box if it is an upright rectangle."""
    corners = distinct(np.round(ring, 6))
    if len(corners) != 4 or not (np.diff(corners, axis=0) == 0).any(axis=1).all():  # noqa: PLR2004
        return None
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return x0, y0, x1 - x0, y1 - y0


def loops(ring: np.ndarray) -> bool:
    """Return whether a line ends where it began."""
    return len(ring) > 3 and bool((ring[0] == ring[-1]).all())  # noqa: PLR2004 - a triangle


def distinct(ring: np.ndarray) -> np.ndarray:
    """Return a ring without vertices that repeat the one before, nor its first at its end."""
    kept = np.ones(len(ring), dtype=bool)
    kept[1:] = (np.diff(ring, axis=0) != 0).any(axis=1)
    ring = ring[kept]
    return ring[:-1] if len(ring) > 2 and (ring[0] == ring[-1]).all() else ring  # noqa: PLR2004


def thinned(items: Sequence[Path]) -> Iterator[Path]:
    """
    Return a base map's paths with fewer vertices, so that a slide's program stays quick.

    Areas are thinned together: what they share, they still share.
    """
    areas = [item for item in items if item.role == "area"]
    polygons = [_polygon(item) for item in areas]
    thinned = dict(zip(map(id, areas), shapely.coverage_simplify(polygons, THINNED), strict=True))
    for item in items:
        if id(item) in thinned:
            rings = tuple(
                shapely.get_coordinates(ring)
                for part in shapely.get_parts(thinned[id(item)])
                for ring in (part.exterior, *part.interiors)
            )
            yield replace(item, rings=rings)
        elif sum(map(len, item.rings)) > MANY:
            lines = [shapely.LineString(ring) for ring in item.rings if len(ring) > 1]
            simple = shapely.simplify(lines, THINNED / 2)
            yield replace(item, rings=tuple(map(shapely.get_coordinates, simple)))
        else:
            yield item


def _polygon(path: Path) -> "BaseGeometry":
    """Return an area's polygon; rings within rings are holes."""
    area: BaseGeometry = shapely.Polygon()
    for ring in path.rings:
        area = area.symmetric_difference(shapely.Polygon(ring))
    return area
