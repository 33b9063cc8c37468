"""
Measure zones in space: the nearest one, who serves which land, how far they reach, their middle.

Every distance is a geodesic on WGS 84, a straight line over the ground: no road, no mountain. It
can be no better than the stated positions, which are approximate.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from atlas import geo

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

RINGS = (50.0, 100.0, 150.0)  # km
CORNERS = 48
# The corners stand this much outside the circle, 0.14 %, so that the polygon has the circle's area.
OUTSIDE = (2 * np.pi / CORNERS / np.sin(2 * np.pi / CORNERS)) ** 0.5
BEND = 50_000.0  # metres between corners of a catchment's edge, which in degrees is a curve
STEP = 0.01  # degrees, about 1 km, between the points that stand for a county's boundary
# Through the earth, two distances within 1,000 km may swap order where they differ by less than
# one part in 10^5; so a few more neighbours than asked for are measured over the ground.
SPARE = 4
MIDDLE = 1e-9  # length of a mean direction below which directions cancel out


@dataclass(frozen=True, slots=True)
class Centre:
    """
    The middle of some zones.

    Attributes
    ----------
    lon, lat
        Mean centre, degrees, WGS 84.
    km
        Standard distance: the root of the mean squared geodesic distance from the centre; 0 for
        one zone.
    n
        Number of zones.
    """

    lon: float
    lat: float
    km: float
    n: int


def _of(atlas: "Atlas", zones: pd.DataFrame | None) -> pd.DataFrame:
    return atlas.zones if zones is None else zones


def closest(
    here: pd.DataFrame, there: pd.DataFrame, *, n: int = 1
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """
    Find for each point the nearest ones of a set, in n log n.

    A tree over geocentric coordinates gives the candidates (Maneewongvatana and Mount 1999), the
    geodesic their order and distance.

    Parameters
    ----------
    here, there
        Points with columns ``lon`` and ``lat``, degrees, WGS 84.
    n
        How many; fewer if `there` has fewer.

    Returns
    -------
    tuple of np.ndarray
        Positions in `there` and kilometres, both len(here) × n, nearest first; points as near as
        each other in the order of `there`.
    """
    shape = len(here), min(n, len(there))
    if not all(shape):
        return np.empty(shape, dtype=int), np.empty(shape)
    lon, lat = there["lon"].to_numpy(), there["lat"].to_numpy()
    from_lon, from_lat = here["lon"].to_numpy(), here["lat"].to_numpy()
    candidates = [*range(1, min(n + SPARE, len(there)) + 1)]
    _, found = KDTree(geo.geocentric(lon, lat)).query(
        geo.geocentric(from_lon, from_lat), candidates
    )
    km = geo.distance_km(from_lon[:, None], from_lat[:, None], lon[found], lat[found])
    order = np.lexsort((found, km), axis=-1)[:, :n]
    return np.take_along_axis(found, order, axis=1), np.take_along_axis(km, order, axis=1)


def nearest(
    atlas: "Atlas", zones: pd.DataFrame | None = None, *, level: str = "national"
) -> pd.DataFrame:
    """
    Return for each zone the nearest other zone of a level.

    Parameters
    ----------
    atlas
        The atlas; all its zones of the level are candidates.
    zones
        Rows of ``atlas.zones``; all unless given.
    level
        A level's slug; empty for the nearest of any.

    Returns
    -------
    pd.DataFrame
        Columns ``zone``, ``nearest`` and ``km``, in the order of `zones`. A zone is never its own
        neighbour; where there is no other, `nearest` is empty and `km` nan.
    """
    here = _of(atlas, zones)
    there = atlas.zones[atlas.zones["level"] == level] if level else atlas.zones
    found, km = closest(here, there, n=2)
    if found.shape[1] == 0:
        return pd.DataFrame({"zone": here.index.astype("str"), "nearest": "", "km": np.nan})
    itself = there.index.get_indexer(here.index)
    other = found != itself[:, None]
    column = other.argmax(axis=1)
    rows = np.arange(len(here))
    any_other = other.any(axis=1)
    names = there.index.astype("str").to_numpy()[found[rows, column]]
    return pd.DataFrame(
        {
            "zone": here.index.astype("str"),
            "nearest": np.where(any_other, names, ""),
            "km": np.where(any_other, km[rows, column], np.nan),
        }
    )


@lru_cache(maxsize=8)
def _conic(west: float, south: float, east: float, north: float) -> Transformer:
    """Return EPSG:4326 to a conformal conic of a box; making it takes longer than using it."""
    sixth = (north - south) / 6  # the usual place of the two true parallels
    plane = CRS.from_dict(
        {
            "proj": "lcc",
            "lat_1": south + sixth,
            "lat_2": north - sixth,
            "lat_0": (south + north) / 2,
            "lon_0": (west + east) / 2,
            "ellps": "WGS84",
        }
    )
    return Transformer.from_crs("EPSG:4326", plane, always_xy=True)


def catchments(atlas: "Atlas", zones: pd.DataFrame | None = None) -> gpd.GeoDataFrame:
    """
    Divide the province by the nearest zone: Voronoi cells clipped to it.

    After Voronoi (1908). The cells are cut in a Lambert conformal conic whose true parallels lie a
    sixth of the province's height inside its bounds: there the scale is off by less than half a
    per cent, and with it an edge's place between its two zones.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``; all unless given.

    Returns
    -------
    gpd.GeoDataFrame
        Columns ``zone``, ``geometry`` (EPSG:4326; it may be of several pieces) and ``km2``
        (geodesic area), in the order of `zones`. The cells cover the province and do not overlap.
        Of zones at the very same position the first has the cell, the others an empty one.
    """
    chosen = _of(atlas, zones)
    province = atlas.province.geometry.union_all()
    conic = _conic(*province.bounds)

    def flat(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(conic.transform(lonlat[:, 0], lonlat[:, 1]))

    def round_(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(conic.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))

    places, first = np.unique(chosen[["lon", "lat"]].to_numpy(), axis=0, return_index=True)
    cells = np.full(len(chosen), shapely.Polygon(), dtype=object)
    if len(places) == 1:
        cells[first] = province
    elif len(places):
        land = shapely.transform(province, flat)
        shapely.prepare(land)
        points = shapely.multipoints(flat(places))
        drawn = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=land, ordered=True))
        drawn = shapely.segmentize(drawn, BEND)
        crossing = ~shapely.contains_properly(land, drawn)
        drawn[crossing] = shapely.intersection(drawn[crossing], land)
        cells[first] = shapely.transform(drawn, round_)
    km2 = [*map(geo.area_km2, cells)]
    table = {"zone": chosen.index.astype("str"), "geometry": cells, "km2": km2}
    return gpd.GeoDataFrame(table, crs=atlas.province.crs)


@lru_cache(maxsize=4)
def _area(province: BaseGeometry) -> float:
    return geo.area_km2(province)


def rings(
    atlas: "Atlas", zones: pd.DataFrame | None = None, *, km: Collection[float] = RINGS
) -> gpd.GeoDataFrame:
    """
    Return the land within given distances of at least one zone.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``; all unless given.
    km
        Distances.

    Returns
    -------
    gpd.GeoDataFrame
        One row for each distance, in their order: ``km``, ``geometry`` (EPSG:4326; the union of
        geodesic circles, polygons of their area, clipped to the province), ``km2`` (geodesic area)
        and ``share`` of the province's area. A larger distance includes the smaller.
    """
    chosen = _of(atlas, zones)
    province = atlas.province.geometry.union_all()
    lon, lat = (np.repeat(chosen[name].to_numpy(), CORNERS) for name in ("lon", "lat"))
    azimuth = np.tile(np.linspace(360, 0, CORNERS, endpoint=False), len(chosen))
    covered = []
    for radius in km:
        reach = np.full(len(lon), radius * OUTSIDE * geo.M_PER_KM)
        corners = np.column_stack(geo.WGS84.fwd(lon, lat, azimuth, reach)[:2])
        circles = shapely.polygons(corners.reshape(-1, CORNERS, 2))
        covered.append(shapely.intersection(shapely.union_all(circles), province))
    km2 = np.array([geo.area_km2(land) for land in covered])
    table = {"km": [*km], "geometry": covered, "km2": km2, "share": km2 / _area(province)}
    return gpd.GeoDataFrame(table, crs=atlas.province.crs)


def centre(atlas: "Atlas", zones: pd.DataFrame | None = None) -> Centre | None:
    """
    Return the mean centre of zones and their standard distance.

    The mean direction of the normals to the ellipsoid (Gade 2010), so that it does not depend on
    where a map is cut, and the standard distance of Bachi (1963) with geodesics. Zones count alike.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``; all unless given.

    Returns
    -------
    Centre or None
        None for no zones, and for zones whose directions cancel out.
    """
    chosen = _of(atlas, zones)
    lon, lat = np.radians(chosen["lon"].to_numpy()), np.radians(chosen["lat"].to_numpy())
    normals = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    x, y, z = normals.sum(axis=0) / max(len(chosen), 1)
    if np.linalg.norm((x, y, z)) < MIDDLE:
        return None
    middle = float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y))))
    km = geo.distance_km(*middle, chosen["lon"].to_numpy(), chosen["lat"].to_numpy())
    return Centre(*middle, km=float(np.sqrt(np.mean(km**2))), n=len(chosen))


def _reach(
    areas: NDArray[np.object_], zones: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return for each area how far its corners stay from all zones, km, and the nearest zone."""
    lon, lat = zones["lon"].to_numpy(), zones["lat"].to_numpy()
    corner, area = shapely.get_coordinates(areas, return_index=True)
    through, zone = KDTree(geo.geocentric(lon, lat)).query(geo.geocentric(*corner.T))
    starts = np.flatnonzero(np.diff(area, prepend=-1))
    least = np.minimum.reduceat(through, starts)
    at = np.flatnonzero(through == least[area])
    best = at[np.unique(area[at], return_index=True)[1]]
    edge, of = corner[best], zone[best]
    return geo.distance_km(edge[:, 0], edge[:, 1], lon[of], lat[of]), of


