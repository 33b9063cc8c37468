"""Zones as shapefiles in a zip archive, with a table that explains their short field names."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import shapely
from pyogrio.raw import write_arrow

from atlas.exchange.coordinates.systems import SYSTEMS, from_wgs84
from atlas.exchange.writing.geometry import OUTLINES, POINTS, outlines_of, table_of
from atlas.exchange.writing.tables import APPROVAL, COLUMNS, EXTRA, LANG
from atlas.exchange.writing.texts import table_csv
from atlas.i18n import text
from atlas.i18n.errors import ExportError
from geodata import files

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.exchange.writing.options import Options
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

NAME, TEXT = 10, 254  # bytes that dBASE has room for
DIGITS, EXACT = 19, 15  # of a number; a column of larger ones than doubles keep stands as text
MOST = 400  # digits of any double before the point and of its decimals that matter
MOST_FIELDS = 255  # of dBASE; with more of full width no program reads the file
FIELDS = "fields.csv"
SHAPE = "shapes of the zones"  # longer than any field's name
KINDS = {POINTS: "Point", OUTLINES: "MultiPolygon"}


def too_wide(atlas: "Atlas", _zones: "gpd.GeoDataFrame") -> ExportError | None:
    """Return the refusal of more columns than a shapefile has fields, in whatever system."""
    ours = len(COLUMNS) + len(EXTRA) - (len(APPROVAL) if atlas.plan is None else 0)
    n = ours + len(atlas.own_columns)
    return ExportError("fields", n=n, most=MOST_FIELDS) if n > MOST_FIELDS else None


def to_shp(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", options: "Options"
) -> bytes:
    """
    Return a zip archive: shapefile ``zones`` of points and, where any is known, ``outlines``.

    With each come its ``.prj`` and ``.cpg``. ``fields.csv`` gives the column of every field and
    the zones of which a text was longer than 254 bytes or had letters that the encoding lacks.
    """
    table = table_of(atlas, zones, selection, options.crs)
    encoding = options.encoding
    names = field_names(table.columns, encoding)
    fields, cut, replaced = {}, {}, {}
    for column, name in zip(table, names, strict=True):
        array = _array(list(table[column].astype(object)))
        if pa.types.is_string(array.type):
            given = array.to_pylist()
            known = [each and _known(each, encoding) for each in given]
            short = [each and _cut(each, encoding) for each in known]
            replaced[name] = _differing(zones.index, given, known)
            cut[name] = _differing(zones.index, known, short)
            array = pa.array(short, pa.string())
        fields[name] = array
    attributes = pa.table(fields)
    shapes = {POINTS: zones.geometry.to_numpy(), OUTLINES: outlines_of(atlas, zones)}
    file = io.BytesIO()
    with (
        files.scratch() as folder,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for layer, drawn in shapes.items():
            there = ~shapely.is_missing(drawn)
            if layer == OUTLINES and not there.any():
                continue
            moved = shapely.to_wkb(from_wgs84(drawn[there], options.crs))
            write_arrow(
                attributes.filter(pa.array(there)).append_column(
                    SHAPE, pa.array(list(moved), pa.binary())
                ),
                folder / f"{layer}.shp",
                driver="ESRI Shapefile",
                geometry_name=SHAPE,
                geometry_type=KINDS[layer],
                crs=f"EPSG:{SYSTEMS[options.crs].epsg}",
                encoding=encoding.upper(),
            )
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
        archive.writestr(FIELDS, table_csv(_explained(table.columns, names, cut, replaced)))
    return file.getvalue()


def field_names(columns: Iterable[str], encoding: str) -> list[str]:
    """
    Return a field name for each column: at most ten bytes, unlike any other in whatever case.

    Letters, digits and ``_`` stay; what else there is, or what the encoding lacks, becomes ``_``.
    """
    used: set[str] = set()
    found = []
    for column in columns:
        words = _known(re.sub(r"\W+", "_", column), encoding).replace("?", "_").strip("_")
        # A name that begins with a digit is none to ArcGIS.
        words = f"f_{words}" if not words or words[0].isdecimal() else words
        n, name = 1, _cut(words, encoding, NAME)
        while name.casefold() in used:
            n += 1
            name = _cut(words, encoding, NAME - len(str(n)) - 1) + f"_{n}"
        used.add(name.casefold())
        found.append(name)
    return found


def _known(words: str, encoding: str) -> str:
    return words.encode(encoding, errors="replace").decode(encoding)


def _cut(words: str, encoding: str, most: int = TEXT) -> str:
    """Return as much of a text as so many bytes hold, no letter halved."""
    return words.encode(encoding)[:most].decode(encoding, errors="ignore")


def _differing(zones: Iterable[str], before: list[Any], after: list[Any]) -> str:
    pairs = zip(zones, before, after, strict=True)
    return "|".join(zone for zone, one, other in pairs if one != other)


def _array(values: list[Any]) -> pa.Array:
    """Return a column as dBASE can hold it; numbers with just the digits that they have."""
    values = [None if value is pd.NA or value != value else value for value in values]  # noqa: PLR0124
    there = [value for value in values if value is not None]
    if there and all(isinstance(value, bool) for value in there):
        return pa.array(values, pa.bool_())
    if there and all(isinstance(value, dt.date) for value in there):
        return pa.array(values, pa.date32())
    if there and all(isinstance(value, int | float) for value in there):
        return _numbers(values)
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def _numbers(values: list[float | None]) -> pa.Array:
    """Return decimals: GDAL would give every number 24 places, too few for a thousand million."""
    exact = [None if value is None else Decimal(repr(value)) for value in values]
    there = [value for value in exact if value is not None]
    whole = max(1, *(value.adjusted() + 1 for value in there))
    if whole > EXACT:
        return pa.array([None if value is None else repr(value) for value in values], pa.string())
    # Only what is no number has a letter for an exponent.
    decimals = max(0, *(-int(value.as_tuple().exponent) for value in there))
    decimals = min(decimals, DIGITS - whole)
    with localcontext(prec=MOST):
        rounded = [value if value is None else round(value, decimals) for value in exact]
    return pa.array(rounded, pa.decimal128(DIGITS, decimals))


def _explained(
    columns: Iterable[str], names: list[str], cut: dict[str, str], replaced: dict[str, str]
) -> pd.DataFrame:
    ours = {column: text(f"column.{column}", LANG) for column in (*COLUMNS, *EXTRA)}
    listed = {
        "field": names,
        "column": list(columns),
        "label": [ours.get(column, "") for column in columns],
        "cut": [cut.get(name, "") for name in names],
        "replaced": [replaced.get(name, "") for name in names],
    }
    return pd.DataFrame(
        {text(f"writing.field.{key}", LANG): cells for key, cells in listed.items()}
    )
