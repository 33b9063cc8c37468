"""Which slug a word means, and what may have been meant where none is meant exactly."""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from atlas.i18n import text
from atlas.i18n.errors import WRONG_USE, AtlasError, Said
from atlas.model.names import MAX_TEXT, normalise, shortened

EXAMPLES = 8  # known values that a message names where none is similar
SIMILAR = 0.5  # difflib's ratio from which a word is looked at; see `near`
APART = 3  # characters of a word for each in which a near one may differ
OF_COLUMNS = ("where", "shade")  # parameters whose values begin with an own column
# For whom a message is: who reads a page, types a command, writes a program.
READER, TERMINAL, PROGRAM = "reader", "terminal", "program"


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """
    A value of a selection that the data does not know.

    Attributes
    ----------
    flag
        The flag or URL parameter, e.g. ``"area"``.
    value
        What was given, without control characters and cut to a readable length.
    nearest
        Slug of the most similar known value; empty when nothing is similar.
    nearest_zh, nearest_en
        The names of `nearest`; of the value itself where that is one too many.
    scheme
        For an area of another scheme: that scheme, and `nearest` is the area meant.
    scheme_zh, scheme_en
        The names of `scheme`.
    known
        Some values that are known, given when nothing is near; none where there is nothing to
        choose from, as of own columns before an office has brought any in.
    known_zh, known_en
        Their names; none where a value is its own.
    too_long
        The value is longer than any search text may be.
    too_many
        The value is known, but one more than so many.
    unfit
        The value is known, but does not go with the column that `nearest` is: why, a key of
        the strings ``error.unfit.*``.
    """

    flag: str
    value: str
    nearest: str = ""
    nearest_zh: str = ""
    nearest_en: str = ""
    scheme: str = ""
    scheme_zh: str = ""
    scheme_en: str = ""
    known: tuple[str, ...] = ()
    known_zh: tuple[str, ...] = ()
    known_en: tuple[str, ...] = ()
    too_long: bool = False
    too_many: int = 0
    unfit: str = ""

    def message(self, lang: str = "zh", *, to: str = READER, of: str = "") -> str:
        """
        Say in one sentence what is unknown and what may have been meant.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.
        to
            For whom: a `READER` is told names, who types at a `TERMINAL` or writes a `PROGRAM` the
            words to write too.
        of
            What the value should have named; the parameter's name if not given.
        """
        if self.too_long:
            kind = "too_long"
        elif self.too_many:
            kind = "too_many"
        elif self.unfit:
            kind = f"unfit.{self.unfit}"
        elif self.scheme:
            kind = "other_scheme"
        elif self.nearest:
            kind = "nearest"
        elif self.known:
            kind = "unknown"
        else:
            kind = "no_columns" if self.flag in OF_COLUMNS else "nothing"
        name = self.nearest_zh if lang == "zh" else self.nearest_en
        scheme = self.scheme_zh if lang == "zh" else self.scheme_en
        names = (self.known_zh if lang == "zh" else self.known_en) or self.known
        known = [_said(*each, lang, to) for each in zip(self.known, names, strict=True)]
        return text(
            f"error.{kind}",
            lang,
            flag=of or self._parameter(lang, to),
            value=name if self.too_many and name and to == READER else self.value,
            nearest=_said(self.nearest, name, lang, to),
            remedy=text(f"error.remedy.{to}", lang, scheme=self.scheme, name=scheme or self.scheme),
            known=text("list.comma", lang).join(known),
            most=self.too_many,
        )

    def _parameter(self, lang: str, to: str) -> str:
        """Return how the parameter is called."""
        if to == TERMINAL:
            return f"--{self.flag}"
        name = text(f"flag.{self.flag}", lang)
        return name if to == READER else text("error.named", lang, slug=self.flag, name=name)


def _said(slug: str, name: str, lang: str, to: str) -> str:
    """Return a value as it is told: by its name, or as it is written and its name."""
    if to == READER or name in {"", slug}:
        return name or slug
    return text("error.named", lang, slug=slug, name=name)