def uncovered(
    atlas: "Atlas", zones: pd.DataFrame | None = None, *, km: float = 50.0
) -> pd.DataFrame:
    """
    Return the counties whose nearest zone lies farther than a distance.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``; all unless given.
    km
        The distance; 0 gives the counties without a zone.

    Returns
    -------
    pd.DataFrame
        Columns ``county`` (adcode), ``km`` from the nearest point of the county to its nearest zone
        and that zone, ``nearest``; farthest first, then in the order of ``atlas.counties``. A
        county with a zone inside is 0 km away. Without any zone every county stands there, `km` nan
        and `nearest` empty. Boundaries are sampled every 0.01 degrees: the figure is too long by
        less than 0.01 km beyond 20 km and by less than 0.6 km anywhere.
    """
    chosen = _of(atlas, zones)
    counties = atlas.counties.geometry.to_numpy()
    if chosen.empty:
        return pd.DataFrame({"county": atlas.counties.index, "km": np.nan, "nearest": ""})
    far, zone = _reach(counties, chosen)
    points: NDArray[np.object_] = np.asarray(shapely.points(chosen["lon"], chosen["lat"]))
    inside, guest = shapely.STRtree(points).query(counties, predicate="covers")
    far[inside], zone[inside] = 0.0, guest
    # A corner within the distance settles it; only the others need their edges measured.
    beyond = np.flatnonzero(far > km)
    if len(beyond):
        far[beyond], zone[beyond] = _reach(shapely.segmentize(counties[beyond], STEP), chosen)
    table = pd.DataFrame(
        {
            "county": atlas.counties.index,
            "km": far,
            "nearest": chosen.index.astype("str").to_numpy()[zone],
        }
    )
    kept = table[table["km"] > km]
    return kept.sort_values("km", ascending=False, kind="stable", ignore_index=True)
