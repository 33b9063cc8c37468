"""Take an office's template from a file, guarded like every upload."""

import hashlib
import io
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from atlas.briefing.template.model import Place, SlideLayout, Template, TextStyle
from atlas.exchange import guard
from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.exchange.guard.limits import MIB, Limits
from atlas.exchange.reading import office
from atlas.i18n.errors import UseError
from atlas.model.names import clean

MOST_MIB = 32  # of a template
LIMITS = Limits(bytes=MOST_MIB * MIB, expanded=200 * MIB, members=3000)
EMU = 12_700  # a point
_OLD = b"\xd0\xcf\x11\xe0"  # .ppt, .doc, and files with a password
_ZIP = b"PK\x03\x04"


def read(name: str, data: bytes) -> Template:
    """
    Read a template.

    Parameters
    ----------
    name
        Of its file; what it is shows in its content.
    data
        A .pptx, .potx, .docx or .dotx file.

    Raises
    ------
    RefusedError
        If it is none, is damaged or too large, or holds macros, embedded files or what would
        fetch something from elsewhere.
    """
    if len(data) > LIMITS.bytes:
        raise RefusedError(Finding("template.bytes", ERROR, values={"mb": MOST_MIB}))
    if data.startswith(_OLD):
        raise RefusedError(Finding("template.old", ERROR))
    if not data.startswith(_ZIP):
        raise RefusedError(Finding("template.not_office", ERROR))
    called = " ".join(clean(Path(name.replace("\\", "/")).name))[:120]
    return _read(called, data)


@lru_cache(maxsize=8)
def _read(name: str, data: bytes) -> Template:
    """Return a template; the same file is looked at once."""
    offer: dict[str, Any] = guard.ask(office.told, data, limits=LIMITS)
    width, height = offer.get("size", (0, 0))
    return Template(
        kind=offer["kind"],
        name=name,
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
        size=(width / EMU, height / EMU),
        samples=offer.get("samples", 0),
        notes=offer.get("notes", True),
        layouts=tuple(
            SlideLayout(
                number,
                _said(layout["name"]),
                tuple(_place(each, width, height) for each in layout["places"]),
            )
            for number, layout in enumerate(offer.get("layouts", ()))
        ),
        styles=tuple(
            TextStyle(style["name"], style["kind"], style["own"])
            for style in offer.get("styles", ())
        ),
        marks=tuple(map(_said, offer.get("marks", ()))),
        attached=offer["attached"],
    )


def _place(given: dict[str, Any], width: int, height: int) -> Place:
    """Return a placeholder, cut where it stands over the edge of the slide."""
    x, y, wide, high = given["box"]
    left, top = min(max(x, 0), width), min(max(y, 0), height)
    right, bottom = min(max(x + wide, left), width), min(max(y + high, top), height)
    box = (left / EMU, top / EMU, (right - left) / EMU, (bottom - top) / EMU)
    return Place(given["idx"], given["kind"], _said(given["name"]), _said(given["prompt"]), box)


def _said(words: str) -> str:
    return " ".join(clean(words))


def read_file(path: Path) -> Template:
    """
    Read the template that a path names.

    Raises
    ------
    RefusedError
        As of `read`.
    UseError
        If there is no such file.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LIMITS.bytes + 1)
    except OSError as error:
        raise UseError("cli.no_file", path=path, reason=error.strerror) from error
    return read(path.name, data)


def made_plain(template: Template) -> io.BytesIO:
    """Return a template's file as what is made of it, for the libraries that write office files."""
    with zipfile.ZipFile(io.BytesIO(template.data)) as archive:
        names = [each.filename for each in archive.infolist() if not each.is_dir()]
        return office.plain({name: archive.read(name) for name in names})
