"""List what a map shows: each thing with the sign it is drawn with, its name and its number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from atlas.i18n import text
from atlas.maps.print import basemap
from atlas.maps.print.scene import Group, Item
from atlas.maps.print.subject import Subject

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.selection.counts import Summary

Mark = Literal["symbol", "patch", "hatched", "line", "dot", "circle", "outline", "words"]

# Role of what is drawn -> the part of a legend that explains it. A new role stands here or below.
EXPLAINED: Mapping[str, str] = {
    "zone": "types",
    "dot": "types",
    "area": "areas",
    "hatch": "areas",
    "outline": "lines",
    "ethnic": "lines",
    "neighbour": "lines",
    "river": "lines",
    "context": "marks",
    "accuracy": "marks",
    "zone-outline": "marks",
}
# What says itself: lettering and what ties it to its place, measures, frames, the border's halo.
EVIDENT = frozenset(
    {
        *("label", "leader", "offset", "place", "caption", "tab", "tie", "window", "frame"),
        *("graticule", "bar", "north", "ground", "glow"),
    }
)


class Counted(Subject, Protocol):
    """A map's subject with its figures: see `atlas.briefing.content.Content`."""

    @property
    def summary(self) -> "Summary":
        """The figures of the zones."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """
    What has been drawn.

    Attributes
    ----------
    roles
        Of the items.
    outlined
        Ids of the zones whose outlines are seen.
    """

    roles: frozenset[str] = frozenset()
    outlined: frozenset[str] = frozenset()

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Shown":
        """Look through what is drawn, groups too."""
        roles, outlined, left = set(), set(), [*items]
        while left:
            item = left.pop()
            if isinstance(item, Group):
                left += item.items
                continue
            roles.add(item.role)
            if item.role == "zone-outline":
                outlined.add(item.key)
        return cls(frozenset(roles), frozenset(outlined))


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A thing that the map shows.

    Attributes
    ----------
    mark
        How it is drawn: a zone's symbol, the patch of an area, the same hatched, a line, the dot of
        a zone that is not selected, a circle of accuracy, a zone's outline; ``"words"`` if the
        words themselves are the sample.
    style
        Its key in the style table.
    words
        What it is called.
    short
        The same in fewer letters, where there is a short form.
    n
        How many zones; None where none are counted.
    key
        The type or area.
    level
        Of a symbol: the level that it is drawn with.
    """

    mark: Mark
    style: str
    words: str
    short: str = ""
    n: int | None = None
    key: str = ""
    level: str = ""

    def counted(self, lang: str) -> str:
        """Say how many there are; a dash stands for none, nothing where none are counted."""
        if self.n is None:
            return ""
        return text("print.count", lang, n=self.n) if self.n else "\u2013"


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
        Boundaries and rivers.
    marks
        What else it shows: zones that are not selected, circles of accuracy, outlines of zones.
    """

    types: tuple[Entry, ...]
    areas: tuple[Entry, ...]
    lines: tuple[Entry, ...]
    marks: tuple[Entry, ...]


def legend(atlas: "Atlas", subject: Counted, shown: Shown) -> Legend:
    """
    List what a map shows.

    Parameters
    ----------
    atlas
        The atlas.
    subject
        What is drawn; all numbers are its summary's.
    shown
        What of it can be seen on the map that was drawn.
    """
    return Legend(
        types=tuple(_types(atlas, subject)),
        areas=tuple(_areas(atlas, subject)),
        lines=tuple(_lines(subject, shown)),
        marks=tuple(_marks(atlas, subject, shown)),
    )


def _types(atlas: "Atlas", subject: Counted) -> list[Entry]:
    lang, national = subject.order.lang, str(atlas.levels.index[0])
    levels = subject.zones["level"].astype(str)
    entries = []
    for slug, n in subject.summary.types.items():
        if not n:
            continue
        # The national symbol only where every zone of the type is national.
        others = levels[(subject.zones["zone_type"] == slug) & (levels != national)]
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
    if subject.summary.levels.get(national):
        entries.append(Entry("words", "text/national", text("print.national", lang)))
    return entries


def _areas(atlas: "Atlas", subject: Counted) -> list[Entry]:
    lang, scheme = subject.order.lang, subject.order.selection.scheme
    entries = [
        Entry(
            "patch",
            f"area/{slug}",
            words=atlas.label("areas", str(slug), lang),
            short=atlas.label("areas", str(slug), lang, short=True),
            n=int(n),
            key=str(slug),
        )
        for slug, n in subject.summary.areas.items()
    ]
    basis = atlas.prefectures.get(f"basis_{scheme}")
    if basis is not None and (basis == "inferred").any():
        # Drawn as the first area of which a part is inferred.
        area = atlas.prefectures.loc[basis == "inferred", f"area_{scheme}"].iloc[0]
        words = text("print.inferred", lang)
        entries.append(Entry("hatched", f"area/{area}", words, n=subject.summary.inferred or None))
    return entries


def _lines(subject: Counted, shown: Shown) -> list[Entry]:
    kinds = list(basemap.boundaries(subject.order.selection.scheme))
    kinds += [kind for kind in ("neighbour", "river") if kind in shown.roles]
    return [
        Entry("line", f"line/{kind}", text(f"print.line_{kind}", subject.order.lang))
        for kind in kinds
    ]


def _marks(atlas: "Atlas", subject: Counted, shown: Shown) -> list[Entry]:
    lang, entries = subject.order.lang, []
    if "context" in shown.roles:
        entries.append(Entry("dot", "sheet/context", text("print.context", lang)))
    if "accuracy" in shown.roles:
        entries.append(Entry("circle", "line/accuracy", text("print.accuracy", lang)))
    kinds = {str(atlas.outlines.loc[zone, "kind"]) for zone in shown.outlined}
    for kind in atlas.position_kinds.index[atlas.position_kinds.index.isin(kinds)]:
        name = atlas.label("position_kinds", str(kind), lang)
        words = text("print.outline", lang, name=name)
        entries.append(Entry("outline", f"outline/{kind}", words, key=str(kind)))
    return entries