class SelectionError(AtlasError):
    """
    One or more values of a selection are unknown.

    Attributes
    ----------
    unknown : tuple of UnknownValue
        All of them, in the order of the flags.
    """

    exit_code = WRONG_USE

    def __init__(self, unknown: Iterable[UnknownValue]) -> None:
        self.unknown = tuple(unknown)
        super().__init__(self._listed)

    def _listed(self, lang: str, to: str = PROGRAM) -> str:
        return "\n".join(value.message(lang, to=to) for value in self.unknown)

    def on_terminal(self, lang: str) -> str:
        """Name the parameters as the flags that they are there."""
        return self._listed(lang, TERMINAL)


class InquiryError(AtlasError):
    """What was asked cannot be answered."""

    exit_code = WRONG_USE


def unlike(unknown: Iterable[UnknownValue], what: str) -> Said:
    """
    Return what is said of words that name nothing of a kind, and what may have been meant.

    Parameters
    ----------
    unknown
        The words.
    what
        Key of the string that names the kind.
    """
    given = tuple(unknown)

    def said(lang: str) -> str:
        of = text(what, lang)
        return "\n".join(each.message(lang, to=PROGRAM, of=of) for each in given)

    return said


# Which zone is meant ------------------------------------------------------------------------------

ID, NAME, ALIAS = "id", "name", "alias"  # ways in which a word names a zone


class Named(Protocol):
    """What has zones, and other names for them: an atlas."""

    @property
    def zones(self) -> pd.DataFrame:
        """The zones by id, with ``name_zh``, ``short_zh``, ``name_en`` and ``short_en``."""

    @property
    def aliases(self) -> pd.DataFrame:
        """Their other names and abbreviations: ``alias`` and ``zone``."""


def zone_words(atlas: Named) -> Iterator[tuple[str, str, str]]:
    """
    Yield all that the zones are called, as it is written.

    Yields
    ------
    way, word, zone : str
        One of `NAME` (names and short names in both languages), `ALIAS` (other names and
        abbreviations) and `ID`, in this order; the word; the id of the zone.
    """
    ids = atlas.zones.index.tolist()
    for column in ("name_zh", "short_zh", "name_en", "short_en"):
        for word, zone in zip(atlas.zones[column].tolist(), ids, strict=True):
            yield NAME, word, zone
    for word, zone in zip(atlas.aliases["alias"], atlas.aliases["zone"], strict=True):
        yield ALIAS, word, zone
    for zone in ids:
        yield ID, zone, zone


def zone_names(atlas: Named) -> dict[str, str]:
    """Return normalised word -> id for all that the zones are called; an id means its own zone."""
    names: dict[str, str] = {}
    for way, word, zone in zone_words(atlas):
        if way == ID:
            names[normalise(word)] = zone
        else:
            names.setdefault(normalise(word), zone)
    names.pop("", None)
    return names


def nearest_zone(value: str, atlas: Named, *, flag: str) -> UnknownValue:
    """Return a word that names no zone, with the zone whose name or alias is most like it."""
    return _nearest(value, atlas.zones, zone_names(atlas), flag=flag)


def find_zone(atlas: Named, word: str) -> str:
    """
    Return the zone that a word names: its id, a name, a short name or an alias.

    Raises
    ------
    InquiryError
        If there is none; it offers the nearest.
    """
    found = zone_names(atlas).get(normalise(word))
    if not found:
        raise InquiryError(unlike([nearest_zone(word, atlas, flag="")], "inquire.zone"))
    return found


# Which value of a table is meant ------------------------------------------------------------------


def _common_ending(names: Iterable[str]) -> str:
    """Return the longest text that all names end in."""
    ending = ""
    for letters in zip(*(reversed(name) for name in names), strict=False):
        if len(set(letters)) > 1:
            break
        ending = letters[0] + ending
    return ending


