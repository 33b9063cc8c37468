"""Find a corner far from all others of its ring, as one mistyped digit puts it."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas import geo

LEAST = 4  # corners of a ring of which one may be out of line: of three none can be told
TIMES = 3.0  # as far from the others as these lie apart
LEAST_KM = 1.0  # from which on a map shows it


class Spike(NamedTuple):
    """A corner, longitude and latitude, and how far from the nearest other one it lies, km."""

    lon: float
    lat: float
    km: float


def spike(shape: BaseGeometry) -> Spike | None:
    """
    Return the corner of an outline that lies far from all others of its ring; None if none does.

    Parameters
    ----------
    shape
        EPSG:4326; what is no outline has none.
    """
    rings = [part.exterior for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    found = [each for ring in rings if (each := _of_ring(ring)) is not None]
    return max(found, key=lambda each: each.km, default=None)


def _of_ring(ring: shapely.LinearRing) -> Spike | None:
    corners = np.unique(shapely.get_coordinates(ring)[:-1], axis=0)
    if len(corners) < LEAST:
        return None
    plane = _plane(corners)
    there = [shapely.Point(place) for place in plane]
    _, apart = shapely.STRtree(there).query_nearest(
        there, exclusive=True, all_matches=False, return_distance=True
    )
    at = int(np.argmax(apart))
    others = np.delete(plane, at, axis=0)
    if apart[at] < max(LEAST_KM, TIMES * float(np.hypot(*np.ptp(others, axis=0)))):
        return None
    return Spike(float(corners[at, 0]), float(corners[at, 1]), float(apart[at]))


def _plane(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return corners in kilometres of a plane, near enough to tell near from far."""
    lon, lat = corners.mean(axis=0)
    east = geo.distance_km(lon - 0.5, lat, lon + 0.5, lat)
    north = geo.distance_km(lon, lat - 0.5, lon, lat + 0.5)
    plane: NDArray[np.float64] = corners * np.array([east, north])
    return plane
