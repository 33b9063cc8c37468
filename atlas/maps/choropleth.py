"""Show a column on the zones: colours in classes or by category, circles by size, or bars."""

import datetime as dt
import itertools
import math
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from atlas.i18n import text
from atlas.model import columns
from atlas.model.names import shown

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

SAMPLE = 400  # numbers that the classes are found from
CLASSES = 5  # of numbers; the style table has as many steps
METHODS = ("natural", "quantile", "equal")  # natural breaks by Fisher and Jenks
EXAMPLE = "10,50,100"  # of breaks that are given
WORDS = 8  # categories of words, the last of which takes what is left over
NONE = "shade/none"
COLOUR = f"shade/{CLASSES}"  # of circles and bars
# px: radius of a disc of colour; of the greatest circle; height of the greatest bar; a bar's width
DISC, LARGEST, TALLEST, BAR = 13, 18, 30, 6
FILL, SIZE, BARS = SHADED_AS = ("fill", "size", "bars")
STEPS = {SIZE: (1.0, 0.3, 0.1), BARS: (1.0, 0.5, 0.25)}  # of the greatest, that a legend shows
DIGITS = 2  # of the numbers that a legend shows


@dataclass(frozen=True, slots=True)
class Breaks:
    """
    How numbers are parted into classes.

    Attributes
    ----------
    method
        One of `METHODS`; not looked at where breaks are given.
    n
        How many classes at most.
    given
        The greatest number of each class but the last, rising; empty where the method finds them.
    """

    method: str = METHODS[0]
    n: int = CLASSES
    given: tuple[float, ...] = ()


USUAL = Breaks()


def read_breaks(value: str) -> Breaks | None:
    """Return breaks as a link carries them: ``quantile:4`` or ``10,50,100``; None if none."""
    value = unicodedata.normalize("NFKC", value).replace("\N{IDEOGRAPHIC COMMA}", ",").strip(" ,")
    method, _, n = value.partition(":")
    if method in METHODS:
        fits = not n or (n.isascii() and n.isdecimal() and 2 <= int(n[:3]) <= CLASSES)  # noqa: PLR2004 - one class tells nothing
        return Breaks(method, int(n or CLASSES)) if fits else None
    try:
        given = tuple(map(float, value.split(",")))
    except ValueError:
        return None
    rising = all(a < b for a, b in itertools.pairwise(given)) and all(map(math.isfinite, given))
    return Breaks(given=given) if rising and len(given) < CLASSES else None


def write_breaks(breaks: Breaks) -> str:
    """Write breaks as a link carries them."""
    if breaks.given:
        return ",".join(f"{value:.12g}" for value in breaks.given)
    return f"{breaks.method}:{breaks.n}"


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
class Step:
    """
    One size that a legend shows.

    Attributes
    ----------
    label
        The number in words.
    share
        Of the greatest number, 0 to 1.
    """

    label: str
    share: float


@dataclass(frozen=True, slots=True)
class Shade:
    """
    A column on the zones.

    Attributes
    ----------
    head
        The column.
    classes
        The colours in order, last that of zones without a value where there are any. Of circles
        and bars this last one alone: they have one colour.
    of
        Zone -> key of its colour.
    drawn
        One of `SHADED_AS`.
    shares
        Of circles and bars: zone -> its number's share of the greatest, 0 to 1.
    steps
        Of circles and bars: the sizes that a legend shows, the greatest first.
    """

    head: str
    classes: tuple[Class, ...]
    of: Mapping[str, str]
    drawn: str = FILL
    shares: Mapping[str, float] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    def among(self, zones: Iterable[str]) -> tuple[Class, ...]:
        """Return the classes with the numbers of some zones alone."""
        counts = Counter(self.of[zone] for zone in zones if zone in self.of)
        return tuple(Class(each.key, each.label, counts[each.key]) for each in self.classes)


class Asked(Protocol):
    """What a map asks of a column: see `atlas.maps.specification.Specification`."""

    @property
    def shade(self) -> str:
        """The column; empty for none."""
        ...

    @property
    def breaks(self) -> Breaks:
        """How its numbers are parted."""
        ...

    @property
    def shade_as(self) -> str:
        """One of `SHADED_AS`."""
        ...


