"""Colour zones by an own column: numbers in classes, words by category."""

import math
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from atlas.i18n import text
from atlas.model.names import shown

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

SAMPLE = 400  # numbers that the classes are found from
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
    first and their colours in the order of the words, beyond `WORDS` one class for the rest.

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
    values = np.array([float(cell) for cell in cells.values()])
    if not values.size:
        return [], {}
    uppers = _breaks(values)
    # A class that no value falls into is none.
    _, step = np.unique(np.searchsorted(uppers[:-1], values), return_inverse=True)
    places = int(step.max()) + 1
    classes = []
    for place in range(places):
        here = values[step == place]
        low, high = shown(float(here.min()), lang), shown(float(here.max()), lang)
        label = text("shade.one" if low == high else "shade.range", lang, low=low, high=high)
        classes.append(Class(f"shade/{_spread(place, places)}", label, len(here)))
    keys = [f"shade/{_spread(place, places)}" for place in range(places)]
    return classes, {zone: keys[at] for zone, at in zip(cells, step, strict=True)}


def _breaks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the greatest value of each class."""
    # mapclassify brings scipy and scikit-learn along, which take long to import.
    from mapclassify import FisherJenks  # noqa: PLC0415

    different = np.unique(values)
    if len(different) <= CLASSES:
        return different
    ordered = np.sort(values)
    if len(ordered) > SAMPLE:
        # Its time grows with the square of their number: ranks at even distances stand for all.
        ordered = ordered[np.linspace(0, len(ordered) - 1, SAMPLE).round().astype(int)]
        if len(np.unique(ordered)) <= CLASSES:
            return np.unique(ordered)
    # It sums squares, in which codes and eastings lose the digits that tell them apart.
    scaled = ordered / np.abs(ordered).max()
    scaled = (scaled - scaled[0]) / (scaled[-1] - scaled[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of a faster variant that is not installed
        bins = FisherJenks(scaled, k=min(CLASSES, len(np.unique(scaled)))).bins
    # Each break is one of the scaled values: back to what it was made of.
    breaks: NDArray[np.float64] = ordered[np.searchsorted(scaled, bins, side="right") - 1]
    return breaks


def _spread(place: int, places: int) -> int:
    """Return the step of the ramp for a class, so that few classes are far apart."""
    return 1 + (CLASSES - 1 if places == 1 else math.floor(place * (CLASSES - 1) / (places - 1)))


def _words(cells: Mapping[str, object], lang: str) -> tuple[list[Class], dict[str, str]]:
    said = {zone: shown(cell, lang) for zone, cell in cells.items()}
    counted = Counter(said.values()).most_common()
    named = counted if len(counted) <= WORDS else counted[: WORDS - 1]
    # By the word, not by how often it stands: one more zone must not give each another colour.
    key = {word: f"word/{n}" for n, word in enumerate(sorted(word for word, _ in named), start=1)}
    classes = [Class(key[word], word, n) for word, n in named]
    rest = sum(n for _, n in counted[len(named) :])
    if rest:
        classes.append(Class(f"word/{WORDS}", text("shade.other", lang), rest))
    return classes, {zone: key.get(word, f"word/{WORDS}") for zone, word in said.items()}
