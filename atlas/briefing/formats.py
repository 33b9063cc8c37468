"""The files that sheets can become: one record a format, in visible dicts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from atlas.briefing import provenance, sheet, typeset
from atlas.briefing.content import content
from atlas.briefing.order import Order, Progress
from atlas.briefing.typeset import svg

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas


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
    """

    suffix: str
    mime: str
    write: Callable[["Atlas", Order], bytes]


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
    picture = typeset.png(sheet.compose(atlas, order), dpi=order.dpi)
    return provenance.stamp_png(picture, _record(atlas, order))


def _svg(atlas: "Atlas", order: Order) -> bytes:
    scene = sheet.compose(atlas, order)
    return svg.write(scene, metadata=_record(atlas, order).to_json()).encode()


def _pdf(atlas: "Atlas", order: Order) -> bytes:
    scenes = [sheet.compose(atlas, order)]
    return typeset.pdf(scenes, lang=order.lang, fields=provenance.pdf_fields(_record(atlas, order)))


def _pages(atlas: "Atlas", orders: Sequence[Order], *, progress: Progress | None = None) -> bytes:
    scenes = []
    for number, order in enumerate(orders):
        scenes.append(sheet.compose(atlas, order))
        if progress is not None:
            progress(number + 1, len(orders), scenes[-1].title)
    record = provenance.proof(atlas, *orders, kind="deck", title=scenes[0].title)
    return typeset.pdf(scenes, lang=orders[0].lang, fields=provenance.pdf_fields(record))


# The writers of office files, pages and books are imported by who asks for one: a picture does not
# wait for them.


def _pptx(atlas: "Atlas", order: Order) -> bytes:
    return _deck(atlas, [order])


def _deck(atlas: "Atlas", orders: Sequence[Order], *, progress: Progress | None = None) -> bytes:
    from atlas.briefing import slides  # noqa: PLC0415

    return slides.deck(atlas, orders, progress=progress)


def _docx(atlas: "Atlas", order: Order) -> bytes:
    return _document(atlas, [order])


def _document(
    atlas: "Atlas", orders: Sequence[Order], *, progress: Progress | None = None
) -> bytes:
    from atlas.briefing import document  # noqa: PLC0415

    return document.document(atlas, orders, progress=progress)


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
        format=format,
        **told,
    )


PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SNAPSHOTS: dict[str, Snapshot] = {
    "png": Snapshot(".png", "image/png", _png),
    "svg": Snapshot(".svg", "image/svg+xml", _svg),
    "pdf": Snapshot(".pdf", "application/pdf", _pdf),
    "pptx": Snapshot(".pptx", PPTX, _pptx),
    "docx": Snapshot(".docx", DOCX, _docx),
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
