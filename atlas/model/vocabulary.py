"""Which slug a word means, and what may have been meant where none is meant exactly."""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from atlas.i18n import text
from atlas.i18n.errors import WRONG_USE, AtlasError, Said
from atlas.model.names import MAX_TEXT, normalise, shortened

EXAMPLES = 8  # known values that a message names where none is similar
SIMILAR = 0.3  # difflib's ratio from which a known value is worth offering


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
        The names of `nearest`.
    scheme
        For an area of another scheme: that scheme, and `nearest` is the area meant.
    known
        Some values that are known, given when nothing is similar.
    too_long
        The value is longer than any search text may be.
    too_many
        The value is known, but one more than so many.
    """

    flag: str
    value: str
    nearest: str = ""
    nearest_zh: str = ""
    nearest_en: str = ""
    scheme: str = ""
    known: tuple[str, ...] = ()
    too_long: bool = False
    too_many: int = 0

    def message(self, lang: str = "zh", *, flags: bool = False) -> str:
        """
        Say in one sentence what is unknown and what may have been meant.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.
        flags
            Write parameters as the command line does: ``--scheme plan14``, not ``scheme=plan14``.
        """
        if self.too_long:
            kind = "too_long"
        elif self.too_many:
            kind = "too_many"
        elif self.scheme:
            kind = "other_scheme"
        elif self.nearest:
            kind = "nearest"
        else:
            kind = "unknown"
        name = self.nearest_zh if lang == "zh" else self.nearest_en
        return text(
            f"error.{kind}",
            lang,
            flag=f"--{self.flag}" if flags else self.flag,
            value=self.value,
            nearest=self.nearest,
            name=name,
            remedy=f"--scheme {self.scheme}" if flags else f"scheme={self.scheme}",
            known=", ".join(self.known),
            most=self.too_many,
        )


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

    def _listed(self, lang: str, *, flags: bool = False) -> str:
        return "\n".join(value.message(lang, flags=flags) for value in self.unknown)

    def on_terminal(self, lang: str) -> str:
        """Name the parameters as the flags that they are there."""
        return self._listed(lang, flags=True)


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
        return "\n".join(replace(each, flag=of).message(lang) for each in given)

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


def nearest(value: str, table: pd.DataFrame, *, flag: str) -> UnknownValue:
    """Return a value that a table does not know, with a similar one or else some that it does."""
    return _nearest(value, table, _names(table, flag=flag), flag=flag)


def _nearest(
    value: str, table: pd.DataFrame, names: Mapping[str, str], *, flag: str
) -> UnknownValue:
    wanted = normalise(value[:MAX_TEXT])
    close = difflib.get_close_matches(wanted, names, n=1, cutoff=SIMILAR)
    if not close:
        return UnknownValue(flag, shortened(value), known=tuple(table.index[:EXAMPLES]))
    slug = names[close[0]]
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
