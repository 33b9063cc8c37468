"""
Gather what lies around the zones: ``python -m geodata.surroundings [--check] [FILE …]``.

Airports come from the PyPI package airportsdata, which is needed to build and never to run: without
a file, their codes and places in `airports.csv` are made anew, their names stay. Landforms and
named rivers come from Natural Earth 1:10m, stations and power plants from extracts of
OpenStreetMap; no package carries these, so what the atlas takes of them is kept here, small, and
made anew from the shapefiles that are named. What is OpenStreetMap's stays in a folder of its own,
under its own licence.
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata import GPKG, NATURAL_EARTH, OSM, TABLES, files
from geodata.boundaries import ALBERS, CRS, PackageMissingError, package_file

COUNTRY = "CN"
PLACES = 4  # decimals of a degree: 10 m
MARGIN_M = 60_000  # beyond the province, as far as a landform is kept: no further it is named
LANDFORM_TOLERANCE_M = 2_500
RIVER_TOLERANCE_M = 500
# Metres: as near as Natural Earth's line, drawn for 1:10m, runs along the river that it names.
ALONG_M = 3_000
SHORTEST_M = 5_000  # of a river's parts: a shorter one is the mouth of a tributary
TRAIN = "train"
PLANT = "plant"
FUELS = ("coal", "gas", "hydro", "solar", "wind", "biomass", "waste", "battery")
MEGAWATTS = re.compile(r"([0-9.]+) ?MW")
OURS = ("short_zh", "name_en")  # names that OpenStreetMap has not: the editors'
GEOMETRY = {"landforms": "landforms.geojson", "named_rivers": "rivers.geojson"}
OF_OSM = {"stations": "stations.csv", "power_plants": "power_plants.csv"}
NUMBERS = ("lon", "lat", "mw")


def airports(table: pd.DataFrame, province: BaseGeometry) -> pd.DataFrame:
    """
    Return the table of airports with codes and places as the package has them now.

    Parameters
    ----------
    table
        The one there is, by ``iata``; its names are kept.
    province
        Degrees: what lies in it.

    Raises
    ------
    PackageMissingError
        If airportsdata is not installed.
    """
    path = package_file("airportsdata", "airportsdata/airports.csv")
    with path.open(encoding="utf-8", newline="") as opened:
        known = [
            row
            for row in csv.DictReader(opened)
            if row["country"] == COUNTRY
            and row["iata"]
            and province.contains(shapely.Point(float(row["lon"]), float(row["lat"])))
        ]
    named = table.set_index("iata")
    rows = [
        {
            "iata": row["iata"],
            "icao": row["icao"],
            "name_zh": named["name_zh"].get(row["iata"], ""),
            "name_en": named["name_en"].get(row["iata"], row["name"]),
            "lon": f"{float(row['lon']):.{PLACES}f}",
            "lat": f"{float(row['lat']):.{PLACES}f}",
            "source": "airportsdata",
        }
        for row in sorted(known, key=lambda each: each["iata"])
    ]
    return pd.DataFrame(rows, columns=table.columns)


def _clipped(shapes: gpd.GeoSeries, within: BaseGeometry, tolerance: float) -> gpd.GeoSeries:
    """Return what lies within an area, in metres, simplified and rounded; degrees come out."""
    cut = shapes.to_crs(ALBERS).make_valid().intersection(within).simplify(tolerance)
    return cut.to_crs(CRS).set_precision(10.0**-PLACES)


def _geojson(rows: Iterable[tuple[str, BaseGeometry]]) -> bytes:
    """Write shapes by their slugs, one a line."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "id": slug,
                "properties": {},
                "geometry": shapely.geometry.mapping(shape),
            },
            separators=(",", ":"),
        )
        for slug, shape in rows
    ]
    joined = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{joined}\n]}}\n'.encode()


def _named(path: Path, table: pd.DataFrame, within: BaseGeometry, tolerance: float) -> bytes:
    """Return those shapes of a Natural Earth file that a table names."""
    found = gpd.read_file(path)
    found = found.set_crs(CRS) if found.crs is None else found
    wanted = dict(zip(table["natural_earth"], table["slug"], strict=True))
    near = gpd.GeoSeries([within], crs=ALBERS).to_crs(CRS).iloc[0]
    found = found[found["name"].isin(wanted) & found.intersects(near)]
    missing = wanted.keys() - {*found["name"]}
    if missing:
        raise ValueError(f"{path.name} has no {', '.join(sorted(missing))}")
    shapes = _clipped(found.geometry, within, tolerance)
    return _geojson(sorted(zip(found["name"].map(wanted), shapes, strict=True)))


