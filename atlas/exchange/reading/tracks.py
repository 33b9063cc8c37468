"""Tracks and routes of GPX that come back to where they began: the outlines that they enclose."""

from collections.abc import Sequence
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from atlas import geo

LAYERS = {"tracks", "routes"}  # of GPX
CORNERS = 4  # of a line that may enclose anything, the first again at the end
APART_KM = 0.03  # the ends of a track that closes: a receiver is off by some metres
SHARE = 0.05  # of its length that they may lie apart


def outlines(shapes: Sequence[bytes | None]) -> list[bytes] | None:
    """
    Return what lines enclose; None unless each of them closes and crosses itself nowhere.

    Parameters
    ----------
    shapes
        Lines in degrees, as well-known binary.
    """
    made = [_enclosed(shapely.from_wkb(each)) if each else None for each in shapes]
    there = [each for each in made if each is not None]
    return [shapely.to_wkb(each) for each in there] if there and len(there) == len(made) else None


def _enclosed(line: BaseGeometry) -> shapely.Polygon | None:
    parts = shapely.get_parts(line)
    if len(parts) != 1 or parts[0].geom_type != "LineString" or len(parts[0].coords) < CORNERS:
        return None
    points = [(x, y) for x, y, *_ in parts[0].coords]
    steps = [geo.distance_km(*a, *b) for a, b in pairwise(points)]
    if geo.distance_km(*points[0], *points[-1]) > min(APART_KM, SHARE * sum(steps)):
        return None
    # The last point is meant for the first: from beside it a short side may cross the others.
    shape = shapely.Polygon(points[:-1])
    return shape if shape.is_valid and shape.area > 0 else None
