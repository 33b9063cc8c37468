"""Write selected zones in the formats that planners, surveyors and programs take."""

from typing import TYPE_CHECKING

from atlas.exchange.guards import inert, unguarded
from atlas.exchange.writing.geometry import parks_geojson, strays, to_geojson, to_parquet
from atlas.exchange.writing.options import OFFERED, Exporter, Options
from atlas.exchange.writing.redline import outlined, to_redline, usual, without_outlines
from atlas.exchange.writing.tables import (
    COLUMNS,
    XY,
    attachment_rows,
    check_rows,
    indicator_rows,
    link_rows,
    park_rows,
    position_rows,
    records,
    rows,
)
from atlas.exchange.writing.texts import (
    csv_text,
    json_text,
    plain_csv,
    table_csv,
    table_heads,
    to_csv,
    to_json,
)
from atlas.i18n.errors import ExportError
from geodata.schema.tables import PLAN_CARD

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

__all__ = [
    "COLUMNS",
    "EXPORTERS",
    "OFFERED",
    "PLAN_CARD",
    "XY",
    "Exporter",
    "Options",
    "attachment_rows",
    "check_rows",
    "csv_text",
    "indicator_rows",
    "inert",
    "json_text",
    "link_rows",
    "park_rows",
    "parks_geojson",
    "plain_csv",
    "position_rows",
    "records",
    "rows",
    "strays",
    "table_csv",
    "table_heads",
    "table_xlsx",
    "unguarded",
    "write",
]


def _xlsx(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", options: Options
) -> bytes:
    # What builds workbooks takes longer to import than most tables to write.
    from atlas.exchange.writing.workbook import to_xlsx  # noqa: PLC0415

    return to_xlsx(atlas, zones, selection, options)


def table_xlsx(atlas: "Atlas", table: "pd.DataFrame", *, name: str) -> bytes:
    """Return any table as an Excel workbook; see `atlas.exchange.writing.workbook.table_xlsx`."""
    from atlas.exchange.writing import workbook  # noqa: PLC0415 - see `_xlsx`

    return workbook.table_xlsx(atlas, table, name=name)


def _gpkg(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", options: Options
) -> bytes:
    # The builder of the atlas's own GeoPackage comes with it.
    from atlas.exchange.writing.geopackage import to_gpkg  # noqa: PLC0415

    return to_gpkg(atlas, zones, selection, options)


def _kml(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", options: Options
) -> bytes:
    from atlas.exchange.writing.kml import to_kml  # noqa: PLC0415 - nothing else here needs lxml

    return to_kml(atlas, zones, selection, options)


def _shp(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", options: Options
) -> bytes:
    # GDAL and Arrow take 70 MB, and nothing else here needs them.
    from atlas.exchange.writing.shapefile import to_shp  # noqa: PLC0415

    return to_shp(atlas, zones, selection, options)


def _too_wide(atlas: "Atlas", zones: "gpd.GeoDataFrame") -> ExportError | None:
    from atlas.exchange.writing.shapefile import too_wide  # noqa: PLC0415 - see `_shp`

    return too_wide(atlas, zones)


# Most of Gansu's zones lie in the first of these.
_USUAL = "cgcs2000-3-35"
_PROJECTED = (_USUAL, *(key for key in OFFERED if "-" in key and key != _USUAL))
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTERS = {
    exporter.name: exporter
    for exporter in (
        Exporter("csv", ".csv", "text/csv", to_csv, systems=OFFERED),
        Exporter("json", ".json", "application/json", to_json),
        Exporter("geojson", ".geojson", "application/geo+json", to_geojson),
        Exporter("xlsx", ".xlsx", _XLSX, _xlsx, systems=OFFERED),
        Exporter("gpkg", ".gpkg", "application/geopackage+sqlite3", _gpkg, systems=OFFERED),
        Exporter(
            *("shp", ".zip", "application/zip", _shp),
            systems=OFFERED,
            encodings=("utf-8", "gbk"),
            refused=_too_wide,
        ),
        Exporter("kml", ".kml", "application/vnd.google-earth.kml+xml", _kml),
        Exporter(
            *("parquet", ".parquet", "application/vnd.apache.parquet", to_parquet),
            systems=OFFERED,
        ),
        Exporter(
            *("redline", ".txt", "text/plain", to_redline),
            systems=_PROJECTED,
            encodings=("gbk", "utf-8"),
            takes_digits=True,
            held=outlined,
            refused=without_outlines,
            usual=usual,
        ),
    )
}


def write(
    atlas: "Atlas",
    zones: "gpd.GeoDataFrame",
    selection: "Selection",
    *,
    format: str,  # noqa: A002
    options: Options | None = None,
) -> bytes:
    """
    Write zones in one of the formats of `EXPORTERS`.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.
    selection
        What they were selected by.
    format
        Key of `EXPORTERS`.
    options
        Coordinate system, encoding and digits; None for the format's usual ones.

    Raises
    ------
    KeyError
        If there is no such format.
    ExportError
        If the format cannot be had with these options.
    """
    return EXPORTERS[format].write(atlas, zones, selection, options)
