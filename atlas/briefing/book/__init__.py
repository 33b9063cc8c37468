"""Make the atlas book: every chapter and every zone in one PDF, or its maps as one deck."""

import datetime as dt
import json
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import typst

from atlas.briefing import provenance, sheet, typeset
from atlas.briefing.book.chapters import Chapters, Picture
from atlas.briefing.content import content
from atlas.briefing.order import Order, check
from atlas.briefing.report import figures
from atlas.briefing.typeset import svg
from atlas.i18n import text
from atlas.maps.palette import palette
from atlas.maps.print import drawing, fonts, projection
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import OUTLINES, Group, Item, Path, Scene, Symbol, Text, rectangle

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]

KEPT = 256  # pictures: a book in both languages, and some
DECK_DPI = 120  # some seventy pictures make a large file
ZONE_GROW = 0.82
COVER_GROW = 1.1
LOCATOR_GROW = 0.62
COARSE = 0.5  # of a locator's size: so drawn and then enlarged, it has no detail that nobody sees
RING = 1.55  # how much wider than its symbol the ring round a sheet's zone is
LOOKS = ("ink", "muted", "accent", "map")
STAND_INS = ("\u3013", "\u25a1", "?")  # for a character that the faces lack
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
    base_url, maker, mode, review_number, base_map_source
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
    order = Order(
        selection,
        lang=lang,
        date=date,
        base_url=base_url,
        maker=maker,
        mode=mode,
        review_number=review_number,
        base_map_source=base_map_source,
    )
    check(order)
    steps = _Steps(order.lang, progress, cancelled)
    return FORMATS[format](atlas, Chapters(atlas, order).write(), steps)


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


