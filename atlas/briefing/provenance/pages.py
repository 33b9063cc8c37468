"""The pages of a PDF: put the record beside them, find it, and tell what is painted on them."""

import io
import logging
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from atlas.briefing.provenance.record import PROPERTY, ProofError

MOST_DEEP = 4  # drawings within drawings
MOST_DRAWINGS = 5000  # of a page
_KEY = f"/{PROPERTY}"
_BEFORE = "/Keywords"  # where records of the first format stand
_BROKEN = (
    *(PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError),
    *(RecursionError, OSError, AssertionError, NotImplementedError),
)


def record_of(pdf: bytes) -> str:
    """
    Return the record that stands in a PDF's metadata, or nothing.

    Raises
    ------
    ProofError
        If the file is damaged.
    """
    try:
        known = _reader(pdf).metadata
        words = (known.get(_KEY) or known.get(_BEFORE)) if known else None
    except _BROKEN as error:
        raise ProofError("damaged") from error
    return words if isinstance(words, str) else ""


def with_record(pdf: bytes, record: str) -> bytes:
    """Return a PDF with a record in its metadata; all that was there stays as it is."""
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    info = writer._info  # noqa: SLF001 - `add_metadata` would write the day of today too
    assert info is not None  # noqa: S101 - ours has one
    info[NameObject(_KEY)] = TextStringObject(record)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def painted(pdf: bytes) -> Iterator[bytes]:
    """
    Yield for each page all that is painted on it, and what is laid over it.

    Raises
    ------
    ProofError
        If the file is damaged.
    """
    try:
        for page in _reader(pdf).pages:
            content = page.get_contents()
            yield b"\0".join(
                (
                    b"" if content is None else content.get_data(),
                    *_drawings(page.get("/Resources"), MOST_DEEP, set()),
                    *sorted(_laid_over(page)),
                )
            )
    except _BROKEN as error:
        raise ProofError("damaged") from error


def words(pdf: bytes) -> str:
    """
    Return all words of a PDF without blanks.

    Raises
    ------
    ProofError
        If the file is damaged.
    """
    try:
        return "".join("".join(page.extract_text().split()) for page in _reader(pdf).pages)
    except _BROKEN as error:
        raise ProofError("damaged") from error


def _reader(pdf: bytes) -> PdfReader:
    # What it thinks of a damaged file is said by the error, not on the user's terminal.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return PdfReader(io.BytesIO(pdf))


def _drawings(resources: Any, deep: int, seen: set[int]) -> Iterator[bytes]:  # noqa: ANN401
    """Yield the pictures and drawings that a page's contents put on it."""
    held = _opened(resources)
    drawings = _opened(held.get("/XObject")) if isinstance(held, DictionaryObject) else None
    if not isinstance(drawings, DictionaryObject) or not deep:
        return
    for name in sorted(drawings):
        drawing = _opened(drawings.raw_get(name))
        if not isinstance(drawing, StreamObject) or id(drawing) in seen:
            continue
        if len(seen) > MOST_DRAWINGS:
            raise ProofError("damaged")
        seen.add(id(drawing))
        is_picture = drawing.get("/Subtype") == "/Image"
        yield drawing._data if is_picture else drawing.get_data()  # noqa: SLF001 - as it is stored
        yield from _drawings(drawing.get("/Resources"), deep - 1, seen)


def _laid_over(page: DictionaryObject) -> Iterator[bytes]:
    """Yield the notes of a page: a box painted over its words is one."""
    notes = _opened(page.get("/Annots"))
    for each in notes if isinstance(notes, ArrayObject) else ():
        note = _opened(each)
        if isinstance(note, DictionaryObject):
            yield f"{note.get('/Subtype')} {_opened(note.get('/Rect'))}".encode()


def _opened(given: Any) -> PdfObject | None:  # noqa: ANN401 - what pypdf finds
    return given.get_object() if given is not None else None
