"""Typeset sheets and books as PDF and PNG, with our own faces and without a network."""

import json
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from atlas.briefing.typeset import structure, svg
from atlas.briefing.typeset.chunks import with_resolution
from atlas.i18n import LANGS
from atlas.maps.print import fonts
from atlas.maps.print.scene import Scene

SOURCES = Path(__file__).parent
PDF_STANDARD: Literal["ua-1"] = "ua-1"
POINTS_PER_INCH = 72
_NOWHERE = Path(__file__).parent / "no-packages"  # a folder that is not there: nothing is fetched
_ONE_AT_A_TIME = threading.Lock()


@cache
def _compiler(root: Path) -> typst.Compiler:
    return typst.Compiler(
        root=str(root),
        font_paths=[str(fonts.REGULAR.parent)],
        ignore_system_fonts=True,
        package_path=str(_NOWHERE),
        package_cache_path=str(_NOWHERE),
    )


def compile_source(
    source: Path,
    *,
    format: Literal["pdf", "png"],  # noqa: A002 - typst's word
    **options: Any,  # noqa: ANN401 - typst's
) -> bytes:
    """
    Compile a typst source.

    Parameters
    ----------
    source
        A file; it may read files of its own folder only.
    format
        ``"pdf"`` or ``"png"``.
    **options
        As of `typst.Compiler.compile`.
    """
    with _ONE_AT_A_TIME:
        made = _compiler(source.parent).compile(input=str(source), format=format, **options)
    return one_file(made)


def one_file(made: bytes | list[bytes] | None) -> bytes:
    """Return what typst made as one file; it has several only where asked for pages apart."""
    if not isinstance(made, bytes):
        raise TypeError(f"typst made {type(made).__name__}, not one file")
    return made


def _inputs(
    scenes: Sequence[Scene], lang: str, fields: Mapping[str, object], *, tagged: bool
) -> dict[str, str]:
    plain = {"title": scenes[0].title, "description": "", "author": [], "keywords": []}
    sheets = [_sheet(scene, tagged=tagged) for scene in scenes]
    said = plain | {"lang": lang, "family": fonts.FAMILY, "sheets": sheets} | dict(fields)
    return {"said": json.dumps(said)}


def _sheet(scene: Scene, *, tagged: bool) -> dict[str, object]:
    """Return a sheet as its source takes it; without tags all of it is one picture."""
    picture, ahead, after = structure.parted(scene) if tagged else (scene, [], [])
    return {
        "svg": svg.write(picture, fonts=False),
        "width": scene.width,
        "height": scene.height,
        "ground": scene.background if tagged else "",
        "alt": scene.description or scene.title,
        "ahead": ahead,
        "after": after,
    }


def pdf(scenes: Sequence[Scene], *, lang: str, fields: Mapping[str, object]) -> bytes:
    """
    Typeset sheets as a PDF, a page each, its faces embedded.

    Tagged: headings, paragraphs, lists, tables, and the map as a figure with its words.

    Parameters
    ----------
    scenes
        The sheets, at least one; more than one get bookmarks.
    lang
        ``"zh"`` or ``"en"``.
    fields
        title, description, author, keywords: see `atlas.briefing.provenance.pdf_fields`.
    """
    return compile_source(
        SOURCES / "sheet.typ",
        format="pdf",
        sys_inputs=_inputs(scenes, lang, fields, tagged=True),
        pdf_standards=[PDF_STANDARD],
        timestamp=0,
    )


def png(scene: Scene, *, dpi: float) -> bytes:
    """
    Typeset a sheet as a picture that says how large it is.

    Parameters
    ----------
    scene
        The sheet.
    dpi
        Dots an inch; the sheet's points give its size.
    """
    made = compile_source(
        SOURCES / "sheet.typ",
        format="png",
        ppi=float(dpi),
        sys_inputs=_inputs([scene], LANGS[0], {}, tagged=False),
    )
    # The typesetter leaves out how many dots an inch it drew.
    return with_resolution(made, dpi)