def of_map(atlas: "Atlas", asked: Asked, *, lang: str) -> Shade | None:
    """
    Return how a map shows a column; None where it shows none.

    Parameters
    ----------
    atlas
        The atlas.
    asked
        What the map is.
    lang
        Of the labels.
    """
    if asked.shade not in columns.table(atlas).index:
        return None
    return shade(atlas, asked.shade, lang=lang, breaks=asked.breaks, drawn=asked.shade_as)


def shade(
    atlas: "Atlas",
    head: str,
    *,
    lang: str = "zh",
    breaks: Breaks = USUAL,
    drawn: str = FILL,
) -> Shade:
    """
    Show one of an atlas's columns on its zones.

    Numbers and dates fall into classes (`mapclassify`), by Fisher's and Jenks's natural breaks
    unless asked otherwise, fewer where fewer values differ; words are categories, the commonest
    first and their colours in the order of the words, beyond `WORDS` one class for the rest.
    All zones of the atlas count, so that one colour means the same on each of its maps.

    Parameters
    ----------
    atlas
        The atlas.
    head
        One of `atlas.model.columns.table`.
    lang
        Of the labels.
    breaks
        How numbers are parted; given ones do not part dates.
    drawn
        One of `SHADED_AS`; what `unfit` refuses is coloured.

    Raises
    ------
    KeyError
        If there is no such column.
    """
    kept = atlas.once(_kept)
    asked = head, lang, breaks, drawn
    if asked not in kept:
        kept[asked] = _shade(atlas, head, lang, breaks, drawn)
    return kept[asked]


def titled(atlas: "Atlas", shade: Shade, lang: str, *, whole: bool = True) -> str:
    """
    Return what stands above a legend: the column, and what of a sign is its number.

    Parameters
    ----------
    atlas, lang
        As of `shade`.
    shade
        What is shown.
    whole
        Say of a figure whose it is; else `columns.origin` says it below.
    """
    head = columns.name(atlas, shade.head, lang, whole=True)
    if not whole and columns.is_figure(atlas, shade.head):
        head = text(f"figure.{shade.head}.head", lang)
    return text(f"shade.title.{shade.drawn}", lang, head=head)


def unfit(atlas: "Atlas", head: str) -> str:
    """
    Say why a column can be shown as colours only; nothing where circles and bars fit it.

    Returns
    -------
    str
        A key of the strings ``shade.unfit.*``.
    """
    if columns.table(atlas).loc[head, "kind"] != columns.NUMBER:
        return "words"
    numbers = [float(cell) for cell in columns.known(atlas, head).values()]
    if min(numbers, default=0.0) < 0:
        return "negative"
    return "" if max(numbers, default=0.0) > 0 else "nothing"


def _kept(_atlas: "Atlas") -> dict[tuple[str, str, Breaks, str], Shade]:
    """Return where what was made of an atlas is kept: finding the breaks takes long."""
    return {}


def _shade(atlas: "Atlas", head: str, lang: str, breaks: Breaks, drawn: str) -> Shade:
    cells, kind = columns.known(atlas, head), columns.table(atlas).loc[head, "kind"]
    empty = [str(zone) for zone in atlas.zones.index if zone not in cells]
    none = [Class(NONE, text("shade.none", lang), len(empty))] if empty else []
    without = dict.fromkeys(empty, NONE)
    if drawn != FILL and not unfit(atlas, head):
        greatest = max(float(cell) for cell in cells.values())
        shares = {zone: float(cell) / greatest for zone, cell in cells.items()}
        steps = tuple(_steps(greatest, drawn, lang))
        of = dict.fromkeys(cells, COLOUR) | without
        return Shade(head, tuple(none), of, drawn, shares, steps)
    match kind:
        case columns.NUMBER:
            classes, of = _numbers(cells, breaks, lambda value: shown(float(value), lang), lang)
        case columns.KIND_YEAR:
            classes, of = _numbers(cells, breaks, lambda year: str(int(year)), lang)
        case columns.DATE:
            days = {zone: float(cell.toordinal()) for zone, cell in cells.items()}
            found = Breaks(breaks.method, breaks.n)
            classes, of = _numbers(
                days, found, lambda day: str(dt.date.fromordinal(int(day))), lang
            )
        case _:
            classes, of = _words(cells, lang)
    return Shade(head, (*classes, *none), of | without)