def _points(found: gpd.GeoDataFrame, province: BaseGeometry) -> gpd.GeoDataFrame:
    """Return rows in the province, from west to east, each with its place."""
    at = gpd.GeoSeries(found.to_crs(ALBERS).representative_point(), crs=ALBERS).to_crs(CRS)
    inside = found.set_geometry(at)[at.within(province)]
    inside = inside.assign(lon=inside.geometry.x.round(PLACES), lat=inside.geometry.y.round(PLACES))
    return inside.sort_values(["lon", "lat"], kind="stable").reset_index(drop=True)


def _osm_rows(
    found: gpd.GeoDataFrame,
    letter: str,
    before: pd.DataFrame,
    further: Callable[[Any], Mapping[str, str]],
) -> pd.DataFrame:
    """Return the rows of a table of OpenStreetMap's; what it has not is as it was before."""
    ours = before.set_index("name_zh")[[name for name in OURS if name in before]]
    rows = []
    for number, row in enumerate(found.itertuples(), start=1):
        name = row.name if isinstance(row.name, str) else ""
        rows.append(
            {
                "id": f"{letter}{number:03d}",
                "name_zh": name,
                **(ours.loc[name].to_dict() if name and name in ours.index else {}),
                "lon": f"{row.lon:.{PLACES}f}",
                "lat": f"{row.lat:.{PLACES}f}",
                **further(row),
            }
        )
    return pd.DataFrame(rows, columns=before.columns).fillna("")


def stations(path: Path, before: pd.DataFrame, province: BaseGeometry) -> pd.DataFrame:
    """Return the railway stations of an extract of OpenStreetMap; most have no name in it."""
    found = gpd.read_file(path, bbox=province.bounds)
    found = _points(found[found["station"] == TRAIN], province)
    return _osm_rows(found, "s", before, lambda _: {})


def power_plants(path: Path, before: pd.DataFrame, province: BaseGeometry) -> pd.DataFrame:
    """Return the power plants of an extract of OpenStreetMap, with fuel and megawatts."""
    found = gpd.read_file(path, bbox=province.bounds)
    found = found[found["power"] == PLANT]
    # A name that many have says what they are, not which.
    counts = found["name"].value_counts()
    found = _points(
        found.assign(name=found["name"].where(found["name"].map(counts) == 1)), province
    )

    def further(row: Any) -> dict[str, str]:  # noqa: ANN401 - a row of a table
        fuels = str(row.source).split(";")
        power = MEGAWATTS.fullmatch(str(row.output))
        return {
            "fuel": next((fuel for fuel in fuels if fuel in FUELS), ""),
            "mw": power[1] if power else "",
        }

    return _osm_rows(found, "p", before, further)


def _shapes(name: str) -> gpd.GeoSeries:
    """Return the kept shapes of a table of Natural Earth's, by slug."""
    kept = json.loads((NATURAL_EARTH / GEOMETRY[name]).read_text(encoding="utf-8"))["features"]
    shapes = [shapely.geometry.shape(each["geometry"]) for each in kept]
    return gpd.GeoSeries(shapes, index=[each["id"] for each in kept], crs=CRS)


def _along(rivers: BaseGeometry, named: BaseGeometry) -> BaseGeometry:
    """Return the parts of the rivers that a named line runs along; metres."""
    near = shapely.intersection(rivers, shapely.buffer(named, ALONG_M))
    parts = shapely.get_parts(shapely.line_merge(near))
    return cast(
        "BaseGeometry", shapely.multilinestrings(parts[shapely.length(parts) >= SHORTEST_M])
    )


