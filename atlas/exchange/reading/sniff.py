"""Tell a file's format: by what it holds, whatever its name says."""

import zipfile
from pathlib import Path, PurePath

from atlas.exchange.findings import NOTE, Finding
from atlas.exchange.guard.limits import Limits
from atlas.exchange.reading import archives, redline, signatures
from atlas.exchange.reading.decode import Text
from atlas.i18n import text

# Format -> the suffixes its files usually have, the first the one to write. The order is the one
# they are named in.
FORMATS: dict[str, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm", ".xltx"),
    "xls": (".xls", ".et", ".xlsb", ".ods"),
    "csv": (".csv", ".tsv", ".txt"),
    "redline": (".txt",),
    "geojson": (".geojson", ".json"),
    "shp": (".zip", ".shp"),
    "gpkg": (".gpkg",),
    "gdb": (".zip",),
    "kml": (".kml", ".kmz", ".ovkml", ".ovkmz"),
    "gpx": (".gpx",),
    "gml": (".gml", ".xml"),
    "mif": (".zip", ".mif"),
    "tab": (".zip", ".tab"),
    "dxf": (".dxf",),
    "parquet": (".parquet", ".geoparquet"),
    "fgb": (".fgb",),
    "ndjson": (".geojsonl", ".ndjson", ".jsonl", ".geojsons", ".json", ".geojson"),
    "esrijson": (".json",),
    "topojson": (".topojson", ".json"),
    "ovjsn": (".ovjsn",),
    "html": (".html", ".htm"),
    "text": (".txt", ".dat"),
}
ZIP = b"PK"
_MIMETYPE, _LONG = "mimetype", 200  # what an OpenDocument says of itself, and its bytes


def format_name(kind: str, lang: str = "zh") -> str:
    """Return what a format is called."""
    return text(f"reading.format.{kind}", lang)


def binary(path: Path, data: bytes, limits: Limits) -> str:
    """
    Return the format of a file that is no text; nothing where it may be text.

    Parameters
    ----------
    path, data
        The file and its content.
    limits
        How much an archive may hold.

    Raises
    ------
    RefusedError
        If it is of a kind that is known not to be readable, with what to do instead.
    """
    known = signatures.of_bytes(data)
    if known is None and data.startswith(ZIP):
        known = _archived(path, limits)
    return _read_as(known)


def _archived(path: Path, limits: Limits) -> signatures.Signature:
    members = archives.members(path, limits)
    said = b""
    if any(member.filename == _MIMETYPE and member.file_size < _LONG for member in members):
        with zipfile.ZipFile(path) as archive:
            said = archive.read(_MIMETYPE)
    names = (member.filename for member in members)
    return signatures.of_members(names, said) or signatures.Signature("zip", reads="zip")


def _read_as(known: signatures.Signature | None) -> str:
    """Return the format that a file is read as; of one that is not read, the way out is said."""
    if known is not None and not known.reads:
        raise signatures.refusal(known)
    return known.reads if known else ""


def textual(name: str, said: Text) -> str:
    """Return the format of a text; ``""`` where it is neither a layer nor, by its name, a table."""
    known = signatures.of_text(said.text)
    if known is not None:
        return _read_as(known)
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
