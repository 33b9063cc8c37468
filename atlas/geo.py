"""Measure on the ellipsoid: distances, bearings and areas by geodesics on WGS 84."""

from typing import overload

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

# CGCS2000 and WGS 84 ellipsoids differ by 0.1 mm in the minor axis.
WGS84 = Geod(ellps="WGS84")
M_PER_KM = 1000.0
M2_PER_KM2 = 1e6


@overload
def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float: ...
@overload
def distance_km(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> NDArray[np.float64]: ...
def distance_km(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> float | NDArray[np.float64]:
    """
    Return the geodesic distance between points.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees, WGS 84; numbers or arrays that broadcast against each other.

    Returns
    -------
    float or np.ndarray
        Kilometres.
    """
    points = (np.asarray(v, dtype=float) for v in (lon1, lat1, lon2, lat2))
    from_lon, from_lat, to_lon, to_lat = np.broadcast_arrays(*points)
    metres: float | NDArray[np.float64] = WGS84.inv(from_lon, from_lat, to_lon, to_lat)[2]
    return metres / M_PER_KM


def geocentric(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """
    Return points on the ellipsoid in geocentric coordinates.

    Straight lines between them run through the ground; they put pairs of points into nearly the
    order of their geodesics at a fiftieth of the time.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84.

    Returns
    -------
    np.ndarray
        n × 3, metres.
    """
    lam, phi = np.radians(lon), np.radians(lat)
    radius = WGS84.a / np.sqrt(1 - WGS84.es * np.sin(phi) ** 2)
    across = radius * np.cos(phi)
    up = radius * (1 - WGS84.es) * np.sin(phi)
    return np.column_stack([across * np.cos(lam), across * np.sin(lam), up])


def area_km2(geometry: BaseGeometry) -> float:
    """
    Return the geodesic area of a polygon or multipolygon in km².

    Parameters
    ----------
    geometry
        In EPSG:4326 (or 4490); rings may run either way.
    """
    # Ring by ring on arrays: pyproj would walk a geometry's coordinates as Python lists.
    parts = shapely.get_parts(geometry)
    shells = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    rings, of = shapely.get_rings(shells, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    metres2 = 0.0
    for each, lonlat in enumerate(np.split(corners, np.flatnonzero(np.diff(ring)) + 1)):
        size = abs(WGS84.polygon_area_perimeter(*lonlat.T)[0])
        metres2 += size if each == 0 or of[each] != of[each - 1] else -size  # a shell, or its hole
    return metres2 / M2_PER_KM2


def accuracy_circle(lon: float, lat: float, km: float, *, corners: int = 72) -> shapely.Polygon:
    """
    Return the circle of a given radius round a point.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84.
    km
        Radius.
    corners
        Number of corners.

    Returns
    -------
    shapely.Polygon
        In EPSG:4326; every corner lies `km` from the point; the ring runs anticlockwise.
    """
    azimuths = np.linspace(360, 0, corners, endpoint=False)
    lons, lats, _ = WGS84.fwd(
        np.full(corners, lon), np.full(corners, lat), azimuths, np.full(corners, km * M_PER_KM)
    )
    return shapely.Polygon(np.column_stack([lons, lats]))


def km_to(lon: ArrayLike, lat: ArrayLike, geometry: BaseGeometry) -> NDArray[np.float64]:
    """
    Return how far points lie from a geometry.

    Lines run straight in degrees between their corners, as GeoJSON has them. The nearest place of
    each is found in the plane and measured by the geodesic: right to a thousandth over the lengths
    of a country, away from the poles and the date line.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84; as many of one as of the other.
    geometry
        In EPSG:4326, not empty.

    Returns
    -------
    np.ndarray
        Kilometres; 0 for a point within an area.
    """
    lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    away = np.full(lons.shape, np.inf)
    for part in _simple_parts(geometry):
        corners = shapely.get_coordinates(part)
        ends = corners[1:] if len(corners) > 1 else corners
        for (x1, y1), (x2, y2) in zip(corners, ends, strict=False):
            at = _foot(lons, lats, (x1, y1), (x2, y2))
            away = np.minimum(away, distance_km(lons, lats, *at))
    away[shapely.intersects_xy(geometry, lons, lats)] = 0
    return away


def _simple_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the points, lines and rings that a geometry is made of."""
    kind = shapely.GeometryType(int(shapely.get_type_id(geometry)))
    if kind in {shapely.GeometryType.POINT, shapely.GeometryType.LINESTRING}:
        return [] if geometry.is_empty else [geometry]
    parts = shapely.get_parts(geometry).tolist()
    if kind == shapely.GeometryType.POLYGON:
        return list(shapely.get_rings(geometry))
    return [each for part in parts for each in _simple_parts(part)]


def _foot(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    start: tuple[float, float],
    end: tuple[float, float],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the places on a straight line that are nearest to points."""
    (x1, y1), (x2, y2) = start, end
    part = np.full(lon.shape, 0.5)
    middle = np.full(lat.shape, (y1 + y2) / 2)
    # First in the plane of the line's middle, then in that between the point and its foot.
    for _ in range(3):
        squeezed = np.cos(np.radians(middle))
        across, up = (x2 - x1) * squeezed, y2 - y1
        length = across**2 + up**2
        along = (lon - x1) * squeezed * across + (lat - y1) * up
        part = np.clip(np.divide(along, length, out=np.zeros_like(along), where=length > 0), 0, 1)
        middle = (lat + y1 + part * (y2 - y1)) / 2
    return x1 + part * (x2 - x1), y1 + part * (y2 - y1)