def layers(
    tables: Mapping[str, pd.DataFrame], province: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame
) -> dict[str, gpd.GeoDataFrame]:
    """
    Return the layers around the zones that go into the atlas's file, EPSG:4326.

    Parameters
    ----------
    tables
        The checked tables by name, all text.
    province
        Of `geodata.boundaries`: a landform is named where most of it lies in the province.
    rivers
        Of the same: a name goes to the parts of them that its line runs along.
    """
    places = _typed(tables["airports"])
    at = gpd.points_from_xy(places["lon"], places["lat"])
    forms = tables["landforms"].set_index("slug", drop=False)
    shapes = gpd.GeoSeries(_shapes("landforms").loc[forms.index], crs=CRS)
    land = province.to_crs(ALBERS).geometry.iloc[0]
    inside = shapely.intersection(np.asarray(shapes.to_crs(ALBERS)), land)
    circles = shapely.maximum_inscribed_circle(inside, MARGIN_M / 100)
    middles = gpd.GeoSeries(shapely.get_point(circles, 0), crs=ALBERS).to_crs(CRS)
    forms = forms.assign(
        label_lon=middles.x.round(PLACES).to_numpy(), label_lat=middles.y.round(PLACES).to_numpy()
    )
    waters = tables["named_rivers"].set_index("slug", drop=False)
    all_rivers = rivers.to_crs(ALBERS).geometry.iloc[0]
    lines = gpd.GeoSeries(_shapes("named_rivers").loc[waters.index], crs=CRS).to_crs(ALBERS)
    along = gpd.GeoSeries([_along(all_rivers, line) for line in lines], crs=ALBERS)
    along = along.simplify(RIVER_TOLERANCE_M / 2).to_crs(CRS).set_precision(10.0**-PLACES)
    return {
        "airports": gpd.GeoDataFrame(places, geometry=at, crs=CRS),
        "landforms": gpd.GeoDataFrame(
            forms.reset_index(drop=True), geometry=np.asarray(shapes), crs=CRS
        ),
        "named_rivers": gpd.GeoDataFrame(
            waters.reset_index(drop=True), geometry=np.asarray(along), crs=CRS
        ),
    }


def osm_tables() -> dict[str, pd.DataFrame]:
    """Return the tables of what is OpenStreetMap's, all text."""
    return {
        name: pd.read_csv(OSM / file, dtype=str, keep_default_na=False)
        for name, file in OF_OSM.items()
    }


def osm_layers() -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of what is OpenStreetMap's, EPSG:4326: they go into a file of their own."""
    found = {name: _typed(table) for name, table in osm_tables().items()}
    return {
        name: gpd.GeoDataFrame(
            table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=CRS
        )
        for name, table in found.items()
    }


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    columns = [name for name in NUMBERS if name in table]
    return table.assign(**{name: pd.to_numeric(table[name]) for name in columns})


def _text(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def made(asked: argparse.Namespace) -> dict[Path, bytes]:
    """Return the files that are made anew, each with its content."""
    province = gpd.read_file(GPKG, layer="province").geometry.iloc[0]
    metres = gpd.GeoSeries([province], crs=CRS).to_crs(ALBERS).iloc[0]
    tables = {
        name: pd.read_csv(TABLES / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("airports", *GEOMETRY)
    }
    found = {TABLES / "airports.csv": _text(airports(tables["airports"], province))}
    reach = {
        "landforms": (asked.landforms, metres.buffer(MARGIN_M), LANDFORM_TOLERANCE_M),
        "named_rivers": (asked.rivers, metres, RIVER_TOLERANCE_M),
    }
    for name, (path, within, tolerance) in reach.items():
        if path:
            shapes = _named(path, tables[name], within, tolerance)
            found[NATURAL_EARTH / GEOMETRY[name]] = shapes
    before = osm_tables()
    for name, path, read in (
        ("stations", asked.stations, stations),
        ("power_plants", asked.power_plants, power_plants),
    ):
        if path:
            found[OSM / OF_OSM[name]] = _text(read(path, before[name], province))
    return found


def main(argv: Iterable[str] | None = None) -> int:
    """Write what is made anew, or with ``--check`` say whether it is as it would be made."""
    parser = argparse.ArgumentParser(prog="python -m geodata.surroundings", description=__doc__)
    parser.add_argument("--landforms", type=Path, help="ne_10m_geography_regions_polys.shp")
    parser.add_argument("--rivers", type=Path, help="ne_10m_rivers_lake_centerlines.shp")
    parser.add_argument("--stations", type=Path, help="stations, a shapefile of OpenStreetMap's")
    parser.add_argument("--power-plants", type=Path, help="power areas, of OpenStreetMap's too")
    parser.add_argument("--check", action="store_true", help="compare with what is there")
    asked = parser.parse_args(None if argv is None else [*argv])
    try:
        found = made(asked)
    except (OSError, ValueError, PackageMissingError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    stale = []
    for path, content in found.items():
        if not asked.check:
            files.write(path, content)
        elif path.read_bytes() != content:
            stale.append(path.name)
    if stale:
        sys.stderr.write(f"not as its source makes it: {', '.join(stale)}\n")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
