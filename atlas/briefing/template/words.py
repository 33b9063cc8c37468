"""Which part of a piece a name means: 地图, Map and ``map area 2`` are one, in both languages."""

import re
from functools import cache

from atlas.i18n import LANGS, text

# What a slide has a place for, and what a document's marks may stand for.
ON_SLIDES = (
    *("title", "sentence", "map", "legend", "table", "source", "footnote"),
    *("mark", "date", "code"),
)
IN_DOCUMENTS = ("body", "title", "sentence", "mark", "date", "maker", "issue")
LONGEST = 20  # characters of a name or prompt that a word is looked for in
_TOKENS = re.compile(r"[a-z]+|[^\x00-\x7f]+")


@cache
def _words(role: str) -> tuple[str, ...]:
    """Return what a role is called in all languages, the longest first."""
    said = "|".join(text(f"template.words.{role}", lang) for lang in LANGS)
    return tuple(sorted(dict.fromkeys(said.casefold().split("|")), key=len, reverse=True))


def role_of(name: str, roles: tuple[str, ...]) -> tuple[str, bool]:
    """
    Return which of some roles a name means, and whether somebody chose it.

    Parameters
    ----------
    name
        Of a placeholder, a bookmark or a content control, or the words that stand in it.
    roles
        `ON_SLIDES` or `IN_DOCUMENTS`.

    Returns
    -------
    str
        Nothing where it means none of them.
    bool
        False where it is what a program itself calls such a placeholder, as ``Picture 2``.
    """
    bare = name.casefold()
    for usual in _words("placeholder"):
        bare = bare.replace(usual, " ")
    tokens = _TOKENS.findall(bare)
    whole = " ".join(tokens)
    for role in roles:
        if whole in _words(role):
            return role, whole not in _words("usual")
    if len(name) > LONGEST:
        return "", False
    found = [(word, role) for role in roles for word in _words(role) if _holds(tokens, word)]
    word, role = max(found, key=lambda each: len(each[0]), default=("", ""))
    return role, bool(word) and word not in _words("usual")


def _holds(tokens: list[str], word: str) -> bool:
    """Return whether a word is one of the tokens, or stands in a Chinese one that is longer."""
    if word.isascii():
        return word in tokens
    return len(word) > 1 and any(word in token for token in tokens)
