"""Make the atlas book: every chapter and every zone in one PDF, or its maps as one deck."""

import datetime as dt
import json
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import typst

from atlas.briefing import provenance, typeset
from atlas.briefing.book import chapters
from atlas.briefing.book.chapters import Chapters
from atlas.briefing.book.lettering import set_words
from atlas.briefing.book.pictures import draw
from atlas.briefing.order import Order, Progress, check
from atlas.briefing.typeset.packing import packed
from atlas.i18n import text
from atlas.maps.palette import palette
from atlas.maps.print import fonts
from atlas.maps.print.scene import OUTLINES

if TYPE_CHECKING:
    from atlas.briefing.template.model import Template
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

Cancelled = Callable[[], bool]

DECK_DPI = 120  # some seventy pictures make a large file
LOOKS = ("ink", "muted", "accent", "map")
_ONE_AT_A_TIME = threading.Lock()


class BookCancelled(Exception):  # noqa: N818 - it is no error
    """
    The book was cancelled while it was made; nothing of it is left.

    Attributes
    ----------
    lang
        The language that was asked for.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        super().__init__(text("book.cancelled", lang))


def book(  # noqa: PLR0913 - what a book's cover and foot say
    atlas: "Atlas",
    selection: "Selection",
    *,
    lang: str,
    date: dt.date,
    base_url: str = "",
    maker: str = "",
    mode: str = "internal",
    review_number: str = "",
    base_map_source: str = "",
    templates: "tuple[Template, ...]" = (),
    format: str = "pdf",  # noqa: A002 - the word the command line and the page use
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> bytes:
    """
    Make the atlas book.

    Parameters
    ----------
    atlas
        The atlas.
    selection
        The zones of the book; with them go the areas, types, clusters and tags that any of them
        has. The empty selection gives the whole atlas.
    lang
        ``"zh"`` or ``"en"``.
    date
        The day that stands in the book.
    base_url, maker, mode, review_number, base_map_source, templates
        As of `atlas.briefing.order.Order`.
    format
        ``"pdf"``, or ``"pptx"`` for its maps as a deck.
    progress
        Called with the steps done, the steps in all and what comes next, in words.
    cancelled
        Asked before every step; what returns true ends the making.

    Returns
    -------
    bytes
        The file, the same for the same atlas and arguments.

    Raises
    ------
    OrderError
        If a book of that mode needs what is not given.
    BookCancelled
        If `cancelled` says so.
    """
    order = Order.of(
        selection,
        lang=lang,
        date=date,
        base_url=base_url,
        maker=maker,
        mode=mode,
        review_number=review_number,
        base_map_source=base_map_source,
        templates=templates,
    )
    check(order)
    steps = _Steps(order.lang, progress, cancelled)
    return FORMATS[format](atlas, chapters.write(atlas, order), steps)


class _Steps:
    """Tells how far the making is, and ends it when it is cancelled."""

    def __init__(self, lang: str, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self.lang, self.progress, self.cancelled = lang, progress, cancelled

    def __call__(self, done: int, of: int, what: str) -> None:
        if self.cancelled is not None and self.cancelled():
            raise BookCancelled(self.lang)
        if self.progress is not None:
            self.progress(done, of, what)


# The PDF ------------------------------------------------------------------------------------------


def _pdf(atlas: "Atlas", whole: Chapters, steps: _Steps) -> bytes:
    order, lang = whole.scope.order, whole.scope.lang
    pictures, drawn, of = {}, {}, len(whole.pictures) + 1
    for done, (key, (picture, name)) in enumerate(whole.pictures.items()):
        steps(done, of, text("book.drawing", lang, name=name))
        try:
            code, (width, height), alt = draw(atlas, picture)
        except provenance.ProofError:
            # Only a filter of very many words makes a link too long for a code.
            continue
        pictures[f"picture-{key}"] = code
        alt = text("book.map", lang, name=name, what=alt)
        drawn[key] = {"width": width, "height": height, "alt": alt}
    steps(of - 1, of, text("book.setting", lang))
    styles = palette(atlas, order.style)
    record = provenance.proof(atlas, order, kind="book", title=whole.scope.title)
    said = set_words(
        {
            "blocks": [_without(block, drawn) for block in whole.blocks],
            "pictures": drawn,
            "mark": whole.scope.said.mark,
            "page": text("book.page", lang, n="{n}"),
            "foot": text(
                "book.foot",
                lang,
                words=whole.scope.said.words,
                version=atlas.version,
                date=atlas.date,
                day=f"{order.date:%Y-%m-%d}",
            ),
        },
        lang,
    ) | {
        "lang": lang,
        "family": fonts.FAMILY,
        "look": {name: styles[f"sheet/{name}"].fill for name in LOOKS}
        | {"rule": styles["sheet/rule"].stroke},
        "glyphs": {slug: _glyph(styles[f"type/{slug}"]) for slug in atlas.types.index},
        "proof": provenance.pdf_fields(record),
    }
    made = packed(_typeset(pictures | {"book": json.dumps(said, ensure_ascii=False)}))
    made = provenance.stamp_pdf(made, record)
    steps(of, of, text("book.done", lang))
    return made


def _without(block: dict[str, Any], drawn: dict[str, Any]) -> dict[str, Any]:
    """Return a block without the code, where there is none."""
    if block["kind"] == "cover" and block["code"] not in drawn:
        return {name: value for name, value in block.items() if name != "code"}
    return block


def _glyph(style: "Style") -> dict[str, Any]:
    """Return a type's symbol for running text: its corners, 0 to 1 across and down."""
    shape = style.shape or "circle"
    corners = OUTLINES.get(shape, np.zeros((0, 2)))
    return {
        "shape": shape if shape in OUTLINES else "circle",
        "points": np.round((corners + 1) / 2, 3).tolist(),
        "fill": style.fill or style.stroke,
        "size": 0.8 if shape not in OUTLINES else 1.0,
    }


def _typeset(inputs: dict[str, str]) -> bytes:
    """Typeset the book; a compiler of its own, so that sheets need not wait for it."""
    nowhere = typeset.SOURCES / "no-packages"  # a folder that is not there: nothing is fetched
    with _ONE_AT_A_TIME:
        compiler = typst.Compiler(
            root=str(typeset.SOURCES),
            font_paths=[str(fonts.REGULAR.parent)],
            ignore_system_fonts=True,
            package_path=str(nowhere),
            package_cache_path=str(nowhere),
        )
        made = compiler.compile(
            input=str(typeset.SOURCES / "book.typ"),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=[typeset.PDF_STANDARD],
            timestamp=0,
        )
    return typeset.one_file(made)


# The deck -----------------------------------------------------------------------------------------


def _pptx(atlas: "Atlas", whole: Chapters, steps: _Steps) -> bytes:
    # python-pptx takes 0.3 s to import; only decks need it.
    from atlas.briefing import slides  # noqa: PLC0415

    steps(0, len(whole.views), whole.scope.title)
    views = [view.with_(dpi=DECK_DPI) for view in whole.views]
    return slides.deck(atlas, views, progress=steps)


FORMATS: dict[str, Callable[["Atlas", Chapters, _Steps], bytes]] = {"pdf": _pdf, "pptx": _pptx}
