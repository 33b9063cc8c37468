"""
Read workbooks: of all their sheets the one that holds the table, or the one asked for.

A merged cell counts for every row that it covers; whatever is hidden is said.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from atlas.exchange.findings import NOTE, WARNING, Finding
from atlas.exchange.guard.limits import Limits
from atlas.exchange.reading import archives, decode, heads
from atlas.exchange.reading.levels import Span
from atlas.exchange.reading.plain import cell, wrong

Json = dict[str, Any]
Rows = list[list[object]]
SHEET = 1_048_576  # rows of a sheet in Excel
MOST_FORMULAS = 200  # without a value, that are told of
SEARCHED = 30  # rows of a sheet in which heads are looked for
_MOST_SPANS = 20_000  # merged cells of a sheet that are followed
_CELLS, _PARTS = {"td", "th"}, {"td", "th", "tr", "table"}
_DOWN, _ACROSS = 1000, 100  # rows and columns that a cell of a page may span
_MOST_SHEETS = 60  # sheets that are looked at for the table
# Strict workbooks name every vocabulary otherwise; what they say with it is the same.
STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main",
     b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main",
     b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)  # fmt: skip
_SPAN = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def xlsx(_kind: str, path: Path, layer: str, limits: Limits) -> Json:
    """Read a sheet of a workbook as Excel writes it since 2007, strict or not."""
    members = archives.members(path, limits)
    path = path.rename(path.with_suffix(".xlsx"))  # openpyxl goes by the name
    _held(path, members)
    from openpyxl import load_workbook  # noqa: PLC0415 - only this format needs it

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheets = list(book.worksheets)
    shown = [sheet.title for sheet in sheets if sheet.sheet_state == "visible"]
    findings = [
        Finding("read.hidden_sheet", NOTE, value=sheet.title)
        for sheet in sheets
        if sheet.sheet_state != "visible"
    ]
    if not shown and not sheets:
        raise wrong("read.no_sheet")
    names = shown or [sheet.title for sheet in sheets]
    title = layer or _likely(names, lambda name: _rows(book[name], limits, most=SEARCHED + 5))
    if title not in book.sheetnames:
        raise wrong("read.no_layer", value=title)
    rows = _rows(book[title], limits)
    markup = _markup(path, book, title)
    spans = _spans(markup)
    if b'hidden="1"' in markup:
        findings.append(Finding("read.hidden", NOTE))
    if b"<f>" in markup or b"<f " in markup:
        findings += _uncalculated(path, title, rows)
    return _told(rows, spans, names, title, findings, asked=bool(layer))


def _told(  # noqa: PLR0913 - all that is known of a sheet
    rows: Rows,
    spans: Sequence[Span],
    names: Sequence[str],
    title: str,
    findings: list[Finding],
    *,
    asked: bool,
) -> Json:
    """Return what was read of a workbook."""
    if spans:
        findings.append(Finding("read.merged", NOTE, values={"n": len(spans)}))
    if not asked and len(names) > 1 and title != names[0]:
        values = {"layer": title}
        findings.append(Finding("read.sheet_found", NOTE, value=names[0], values=values))
    return {
        "rows": _covered(rows, spans),
        "spans": [list(span) for span in spans],
        "layers": list(names),
        "layer": title,
        "findings": findings,
    }


def _likely(names: Sequence[str], read: Callable[[str], Rows]) -> str:
    """Return the sheet that holds the table: that with most known heads, else the first of rows."""
    best, most = names[0], (0, 0)
    if len(names) == 1:
        return best
    for name in names[:_MOST_SHEETS]:
        rows = read(name)
        known = max((_known(row) if rows[n + 1 :] else 0 for n, row in enumerate(rows)), default=0)
        wide = sum(sum(each not in (None, "") for each in row) > 1 for row in rows)
        score = (known, int(wide > 1))
        if score > most:
            best, most = name, score
    return best


def _known(row: Iterable[object]) -> int:
    return sum(heads.is_known(each) for each in row)


def _held(path: Path, members: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse a workbook that declares entities; write a strict one in the usual words."""
    strict = False
    with zipfile.ZipFile(path) as archive:
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    start = part.read(2048)
                if b"<!" in start.replace(b"<!--", b""):
                    raise wrong("read.entities")
                strict = strict or b"purl.oclc.org/ooxml" in start
    if strict:
        _usual(path)


