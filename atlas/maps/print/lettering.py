"""Set words in the faces of print: what they can hold, and where a line may end."""

import re
import unicodedata
from collections.abc import Iterator

from atlas.maps.print import fonts

LEADING = 1.42  # from one line to the next, in em
GETA = "\u3013"  # the printer's sign for a character that has no type
# Unicode's classes of marks that close or end something, and of those that open it.
NOT_FIRST, NOT_LAST = frozenset({"Pe", "Pf", "Po"}), frozenset({"Ps", "Pi"})
# A Hanzi or a full-width mark, or a word with the blanks behind it, or blanks.
_TOKENS = re.compile(
    r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]|[^\u2e80-\u9fff\uff00-\uffef\u3000-\u303f\s]+\s*|\s+"
)
_LINK_PARTS = re.compile(r"[^/?&=%_-]*[/?&=%_-]?")
# The faces give these signs the width of a Hanzi.
_ENGLISH = str.maketrans(
    {
        "\u201c": '"',
        "\u201d": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u2026": "...",
        "\u00b7": "\u2013",
        "\u2014": "\u2013",
    }
)


def lettering(words: str, lang: str) -> str:
    """
    Return a text as the faces can set it.

    In English without full-width signs; a character that the faces lack, which only a filter's
    own words can hold, becomes the printer's sign for a missing one.
    """
    words = words.replace("\u2014\u2014", "\u2e3a") if lang == "zh" else words.translate(_ENGLISH)
    for lacking in fonts.missing(words):
        words = words.replace(lacking, GETA)
    return words


def fitted(words: str, width: float, size: float, *, bold: bool = False) -> float:
    """
    Return the size at which a line fits a width.

    Parameters
    ----------
    words
        One line, as the faces can set it.
    width
        Points.
    size
        The greatest size, points.
    bold
        Set in the bold face.
    """
    wide = fonts.width(words, bold=bold) * size
    return size if wide <= width else size * width / wide


def wrap(words: str, width: float, *, size: float, bold: bool = False) -> list[str]:
    """
    Break a text into lines.

    Parameters
    ----------
    words
        The text. It breaks at blanks and between Hanzi, never before a closing mark or after an
        opening one.
    width
        Of a line, points.
    size
        Of the lettering, points.
    bold
        Set in the bold face.
    """
    lines: list[str] = []
    now = ""
    for piece in _pieces(words):
        if now and fonts.width((now + piece).rstrip(), bold=bold) * size > width:
            lines.append(now.rstrip())
            now = piece.lstrip()
        else:
            now += piece
    return [*lines, now.rstrip()] if now.strip() else lines


def _pieces(words: str) -> Iterator[str]:
    """Cut a text where a line may end."""
    piece = ""
    for token in _TOKENS.findall(words):
        first, last = unicodedata.category(token[0]), unicodedata.category(piece[-1:] or " ")
        glued = first in NOT_FIRST or last in NOT_LAST
        if piece and not glued:
            yield piece
            piece = ""
        piece += token
    if piece:
        yield piece


def wrap_link(link: str, width: float, *, size: float) -> list[str]:
    """
    Break a link, which has no blanks, into lines that end between its parts.

    Parameters
    ----------
    link
        The address.
    width
        Of a line, points.
    size
        Of the lettering, points.
    """
    lines: list[str] = []
    now = ""
    for part in _LINK_PARTS.findall(link):
        if now and fonts.width(now + part) * size > width:
            lines.append(now)
            now = ""
        now += part
    return [*lines, now] if now else lines
