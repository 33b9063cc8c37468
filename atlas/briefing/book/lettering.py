"""Set words of the book with characters that the fonts have."""

import unicodedata
from dataclasses import replace
from functools import cache
from typing import Any

from atlas.maps.print import fonts
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import Group, Item, Text

STAND_INS = ("\u3013", "\u25a1", "?")  # for a character that the fonts lack

# What is put into a dict's field under these keys is no text but a name.
_NAMES = frozenset(
    {"kind", "id", "to", "page", "url", "picture", "code", "glyph", "align", "lang", "columns"}
)


def set_words(value: Any, lang: str, key: str = "") -> Any:  # noqa: ANN401 - anything of JSON
    """Return what is to be typeset with characters that the fonts have, in every text of it."""
    if isinstance(value, dict):
        return {name: set_words(each, lang, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [set_words(each, lang, key) for each in value]
    if isinstance(value, str) and key not in _NAMES:
        return settable(lettering(value, lang))
    return value


def settable(words: str) -> str:
    """Return words without control characters, and a stand-in for what the fonts lack."""
    words = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in words)
    lacking = fonts.missing(words)
    if not lacking:
        return words
    stand_in = ord(_stand_in())
    return words.translate({ord(char): stand_in for char in lacking})


def spelt(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return what is drawn with characters that the fonts have."""
    found: list[Item] = []
    for item in items:
        if isinstance(item, Group):
            found.append(replace(item, items=spelt(item.items)))
        elif isinstance(item, Text):
            found.append(replace(item, text=settable(item.text)))
        else:
            found.append(item)
    return tuple(found)


@cache
def _stand_in() -> str:
    return next(char for char in STAND_INS if not fonts.missing(char))
