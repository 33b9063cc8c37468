"""Tell a file's format: by what it holds, whatever its name says."""

import io
import zipfile
from pathlib import PurePath

from atlas.exchange.findings import ERROR, NOTE, Finding, RefusedError
from atlas.exchange.reading import redline
from atlas.exchange.reading.decode import Text
from atlas.i18n import text

# Format -> the suffixes its files usually have, the first the one to write. The order is the one
# they are named in.
FORMATS: dict[str, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm"),
    "csv": (".csv", ".tsv", ".txt"),
    "redline": (".txt",),
    "geojson": (".geojson", ".json"),
    "shp": (".zip",),
    "gpkg": (".gpkg",),
    "kml": (".kml", ".kmz"),
    "parquet": (".parquet", ".geoparquet"),
    "fgb": (".fgb",),
    "text": (".txt",),
}
_MAGIC = {
    b"SQLite format 3\0": "gpkg",
    b"PAR1": "parquet",
    b"fgb\x03fgb": "fgb",
}
_REFUSED = {  # formats that are known and not read
    b"\xd0\xcf\x11\xe0": "read.old_office",
    b"%PDF": "read.not_data",
    b"\x89PNG": "read.not_data",
    b"\xff\xd8\xff": "read.not_data",
    b"Rar!": "read.archive",
    b"7z\xbc\xaf": "read.archive",
    b"AC10": "read.drawing",
}
ZIP = b"PK"


def format_name(kind: str, lang: str = "zh") -> str:
    """Return what a format is called."""
    return text(f"reading.format.{kind}", lang)


def binary(data: bytes) -> str:
    """
    Return the format of a file that is no text; nothing where it may be text.

    Raises
    ------
    RefusedError
        If it is of a kind that is known not to be readable, with what to do instead.
    """
    for magic, code in _REFUSED.items():
        if data.startswith(magic):
            raise RefusedError(Finding(code, ERROR))
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            return kind
    return _archived(data) if data.startswith(ZIP) else ""


def _archived(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.lower() for name in archive.namelist()[:10_000]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise RefusedError(Finding("read.zip_broken", ERROR)) from None
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.endswith(".shp") for name in names):
        return "shp"
    if any(name.endswith(".kml") for name in names):
        return "kmz"
    raise RefusedError(Finding("read.zip_unknown", ERROR))


def textual(name: str, said: Text) -> str:
    """Return the format of a text; ``"text"`` where it is neither a table nor a layer."""
    start = said.text[:4000].lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[{")):
        return "geojson"
    if start.startswith("<"):
        if "<kml" in said.text[:4000]:
            return "kml"
        raise RefusedError(Finding("read.markup", ERROR))
    if redline.looks_like(said.text):
        return "redline"
    suffix = PurePath(name).suffix.lower()
    return "csv" if suffix in {".csv", ".tsv"} else ""


def contradiction(name: str, kind: str) -> list[Finding]:
    """Say where a file's suffix is of another format than what it holds."""
    suffix = PurePath(name).suffix.lower()
    usual = FORMATS["kml" if kind == "kmz" else kind]
    known = {each for suffixes in FORMATS.values() for each in suffixes}
    if not name or suffix in usual or suffix not in known:
        return []
    return [Finding("read.suffix", NOTE, value=suffix, values={"usual": usual[0]})]
