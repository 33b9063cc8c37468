"""Draw the pictures of the book: plans, zones, locators, the cover, the code."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from atlas.briefing import sheet
from atlas.briefing.book.lettering import spelt
from atlas.briefing.book.model import Picture
from atlas.briefing.content import content
from atlas.briefing.order import Order
from atlas.briefing.report import figures
from atlas.briefing.typeset import svg
from atlas.i18n import text
from atlas.maps.palette import palette
from atlas.maps.print import drawing, projection
from atlas.maps.print.scene import Group, Item, Path, Scene, Symbol, rectangle

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

KEPT = 256  # pictures: a book in both languages, and some
# How large lettering and symbols are.
ZONE_GROW = 0.82
COVER_GROW = 1.1
LOCATOR_GROW = 0.62
COARSE = 0.5  # of a locator's size: so drawn and then enlarged, it has no detail that nobody sees
RING = 1.55  # how much wider than its symbol the ring round a sheet's zone is


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
    written = replace(scene, items=spelt(scene.items))
    return svg.write(written, fonts=False), size, scene.description or scene.title


def compose(atlas: "Atlas", picture: Picture) -> Scene:
    """Lay out a picture of the book; parameters as of `draw`."""
    return _PICTURES[picture.kind](atlas, picture)


def _plan(atlas: "Atlas", picture: Picture) -> Scene:
    said = content(atlas, picture.order)
    return figures.plan(atlas, said, picture.width, picture.height)


def _map(atlas: "Atlas", picture: Picture) -> Scene:
    """Draw a map without a legend, for a place that has counts and names beside it."""
    return sheet.compose_map(atlas, picture.order, picture.width, picture.height, grow=ZONE_GROW)


def _zone(atlas: "Atlas", picture: Picture) -> Scene:
    """Draw the country round a zone, the zone ringed; its signs are explained beneath."""
    order, (width, height) = picture.order, (picture.width, picture.height)
    said = content(atlas, order)
    scene = sheet.compose_map(atlas, order, width, height, grow=ZONE_GROW)
    signs, end = figures.signs_alone(atlas, said, scene, grow=ZONE_GROW)
    if signs:
        # The picture stays as high as its place.
        scene = sheet.compose_map(atlas, order, width, 2 * height - end, grow=ZONE_GROW)
        # On the smaller map there may be less to explain.
        signs, _ = figures.signs_alone(atlas, said, scene, grow=ZONE_GROW)
        scene = replace(scene, height=height, items=(*scene.items, *signs))
    accent = palette(atlas, order.style)["sheet/accent"].fill or ""

    def ringed(items: tuple[Item, ...]) -> Iterator[Item]:
        """Put the ring under the symbol, so that it covers no name."""
        for each in items:
            if isinstance(each, Symbol) and each.role == "zone" and each.key == order.zone:
                yield _ring(each.x, each.y, each.size * RING / 2 + 1, accent)
            if isinstance(each, Group):
                yield replace(each, items=tuple(ringed(each.items)))
            else:
                yield each

    return replace(scene, items=tuple(ringed(scene.items)), description=_named(atlas, order))


def _locator(atlas: "Atlas", picture: Picture) -> Scene:
    """Mark on the whole province what a zone's map shows."""
    order = picture.order
    base, view = _province(atlas, _whole(order), COARSE * picture.width, COARSE * picture.height)
    styles = palette(atlas, order.style)
    accent = styles["sheet/accent"].fill or ""
    west, south, east, north = np.asarray(order.map.frame, dtype=float).tolist()
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
    "map": _map,
    "zone": _zone,
    "locator": _locator,
    "cover": _cover,
    "code": _code,
}
