"""Write selected zones in the formats that planners and programs take."""

import io
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from atlas.facets import grades
from atlas.i18n import text
from atlas.search import industries_with
from atlas.selection import GRADES
from geodata.schema import PLAN_CARD

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from atlas.load import Atlas
    from atlas.selection import Selection

# The stable columns of every table of zones; scripts of others rest on them and their order.
COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "level",
    "type",
    "areas",
    "area_basis",
    "prefecture",
    "county",
    "adcode",
    "industries",
    "clusters",
    "tags",
    "aliases",
    "lon",
    "lat",
    "position_basis",
    "accuracy_km",
    "box",
)
SEVERAL = ("areas", "area_basis", "industries", "clusters", "tags", "aliases")
CARD = ("key", "title_zh", "publisher", "number", "date", "url", "licence", "accessed")
WIDE = {"name_zh": 28, "name_en": 44, "industries": 48, "clusters": 40, "aliases": 28, "areas": 22}
LANG = "zh"  # the plan's own names stand in the tables
# Excel in some languages takes their full-width forms as well; `_inert` folds these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


@dataclass(frozen=True, slots=True)
class Exporter:
    """
    A format: its file suffix, its media type and the function that writes it.

    Attributes
    ----------
    suffix
        With the dot.
    mime
        Media type.
    write
        Takes atlas, zones (rows of ``atlas.zones``) and selection; returns the file.
    """

    suffix: str
    mime: str
    write: Callable[["Atlas", gpd.GeoDataFrame, "Selection"], bytes]


def _lists(table: pd.DataFrame, column: str, names: pd.Series | None = None) -> dict[str, list]:
    """Return zone -> the values of a column, as names if given, in table order."""
    values = table[column] if names is None else table[column].map(names)
    found: dict[str, list[str]] = {}
    for zone, value in zip(table["zone"], values, strict=True):
        found.setdefault(zone, []).append(value)
    return found


def records(
    atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection"
) -> list[dict[str, Any]]:
    """
    Return one record a zone with the stable columns, several values as lists.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.
    selection
        Gives the scheme of the areas and the weakest link that counts as a cluster.
    """
    members = atlas.members[atlas.members["scheme"] == selection.scheme]
    links = atlas.links[atlas.links["grade"].isin(grades(selection.min_grade))]
    ranks = {slug: n for n, slug in enumerate(atlas.clusters.index)}
    links = links.drop_duplicates(["zone", "cluster"]).sort_values(
        "cluster", key=lambda slugs: slugs.map(ranks), kind="stable"
    )
    tags = atlas.zone_tags.drop_duplicates(["zone", "tag"])
    several = {
        "areas": _lists(members, "area", atlas.areas["name_zh"]),
        "area_basis": _lists(members, "basis"),
        "industries": _lists(atlas.zone_industries, "industry", atlas.industries["name_zh"]),
        "clusters": _lists(links, "cluster", atlas.clusters["name_zh"]),
        "tags": _lists(tags, "tag", atlas.tags["name_zh"]),
        "aliases": _lists(atlas.aliases, "alias"),
    }
    single = pd.DataFrame(
        {
            "id": zones.index,
            "name_zh": zones["name_zh"].to_numpy(),
            "name_en": zones["name_en"].to_numpy(),
            "level": zones["level"].map(atlas.levels["name_zh"]).to_numpy(),
            "type": zones["zone_type"].map(atlas.types["name_zh"]).to_numpy(),
            "prefecture": zones["prefecture"].map(atlas.prefectures["name_zh"]).to_numpy(),
            "county": zones["county"].map(atlas.counties["name_zh"]).to_numpy(),
            "adcode": zones["county"].to_numpy(),
            "lon": zones["lon"].to_numpy(),
            "lat": zones["lat"].to_numpy(),
            "position_basis": zones["position_basis"].to_numpy(),
            "accuracy_km": zones["accuracy_km"].to_numpy(),
            "box": zones["box"].to_numpy(),
        }
    ).to_dict("records")
    return [
        {
            column: several[column].get(row["id"], []) if column in several else row[column]
            for column in COLUMNS
        }
        for row in single
    ]


