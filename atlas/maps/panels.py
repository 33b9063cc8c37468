"""Part a map into several: one for each value of a flag, or those that stand beside each other."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.i18n import text
from atlas.maps import beside
from atlas.maps.specification import COMPARED, Specification
from atlas.model.columns import YEAR, is_figure, known
from atlas.selection import conditions, counts
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas


MOST_YEARS = 6  # small maps of years: those after which most were approved, and the last
MOST_LIVE = 3  # maps that move together on a screen; more stand there as pictures


@dataclass(frozen=True, eq=False)
class Panel:
    """
    One of several maps.

    Attributes
    ----------
    title
        What tells it from the others, in words.
    n
        How many zones it shows.
    shown
        What the map is.
    atlas
        The edition that it is of.
    """

    title: str
    n: int
    shown: Specification
    atlas: "Atlas"

    def named(self, lang: str) -> str:
        """Return the title with the number of zones."""
        return text("print.panel", lang, title=self.title, n=self.n)


def live(atlas: "Atlas", shown: Specification, *, lang: str) -> tuple[Panel, ...]:
    """Return the maps that move together on a screen; none where it is one map, or too many."""
    few = 0 < len(shown.beside) < MOST_LIVE
    return panels(atlas, shown, lang=lang) if few else ()


def panels(atlas: "Atlas", shown: Specification, *, lang: str) -> tuple[Panel, ...]:
    """
    Return the maps that a specification parts into; none where it is a single map.

    Parameters
    ----------
    atlas
        The atlas.
    shown
        What is asked.
    lang
        Of the titles, ``"zh"`` or ``"en"``.

    Raises
    ------
    StoreError
        If another edition is asked for and cannot be read.
    """
    if shown.beside:
        parts = beside.sides(shown, atlas)
        titles = beside.titles(parts, atlas, lang=lang)
        atlases = [beside.atlas_of(each.vintage, shown, atlas) for each in parts]
    elif shown.panels:
        by_year = shown.panels == YEAR
        parts = _by_year(atlas, shown) if by_year else _by_value(atlas, shown)
        field = "where" if by_year else FLAGS[shown.panels].field
        values = [getattr(each.selection, field) for each in parts]
        # A map of a year has its bound last; what else is asked of columns is common to all.
        own = [each[-1:] if by_year else each for each in values]
        titles = [Selection(**{field: each}).describe_parts(atlas, lang=lang) for each in own]
        atlases = [atlas] * len(parts)
    else:
        return ()
    return tuple(
        Panel(title, len(each.zones(of)), each, of)
        for each, title, of in zip(parts, titles, atlases, strict=True)
    )


def _by_year(atlas: "Atlas", shown: Specification) -> tuple[Specification, ...]:
    """Return a map for each of some years' ends, of the zones approved by then."""
    if shown.draw == COMPARED:
        picked = shown.selection.with_(zones=shown.zones(atlas).index)
        shown = shown.with_(selection=picked, draw="", compare=())
    if not is_figure(atlas, YEAR):  # an office has a column of that name
        return ()
    approved = Counter(known(atlas, YEAR, shown.zones(atlas).index).values())
    most = sorted(approved, key=lambda year: (-approved[year], year))[:MOST_YEARS]
    return tuple(
        shown.with_(selection=until(atlas, shown.selection, year), panels="")
        for year in sorted({*most, *([max(approved)] if approved else [])})
    )


def until(atlas: "Atlas", selection: Selection, year: int) -> Selection:
    """Return those of a selection that had been approved by the end of a year."""
    bound = conditions.Condition(YEAR, "<=", (year,))
    found = ((value, conditions.condition(value, atlas)) for value in selection.where)
    kept = [
        value
        for value, each in found
        if not (isinstance(each, conditions.Condition) and (each.head, each.sign) == (YEAR, "<="))
    ]
    return selection.with_(where=(*kept, bound.written()))


def _by_value(atlas: "Atlas", shown: Specification) -> tuple[Specification, ...]:
    """Return a map for each value of a flag that any zone of a map has."""
    if shown.draw == COMPARED:  # its zones are picked: these are parted
        picked = shown.selection.with_(zones=shown.zones(atlas).index)
        shown = shown.with_(selection=picked, draw="", compare=())
    selection, flag = shown.selection, shown.panels
    field = FLAGS[flag].field
    found = counts.by(
        *(atlas, shown.zones(atlas), flag),
        scheme=selection.scheme,
        min_grade=selection.min_grade,
    )
    asked = getattr(selection, field)
    return tuple(
        shown.with_(selection=selection.with_(**{field: (slug,)}), panels="")
        for slug, n in found.items()
        if n and (not asked or slug in asked)
    )
