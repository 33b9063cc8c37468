"""Write the chapters of the atlas book, in their order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.briefing.book import (
    areas,
    back,
    clusters,
    front,
    groups,
    prefectures,
    since,
    sizes,
    zones,
)
from atlas.briefing.book.model import Block, Part, Picture, joined
from atlas.briefing.book.scope import Scope

if TYPE_CHECKING:
    from atlas.briefing.order import Order
    from atlas.model.atlas import Atlas


@dataclass(frozen=True, eq=False)
class Chapters:
    """
    The chapters of a book.

    Attributes
    ----------
    scope
        What the book is of.
    blocks, pictures, views
        As of `atlas.briefing.book.model.Part`.
    """

    scope: Scope
    blocks: tuple[Block, ...]
    pictures: Mapping[str, tuple[Picture, str]]
    views: tuple["Order", ...]


def write(atlas: "Atlas", order: "Order") -> Chapters:
    """
    Write all chapters.

    Parameters
    ----------
    atlas
        The atlas.
    order
        Selection, language, day, maker and mode of the whole book; its layout does not matter.
    """
    scope = Scope.of(atlas, order)
    whole = joined(_parts(scope))
    return Chapters(scope, whole.blocks, whole.pictures, whole.views)


def _parts(scope: Scope) -> Iterator[Part]:
    yield front.cover(scope)
    yield front.contents(scope)
    yield front.method(scope)
    yield from front.overview(scope)
    yield from areas.areas(scope)
    yield from prefectures.prefectures(scope)
    yield from groups.types(scope)
    yield from clusters.clusters(scope)
    yield from groups.tags(scope)
    yield from sizes.sizes(scope)
    yield from zones.zones(scope)
    yield from since.since(scope)
    yield from back.indicators(scope)
    yield back.slips(scope)
    yield back.sources(scope)
    yield back.index(scope)