def _pdf(atlas: "Atlas", chapters: Chapters, steps: _Steps) -> bytes:
    order, lang = chapters.order, chapters.lang
    pictures, drawn, of = {}, {}, len(chapters.pictures) + 1
    for done, (key, (picture, name)) in enumerate(chapters.pictures.items()):
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
    record = provenance.proof(atlas, order, kind="book", title=chapters.title)
    said = _set(
        {
            "blocks": [_without(block, drawn) for block in chapters.blocks],
            "pictures": drawn,
            "mark": chapters.said.mark,
            "page": text("book.page", lang, n="{n}"),
            "foot": text(
                "book.foot",
                lang,
                words=chapters.said.words,
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
    made = _typeset(pictures | {"book": json.dumps(said, ensure_ascii=False)})
    steps(of, of, text("book.done", lang))
    return made


def _without(block: dict[str, Any], drawn: dict[str, Any]) -> dict[str, Any]:
    """Return a block without the code, where there is none."""
    if block["kind"] == "cover" and block["code"] not in drawn:
        return {name: value for name, value in block.items() if name != "code"}
    return block


def _glyph(style: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the style table
    """Return a type's symbol for running text: its corners, 0 to 1 across and down."""
    shape = style.shape or "circle"
    corners = OUTLINES.get(shape, np.zeros((0, 2)))
    return {
        "shape": shape if shape in OUTLINES else "circle",
        "points": np.round((corners + 1) / 2, 3).tolist(),
        "fill": style.fill or style.stroke,
        "size": 0.8 if shape not in OUTLINES else 1.0,
    }


# What is put into a dict's field under these keys is no text but a name.
_NAMES = frozenset(
    {"kind", "id", "to", "page", "url", "picture", "code", "glyph", "align", "lang", "columns"}
)


def _set(value: Any, lang: str, key: str = "") -> Any:  # noqa: ANN401 - anything of JSON
    """Return what is to be set with characters that the faces have, in every text of it."""
    if isinstance(value, dict):
        return {name: _set(each, lang, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_set(each, lang, key) for each in value]
    if isinstance(value, str) and key not in _NAMES:
        return _settable(lettering(value, lang))
    return value


def _settable(words: str) -> str:
    words = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in words)
    lacking = fonts.missing(words)
    if not lacking:
        return words
    return words.translate(str.maketrans(dict.fromkeys(lacking, _stand_in())))


def _spelt(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return what is drawn with characters that the faces have."""
    found: list[Item] = []
    for item in items:
        if isinstance(item, Group):
            found.append(replace(item, items=_spelt(item.items)))
        elif isinstance(item, Text):
            found.append(replace(item, text=_settable(item.text)))
        else:
            found.append(item)
    return tuple(found)


@cache
def _stand_in() -> str:
    return next(char for char in STAND_INS if not fonts.missing(char))


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
        return compiler.compile(
            input=str(typeset.SOURCES / "book.typ"),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=[typeset.PDF_STANDARD],
            timestamp=0,
        )


# The deck -----------------------------------------------------------------------------------------


def _pptx(atlas: "Atlas", chapters: Chapters, steps: _Steps) -> bytes:
    # python-pptx takes 0.3 s to import; only decks need it.
    from atlas.briefing import slides  # noqa: PLC0415

    steps(0, len(chapters.views), chapters.title)
    views = [view.with_(dpi=DECK_DPI) for view in chapters.views]
    return slides.deck(atlas, views, progress=steps)


FORMATS: dict[str, Callable[["Atlas", Chapters, _Steps], bytes]] = {"pdf": _pdf, "pptx": _pptx}


# Pictures -----------------------------------------------------------------------------------------


@lru_cache(maxsize=KEPT)
def draw(atlas: "Atlas", picture: Picture) -> tuple[str, tuple[float, float], str]:
    """
    Draw a picture of the book.

    Parameters
    ----------
    atlas
        The atlas; the same one gives the kept picture again.
    picture
        What to draw.

    Returns
    -------
    svg : str
        The picture.
    size : tuple of float
        Width and height in the book, points.
    alt : str
        What it shows, in words.

    Raises
    ------
    ProofError
        If a link is too long for a code.
    """
    scene = compose(atlas, picture)
    size = (picture.width, picture.width / scene.width * scene.height)
    spelt = replace(scene, items=_spelt(scene.items))
    return svg.write(spelt, fonts=False), size, scene.description or scene.title


def compose(atlas: "Atlas", picture: Picture) -> Scene:
    """Lay out a picture of the book; parameters as of `draw`."""
    return _PICTURES[picture.kind](atlas, picture)


def _plan(atlas: "Atlas", picture: Picture) -> Scene:
    said = content(atlas, picture.order)
    return figures.plan(atlas, said, picture.width, picture.height)


def _zone(atlas: "Atlas", picture: Picture) -> Scene:
    """Draw the country round a zone, the zone ringed."""
    order = picture.order
    scene = sheet.compose_map(atlas, order, picture.width, picture.height, grow=ZONE_GROW)
    accent = palette(atlas, order.style)["sheet/accent"].fill or ""

    def ringed(items: tuple[Item, ...]) -> Iterator[Item]:
        """Put the ring under the symbol, so that it covers no name."""
        for each in items:
            if isinstance(each, Symbol) and each.role == "zone" and each.key == order.zone:
                yield _ring(each.x, each.y, each.size * RING / 2 + 1, accent)
            grouped = isinstance(each, Group)
            yield replace(each, items=tuple(ringed(each.items))) if grouped else each

    return replace(scene, items=tuple(ringed(scene.items)), description=_named(atlas, order))


def _locator(atlas: "Atlas", picture: Picture) -> Scene:
    """Mark on the whole province what a zone's map shows."""
    order = picture.order
    base, view = _province(atlas, _whole(order), COARSE * picture.width, COARSE * picture.height)
    styles = palette(atlas, order.style)
    accent = styles["sheet/accent"].fill or ""
    west, south, east, north = order.frame
    corners = view.sheet(
        projection.forward(
            np.array([west, east, west, east]), np.array([south, south, north, north])
        )
    )
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    row = atlas.zones.loc[order.zone]
    x, y = view.sheet(projection.forward(row["lon"], row["lat"]))[0].tolist()
    marks: list[Item] = [
        rectangle(left, top, right - left, bottom - top, stroke=accent, width=0.9 * COARSE),
        replace(_ring(x, y, 1.6 * COARSE, accent), fill=accent),
    ]
    return replace(base, items=(*base.items, *marks), description=_named(atlas, order))


def _named(atlas: "Atlas", order: Order) -> str:
    return text("book.here", order.lang, name=atlas.label("zones", order.zone, order.lang))


def _whole(order: Order) -> Order:
    """Return the order of the province without any zone of its own: all locators share it."""
    return order.with_(zone="", page="overview", extent="province", frame=None, context=False)


@lru_cache(maxsize=8)
def _province(
    atlas: "Atlas", order: Order, width: float, height: float
) -> tuple[Scene, projection.View]:
    said = content(atlas, order)
    said = replace(said, zones=said.zones.iloc[:0])
    styles = palette(atlas, order.style)
    box = (0.5, 0.5, width - 1, height - 1)
    drawn = drawing.draw(atlas, said, box, styles, grow=LOCATOR_GROW * COARSE, plain=True)
    scene = Scene(
        width=width,
        height=height,
        items=tuple(
            replace(each, width=each.width * COARSE)
            if isinstance(each, Path) and each.role == "frame"
            else each
            for each in drawn.items
        ),
        background=styles["sheet/paper"].fill or "",
    )
    scale, dx, dy = drawn.frames[0].to_sheet
    return scene, projection.View(box, scale, dx, dy)


def _cover(atlas: "Atlas", picture: Picture) -> Scene:
    return sheet.compose_map(
        atlas, picture.order, picture.width, picture.height, grow=COVER_GROW, plain=True
    )


def _code(atlas: "Atlas", picture: Picture) -> Scene:
    link = picture.order.link
    title = text("book.code", picture.order.lang, link=link)
    return figures.code(atlas, link, picture.width, title=title)


def _ring(x: float, y: float, radius: float, stroke: str) -> Path:
    turn = np.linspace(0, 2 * np.pi, 49)[:-1]
    ring = np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])
    return Path((ring,), role="furniture", stroke=stroke, width=1.3)


_PICTURES: dict[str, Callable[["Atlas", Picture], Scene]] = {
    "plan": _plan,
    "zone": _zone,
    "locator": _locator,
    "cover": _cover,
    "code": _code,
}
