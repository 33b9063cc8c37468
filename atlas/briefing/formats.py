"""The files a sheet can become: one record a format, in one dict."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.briefing import proof, sheet, svg, typeset
from atlas.briefing.order import Order

if TYPE_CHECKING:
    from atlas.load import Atlas


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    A format: its file suffix, its media type and the function that writes it.

    Attributes
    ----------
    suffix
        With the dot.
    mime
        Media type.
    write
        Takes atlas and order (checked); returns the file.
    """

    suffix: str
    mime: str
    write: Callable[["Atlas", Order], bytes]


def _png(atlas: "Atlas", order: Order) -> bytes:
    picture = typeset.png(sheet.compose(atlas, order), dpi=order.dpi)
    return proof.stamp_png(picture, proof.proof(atlas, order))


def _svg(atlas: "Atlas", order: Order) -> bytes:
    record = proof.proof(atlas, order)
    return svg.write(sheet.compose(atlas, order), metadata=record.to_json()).encode()


def _pdf(atlas: "Atlas", order: Order) -> bytes:
    fields = proof.pdf_fields(proof.proof(atlas, order))
    return typeset.pdf(sheet.compose(atlas, order), lang=order.lang, fields=fields)


SNAPSHOTS: dict[str, Snapshot] = {
    "png": Snapshot(".png", "image/png", _png),
    "svg": Snapshot(".svg", "image/svg+xml", _svg),
    "pdf": Snapshot(".pdf", "application/pdf", _pdf),
}


BOOKS: dict[str, Snapshot] = {}
