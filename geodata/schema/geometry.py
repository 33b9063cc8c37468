"""Check that places lie where the tables say they do."""

from collections.abc import Collection, Iterator

import geopandas as gpd
import pandas as pd
import shapely
from shapely import Point

from geodata.schema.cells import mapping, nearest
from geodata.schema.columns import Tables
from geodata.schema.plan import columns_of
from geodata.schema.problems import Problem, in_order
from geodata.schema.tables import CRS, KINDS


def check_geometry(tables: Tables, counties: gpd.GeoDataFrame) -> list[Problem]:
    """
    Find what is wrong between the tables and the map.

    Parameters
    ----------
    tables
        As `read_tables` gives them.
    counties
        One row a county, with a column ``adcode``; EPSG:4326.

    Returns
    -------
    list of Problem
        Counties without a valid geometry, edges that overlap or leave gaps, zones outside their
        county; by file and row.
    """
    if counties.crs != CRS:
        return [Problem("counties.csv", None, "adcode", str(counties.crs), "crs", CRS)]
    drawn = counties.set_index("adcode").geometry
    shapes = gpd.GeoSeries(drawn[~(drawn.isna() | drawn.is_empty)])
    codes = tables["counties"].get("adcode", pd.Series(dtype=str))
    rows = {adcode: row for row, adcode in codes.items()}
    found = [
        *((adcode, "no_geometry") for adcode in rows if adcode not in shapes.index),
        *((adcode, "not_in_table") for adcode in shapes.index if adcode not in rows),
        *((adcode, "broken_geometry") for adcode in shapes.index[~shapes.is_valid]),
    ]
    if shapes.is_valid.all():
        edges = shapes.invalid_coverage_edges()
        found += [(adcode, "broken_coverage") for adcode in shapes.index[~edges.is_empty]]
    problems = [
        Problem("counties.csv", rows.get(adcode), "adcode", adcode, wrong, adcode)
        for adcode, wrong in found
    ]
    sound = gpd.GeoSeries(shapes[shapes.is_valid])
    return in_order([*problems, *_outside(tables, sound), *_parks_outside(tables, sound)])


def check_units(
    tables: Tables,
    districts: gpd.GeoDataFrame,
    *,
    prefectures: Collection[str],
    neighbours: Collection[str],
) -> list[Problem]:
    """
    Find what is wrong between the tables and the units that the map is drawn from.

    Parameters
    ----------
    tables
        As `read_tables` gives them; sound by `check`.
    districts
        The source's units of the province, with a column ``adcode``.
    prefectures, neighbours
        Codes of those drawn.

    Returns
    -------
    list of Problem
        Odd units that the source does not have or that do not border the county they go into;
        prefectures and neighbours in the table or on the map only; by file and row.
    """
    shapes = districts.set_index("adcode").geometry
    known = set(tables["counties"]["adcode"]) & set(shapes.index)
    # What the source has beyond the counties is what may be odd.
    odd = sorted(set(shapes.index) - known)
    problems = []
    for row, adcode, into in columns_of(tables, "odd_units", "adcode", "into"):
        if adcode not in shapes.index:
            wrong = ("adcode", adcode, "not_drawn", nearest(adcode, odd or shapes.index))
            problems.append(Problem("odd_units.csv", row, *wrong))
            continue
        beside = shapes.index[shapely.length(shapes.intersection(shapes[adcode]).values) > 0]
        if into not in beside or into == adcode:
            near = ", ".join(sorted(known.intersection(beside) - {adcode}))
            problems.append(Problem("odd_units.csv", row, "into", into, "not_beside", near))
    # Prefectures are dissolved from counties: what is not drawn in these is told of these.
    homes = {f"{adcode[:4]}00" for adcode in known}
    for name, drawn in (("prefectures", homes & set(prefectures)), ("neighbours", set(neighbours))):
        rows = {adcode: row for row, adcode in columns_of(tables, name, "adcode")}
        loose = sorted(drawn - rows.keys())
        for adcode in sorted(rows.keys() - drawn):
            wrong = ("adcode", adcode, "not_drawn", ", ".join(loose) or nearest(adcode, drawn))
            problems.append(Problem(f"{name}.csv", rows[adcode], *wrong))
        for adcode in loose:
            wrong = ("adcode", adcode, "unit_without_row", adcode)
            problems.append(Problem(f"{name}.csv", None, *wrong))
    return in_order(problems)


def _outside(tables: Tables, shapes: gpd.GeoSeries) -> Iterator[Problem]:
    """Yield the zones whose point is not in their county."""
    homes = mapping(tables, "zones", "county")
    columns = ["zone", "lon", "lat"]
    if not set(columns) <= set(tables["positions"]):
        return
    for row, zone, lon, lat in tables["positions"][columns].itertuples(name=None):
        county = homes.get(zone)
        if (
            county is None
            or county not in shapes.index
            or not (KINDS["lon"].fits(lon) and KINDS["lat"].fits(lat))
        ):
            continue
        point = Point(float(lon), float(lat))
        if shapes[county].covers(point):
            continue
        value = f"{lon} {lat}"
        around = shapes.index[shapes.covers(point)]
        if len(around):
            yield Problem("positions.csv", row, "lon", value, "in_other_county", around[0])
        else:
            west, south, east, north = shapes[county].bounds
            bounds = f"{west:.2f}–{east:.2f}, {south:.2f}–{north:.2f}"
            yield Problem("positions.csv", row, "lon", value, "in_no_county", bounds)


def _parks_outside(tables: Tables, shapes: gpd.GeoSeries) -> Iterator[Problem]:
    """Yield the parks whose point is in no county; a zone may reach into another than its own."""
    for row, lon, lat in columns_of(tables, "parks", "lon", "lat"):
        if not (KINDS["lon"].fits(lon) and KINDS["lat"].fits(lat)) or shapes.empty:
            continue
        if not shapes.covers(Point(float(lon), float(lat))).any():
            west, south, east, north = shapes.total_bounds
            bounds = f"{west:.2f}–{east:.2f}, {south:.2f}–{north:.2f}"
            yield Problem("parks.csv", row, "lon", f"{lon} {lat}", "park_outside", bounds)
