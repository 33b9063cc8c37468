"""List what a map shows: each thing with the sign it is drawn with, its name and its number."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.i18n import text
from atlas.maps import choropleth, overlay
from atlas.maps.layers import LAYERS, TAG
from atlas.maps.overlay import SHOWN_AS
from atlas.maps.print.scene import Group, Item, Path, Symbol, Text
from atlas.maps.print.subject import Subject
from atlas.maps.surroundings import SITE, SITES
from atlas.model import columns
from atlas.selection.counts import summary

if TYPE_CHECKING:
    from atlas.maps.overlay import Key
    from atlas.model.atlas import Atlas
    from atlas.selection.counts import Summary

# fmt: off
Mark = Literal[
    "symbol", "patch", "hatched", "line", "dot", "circle", "outline", "words",
    "disc", "size", "bar", "blank", "land", "centre", "site",
]
# fmt: on

# Roles of lines, each with its style ``line/<role>``, in the order of a legend.
LINES = (
    *("national", "province", "region", "prefecture", "county", "ethnic"),
    *("neighbour", "river", "selected"),
)
# Role of what is drawn -> the part of a legend that explains it. A new role stands here or below.
EXPLAINED: Mapping[str, str] = {
    "zone": "types",
    "dot": "types",
    "dots": "types",
    "area": "areas",
    "hatch": "areas",
    "pattern": "areas",
    **dict.fromkeys(LINES, "lines"),
    "context": "marks",
    "seat": "marks",
    "accuracy": "marks",
    "chosen": "marks",
    "park": "marks",
    "disputed": "marks",
    **{f"tag/{key.removeprefix(TAG)}": "marks" for key in LAYERS if key.startswith(TAG)},
    "zone-outline": "marks",
    **{f"{SITE}{key}": "marks" for key in SITES},
    **dict.fromkeys(
        (
            *("drawn-pair", "drawn-feeds", "drawn-serves", "drawn-centre"),
            *("drawn-ring", "drawn-catchment", "drawn-standard", "drawn-uncovered"),
        ),
        "drawn",
    ),
    "shade": "shades",
}
# What says itself: lettering and what ties it to its place, measures, frames, the border's halo,
# what is drawn by hand.
EVIDENT = frozenset(
    {
        *("label", "leader", "offset", "place", "caption", "tab", "tie", "window", "frame"),
        *("graticule", "bar", "north", "ground", "glow", "locator"),
        *("drawn", "drawn-casing", "said"),
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
    What can be seen of what has been drawn.

    Attributes
    ----------
    roles
        Of the items.
    outlined
        Ids of the zones whose outlines are seen.
    filled
        Slugs of the prefectures whose areas are seen; None where nothing is drawn yet.
    """

    roles: frozenset[str] = frozenset()
    outlined: frozenset[str] = frozenset()
    filled: frozenset[str] | None = None

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Shown":
        """Look through what is drawn, groups too: what lies in a frame and under no later one."""
        items = [*items]
        frames = [item for item in items if isinstance(item, Group)]
        seen = [
            item
            for number, group in enumerate(frames)
            for item in _seen(group, frames[number + 1 :])
        ]
        seen += [item for item in items if not isinstance(item, Group)]
        return cls(
            frozenset(item.role for item in seen),
            frozenset(item.key for item in seen if item.role == "zone-outline"),
            frozenset(item.key for item in seen if item.role == "area"),
        )


def _seen(frame: Group, later: Iterable[Group]) -> Iterator[Path | Symbol | Text]:
    """Yield what can be seen of a frame; later frames lie over it."""
    shown = None
    if frame.clip is not None:
        hidden = [_box(each.clip) for each in later if each.clip is not None]
        shown = shapely.difference(_box(frame.clip), shapely.union_all(hidden))
        shapely.prepare(shown)
    for item in frame.items:
        if isinstance(item, Group):
            yield from _seen(item, ())
        elif shown is None or not isinstance(item, Path) or _meets(item, shown):
            yield item


def _box(clip: tuple[float, float, float, float]) -> BaseGeometry:
    x, y, wide, high = clip
    return shapely.box(x, y, x + wide, y + high)


