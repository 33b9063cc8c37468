"""List what a map shows in a legend: each thing with how it is drawn, its name and its number."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from atlas.briefing.content import Content
from atlas.i18n import text
from atlas.maps.print import basemap

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

Mark = Literal["symbol", "patch", "hatched", "line", "context", "circle", "none"]


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A thing that the map shows.

    Attributes
    ----------
    mark
        How it is drawn: a zone's symbol, the patch of an area, the same hatched, a line, the small
        symbol of a zone that is not selected, a circle of accuracy; ``"none"`` if the words
        themselves are the sample.
    style
        Its key in the style table.
    words
        What it is called.
    n
        How many zones; None where none are counted.
    key
        The type or area.
    level
        Of a symbol.
    """

    mark: Mark
    style: str
    words: str
    n: int | None = None
    key: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """
    What a map shows.

    Attributes
    ----------
    types
        The types of the zones on it, with their numbers; how national ones are written.
    areas
        The areas that fill it, with their numbers; what is inferred.
    lines
        The boundaries.
    marks
        What else it may show: zones that are not selected, circles of accuracy.
    """

    types: tuple[Entry, ...]
    areas: tuple[Entry, ...]
    lines: tuple[Entry, ...]
    marks: tuple[Entry, ...]


def legend(atlas: "Atlas", said: Content, *, circles: bool) -> Legend:
    """
    List what a map shows.

    Parameters
    ----------
    atlas
        The atlas.
    said
        What the sheet says; all numbers are its summary's.
    circles
        Whether circles of accuracy are drawn.
    """
    return Legend(
        types=tuple(_types(atlas, said)),
        areas=tuple(_areas(atlas, said)),
        lines=tuple(_lines(said)),
        marks=tuple(_marks(said, circles=circles)),
    )


def _types(atlas: "Atlas", said: Content) -> list[Entry]:
    lang, national = said.order.lang, str(atlas.levels.index[0])
    levels = said.zones["level"].astype(str)
    entries = []
    for slug, n in said.summary.types.items():
        if not n:
            continue
        # The national symbol only where every zone of the type is national.
        others = levels[(said.zones["zone_type"] == slug) & (levels != national)]
        entries.append(
            Entry(
                mark="symbol",
                style=f"type/{slug}",
                words=atlas.label("types", str(slug), lang),
                n=int(n),
                key=str(slug),
                level=others.iloc[0] if len(others) else national,
            )
        )
    if said.summary.levels.get(national):
        entries.append(Entry("none", "text/national", text("print.national", lang)))
    return entries


def _areas(atlas: "Atlas", said: Content) -> list[Entry]:
    lang, scheme = said.order.lang, said.order.selection.scheme
    entries = [
        Entry(
            "patch", f"area/{slug}", atlas.label("areas", str(slug), lang), n=int(n), key=str(slug)
        )
        for slug, n in said.summary.areas.items()
    ]
    basis = atlas.prefectures.get(f"basis_{scheme}")
    if basis is not None and (basis == "inferred").any():
        # Drawn as the first area of which a part is inferred.
        area = atlas.prefectures.loc[basis == "inferred", f"area_{scheme}"].iloc[0]
        words = text("print.inferred", lang)
        entries.append(Entry("hatched", f"area/{area}", words, n=said.summary.inferred or None))
    return entries


def _lines(said: Content) -> list[Entry]:
    return [
        Entry("line", f"line/{kind}", text(f"print.boundary_{kind}", said.order.lang))
        for kind in basemap.boundaries(said.order.selection.scheme)
    ]


def _marks(said: Content, *, circles: bool) -> list[Entry]:
    entries = []
    if said.order.context:
        words = text("print.context", said.order.lang)
        entries.append(Entry("context", "sheet/context", words))
    if circles:
        words = text("print.accuracy", said.order.lang)
        entries.append(Entry("circle", "line/accuracy", words))
    return entries
