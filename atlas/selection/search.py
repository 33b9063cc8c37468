"""Find zones by what people type: names, places, industries, English, pinyin and its initials."""

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.model.names import BORDER, normalise, spellings
from atlas.model.vocabulary import zone_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from atlas.model.atlas import Atlas


def _by_zone(zones: pd.Series, texts: pd.Series) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for zone, text in zip(zones, texts, strict=True):
        found.setdefault(zone, []).append(text)
    return found


def _names(table: pd.DataFrame) -> dict[str, list[str]]:
    columns = [column for column in ("name_zh", "short_zh", "name_en") if column in table]
    return dict(zip(table.index, table[columns].to_numpy().tolist(), strict=True))


def zone_strings(atlas: "Atlas") -> pd.Series:
    """
    Return for each zone the normalised text that a search looks through.

    Returns
    -------
    pd.Series
        Strings in the order of ``atlas.zones``: id, names, aliases, pinyin and initials of these,
        prefecture, county and industries in both languages.
    """
    words: dict[str, list[str]] = {}
    for _, word, zone in zone_words(atlas):
        words.setdefault(zone, []).append(word)
    listed = _by_zone(atlas.zone_industries["zone"], atlas.zone_industries["industry"])
    prefectures, counties = _names(atlas.prefectures), _names(atlas.counties)
    industries = _names(atlas.industries)
    zones = atlas.zones
    columns = ("name_en", "prefecture", "county")
    strings = []
    for zone, name_en, prefecture, county in zip(
        zones.index, *(zones[column].tolist() for column in columns), strict=True
    ):
        fields = [*prefectures[prefecture], *counties[county]]
        for word in words[zone]:
            fields += [word] if word.isascii() else spellings(word, name_en)
        for industry in listed.get(zone, ()):
            fields += industries[industry]
        strings.append(BORDER.join(map(normalise, fields)))
    return pd.Series(strings, dtype="str")


def phrase_strings(atlas: "Atlas") -> pd.Series:
    """Return for each zone its normalised industry phrases, in the order of ``atlas.zones``."""
    phrases = {
        slug: BORDER.join(map(normalise, names)) for slug, names in _names(atlas.industries).items()
    }
    listed = _by_zone(
        atlas.zone_industries["zone"], atlas.zone_industries["industry"].map(phrases.get)
    )
    return pd.Series([BORDER.join(listed.get(zone, ())) for zone in atlas.zones.index], dtype="str")


def industries_with(atlas: "Atlas", needles: "Iterable[str]") -> pd.Index:
    """Return the industries whose phrase, in either language, contains one of the needles."""
    names = pd.Series([BORDER.join(map(normalise, n)) for n in _names(atlas.industries).values()])
    return atlas.industries.index[any_of(contains(names, needle) for needle in needles)]


def contains(strings: pd.Series, needle: str) -> NDArray[np.bool_]:
    """
    Tell which strings contain a needle; one without letters and digits is nowhere.

    Returns
    -------
    np.ndarray
        Booleans, one a string.
    """
    wanted = normalise(needle)
    if not wanted:
        return np.zeros(len(strings), dtype=bool)
    return strings.str.contains(wanted, regex=False).to_numpy(dtype=bool)


def any_of(masks: "Iterable[NDArray[np.bool_]]") -> NDArray[np.bool_]:
    """Return where at least one mask is true; a single one comes back as it is, not copied."""
    return reduce(np.logical_or, masks)


def answers(strings: pd.Series, query: str) -> NDArray[np.bool_]:
    """Tell which strings contain every word of a query; words are parted by blanks."""
    return reduce(np.logical_and, (contains(strings, word) for word in words_of([query])))


def words_of(queries: "Iterable[str]") -> list[str]:
    """Return the words of some queries; one that has none is a word itself."""
    # A lone mark between two words, as in "A · B", is no word.
    return [
        word
        for query in queries
        for word in [each for each in query.split() if normalise(each)] or [query]
    ]
