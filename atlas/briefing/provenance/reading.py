"""Find the record in a file and read it, whatever else the file holds."""

import io
import re
import zipfile
import zlib
from html import unescape

from atlas.briefing.provenance.record import (
    CUSTOM,
    ELEMENT,
    MAX_RECORD,
    PROPERTY,
    Proof,
    ProofError,
)
from atlas.briefing.typeset.chunks import SIGNATURE, chunks

MAX_FILE = 64 * 2**20  # bytes that are looked at
_ZIP = b"PK\x03\x04"
# Nothing in these two may run over a whole file: a hostile one would keep the reader for hours.
_ELEMENT = re.compile(
    rf'<(metadata|script)\b[^<>]{{0,200}}\bid="{ELEMENT}"[^<>]{{0,200}}>([^<]*)</\1>'
)
_VALUE = re.compile(
    rf'name="{PROPERTY}"[^<>]{{0,200}}>\s{{0,200}}'
    r"<(?:\w{1,20}:)?lpwstr[^<>]{0,200}>([^<]*)</"
)


# What a file is.
PICTURE, ZIPPED, PRINTED, WRITTEN = "picture", "zipped", "printed", "written"


def sort_of(data: bytes) -> str:
    """Return what a file is by its content: `PICTURE`, `ZIPPED`, `PRINTED` or else `WRITTEN`."""
    if data.startswith(SIGNATURE):
        return PICTURE
    if data.startswith(_ZIP):
        return ZIPPED
    return PRINTED if b"%PDF-" in data[:1024] else WRITTEN


def read(data: bytes) -> Proof:
    """
    Return the record that a file carries; one of our own, for it is looked for right here.

    Parameters
    ----------
    data
        A PNG, SVG, PDF, PPTX, DOCX or HTML file; what it is shows in its content.

    Raises
    ------
    ProofError
        If it carries none, or one that cannot be read.
    """
    hold(data)
    return Proof.from_json(find(data))


def hold(data: bytes) -> None:
    """Refuse a file that is too large to be looked at, or empty."""
    if len(data) > MAX_FILE:
        raise ProofError("large", most=MAX_FILE // 2**20)
    if not data:
        raise ProofError("empty")


def find(data: bytes) -> str:
    """Return the record of a file as it stands there, as JSON."""
    readers = {PICTURE: _from_png, ZIPPED: _from_zip, PRINTED: _from_pdf, WRITTEN: _from_markup}
    found = readers[sort_of(data)](data)
    if not found:
        raise ProofError("none")
    return found


def _from_png(data: bytes) -> str:
    for kind, body in chunks(data):
        if kind == b"iTXt" and body.startswith(PROPERTY.encode() + b"\0"):
            rest = body[len(PROPERTY) + 1 :]
            squeezed, words = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
            return _decoded(_inflated(words) if squeezed else words)
    return ""


def _inflated(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, MAX_RECORD)
    except zlib.error as error:
        raise ProofError("damaged") from error
    if unpacker.unconsumed_tail:
        raise ProofError("damaged")
    return unpacked


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ProofError("damaged") from error


def _from_zip(data: bytes) -> str:
    # zipfile's own, and what its parts let through; an encrypted part is a RuntimeError.
    broken = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(CUSTOM)
            # What office programs write; others unpack without a bound that zipfile knows.
            plain = info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
            if info.file_size > 2 * MAX_RECORD or not plain:
                raise ProofError("damaged")
            with archive.open(info) as part:
                written = _decoded(part.read(2 * MAX_RECORD))
    except KeyError:
        return ""
    except broken as error:
        raise ProofError("damaged") from error
    # By its own form, not by an XML parser: a file from anywhere may hold entities.
    found = _VALUE.search(written)
    return unescape(found[1]) if found else ""


def _from_pdf(data: bytes) -> str:
    # pypdf takes as long to import as all the rest of a snapshot's reading.
    from atlas.briefing.provenance import pages  # noqa: PLC0415

    return pages.record_of(data)


def _from_markup(data: bytes) -> str:
    """Return the record of an SVG's metadata element or of an HTML page's script."""
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProofError("unknown") from error
    if "<" not in written[:2000]:
        raise ProofError("unknown")
    found = _ELEMENT.search(written)
    if not found:
        return ""
    return unescape(found[2]) if found[1] == "metadata" else found[2]


def without_record(written: str) -> str:
    """Return an SVG or HTML file without what stands in the element of its record."""
    found = _ELEMENT.search(written)
    return written[: found.start(2)] + written[found.end(2) :] if found else written