def _meets(path: Path, shown: BaseGeometry) -> bool:
    """Return whether a part of a path lies in what is seen of its frame."""
    lines = [
        shapely.LineString(np.vstack([ring, ring[:1]]) if path.closed else ring)
        for ring in path.rings
        if len(ring) > 1
    ]
    if shapely.intersects(shown, lines).any():
        return True
    # A frame that lies in the midst of an area meets none of its edges.
    inside = shapely.point_on_surface(shown)
    return (
        bool(path.fill)
        and sum(
            shapely.contains(shapely.make_valid(shapely.Polygon(line)), inside)
            for line in lines
            if len(line.coords) > 3  # noqa: PLR2004 - a closed triangle
        )
        % 2
        == 1
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A thing that the map shows.

    Attributes
    ----------
    mark
        How it is drawn: a zone's symbol, the patch of an area, the same hatched, a line, the dot of
        a zone that is not selected, a circle of accuracy, a zone's outline; ``"words"`` if the
        words themselves are the sample; a disc of colour, a circle or a bar of a size, nothing;
        land that is marked, a centre, the symbol of an airport and the like.
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
    layers
        Of land that is marked: how many shapes lie over each other.
    share
        Of a circle's area or a bar's height, 0 to 1 of the greatest.
    below
        Of a circle or bar: how many of its kind have their rows below, on whose foot it stands.
    """

    mark: Mark
    style: str
    words: str
    short: str = ""
    n: int | None = None
    key: str = ""
    level: str = ""
    layers: int = 1
    share: float = 0.0
    below: int = 0

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
        What else it shows: zones that are not selected, circles of accuracy, outlines of zones,
        airports and the like.
    drawn
        What is drawn over the zones: lines, land and a centre.
    shades
        The colours or sizes of an own column; empty where none is shown.
    shaded
        The column, and how it is shown.
    """

    types: tuple[Entry, ...]
    areas: tuple[Entry, ...]
    lines: tuple[Entry, ...]
    marks: tuple[Entry, ...]
    drawn: tuple[Entry, ...] = ()
    shades: tuple[Entry, ...] = ()
    shaded: str = ""


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
    lang = subject.order.lang
    shade = overlay.colours(atlas, subject.order.map, subject.overlay, lang=lang)
    return Legend(
        types=tuple(_types(atlas, subject)),
        areas=tuple(_areas(atlas, subject, shown)),
        lines=tuple(_lines(subject, shown)),
        marks=tuple(_marks(atlas, subject, shown)),
        drawn=tuple(_drawn(subject, shown)),
        shades=tuple(_shades(atlas, shade, subject)) if shade else (),
        shaded=choropleth.titled(atlas, shade, lang, whole=False) if shade else "",
    )


def _shades(atlas: "Atlas", shade: choropleth.Shade, subject: Counted) -> list[Entry]:
    """Return whose figures they are; sizes, the greatest first, or colours; who has no value."""
    origin = columns.origin(atlas, shade.head, subject.order.lang)
    classes = [each for each in shade.among(subject.zones.index.astype(str)) if each.n]
    mark: Mark = "size" if shade.drawn == choropleth.SIZE else "bar"
    n = len(shade.steps)
    sizes = [
        Entry(mark, choropleth.COLOUR, step.label, share=step.share, below=n - number)
        for number, step in enumerate(shade.steps, start=1)
    ]
    return [
        *([Entry("words", "sheet/ink", origin)] if origin else []),
        *sizes,
        *(
            Entry(
                "blank" if each.key == choropleth.NONE else "disc", each.key, each.label, n=each.n
            )
            for each in classes
            if not sizes or each.key == choropleth.NONE
        ),
    ]


def _types(atlas: "Atlas", subject: Counted) -> list[Entry]:
    lang, national = subject.order.lang, str(atlas.levels.index[0])
    levels = subject.zones["level"].astype(str)
    ends = subject.overlay.ends if subject.overlay else frozenset()
    at_ends = set(atlas.zones.loc[atlas.zones.index.isin(ends), "zone_type"])
    entries = []
    for slug, n in subject.summary.types.items():
        if not n and slug not in at_ends:
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


def _areas(atlas: "Atlas", subject: Counted, shown: Shown) -> list[Entry]:
    """Return the areas that fill the map; of maps beside it that are parted otherwise, theirs."""
    own, lang = subject.order.selection.scheme, subject.order.lang
    entries = _areas_of(atlas, subject.summary, own, lang, shown)
    others = {part.said.order.selection.scheme: part for part in reversed(subject.panels)}
    if not others.keys() - {own}:
        return entries
    entries.insert(0, Entry("words", "sheet/ink", atlas.label("schemes", own, lang)))
    for scheme, part in others.items():
        if scheme != own:
            figures = summary(part.atlas, part.said.zones, scheme=scheme)
            name = part.atlas.label("schemes", scheme, lang)
            entries.append(Entry("words", "sheet/ink", name))
            entries += _areas_of(part.atlas, figures, scheme, lang, shown)
    return entries


def _areas_of(
    atlas: "Atlas", figures: "Summary", scheme: str, lang: str, shown: Shown
) -> list[Entry]:
    """Return the areas of a regionalisation that are seen on the map or hold zones of it."""
    of = atlas.prefectures[f"area_{scheme}"]
    seen = set(of) if shown.filled is None else set(of[of.index.isin(shown.filled)])
    entries = [
        Entry(
            "patch",
            f"area/{slug}",
            words=atlas.label("areas", str(slug), lang),
            short=atlas.label("areas", str(slug), lang, short=True),
            n=int(n),
            key=str(slug),
        )
        for slug, n in figures.areas.items()
        if slug in seen
    ]
    basis = atlas.prefectures.get(f"basis_{scheme}")
    hatched = shown.filled is None or "hatch" in shown.roles
    if basis is not None and hatched and (basis == "inferred").any():
        # Drawn as the first area of which a part is inferred.
        area = atlas.prefectures.loc[basis == "inferred", f"area_{scheme}"].iloc[0]
        words = text("print.inferred", lang)
        entries.append(Entry("hatched", f"area/{area}", words, n=figures.inferred or None))
    return entries


def _lines(subject: Counted, shown: Shown) -> list[Entry]:
    kinds = [kind for kind in LINES if kind in shown.roles]
    return [
        Entry("line", f"line/{kind}", text(f"print.line_{kind}", subject.order.lang))
        for kind in kinds
    ]


def _marks(atlas: "Atlas", subject: Counted, shown: Shown) -> list[Entry]:
    lang, entries = subject.order.lang, []
    if "context" in shown.roles:
        entries.append(Entry("dot", "sheet/context", text("print.context", lang)))
    if "seat" in shown.roles:
        entries.append(Entry("dot", "sheet/seat", text("print.seat", lang)))
    entries += [
        Entry("site", f"{SITE}{key}", text(LAYERS[key].title, lang))
        for key in SITES
        if f"{SITE}{key}" in shown.roles
    ]
    if "chosen" in shown.roles:
        name = atlas.label("zones", subject.order.map.zone, lang, short=True)
        entries.append(Entry("circle", "line/chosen", text("print.chosen", lang, name=name)))
    for layer in LAYERS.values():
        style = f"tag/{layer.key.removeprefix(TAG)}"
        if style in shown.roles:
            entries.append(Entry("circle", style, text(layer.title, lang)))
    if "accuracy" in shown.roles:
        entries.append(Entry("circle", "line/accuracy", text("print.accuracy", lang)))
    if "park" in shown.roles:
        entries.append(Entry("dot", "park/other", text("print.park", lang)))
    if "disputed" in shown.roles:
        entries.append(Entry("circle", "park/disputed", text("print.disputed", lang)))
    kinds = {str(atlas.outlines.loc[zone, "kind"]) for zone in shown.outlined}
    for kind in atlas.position_kinds.index[atlas.position_kinds.index.isin(kinds)]:
        name = atlas.label("position_kinds", str(kind), lang)
        words = text("map.legend.outline", lang, name=name)
        entries.append(Entry("outline", f"outline/{kind}", words, key=str(kind)))
    return entries


def _drawn(subject: Subject, shown: Shown) -> list[Entry]:
    overlays = (each.overlay for each in (subject, *(part.said for part in subject.panels)))
    entries = [
        Entry(_mark(key), f"line/{key.kind}", key.words, layers=key.layers)
        for drawn in overlays
        if drawn is not None
        for key in drawn.keys
        if f"drawn-{key.kind}" in shown.roles
    ]
    return list(dict.fromkeys(entries))  # of several maps each thing once


def _mark(key: "Key") -> Mark:
    return cast("Mark", SHOWN_AS.get(key.kind, "line"))