def _usual(path: Path) -> None:
    """Write a strict workbook anew with the names that libraries know."""
    made = path.with_suffix(".usual")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(made, "w") as usual:
        for member in archive.infolist():
            data = archive.read(member)
            if member.filename.endswith((".xml", ".rels")):
                for given, known in STRICT:
                    data = data.replace(given, known)
            usual.writestr(member.filename, data)
    made.replace(path)


def _rows(sheet: Any, limits: Limits, most: int = 0) -> Rows:  # noqa: ANN401 - openpyxl's
    """Return rows of cells, the first `most` of them or all; empty rows keep their place."""
    sheet.reset_dimensions()
    return _bounded(sheet.iter_rows(values_only=True, max_row=most or None), limits)


def _bounded(given: Iterable[Sequence[object]], limits: Limits) -> Rows:
    rows: Rows = []
    for n, row in enumerate(given, start=1):
        if n > SHEET:
            raise wrong("read.row_number", most=SHEET)
        if n > limits.rows:
            if any(each not in (None, "") for each in row):
                raise wrong("read.rows", most=limits.rows)
            continue
        cells = [cell(each) for each in row]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if len(cells) > limits.columns:
            raise wrong("read.columns", n, most=limits.columns)
        rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _markup(path: Path, book: Any, title: str) -> bytes:  # noqa: ANN401 - openpyxl's
    """Return the XML of a sheet."""
    sheet = book[title]
    with zipfile.ZipFile(path) as archive:
        return archive.read(sheet._worksheet_path)  # noqa: SLF001 - no public name for it


def _spans(markup: bytes) -> list[Span]:
    """Return the merged cells of a sheet."""
    found = []
    for match in _SPAN.finditer(markup):
        left, top, right, bottom = match.groups()
        found.append(Span(int(top) - 1, _column(left), int(bottom) - 1, _column(right)))
        if len(found) == _MOST_SPANS:
            break
    return found


def _column(letters: bytes) -> int:
    n = 0
    for letter in letters:
        n = 26 * n + letter - 64
    return n - 1


def _covered(rows: Rows, spans: Iterable[Span]) -> Rows:
    """Return rows in which a cell that is merged downwards stands in every row that it covers."""
    made = [list(row) for row in rows]
    for span in spans:
        if span.top >= len(made) or span.left >= len(made[span.top]):
            continue
        value = made[span.top][span.left]
        for row in made[span.top + 1 : span.bottom + 1] if value is not None else ():
            if not row:
                continue  # below the table: no row of it
            row.extend([None] * (span.left + 1 - len(row)))
            if row[span.left] in (None, ""):
                row[span.left] = value
    return made


def _uncalculated(path: Path, title: str, rows: Rows) -> list[Finding]:
    """Say which formulas have no value: the file was never calculated."""
    from openpyxl import load_workbook  # noqa: PLC0415 - see `xlsx`

    sheet = load_workbook(path, read_only=True, keep_links=False)[title]
    sheet.reset_dimensions()
    found: list[Finding] = []
    for n, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if n > len(rows) or len(found) == MOST_FORMULAS:
            break
        for m, each in enumerate(row):
            if isinstance(each, str) and each.startswith("="):
                value = rows[n - 1][m] if m < len(rows[n - 1]) else None
                if value is None and len(found) < MOST_FORMULAS:
                    found.append(Finding("read.formula", WARNING, n, value=each))
    return found


# Workbooks of other programs ----------------------------------------------------------------------


