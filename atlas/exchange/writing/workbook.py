"""Zones and other tables as Excel workbooks."""

import datetime as dt
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from atlas.exchange.coordinates.systems import SYSTEMS, WGS84
from atlas.exchange.guards import inert
from atlas.exchange.writing.fields import printable, unique
from atlas.exchange.writing.geometry import strays
from atlas.exchange.writing.tables import (
    COLUMNS,
    EXTRA,
    LANG,
    POSITION_KIND,
    attachment_rows,
    check_rows,
    park_rows,
    position_rows,
    rows,
)
from atlas.exchange.writing.texts import source
from atlas.i18n import text
from atlas.model import documents

if TYPE_CHECKING:
    import geopandas as gpd
    from openpyxl.worksheet.worksheet import Worksheet

    from atlas.exchange.writing.options import Options
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

CARD = ("key", "title_zh", "publisher", "number", "date", "url", "licence", "accessed")
WIDE = {"name_zh": 28, "name_en": 44, "industries": 48, "clusters": 40, "aliases": 28, "areas": 22}
TOLD = {"supports", "sure", "use"}  # columns of slugs that the workbook has in words
FIRST_DAY = dt.date(1900, 3, 1)  # Excel counts no days before, and miscounts the months before it
MOST_DIGITS = 2**53  # larger whole numbers lose their last digits in Excel


def _cell(value: object) -> object:
    """Return what a cell can hold: no formula, no day or number that Excel would change."""
    if isinstance(value, str):
        return printable(value.replace("\r\n", "\n").replace("\r", "\n"))
    if value is pd.NA or value != value:  # noqa: PLR0124 - NaN is not itself
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and value < FIRST_DAY:
        return value.isoformat()
    if isinstance(value, int) and abs(value) > MOST_DIGITS:
        return str(value)
    return value


def _append(sheet: "Worksheet", values: Iterable[object]) -> None:
    """Add a row whose texts stay texts, whatever they begin with and whoever edits them."""
    sheet.append([_plain(sheet, _cell(value)) for value in values])


def _plain(sheet: "Worksheet", value: object) -> object:
    """Return a value, in a cell of its own where openpyxl or Excel would read more into it."""
    if not isinstance(value, str) or not (value.startswith("#") or inert(value) != value):
        return value
    cell: Cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    cell.quotePrefix = inert(value) != value  # as Excel marks what was typed behind a quote
    return cell


def _write_sheet(sheet: "Worksheet", head: list[str], body: list[list[object]]) -> None:
    _append(sheet, head)
    for row in body:
        _append(sheet, row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def to_xlsx(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", options: "Options"
) -> bytes:
    """Return an Excel workbook: the zones, the sources, and how to read them."""
    table = rows(atlas, zones, selection, crs=options.crs)
    bases = {slug: text(f"basis.{slug}", LANG) for slug in set(atlas.members["basis"])}
    table["area_basis"] = [
        "|".join(bases[slug] for slug in slugs.split("|") if slug) for slugs in table["area_basis"]
    ]
    names = atlas.position_basis["name_zh"].to_dict()
    for column in {"position_basis", POSITION_KIND} & {*table.columns}:
        table[column] = [names.get(slug, slug) for slug in table[column]]
    book = Workbook()
    (sheet,) = book.worksheets
    sheet.title = text("sheet.zones", LANG)
    ours = {column: text(f"column.{column}", LANG) for column in (*COLUMNS, *EXTRA)}
    head = unique(ours.get(column, column) for column in table.columns)
    _write_sheet(sheet, head, table.astype(object).to_numpy().tolist())
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    for n, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = WIDE.get(column, 14)
    for name, more in (
        ("positions", position_rows(atlas, zones)),
        ("parks", park_rows(atlas, zones).drop(columns="geometry")),
        ("checks", check_rows(atlas, zones)),
        ("attachments", attachment_rows(atlas, zones)),
    ):
        for column in TOLD & {*more.columns}:
            told = {slug: text(f"position.{column}.{slug}", LANG) for slug in set(more[column])}
            more[column] = more[column].map(told)
        if len(more):
            sheet = book.create_sheet(text(f"writing.sheet.{name}", LANG))
            heads = [text(f"writing.of.{column}", LANG) for column in more.columns]
            _write_sheet(sheet, heads, more.astype(object).to_numpy().tolist())
    cards = atlas.sources.reset_index(names="key").reindex(columns=list(CARD), fill_value="")
    sheet = book.create_sheet(text("sheet.sources", LANG))
    _write_sheet(sheet, [text(f"card.{key}", LANG) for key in CARD], cards.to_numpy().tolist())
    sheet = book.create_sheet(text("sheet.notes", LANG))
    if options.crs != WGS84:
        sheet.append([text("writing.coordinates", LANG), SYSTEMS[options.crs].name(LANG)])
        far = strays(zones, options.crs)
        if far:
            sheet.append([text("writing.far", LANG), "|".join(far)])
    grade = text(f"grade.{selection.min_grade}", LANG)
    for key, words in (
        *((("note.document", documents.told(atlas, LANG)),) if atlas.plan else ()),
        ("note.selection", selection.describe(atlas, lang=LANG)),
        ("note.version", f"{atlas.version}  {atlas.date}"),
        ("note.position", text("note.position_text", LANG)),
        ("note.area", text("note.area_text", LANG)),
        ("note.cluster", text("note.cluster_text", LANG, grade=grade)),
        ("note.map", text("note.map_text", LANG)),
    ):
        _append(sheet, [text(key, LANG), words])
    sheet.column_dimensions["B"].width = 90
    for row in sheet.iter_rows(min_col=2, max_col=2):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


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
    (sheet,) = book.worksheets
    sheet.title = re.sub(r"[][*?:/\\]", "-", name)[:31]  # what Excel allows
    head = unique(map(str, table.columns))
    _write_sheet(sheet, head, table.to_numpy(dtype=object).tolist())
    for n in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(n)].width = 24
    notes = book.create_sheet(text("sheet.notes", LANG))
    _append(notes, [source(atlas)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
