"""What workers make of an atlas; where it is light the same is called in place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from atlas.briefing import formats
from atlas.briefing.order import Order, Progress
from atlas.model.atlas import Atlas

if TYPE_CHECKING:
    from atlas.briefing.book import Picture
    from atlas.exchange.writing import Options
    from atlas.selection.selection import Selection

HEAVY = 200  # zones that are drawn: fewer take no longer than a click, and are drawn in place
SLOW = 5_000  # zones that are drawn: more take a minute and longer
SMALL, SMALL_DPI, SMALL_GROW = 200.0, 150.0, 0.75  # of a small map: points, its lettering's factor
Pictured = tuple[bytes, str]  # PNG, and what it shows in words


def is_heavy(atlas: Atlas, sheets: int = 1) -> bool:
    """Return whether so many sheets of an atlas are drawn outside of the page's process."""
    return len(atlas.zones) * sheets > HEAVY


def is_slow(atlas: Atlas, sheets: int) -> bool:
    """Return whether so many sheets of an atlas take minutes rather than seconds."""
    return len(atlas.zones) * sheets > SLOW


def unseen(_done: int, _of: int, _what: str) -> None:
    """Stand for someone who does not look how far it is."""


def book(atlas: Atlas, wanted: str, order: Order, *, progress: Progress = unseen) -> bytes:
    """
    Write the atlas book.

    Parameters
    ----------
    atlas
        The data.
    wanted
        A key of `atlas.briefing.formats.BOOKS`.
    order
        Its selection, language, day, mode and maker.
    progress
        Is told how far it is.
    """
    return formats.BOOKS[wanted].write(atlas, order, progress=progress)


def collection(
    atlas: Atlas, wanted: str, orders: Sequence[Order], *, progress: Progress = unseen
) -> bytes:
    """
    Write several sheets in one file.

    Parameters
    ----------
    atlas, progress
        As of `book`.
    wanted
        A key of `atlas.briefing.formats.COLLECTIONS`.
    orders
        The sheets.
    """
    return formats.COLLECTIONS[wanted].write(atlas, orders, progress=progress)


def piece(
    atlas: Atlas,
    wanted: str,
    order: Order,
    width: int | None = None,
    *,
    progress: Progress = unseen,  # noqa: ARG001 - as every work
) -> bytes:
    """
    Write one sheet.

    Parameters
    ----------
    atlas, progress
        As of `book`.
    wanted
        A key of `atlas.briefing.formats.SNAPSHOTS`.
    order
        The sheet.
    width
        Pixels of a picture for a screen, in place of the order's dots an inch.
    """
    if width:
        return formats.screen_picture(atlas, order, width=width)
    return formats.SNAPSHOTS[wanted].write(atlas, order)


def preview(atlas: Atlas, order: Order, *, progress: Progress = unseen) -> Pictured:  # noqa: ARG001 - as every work
    """
    Return a sheet as it will be, and its title and sentence.

    Parameters
    ----------
    atlas, order, progress
        As of `piece`.
    """
    from atlas.briefing import sheet, typeset  # noqa: PLC0415 - only who draws pays for it
    from atlas.briefing.content import content  # noqa: PLC0415 - as above

    said = content(atlas, order)
    return typeset.png(sheet.compose(atlas, order), dpi=order.dpi), f"{said.title}. {said.sentence}"


def small_maps(atlas: Atlas, order: Order, *, progress: Progress = unseen) -> list[Pictured]:  # noqa: ARG001 - as every work
    """
    Return the small maps that an order parts into.

    Parameters
    ----------
    atlas, order, progress
        As of `piece`.
    """
    from atlas.briefing import sheet, typeset  # noqa: PLC0415 - as above

    scenes = sheet.compose_panels(atlas, order, SMALL, grow=SMALL_GROW)
    return [(typeset.png(scene, dpi=SMALL_DPI), scene.description) for scene in scenes]


def drawing(atlas: Atlas, picture: "Picture", *, progress: Progress = unseen) -> bytes:  # noqa: ARG001 - as every work
    """
    Draw a picture of the book by itself, as SVG.

    Parameters
    ----------
    atlas, progress
        As of `book`.
    picture
        It.
    """
    # The book brings its typesetter along; only who draws pays for it.
    from atlas.briefing import book as bound  # noqa: PLC0415
    from atlas.briefing.typeset import svg  # noqa: PLC0415

    return svg.write(bound.compose(atlas, picture)).encode()


def table(
    atlas: Atlas,
    wanted: str,
    selection: "Selection",
    options: "Options",
    *,
    progress: Progress = unseen,  # noqa: ARG001 - as every work
) -> bytes:
    """
    Write a file of the selected zones.

    Parameters
    ----------
    atlas, progress
        As of `book`.
    wanted
        A key of `atlas.exchange.writing.EXPORTERS`.
    selection
        Which zones.
    options
        Coordinate system, encoding and digits.
    """
    from atlas.exchange import writing  # noqa: PLC0415 - only who writes pays for it

    zones = selection.apply(atlas)
    return writing.EXPORTERS[wanted].write(atlas, zones, selection, options)
