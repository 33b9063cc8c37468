"""Look into the table of a shapefile for what GDAL passes over in silence."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from atlas.exchange.findings import NOTE, Finding

HEAD, FIELD = 32, 32  # bytes of the head of a table, and of each field's description
END = 0x0D  # begins what follows the fields' descriptions
DELETED = b"*"  # what a record begins with that was taken out


class Field(NamedTuple):
    """A field: its kind (``C N F D L``), where it lies in a record, its width and decimals."""

    kind: str
    start: int
    width: int
    decimals: int


def fields(data: bytes) -> list[Field]:
    """Return the fields that a table's head describes, in their order."""
    found, at, start = [], HEAD, 1
    while at + FIELD <= len(data) and data[at] != END:
        width, decimals = data[at + 16], data[at + 17]
        found.append(Field(chr(data[at + 11]), start, width, decimals))
        at, start = at + FIELD, start + width
    return found


def _records(data: bytes) -> Iterator[bytes]:
    begin, length = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    if not length:
        return
    for n in range(int.from_bytes(data[4:8], "little")):
        record = data[begin + n * length : begin + (n + 1) * length]
        if len(record) < length:
            return
        if not record.startswith(DELETED):
            yield record


def overflown(path: Path, heads: list[str]) -> list[Finding]:
    """
    Say where a number's cell holds stars: programs write them where it was too long for its field.

    GDAL writes them where there is no number at all, so it is no more than a note.

    Parameters
    ----------
    path
        The table.
    heads
        Of its fields, for the findings.
    """
    data = path.read_bytes()
    numbers = [
        (head, field)
        for head, field in zip(heads, fields(data), strict=False)
        if field.kind in {"N", "F"}
    ]
    stars: dict[str, list[int]] = {}
    for row, record in enumerate(_records(data), start=1):
        if DELETED not in record:
            continue
        for head, field in numbers:
            cell = record[field.start : field.start + field.width].strip()
            if cell and not cell.strip(DELETED):
                stars.setdefault(head, []).append(row)
    return [
        Finding("read.overflow", NOTE, rows[0], head, "*", {"n": len(rows)})
        for head, rows in stars.items()
    ]


def whole(path: Path) -> list[bool]:
    """Return of each field whether it holds whole numbers, however GDAL reads it."""
    return [each.kind == "N" and not each.decimals for each in fields(path.read_bytes())]
