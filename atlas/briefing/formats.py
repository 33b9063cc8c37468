"""The files that sheets can become: one record a format, in visible dicts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from atlas.briefing import provenance, sheet, typeset
from atlas.briefing.content import content
from atlas.briefing.order import LAYOUTS, Order, Progress
from atlas.briefing.typeset import svg

if TYPE_CHECKING:
    from atlas.maps.print.scene import Scene
    from atlas.model.atlas import Atlas

INCH = 72  # points
FORMS = ("sheet", "brief")  # maps with what explains them; one page that says it all


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    A format of one sheet: its file suffix, its media type and the function that writes it.

    Attributes
    ----------
    suffix
        With the dot.
    mime
        Media type.
    write
        Takes atlas and order; returns the file, or raises `OrderError`.
    form
        One of `FORMS`: several formats of a suffix differ in it.
    heeds
        Fields of an order that not every format goes by, and this one does.
    """

    suffix: str
    mime: str
    write: Callable[["Atlas", Order], bytes]
    form: str = FORMS[0]
    heeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """
    A format of several sheets, as `Snapshot`.

    Attributes
    ----------
    suffix, mime
        As of `Snapshot`.
    write
        Takes atlas, orders and ``progress``, which is told steps done, steps in all, and what
        is being done; returns the file. Of a book, one order, of which form and extent do not
        matter, and ``cancelled`` too, which ends the making when it returns true.
    """

    suffix: str
    mime: str
    write: Callable[..., bytes]


def _record(atlas: "Atlas", order: Order) -> provenance.Proof:
    return provenance.proof(atlas, order, title=content(atlas, order).title)


def _png(atlas: "Atlas", order: Order) -> bytes:
    return _picture(atlas, order, order.dpi)


def screen_picture(atlas: "Atlas", order: Order, *, width: int) -> bytes:
    """
    Return a sheet as a PNG for a screen, which may have fewer dots an inch than print needs.

    Parameters
    ----------
    atlas, order
        As a `Snapshot` takes them; the order's own dots do not matter.
    width
        Pixels.
    """
    return _picture(atlas, order, width / LAYOUTS[order.layout].width * INCH)


def _picture(atlas: "Atlas", order: Order, dpi: float) -> bytes:
    picture = typeset.png(sheet.compose(atlas, order), dpi=dpi)
    return provenance.stamp_png(picture, _record(atlas, order))


def _svg(atlas: "Atlas", order: Order) -> bytes:
    scene = sheet.compose(atlas, order)
    written = svg.write(scene, metadata=provenance.RECORD_HERE)
    return provenance.stamp_markup(written, _record(atlas, order))


def _pdf(atlas: "Atlas", order: Order) -> bytes:
    return provenance.printed(sheet.pages(atlas, order), _record(atlas, order))


def _pages(atlas: "Atlas", orders: Sequence[Order], *, progress: Progress | None = None) -> bytes:
    scenes: list[Scene] = []
    for number, order in enumerate(orders):
        pages = sheet.pages(atlas, order)
        scenes += pages
        if progress is not None:
            progress(number + 1, len(orders), pages[0].title)
    record = provenance.proof(atlas, *orders, kind="deck", title=scenes[0].title)
    return provenance.printed(scenes, record)


# The writers of office files, pages and books are imported by who asks for one: a picture does not
# wait for them.


def _pptx(atlas: "Atlas", order: Order) -> bytes:
    return _deck(atlas, [order])


def _deck(atlas: "Atlas", orders: Sequence[Order], *, progress: Progress | None = None) -> bytes:
    from atlas.briefing import slides  # noqa: PLC0415

    return slides.deck(atlas, orders, messages=True, progress=progress)


def _docx(atlas: "Atlas", order: Order) -> bytes:
    return _document(atlas, [order])


def _document(
    atlas: "Atlas", orders: Sequence[Order], *, progress: Progress | None = None
) -> bytes:
    from atlas.briefing import document  # noqa: PLC0415

    return document.document(atlas, orders, progress=progress)


def _brief(atlas: "Atlas", order: Order) -> bytes:
    from atlas.briefing import brief  # noqa: PLC0415

    return brief.document(atlas, order)


def _brief_pdf(atlas: "Atlas", order: Order) -> bytes:
    from atlas.briefing import brief  # noqa: PLC0415

    return brief.pdf(atlas, order)


def _html(atlas: "Atlas", order: Order) -> bytes:
    from atlas.briefing import webpage  # noqa: PLC0415

    return webpage.live(atlas, order)


def _book(atlas: "Atlas", order: Order, *, format: str, **told: Callable[..., Any]) -> bytes:  # noqa: A002
    from atlas.briefing import book  # noqa: PLC0415

    return book.book(
        atlas,
        order.selection,
        lang=order.lang,
        date=order.date,
        base_url=order.base_url,
        maker=order.maker,
        mode=order.mode,
        review_number=order.review_number,
        base_map_source=order.base_map_source,
        templates=order.templates,
        format=format,
        **told,
    )


PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SNAPSHOTS: dict[str, Snapshot] = {
    "png": Snapshot(".png", "image/png", _png, heeds=("layout",)),
    "svg": Snapshot(".svg", "image/svg+xml", _svg, heeds=("layout",)),
    "pdf": Snapshot(".pdf", "application/pdf", _pdf, heeds=("layout",)),
    "pptx": Snapshot(".pptx", PPTX, _pptx, heeds=("layout", "native")),
    "docx": Snapshot(".docx", DOCX, _docx),
    "brief": Snapshot(".docx", DOCX, _brief, FORMS[1]),
    "brief-pdf": Snapshot(".pdf", "application/pdf", _brief_pdf, FORMS[1]),
    "html": Snapshot(".html", "text/html", _html),
}
COLLECTIONS: dict[str, Collection] = {
    "pdf": Collection(".pdf", "application/pdf", _pages),
    "pptx": Collection(".pptx", PPTX, _deck),
    "docx": Collection(".docx", DOCX, _document),
}
BOOKS: dict[str, Collection] = {
    "pdf": Collection(".pdf", "application/pdf", partial(_book, format="pdf")),
    "pptx": Collection(".pptx", PPTX, partial(_book, format="pptx")),
}
