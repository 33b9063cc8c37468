"""Colour zones by an own column: numbers in classes, words by category."""

import math
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.i18n import text
from atlas.where import shown

if TYPE_CHECKING:
    from atlas.load import Atlas

CLASSES = 5  # of numbers; the style table has as many steps
WORDS = 8  # categories of words, the last of which takes what is left over
NONE = "shade/none"


@dataclass(frozen=True, slots=True)
class Class:
    """
    One colour and what it means.

    Attributes
    ----------
    key
        Of the style table.
    label
        In words.
    n
        How many zones have it.
    """

    key: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Shade:
    """
    Zones coloured by a column.

    Attributes
    ----------
    head
        The column.
    classes
        The colours in order, last that of zones without a value where there are any.
    of
        Zone -> key of its colour.
    """

    head: str
    classes: tuple[Class, ...]
    of: Mapping[str, str]


def shade(atlas: "Atlas", head: str, *, lang: str = "zh") -> Shade:
    """
    Colour the zones of an atlas by one of its own columns.

    Numbers fall into at most `CLASSES` classes by Fisher's and Jenks's natural breaks
    (`mapclassify`), fewer where fewer values differ; dates and words are categories, the commonest
    first, beyond `WORDS` one class for the rest.

    Parameters
    ----------
    atlas
        With own columns.
    head
        One of ``atlas.own_columns``.
    lang
        Of the labels.

    Raises
    ------
    KeyError
        If there is no such column.
    """
    cells = atlas.own_values[head].reindex(atlas.zones.index.astype(object))
    known = {zone: cell for zone, cell in cells.items() if cell is not None and cell == cell}  # noqa: PLR0124 - not a number
    by_number = atlas.own_columns.loc[head, "kind"] == "number"
    classes, of = _numbers(known, lang) if by_number else _words(known, lang)
    empty = [zone for zone in atlas.zones.index if zone not in known]
    if empty:
        classes += [Class(NONE, text("shade.none", lang), len(empty))]
        of |= dict.fromkeys(empty, NONE)
    return Shade(head, tuple(classes), of)


def _numbers(cells: Mapping[str, float], lang: str) -> tuple[list[Class], dict[str, str]]:
    # mapclassify brings scipy and scikit-learn along, which take long to import.
    from mapclassify import FisherJenks  # noqa: PLC0415

    values = [float(cell) for cell in cells.values()]
    different = len(set(values))
    if different <= CLASSES:
        uppers = sorted(set(values))
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of a faster variant that is not installed
            uppers = [float(upper) for upper in FisherJenks(values, k=CLASSES).bins]
    step = {zone: sum(float(cell) > upper for upper in uppers) for zone, cell in cells.items()}
    places = len(uppers)
    classes = []
    for place in range(places):
        here = [float(cells[zone]) for zone, at in step.items() if at == place]
        low, high = shown(min(here), lang), shown(max(here), lang)
        label = text("shade.one" if low == high else "shade.range", lang, low=low, high=high)
        classes.append(Class(f"shade/{_spread(place, places)}", label, len(here)))
    return classes, {zone: f"shade/{_spread(at, places)}" for zone, at in step.items()}


def _spread(place: int, places: int) -> int:
    """Return the step of the ramp for a class, so that few classes are far apart."""
    return 1 + (CLASSES - 1 if places == 1 else math.floor(place * (CLASSES - 1) / (places - 1)))


def _words(cells: Mapping[str, object], lang: str) -> tuple[list[Class], dict[str, str]]:
    said = {zone: shown(cell, lang) for zone, cell in cells.items()}
    counted = Counter(said.values()).most_common()
    named = counted if len(counted) <= WORDS else counted[: WORDS - 1]
    key = {word: f"word/{n}" for n, (word, _) in enumerate(named, start=1)}
    classes = [Class(key[word], word, n) for word, n in named]
    rest = sum(n for _, n in counted[len(named) :])
    if rest:
        classes.append(Class(f"word/{WORDS}", text("shade.other", lang), rest))
    return classes, {zone: key.get(word, f"word/{WORDS}") for zone, word in said.items()}