def _names(table: pd.DataFrame, *, flag: str) -> dict[str, str]:
    """Return normalised name -> slug for everything a row may be called."""
    columns = ("slug", "name_zh", "short_zh", "name_en", "short_en")
    names: dict[str, str] = {}
    for column in columns:
        if column in table:
            for slug, name in zip(table.index, table[column], strict=True):
                names.setdefault(normalise(name), slug)
    if flag == "cluster":
        # All their names end in the same words, which one may leave out.
        ending = _common_ending(table["name_zh"])
        for slug, name in zip(table.index, table["name_zh"], strict=True):
            names.setdefault(normalise(name.removesuffix(ending)), slug)
    if flag == "county":
        # A county's name without its last character, its kind, where no other county shares it.
        stems = Counter(name[:-1] for name in table["name_zh"])
        for slug, name in zip(table.index, table["name_zh"], strict=True):
            if stems[name[:-1]] == 1:
                names.setdefault(normalise(name[:-1]), slug)
    names.update({normalise(slug): slug for slug in table.index})
    names.pop("", None)
    return names


def _abbreviated(value: str, table: pd.DataFrame) -> str:
    """Return the one prefecture whose official name a value shortens, or nothing."""
    found = []
    for slug, name, short in zip(table.index, table["name_zh"], table["short_zh"], strict=True):
        letters = iter(name)
        if value.startswith(short) and all(char in letters for char in value):
            found.append(slug)
    return found[0] if len(found) == 1 else ""


def near(word: str, words: Iterable[str]) -> str:
    """
    Return the one of some words that a word is near to: most likely it is mistyped.

    Parameters
    ----------
    word
        Normalised, as the words are.
    words
        What it may have meant.

    Returns
    -------
    str
        The most alike that differs in no more than a third of the characters; else nothing.
    """
    close = difflib.get_close_matches(word, [*words], n=EXAMPLES, cutoff=SIMILAR)
    for each in close:  # most alike first
        if _differences(word, each) <= max(1, max(len(word), len(each)) // APART):
            return each
    return ""


def _differences(one: str, other: str) -> int:
    """Return in how many characters two words differ: added, left out or exchanged."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, row[0] = row[0], i
        for j, opposite in enumerate(other, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (letter != opposite))
    return row[-1]


def _part_of(word: str, names: Mapping[str, str]) -> str:
    """Return the slug of the only thing of which a word is a part of a name, or nothing."""
    if len(word) < 2:  # noqa: PLR2004 - a single character is part of much
        return ""
    found = {slug for name, slug in names.items() if word in name}
    return found.pop() if len(found) == 1 else ""


def nearest(value: str, table: pd.DataFrame, *, flag: str) -> UnknownValue:
    """Return a value that a table does not know, with a near one or else some that it does."""
    return _nearest(value, table, _names(table, flag=flag), flag=flag)


def _nearest(
    value: str, table: pd.DataFrame, names: Mapping[str, str], *, flag: str
) -> UnknownValue:
    wanted = normalise(value[:MAX_TEXT])
    slug = names.get(near(wanted, names), "") or _part_of(wanted, names)
    if not slug:
        some = table.head(EXAMPLES)
        return UnknownValue(
            flag,
            shortened(value),
            known=tuple(some.index),
            known_zh=tuple(some["name_zh"]),
            known_en=tuple(some["name_en"]),
        )
    row = table.loc[slug]
    return UnknownValue(flag, shortened(value), slug, row["name_zh"], row["name_en"])


def match(
    values: Iterable[str], table: pd.DataFrame, *, flag: str
) -> tuple[list[str], list[UnknownValue]]:
    """Return the slugs of the values that a table knows, and the values that it does not."""
    slugs, unknown, names = [], [], None
    for value in values:
        if value in table.index:
            slugs.append(value)
            continue
        names = names or _names(table, flag=flag)
        slug = names.get(normalise(value), "")
        if not slug and flag == "prefecture":
            slug = _abbreviated(value, table)
        if slug:
            slugs.append(slug)
        else:
            unknown.append(nearest(value, table, flag=flag))
    return list(dict.fromkeys(slugs)), unknown


def match_zones(values: Iterable[str], atlas: Named) -> tuple[list[str], list[UnknownValue]]:
    """Return the zones that words name, and the words that name none."""
    slugs, unknown, names = [], [], None
    for value in values:
        if value in atlas.zones.index:
            slugs.append(value)
            continue
        names = names or zone_names(atlas)
        found = names.get(normalise(value), "")
        if found:
            slugs.append(found)
        else:
            unknown.append(_nearest(value, atlas.zones, names, flag="zone"))
    return list(dict.fromkeys(slugs)), unknown
