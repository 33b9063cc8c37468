"""Make atlases of any size that look like the real one, for the benchmark."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas import Atlas, load

SEED = 20161125


def _points_inside(province: shapely.Geometry, n: int, rng: np.random.Generator) -> np.ndarray:
    """Return n points (lon, lat), EPSG:4326, evenly at random inside the province."""
    west, south, east, north = province.bounds
    shapely.prepare(province)
    found = np.empty((0, 2))
    while len(found) < n:
        draw = rng.uniform((west, south), (east, north), (2 * n + 100, 2))
        found = np.vstack([found, draw[shapely.contains_xy(province, draw[:, 0], draw[:, 1])]])
    return found[:n].round(5)


def atlas_of(n: int) -> Atlas:
    """
    Return an atlas of n zones: the real 42 again and again, at random places, with new ids.

    Each synthetic zone keeps its model's type, level, areas, industries, clusters and tags, so that
    the selection meets realistic shares.

    Parameters
    ----------
    n
        How many zones; 42 gives the real atlas.
    """
    real = load()
    if n == len(real.zones):
        return real
    rng = np.random.default_rng(SEED)
    copies = np.arange(n) % len(real.zones)
    zones = pd.DataFrame(real.zones.drop(columns="geometry")).iloc[copies].copy()
    ids = [f"{model}-{i}" for i, model in enumerate(zones.index)]
    points = _points_inside(real.province.geometry.union_all(), n, rng)
    zones["lon"], zones["lat"] = points[:, 0], points[:, 1]
    for name in ("name_zh", "short_zh", "name_en", "short_en"):
        zones[name] = [f"{text}{i}" for i, text in enumerate(zones[name])]
    zones.index = pd.Index(ids, name="id")
    members = pd.DataFrame({"model": real.zones.index[copies], "copy": ids})

    def multiply(table: pd.DataFrame) -> pd.DataFrame:
        """Give every copy the rows of its model."""
        joined = table.merge(members, left_on="zone", right_on="model")
        return joined.assign(zone=joined["copy"])[table.columns]

    return dataclasses.replace(
        real,
        zones=gpd.GeoDataFrame(zones, geometry=gpd.points_from_xy(*points.T), crs=real.zones.crs),
        **{
            name: multiply(getattr(real, name))
            for name in ("members", "zone_industries", "zone_tags", "aliases", "mentions", "links")
        },
    )
