"""
A binary workbook, .xlsb, byte by byte as [MS-XLSB] has it: no library at hand writes one.

`python -m tests.exchange.xlsb` writes `cases/binary_workbook.xlsb` anew.
"""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Sequence[str | float | None]]
CASE = Path(__file__).parent / "cases" / "binary_workbook.xlsb"
# The records of a workbook and of a sheet that a reader needs.
ROW, REAL, TEXT = 0, 5, 6
BEGIN_SHEET, END_SHEET, BEGIN_BOOK, END_BOOK = 129, 130, 131, 132
BEGIN_SHEETS, END_SHEETS, BEGIN_DATA, END_DATA, EXTENT, SHEET = 143, 144, 145, 146, 148, 156
_MAIN = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record: its kind and its length in groups of seven bits, and what it holds."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    n, size = len(data), b""
    while n > 0x7F:
        size, n = size + bytes([n & 0x7F | 0x80]), n >> 7
    return head + size + bytes([n]) + data


def _words(said: str) -> bytes:
    return struct.pack("<I", len(said)) + said.encode("utf-16-le")


def _sheet(rows: Rows) -> bytes:
    width = max(map(len, rows))
    said = record(BEGIN_SHEET) + record(EXTENT, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1))
    said += record(BEGIN_DATA)
    for n, row in enumerate(rows):
        said += record(ROW, struct.pack("<IIHBBBI", n, 0, 300, 0, 0, 0, 0))
        for m, cell in enumerate(row):
            at = struct.pack("<II", m, 0)
            if isinstance(cell, str):
                said += record(TEXT, at + _words(cell))
            elif cell is not None:
                said += record(REAL, at + struct.pack("<d", cell))
    return said + record(END_DATA) + record(END_SHEET)


def _related(targets: Mapping[str, tuple[str, str]]) -> str:
    said = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """Return a workbook of sheets, each a name and its rows."""
    numbered = list(enumerate(sheets.items(), start=1))
    book = record(BEGIN_BOOK) + record(BEGIN_SHEETS)
    for n, (name, _) in numbered:
        book += record(SHEET, struct.pack("<II", 0, n) + _words(f"rId{n}") + _words(name))
    book += record(END_SHEETS) + record(END_BOOK)
    types = (
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="bin" ContentType="{_MAIN}"/>'
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": _related({"rId1": ("officeDocument", "xl/workbook.bin")}),
        "xl/_rels/workbook.bin.rels": _related(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.bin") for n, _ in numbered}
        ),
        "xl/workbook.bin": book,
        **{f"xl/worksheets/sheet{n}.bin": _sheet(rows) for n, (_, rows) in numbered},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in parts.items():
            archive.writestr(zipfile.ZipInfo(name), said)
    return file.getvalue()


def example() -> bytes:
    """Return a workbook whose second sheet has the table."""
    rows = [
        ["开发区名称", "经度", "纬度", "产值"],
        ["兰州高新技术产业开发区", 103.885, 36.0625, 12.5],
        ["兰州经济技术开发区", 103.7175, 36.1025, 8.0],
    ]
    return workbook({"填表说明": [["一、本表由各开发区填写"]], "数据": rows})


if __name__ == "__main__":
    CASE.write_bytes(example())
