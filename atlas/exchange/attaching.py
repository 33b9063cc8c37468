"""
Read a photo or a document before it is kept: told by its content, checked by a guarded child.

An image is drawn anew, so that nothing of the file is left that it does not show: no position, no
camera, no words, nothing behind its end. A document is kept as it is, or not at all.
"""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from atlas.exchange import guard
from atlas.exchange.guard import Limits
from atlas.model.attachments import PDF
from atlas.office.attachments import Given
from atlas.office.errors import AttachmentError

MIB = 2**20
MOST_MIB = 20  # of a file
MOST_PIXELS = 60_000_000
SIDE, SMALL = 2000, 360  # the longer side of an image as it is kept, and of its thumbnail; pixels
QUALITY = 85
LIMITS = Limits(bytes=MOST_MIB * MIB, answer=60 * MIB)
_FORMS = ("JPEG", "PNG", "WEBP")
# What a PDF does beside being read, or carries beside its pages.
_DEEDS = {
    *("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/Rendition"),
    *("/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FileAttachment", "/XFA", "/Movie", "/Sound"),
    "/GoToE",
}
_DEEPEST = 60


def read(name: str, data: bytes) -> Given:
    """
    Return a photo or document as it may be kept.

    Parameters
    ----------
    name
        Of the file; what it is, its content says.
    data
        The file: JPEG, PNG, WebP or PDF.

    Raises
    ------
    AttachmentError
        If it is none of these, too large, encrypted, or does more than show.
    RefusedError
        If it cannot be read, or took too much.
    """
    name = Path(name.replace("\\", "/")).name
    if len(data) > LIMITS.bytes:
        raise AttachmentError("large", name=name, most=MOST_MIB)
    told: dict[str, Any] = guard.ask(looked_at, data, limits=LIMITS)
    if wrong := told.get("wrong"):
        raise AttachmentError(wrong, name=name, **told.get("values", {}))
    if told["kind"] == PDF:
        return Given(PDF, name, data)
    return Given(
        told["kind"],
        name,
        base64.b64decode(told["data"]),
        base64.b64decode(told["small"]),
        told["width"],
        told["height"],
    )


def looked_at(path: Path, _limits: Limits) -> dict[str, Any]:
    """Tell what a file is, an image drawn anew; for the guarded child."""
    data = path.read_bytes()
    if data.startswith(b"%PDF-"):
        return _document(data)
    return _image(data)


def _image(data: bytes) -> dict[str, Any]:
    # Only where a file is read.
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is unpacked
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=_FORMS)
    except UnidentifiedImageError:
        return {"wrong": "form"}
    width, height = image.size
    if width * height > MOST_PIXELS:
        return {"wrong": "pixels", "values": {"most": MOST_PIXELS // 10**6}}
    image = ImageOps.exif_transpose(image)  # as it was held; the position goes with the rest
    clear = image.has_transparency_data
    image = image.convert("RGBA" if clear else "RGB")
    image.thumbnail((SIDE, SIDE))
    small = image.copy()
    small.thumbnail((SMALL, SMALL))
    kind = "png" if clear else "jpeg"
    return {
        "kind": kind,
        "data": _drawn(image, kind),
        "small": _drawn(small, kind),
        "width": image.width,
        "height": image.height,
    }


def _drawn(image: Any, kind: str) -> str:  # noqa: ANN401 - Pillow's, which is imported late
    """Return an image as a new file of its pixels alone, base64."""
    from PIL import Image  # noqa: PLC0415 - as above

    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    file = io.BytesIO()
    bare.save(file, kind, **({"quality": QUALITY} if kind == "jpeg" else {"optimize": True}))
    return base64.b64encode(file.getvalue()).decode()


def _document(data: bytes) -> dict[str, Any]:
    import pypdf  # noqa: PLC0415 - only where a file is read

    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        return {"wrong": "encrypted"}
    numbers = [(number, era) for era, known in reader.xref.items() for number in known]
    for number, era in [*numbers, *((each, 0) for each in reader.xref_objStm)]:
        for name in _names(pypdf.generic.IndirectObject(number, era, reader).get_object(), 0):
            if name in _DEEDS:
                return {"wrong": "active", "values": {"what": name}}
    return {"kind": PDF, "pages": len(reader.pages)}


def _names(thing: object, deep: int) -> Iterator[str]:
    """Give the names within an object of a PDF, not of those that it points to."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject  # noqa: PLC0415 - as above

    if deep > _DEEPEST:
        raise ValueError(deep)
    if isinstance(thing, NameObject):
        yield str(thing)
    elif isinstance(thing, DictionaryObject):
        for key, value in thing.items():
            yield str(key)
            yield from _names(value, deep + 1)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            yield from _names(value, deep + 1)
