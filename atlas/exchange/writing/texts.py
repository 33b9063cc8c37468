"""Zones and other tables as CSV and JSON."""

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.exchange.guards import inert
from atlas.exchange.writing.fields import unique
from atlas.exchange.writing.tables import LANG, records, rows
from atlas.i18n import text
from atlas.model import documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from atlas.exchange.writing.options import Options
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection


def csv_text(table: pd.DataFrame) -> str:
    """Return a table as CSV with a header, LF at line ends, numbers without idle digits."""
    return table.to_csv(index=False, lineterminator="\n", float_format="%.10g")


def plain_csv(table: pd.DataFrame) -> str:
    """Return a table of `rows` as CSV for programs: every number whole, dates as ISO 8601."""
    return csv_text(table.astype(object).map(_cell))


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is not itself
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        # The shortest digits that give the number back, without an exponent where it is short.
        short = f"{value:.15g}"
        return short if float(short) == value else repr(value)
    return str(value)


def json_text(content: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Return readable JSON with Chinese as it is; NaN is refused."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def source(atlas: "Atlas") -> str:
    """Say which document and which data a file rests on, and what one must know of the former."""
    card = atlas.sources.loc[atlas.documents.loc[atlas.document, "source"]]
    said = text(
        "note.source",
        LANG,
        title=card[f"title_{LANG}"],
        number=card["number"],
        version=atlas.version,
    )
    return text("note.and", LANG, said=said, more=told) if (told := documents.told(atlas)) else said


def to_csv(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", options: "Options"
) -> bytes:
    """Return CSV for Excel: with a byte order mark, without formulas."""
    table = rows(atlas, zones, selection, crs=options.crs)
    guarded = table.astype(object).map(inert).set_axis(table_heads(table.columns), axis=1)
    return plain_csv(guarded).encode("utf-8-sig")


def table_heads(names: "Iterable[str]") -> list[str]:
    """Return the heads of a table that a spreadsheet may read: no formula, no two equal."""
    return unique(inert(str(name)) for name in names)


def to_json(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", _options: "Options"
) -> bytes:
    """Return a plain JSON array: one object a zone, several values as arrays, nothing beside."""
    return json_text(records(atlas, zones, selection)).encode()


def table_csv(table: pd.DataFrame) -> bytes:
    """Return any table as CSV for Excel: with a byte order mark, without formulas."""
    return csv_text(table.map(inert).rename(columns=inert)).encode("utf-8-sig")