def rows(atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection") -> pd.DataFrame:
    """Return the table of `records`: `COLUMNS`, several values joined by ``|``."""
    table = pd.DataFrame(records(atlas, zones, selection), columns=list(COLUMNS))
    return table.assign(**{column: table[column].map("|".join) for column in SEVERAL})


def link_rows(
    atlas: "Atlas",
    zones: gpd.GeoDataFrame,
    selection: "Selection",
) -> pd.DataFrame:
    """
    Return the phrase-to-cluster links of some zones.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.
    selection
        Its clusters and industries, if any, and its weakest grade limit the rows too.

    Returns
    -------
    pd.DataFrame
        Columns zone, industry, cluster, grade, reason. Phrases that belong to no cluster have the
        last three empty; they are left out where clusters, or more than weak links, are asked for.
    """
    links = atlas.links
    counted = links["grade"].isin(grades(selection.min_grade))
    if selection.min_grade == GRADES[-1] and not selection.clusters:
        counted |= links["cluster"].isna()
    kept = counted & links["zone"].isin(zones.index)
    if selection.clusters:
        kept &= links["cluster"].isin(selection.clusters)
    if selection.industries:
        kept &= links["industry"].isin(selection.industries)
    if selection.industry_contains:
        kept &= links["industry"].isin(industries_with(atlas, selection.industry_contains))
    links = links[kept]
    reasons = [
        text("links.beyond", LANG, reason=reason) if beyond else reason
        for reason, beyond in zip(links["reason_zh"], links["beyond"], strict=True)
    ]
    return pd.DataFrame(
        {
            "zone": links["zone"],
            "industry": links["industry"].map(atlas.industries["name_zh"]),
            "cluster": links["cluster"].map(atlas.clusters["name_zh"]).fillna(""),
            "grade": links["grade"],
            "reason": reasons,
        }
    ).reset_index(drop=True)


def indicator_rows(atlas: "Atlas") -> pd.DataFrame:
    """Return the plan's figures: columns name, unit, year, value, kind, scope, source."""
    table = atlas.indicators.rename(
        columns={"name_zh": "name", "unit_zh": "unit", "scope_zh": "scope"}
    )
    return table[["name", "unit", "year", "value", "kind", "scope", "source"]]


def csv_text(table: pd.DataFrame) -> str:
    """Return a table as CSV with a header, LF at line ends, numbers without idle digits."""
    return table.to_csv(index=False, lineterminator="\n", float_format="%.10g")


def json_text(content: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Return readable JSON with Chinese as it is; NaN is refused."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _inert(value: object) -> object:
    """Return a text that a spreadsheet would take for a formula as plain text."""
    if not isinstance(value, str):
        return value
    # A lone carriage return would end the row: pandas does not quote it.
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    risky = unicodedata.normalize("NFKC", value[:1]) in FORMULA_STARTS
    return f"'{value}" if risky else value


def _source(atlas: "Atlas") -> str:
    """Say which plan and which data a file rests on."""
    plan = atlas.sources.loc[PLAN_CARD]
    return text(
        "note.source",
        LANG,
        title=plan[f"title_{LANG}"],
        number=plan["number"],
        version=atlas.version,
    )


def to_csv(atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection") -> bytes:
    """Return CSV for Excel: with a byte order mark, without formulas."""
    return csv_text(rows(atlas, zones, selection).map(_inert)).encode("utf-8-sig")


def to_json(atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection") -> bytes:
    """Return a plain JSON array: one object a zone, several values as arrays, nothing beside."""
    return json_text(records(atlas, zones, selection)).encode()


def to_geojson(atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection") -> bytes:
    """
    Return GeoJSON (RFC 7946): a collection of points in WGS 84.

    Its foreign members say what was selected (``title``), the plan and version of the data
    (``source``, ``version``) and that positions are approximate (``note``).
    """
    features = [
        {
            "type": "Feature",
            "id": record["id"],
            "geometry": {"type": "Point", "coordinates": [record["lon"], record["lat"]]},
            "properties": record,
        }
        for record in records(atlas, zones, selection)
    ]
    collection = {
        "type": "FeatureCollection",
        "title": selection.describe(atlas, lang=LANG),
        "source": _source(atlas),
        "version": atlas.version,
        "note": text("note.position_text", LANG),
        "features": features,
    }
    return json_text(collection).encode()


def to_gpkg(atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection") -> bytes:
    """
    Return a GeoPackage with one layer, ``zones``, in EPSG:4326.

    The layer's description says the source and that positions are approximate.
    """
    layer = gpd.GeoDataFrame(
        rows(atlas, zones, selection), geometry=zones.geometry.array, crs=zones.crs
    )
    file = io.BytesIO()
    # The id stays a text column: GeoPackage keeps its own numeric one.
    layer.to_file(
        file,
        driver="GPKG",
        layer="zones",
        engine="pyogrio",
        layer_options={"DESCRIPTION": f"{_source(atlas)} {text('note.position_text', LANG)}"},
    )
    return file.getvalue()


def _write_sheet(sheet: "Worksheet", head: list[str], body: list[list[object]]) -> None:
    sheet.append(head)
    for row in body:
        sheet.append([_inert(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def to_xlsx(atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection") -> bytes:
    """Return an Excel workbook: the zones, the sources, and how to read them."""
    table = rows(atlas, zones, selection)
    bases = {slug: text(f"basis.{slug}", LANG) for slug in set(atlas.members["basis"])}
    table["area_basis"] = [
        "|".join(bases[slug] for slug in slugs.split("|") if slug) for slugs in table["area_basis"]
    ]
    table["position_basis"] = table["position_basis"].map(atlas.position_basis["name_zh"])
    book = Workbook()
    sheet = book.active
    sheet.title = text("sheet.zones", LANG)
    head = [text(f"column.{column}", LANG) for column in COLUMNS]
    _write_sheet(sheet, head, table.to_numpy(dtype=object).tolist())
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    for n, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = WIDE.get(column, 14)
    cards = atlas.sources.reset_index(names="key").reindex(columns=list(CARD), fill_value="")
    sheet = book.create_sheet(text("sheet.sources", LANG))
    _write_sheet(sheet, [text(f"card.{key}", LANG) for key in CARD], cards.to_numpy().tolist())
    sheet = book.create_sheet(text("sheet.notes", LANG))
    grade = text(f"grade.{selection.min_grade}", LANG)
    for key, words in (
        ("note.selection", selection.describe(atlas, lang=LANG)),
        ("note.version", f"{atlas.version}  {atlas.date}"),
        ("note.position", text("note.position_text", LANG)),
        ("note.area", text("note.area_text", LANG)),
        ("note.cluster", text("note.cluster_text", LANG, grade=grade)),
        ("note.map", text("note.map_text", LANG)),
    ):
        sheet.append([text(key, LANG), _inert(words)])
    sheet.column_dimensions["B"].width = 90
    for row in sheet.iter_rows(min_col=2, max_col=2):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table_csv(table: pd.DataFrame) -> bytes:
    """Return any table as CSV for Excel: with a byte order mark, without formulas."""
    return csv_text(table.map(_inert).rename(columns=_inert)).encode("utf-8-sig")


def table_xlsx(atlas: "Atlas", table: pd.DataFrame, *, name: str) -> bytes:
    """
    Return any table as an Excel workbook, with a sheet that says what it rests on.

    Parameters
    ----------
    atlas
        Whose data they are.
    table
        Texts and numbers.
    name
        Of its sheet.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[][*?:/\\]", "-", name)[:31]  # what Excel allows
    head = [_inert(str(column)) for column in table.columns]
    _write_sheet(sheet, head, table.to_numpy(dtype=object).tolist())
    for n in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(n)].width = 24
    notes = book.create_sheet(text("sheet.notes", LANG))
    notes.append([_inert(_source(atlas))])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


EXPORTERS = {
    "csv": Exporter(".csv", "text/csv", to_csv),
    "json": Exporter(".json", "application/json", to_json),
    "geojson": Exporter(".geojson", "application/geo+json", to_geojson),
    "xlsx": Exporter(
        ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx
    ),
    "gpkg": Exporter(".gpkg", "application/geopackage+sqlite3", to_gpkg),
}


def write(
    atlas: "Atlas",
    zones: gpd.GeoDataFrame,
    selection: "Selection",
    *,
    format: str,  # noqa: A002
) -> bytes:
    """
    Write zones in one of the formats of `EXPORTERS`.

    Raises
    ------
    KeyError
        If there is no such format.
    """
    return EXPORTERS[format].write(atlas, zones, selection)
