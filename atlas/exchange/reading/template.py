"""The workbook and the CSV file that a planner fills in, with what each column means."""

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from atlas.exchange.reading.heads import SPELLINGS
from atlas.i18n import text

# The columns of the template, in their order; industries and English name matter to own zones.
COLUMNS = (
    *("name", "lon", "lat", "basis", "accuracy_km", "source"),
    *("county", "industries", "name_en", "alias"),
)
_WIDE = {"name": 30, "source": 30, "industries": 30, "name_en": 30}
_HEAD = PatternFill("solid", fgColor="E8EEF4")


def heads(lang: str) -> dict[str, str]:
    """Return role -> head, in the order of the template."""
    return {role: SPELLINGS[role][lang == "en"] for role in COLUMNS}


def template(lang: str = "zh") -> bytes:
    """Return the workbook: a sheet to fill in, and one that explains it by an example."""
    book = Workbook()
    (sheet,) = book.worksheets
    sheet.title = text("reading.template.sheet", lang)
    for n, (role, head) in enumerate(heads(lang).items(), start=1):
        cell = sheet.cell(1, n, head)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(n)].width = _WIDE.get(role, 16)
    sheet.freeze_panes = "B2"
    about = book.create_sheet(text("reading.template.about", lang))
    about.append([text(f"reading.template.{head}", lang) for head in ("column", "means", "like")])
    for role, head in heads(lang).items():
        like = text(f"reading.like.{role}", lang)
        about.append([head, text(f"reading.means.{role}", lang), like])
    about.append([])
    for line in ("own", "match", "safe"):
        about.append([text(f"reading.template.{line}", lang)])
    for cell in about[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for letter, width in zip("ABC", (20, 70, 30), strict=True):
        about.column_dimensions[letter].width = width
    for row in about.iter_rows(min_row=2, max_row=len(COLUMNS) + 1):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def template_csv(lang: str = "zh") -> bytes:
    """Return the heads as a CSV file in UTF-8 with a mark, as Excel opens it."""
    file = io.StringIO()
    csv.writer(file).writerow(heads(lang).values())
    return file.getvalue().encode("utf-8-sig")
