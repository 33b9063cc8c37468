"""
What becomes of files on their way: `KEPT` says the same as before, `BROKEN` says something else.

Each takes a name, a content and chance and gives both back; None where a file has no such thing.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePath
from random import Random

import pandas as pd
from openpyxl import load_workbook

from tests.exchange import samples

WAYS = 7  # of `mutated`
File = tuple[str, bytes]
Change = Callable[[str, bytes, Random], File | None]
_TEXTS = {".csv", ".txt", ".dat", ".kml", ".gpx", ".geojson", ".json", ".ovjsn"}
_PLAIN = {".csv", ".txt", ".dat"}
_LISTED = ("点号", "J1,")  # heads of tables whose rows are corners: their order says something
_WIDE = {ord(char): ord(char) - 0x20 + 0xFF00 for char in "0123456789."}


def suffix(name: str) -> str:
    """Return the suffix of a file's name, in small letters."""
    return PurePath(name).suffix.lower()


def words(data: bytes) -> str | None:
    """Return a text, whichever of the two usual encodings it is in; None of what is none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def mutated(data: bytes, way: int, chance: Random) -> bytes:  # noqa: PLR0911 - a way, a line
    """Return bytes with one kind of damage, of `WAYS`."""
    n = len(data)
    at = chance.randrange(n)
    if way == 0:
        return data[:at]
    if way == 1:
        return data[at:]
    if way == 2:
        flipped = bytearray(data)
        for _ in range(chance.randrange(1, 30)):
            flipped[chance.randrange(n)] = chance.randrange(256)
        return bytes(flipped)
    if way == 3:
        return data[:at] + chance.randbytes(chance.randrange(1, 400)) + data[at:]
    if way == 4:
        part = data[at : at + chance.randrange(1, 200)]
        return data[:at] + part * chance.randrange(2, 200) + data[at:]
    if way == 5:
        return data[:at] + bytes(chance.randrange(1, 2000)) + data[at:]
    return data.replace(b"0", b"9999999999")[: n * 4]


# What says the same -------------------------------------------------------------------------------


def encoded(name: str, data: bytes, chance: Random) -> File | None:
    """Write a text in another encoding; what declares one says so."""
    said = words(data)
    if said is None or suffix(name) not in _TEXTS:
        return None
    encoding = chance.choice(["utf-8", "utf-8-sig", "utf-16", "gb18030"])
    if suffix(name) in {".geojson", ".json", ".ovjsn"}:
        encoding = chance.choice(["utf-8", "utf-8-sig", "utf-16"])
    declared = encoding.removesuffix("-sig")
    return name, re.sub(r'encoding="[^"]*"', f'encoding="{declared}"', said).encode(encoding)


def line_ends(name: str, data: bytes, chance: Random) -> File | None:
    """End lines otherwise, with blanks before and empty lines between them."""
    said = words(data)
    if said is None or suffix(name) not in _PLAIN:
        return None
    lines = said.splitlines()
    if suffix(name) == ".csv":
        lines.insert(chance.randrange(len(lines) + 1), "")
    end = chance.choice(["\r\n", "\n", " \r\n"])
    return name, (end.join(lines) + end * chance.randrange(4)).encode("utf-8-sig")


def wide(name: str, data: bytes, _: Random) -> File | None:
    """Write digits in full width, as some input methods do."""
    said = words(data)
    if said is None or suffix(name) != ".csv" or "POLYGON" in said:
        return None
    head, end, rest = said.partition("\n")
    return name, (head + end + rest.translate(_WIDE)).encode()


def columns_moved(name: str, data: bytes, chance: Random) -> File | None:
    """Put the columns of a table in another order, their heads along with them."""
    rows = _table(name, data)
    if rows is None:
        return None
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    return name, _csv([[row[n] for n in order] for row in rows], ",")


def rows_moved(name: str, data: bytes, chance: Random) -> File | None:
    """Put the rows of a list of zones in another order."""
    rows = _table(name, data)
    if rows is None or rows[0][0] in _LISTED or not rows[1][0]:
        return None
    return name, _csv([rows[0], *chance.sample(rows[1:], len(rows) - 1)], ",")


def delimited(name: str, data: bytes, chance: Random) -> File | None:
    """Set the cells of a table apart by another sign."""
    rows = _table(name, data)
    return None if rows is None else (name, _csv(rows, chance.choice(["\t", ";"])))


def as_workbook(name: str, data: bytes, _: Random) -> File | None:
    """Put a table into a workbook, every cell as its text."""
    rows = _table(name, data)
    if rows is None:
        return None
    file = io.BytesIO()
    frame = pd.DataFrame([[cell or None for cell in row] for row in rows])
    frame.to_excel(file, header=False, index=False)
    return f"{name[:-4]}.xlsx", file.getvalue()


def sheet_in_front(name: str, data: bytes, _: Random) -> File | None:
    """Put a sheet of instructions before the others of a workbook."""
    if suffix(name) != ".xlsx":
        return None
    try:
        book = load_workbook(io.BytesIO(data))
        if not any(sheet.max_row > 1 for sheet in book):
            return None  # a strict one, of which it sees nothing
        book.create_sheet("填写要求", 0).append(["一、请各开发区认真填写"])
    except Exception:  # noqa: BLE001 - whatever this library says of strict and protected ones
        return None
    file = io.BytesIO()
    book.save(file)
    return name, file.getvalue()


def archived(name: str, data: bytes, _: Random) -> File | None:
    """Pack a file, beside another that nobody reads."""
    if suffix(name) not in {".csv", ".kml", ".xlsx", ".geojson", ".gpx", ".dxf"}:
        return None
    return "x.zip", samples.zipped({name: data, "图例.jpg": b"\xff\xd8\xff\xe0 picture"})


def renamed(name: str, data: bytes, chance: Random) -> File:
    """Give a file the suffix of another kind: its content says what it is."""
    given = chance.choice([".txt", ".dat"]) if suffix(name) in _PLAIN else chance.choice(
        [".txt", ".xlsx", ".zip", ""]
    )  # fmt: skip
    return f"新建{given}", data


KEPT: dict[str, Change] = {
    each.__name__: each
    for each in (
        *(encoded, line_ends, wide, columns_moved, rows_moved, delimited),
        *(as_workbook, sheet_in_front, archived, renamed),
    )
}


def _table(name: str, data: bytes) -> list[list[str]] | None:
    """Return the rows of a CSV table, all of one width; None of anything else."""
    said = words(data)
    if said is None or suffix(name) != ".csv":
        return None
    rows = [row for row in csv.reader(io.StringIO(said)) if row]
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows] if len(rows) > 1 else None


def _csv(rows: list[list[str]], sign: str) -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=sign).writerows(rows)
    return file.getvalue().encode()


# What says something else -------------------------------------------------------------------------


def damaged(name: str, data: bytes, chance: Random) -> File:
    """Damage bytes; of an archive also within it."""
    way = chance.randrange(WAYS)
    return _within(name, data, chance, lambda part: mutated(part, way, chance))


def cut(name: str, data: bytes, chance: Random) -> File:
    """Leave out the end."""
    return name, data[: chance.randrange(1, len(data))]


def flipped(name: str, data: bytes, chance: Random) -> File:
    """Turn a few bytes into others."""
    return _within(name, data, chance, lambda part: mutated(part, 2, chance))


def digits(name: str, data: bytes, chance: Random) -> File | None:
    """Drop a digit, double it, or make it another, as a hand does."""

    def typed(part: bytes) -> bytes:
        there = [match.start() for match in re.finditer(rb"\d", part)]
        for _ in range(chance.randrange(1, 4)):
            if not there:
                return part
            at = chance.choice(there)
            new = chance.choice([b"", part[at : at + 1] * 2, b"%d" % chance.randrange(10)])
            part = part[:at] + new + part[at + 1 :]
        return part

    return _within(name, data, chance, typed)


def mistyped(name: str, data: bytes, chance: Random) -> File | None:
    """Make one of the leading digits of a long number another, which moves a place by far."""
    number = re.compile(rb"\d[\d.]{4,}")

    def typed(part: bytes) -> bytes:
        there = list(number.finditer(part))
        if not there:
            return part
        at = chance.choice(there).start() + chance.randrange(6)
        if not part[at : at + 1].isdigit():
            at -= 1
        return part[:at] + b"%d" % chance.randrange(10) + part[at + 1 :]

    return _within(name, data, chance, typed)


def signs(name: str, data: bytes, chance: Random) -> File | None:
    """Put one of the signs between numbers in the place of another."""
    marks = b".,;- \t\n\"'"

    def exchanged(part: bytes) -> bytes:
        there = [n for n, byte in enumerate(part) if byte in marks]
        if not there:
            return part
        at = chance.choice(there)
        return part[:at] + bytes([chance.choice(marks)]) + part[at + 1 :]

    return _within(name, data, chance, exchanged)


def lines(name: str, data: bytes, chance: Random) -> File | None:
    """Drop a line, double it, or put it elsewhere."""
    said = words(data)
    if said is None or suffix(name) not in _TEXTS:
        return None
    parts = said.splitlines()
    if len(parts) == 1:  # some programs write all on one
        parts = re.split(r"(?<=>)|(?<=\],)|(?<=；)", said)
    at, to = (chance.randrange(len(parts)) for _ in range(2))
    line = parts.pop(at)
    if chance.random() < 0.7:
        parts.insert(to, line)
        if chance.random() < 0.5:
            parts.insert(at, line)
    return name, ("\n" if "\n" in said else "").join(parts).encode()


def cells(name: str, data: bytes, chance: Random) -> File | None:
    """Exchange two cells of a table, empty one, or put a column under another's head."""
    rows = _table(name, data)
    if rows is None:
        return None
    made = [list(row) for row in rows]
    first, last = (chance.randrange(len(made)) for _ in range(2))
    one, other = (chance.randrange(len(made[0])) for _ in range(2))
    how = chance.randrange(3)
    if how == 0:
        made[first][one], made[last][other] = made[last][other], made[first][one]
    elif how == 1:
        made[last][one] = ""
    else:
        made[0][one], made[0][other] = made[0][other], made[0][one]
    return name, _csv(made, ",")


def misread(name: str, data: bytes, chance: Random) -> File | None:
    """Write a text as a program does that took it for one in another encoding."""
    said = words(data)
    if said is None or suffix(name) not in _TEXTS:
        return None
    one, other = chance.sample(["utf-8", "gb18030", "latin-1"], 2)
    return name, said.encode(one, "replace").decode(other, "replace").encode()


BROKEN: dict[str, Change] = {
    each.__name__: each
    for each in (damaged, cut, flipped, digits, mistyped, signs, lines, cells, misread)
}


def _within(name: str, data: bytes, chance: Random, change: Callable[[bytes], bytes]) -> File:
    """Change a file; of an archive rather one that it holds."""
    if not data.startswith(b"PK") or chance.random() < 0.1:
        return name, change(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    within = [each for each, held in files.items() if held and _is_of_interest(each)]
    if not within:
        return name, change(data)
    one = chance.choice(within)
    return name, samples.zipped(files | {one: change(files[one])})


def _is_of_interest(name: str) -> bool:
    """Tell whether a member of an archive says what is in it, not how it looks."""
    return not re.search(r"(theme|styles|docProps|_rels|Content_Types)", name)