def _steps(greatest: float, drawn: str, lang: str) -> list[Step]:
    """Return round numbers for a legend, the greatest at most that of the column."""
    rounded = dict.fromkeys(_round(greatest * part) for part in STEPS[drawn])
    return [Step(shown(number, lang), number / greatest) for number in rounded if number]


def _round(number: float) -> float:
    """Return a number cut to `DIGITS` digits, never a greater one."""
    if not number:
        return 0.0
    power = math.floor(math.log10(number)) - DIGITS + 1
    digits = math.floor(float(f"{number:.15g}") / 10.0**power) if abs(power) < 300 else 0  # noqa: PLR2004 - where floats end
    return float(f"{digits}e{power}") or number


def _numbers(
    cells: Mapping[str, float], breaks: Breaks, say: Callable[[float], str], lang: str
) -> tuple[list[Class], dict[str, str]]:
    values = np.array([float(cell) for cell in cells.values()])
    if not values.size:
        return [], {}
    step = np.searchsorted(_uppers(values, breaks), values)
    if breaks.given:
        ends = _given(breaks.given)
    else:
        # A class that no value falls into is none.
        _, step = np.unique(step, return_inverse=True)
        parted = [values[step == place] for place in range(int(step.max()) + 1)]
        ends = [(float(here.min()), float(here.max())) for here in parted]
    keys = [f"shade/{_spread(place, len(ends))}" for place in range(len(ends))]
    classes = [
        Class(key, _range(low, high, say, lang), int((step == place).sum()))
        for place, (key, (low, high)) in enumerate(zip(keys, ends, strict=True))
    ]
    return classes, {zone: keys[at] for zone, at in zip(cells, step, strict=True)}


def _given(breaks: tuple[float, ...]) -> list[tuple[float, float]]:
    """Return the ends of classes that breaks part; the first and the last are open."""
    return list(itertools.pairwise((-math.inf, *breaks, math.inf)))


def _range(low: float, high: float, say: Callable[[float], str], lang: str) -> str:
    """Say what numbers a class holds."""
    if math.isinf(low):
        return text("shade.most", lang, high=say(high))
    if math.isinf(high):
        return text("shade.above", lang, low=say(low))
    ends = {"low": say(low), "high": say(high)}
    return text("shade.one" if low == high else "shade.range", lang, **ends)


def _uppers(values: NDArray[np.float64], breaks: Breaks) -> NDArray[np.float64]:
    """Return the greatest value of each class but the last."""
    if breaks.given:
        return np.array(breaks.given)
    different = np.unique(values)
    if len(different) <= breaks.n and breaks.method != "equal":
        return different[:-1]
    if breaks.method == METHODS[0]:
        return _breaks(values, breaks.n)[:-1]
    # mapclassify brings scipy and scikit-learn along, which take long to import.
    from mapclassify import EqualInterval, Quantiles  # noqa: PLC0415

    # It takes differences, which the greatest numbers have not.
    least, most = float(values.min()), float(values.max())
    if least == most:
        return np.array([])
    scale = max(abs(least), abs(most))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of classes that no value falls into
        found = (EqualInterval if breaks.method == "equal" else Quantiles)(
            values / scale, k=breaks.n
        )
    uppers: NDArray[np.float64] = found.bins[:-1] * scale
    return uppers


def _breaks(values: NDArray[np.float64], n: int = CLASSES) -> NDArray[np.float64]:
    """Return the greatest value of each class by natural breaks."""
    # As above.
    from mapclassify import FisherJenks  # noqa: PLC0415

    different = np.unique(values)
    if len(different) <= n:
        return different
    ordered = np.sort(values)
    if len(ordered) > SAMPLE:
        # Its time grows with the square of their number: ranks at even distances stand for all.
        ordered = ordered[np.linspace(0, len(ordered) - 1, SAMPLE).round().astype(int)]
        if len(np.unique(ordered)) <= n:
            return np.unique(ordered)
    # It sums squares, in which codes and eastings lose the digits that tell them apart.
    scaled = ordered / np.abs(ordered).max()
    scaled = (scaled - scaled[0]) / (scaled[-1] - scaled[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of a faster variant that is not installed
        bins = FisherJenks(scaled, k=min(n, len(np.unique(scaled)))).bins
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