def other(_kind: str, path: Path, layer: str, limits: Limits) -> Json:
    """Read a sheet of what is no such workbook: .xls, .et, .xlsb, .ods."""
    if zipfile.is_zipfile(path):
        archives.members(path, limits)
    from python_calamine import (  # noqa: PLC0415 - only these formats need it
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise wrong("read.password") from None
    except CalamineError as error:
        raise wrong("read.xls_broken", value=str(error)) from None
    tables = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    shown = [each.name for each in tables if each.visible == SheetVisibleEnum.Visible]
    findings = [
        Finding("read.hidden_sheet", NOTE, value=each.name)
        for each in tables
        if each.visible != SheetVisibleEnum.Visible
    ]
    names = shown or [each.name for each in tables]
    if not names:
        raise wrong("read.no_sheet")

    def rows(name: str, most: int | None = None) -> Rows:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > SHEET or sheet.total_width > 4 * limits.columns:
            raise wrong("read.columns", most=limits.columns)
        return _bounded(
            ([_known_cell(each) for each in row] for row in
             sheet.to_python(skip_empty_area=False, nrows=most)),
            limits,
        )  # fmt: skip

    title = layer or _likely(names, lambda name: rows(name, SEARCHED + 5))
    if title not in {each.name for each in tables}:
        raise wrong("read.no_layer", value=title)
    ranges = book.get_sheet_by_name(title).merged_cell_ranges or []
    spans = [Span(*start, *end) for start, end in ranges[:_MOST_SPANS]]
    return _told(rows(title), spans, names, title, findings, asked=bool(layer))


def _known_cell(value: object) -> object:
    """Return a cell as Excel has it: these formats hold whole numbers as others."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return None if value == "" else value


# Tables of web pages ------------------------------------------------------------------------------


def html(_kind: str, path: Path, layer: str, limits: Limits) -> Json:
    """Read the table of a web page; many systems write one and call it .xls."""
    parser = _Tables(limits)
    parser.feed(decode.decode(path.read_bytes()).text)
    parser.close()
    tables = [table for table in parser.tables if any(len(row) > 1 for row in table.rows)]
    if not tables:
        raise wrong("read.html")
    names = [str(n) for n in range(1, len(tables) + 1)]
    title = layer or _likely(names, lambda name: tables[int(name) - 1].rows[: SEARCHED + 5])
    if title not in names:
        raise wrong("read.no_layer", value=title)
    table = tables[int(title) - 1]
    rows, alone = _bounded(table.rows, limits), len(names) == 1
    told = _told(rows, table.spans, [] if alone else names, title, [], asked=bool(layer))
    return told | {"layer": "" if alone else title}


class _Table:
    """The cells of a table of a page as they come."""

    def __init__(self) -> None:
        self.rows: Rows = []
        self.spans: list[Span] = []
        self._taken: set[tuple[int, int]] = set()

    def add(self, said: str | None, down: int, across: int) -> None:
        """Take a cell, at the first place of the row that no cell from above covers."""
        at, place = len(self.rows) - 1, 0
        while (at, place) in self._taken:
            place += 1
        row = self.rows[at]
        row += [None] * (place + across - len(row))
        row[place] = said
        if down > 1 or across > 1:
            self.spans.append(Span(at, place, at + down - 1, place + across - 1))
        for n in range(at, at + down):
            self._taken.update((n, m) for m in range(place, place + across))


class _Tables(HTMLParser):
    """Gather the tables of a page."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._limits = limits
        self._open: list[_Table] = []
        self._words: list[str] | None = None
        self._over = (1, 1)
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag in _PARTS:
            self._end_cell()
        if tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._open[-1].rows.append([])
        elif tag in _CELLS and self._open and self._open[-1].rows:
            given = dict(attrs)
            self._over = _many(given.get("rowspan"), _DOWN), _many(given.get("colspan"), _ACROSS)
            self._words = []
        elif tag == "br" and self._words is not None:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a cell and what it stands in."""
        if tag in _PARTS:
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Take the words of a cell."""
        if self._words is not None:
            self._words.append(data)

    def _end_cell(self) -> None:
        if self._words is None or not self._open:
            return
        down, across = self._over
        self._cells += down * across
        if self._cells > self._limits.cells:
            raise wrong("read.cells", most=self._limits.cells)
        self._open[-1].add(" ".join("".join(self._words).split()) or None, down, across)
        self._words = None


def _many(said: str | None, most: int) -> int:
    return min(int(said), most) if said and said.isascii() and said.isdecimal() and int(said) else 1
