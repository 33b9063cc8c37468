"""Bring shapes of any system that is fully described to longitude and latitude, by PROJ."""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from atlas.exchange.coordinates.rows import DEGREES

_AXIS_M, _FLATTENING, _ROOM = 6_378_137.0, 298.2572, 2e-4  # of WGS 84, GRS 80 and CGCS2000 alike


def converted(shapes: NDArray[np.object_], crs: CRS) -> tuple[NDArray[np.object_] | None, bool]:
    """
    Return shapes as longitude and latitude of the datum of their own system.

    Parameters
    ----------
    shapes : array of shapely geometries or None, shape (n,)
        x before y, in `crs`.
    crs
        As PROJ describes it.

    Returns
    -------
    array of shapely geometries or None, shape (n,)
        In degrees; None altogether where the description does not lead to any, or where the
        shapes are plainly in another system than they say.
    bool
        Whether that is but near to WGS 84, the datum being another.
    """
    flat = _horizontal(crs)
    geodetic = flat.geodetic_crs
    if geodetic is None or not (flat.is_projected or flat.is_geographic):
        return None, False
    bounds = shapely.total_bounds(shapes[~shapely.is_missing(shapes)])
    in_degrees = np.isfinite(bounds).all() and np.abs(bounds).max() < DEGREES
    if in_degrees != flat.is_geographic:
        return None, False
    try:
        way = Transformer.from_crs(flat, geodetic, always_xy=True)
    except ProjError:
        return None, False
    meridian = geodetic.prime_meridian
    radians = meridian.longitude * float(meridian.unit_conversion_factor) if meridian else 0.0
    east = float(np.degrees(radians))

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = way.transform(points[:, 0], points[:, 1])
        return np.column_stack([np.asarray(lon) + east, lat])

    there = ~shapely.is_missing(shapes)
    moved = np.full(len(shapes), None, dtype=object)
    moved[there] = shapely.transform(shapes[there], move)
    return moved, not _is_world(geodetic)


def _horizontal(crs: CRS) -> CRS:
    """Return a system without the heights and the bindings that may be around it."""
    if crs.is_bound and crs.source_crs is not None:
        return _horizontal(crs.source_crs)
    return _horizontal(crs.sub_crs_list[0]) if crs.is_compound else crs


def _is_world(geodetic: CRS) -> bool:
    """Tell whether a datum is that of WGS 84 but for centimetres, by its ellipsoid."""
    ellipsoid = geodetic.ellipsoid
    if ellipsoid is None:
        return False
    near = abs(ellipsoid.inverse_flattening - _FLATTENING) <= _ROOM
    return near and abs(ellipsoid.semi_major_metre - _AXIS_M) <= 1
