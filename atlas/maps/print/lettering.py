"""Set words in the faces of print: what they can hold, and where a line may end."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import numpy as np

from atlas.maps.print import fonts

LEAST = 7.0  # points: smaller lettering cannot be read on paper
# What breaking a title costs: between words, between the two Hanzi of a word, inside a term.
BETWEEN, ASUNDER, INSIDE = 0.3, 1.5, 20.0
SEPARATORS = "\u00b7\u2013"  # no line begins with one
LEADING = 1.42  # from one line to the next, in em
GETA = "\u3013"  # the printer's sign for a character that has no type
# Unicode's classes of marks that close or end something, and of those that open it.
NOT_FIRST, NOT_LAST = frozenset({"Pe", "Pf", "Po"}), frozenset({"Ps", "Pi"})
# A Hanzi or a full-width mark, or a word with the blanks behind it, or blanks.
_TOKENS = re.compile(
    r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]|[^\u2e80-\u9fff\uff00-\uffef\u3000-\u303f\s]+\s*|\s+"
)
_HANZI = re.compile(r"[\u2e80-\u9fff]")
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


def legible(size: float) -> float:
    """Return a size of lettering, points, or the least that can be read on paper."""
    return max(LEAST, size)


def lettering(words: str, lang: str) -> str:
    """
    Return a text as the faces can set it.

    In English without full-width signs; a character that the faces lack, which only a filter's
    own words can hold, becomes the printer's sign for a missing one, white space a blank.
    """
    words = words.replace("\u2014\u2014", "\u2e3a") if lang == "zh" else words.translate(_ENGLISH)
    for lacking in fonts.missing(words):
        # White space of a width that the faces lack is no letter that one would miss.
        is_blank = unicodedata.category(lacking)[0] == "Z"
        words = words.replace(lacking, " " if is_blank else GETA)
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


def balanced(
    words: str, width: float, *, size: float, bold: bool = False, terms: Iterable[str] = ()
) -> list[str]:
    """
    Break a title into as few lines as hold it, where it reads best, about equally long.

    Parameters
    ----------
    words, width, size, bold
        As of `wrap`, which tells how many lines there are.
    terms
        Words that stay together. Between Hanzi that belong to none, words are taken to have two.
    """
    pieces = list(_pieces(words))
    n = len(wrap(words, width, size=size, bold=bold))
    if n < 2:  # noqa: PLR2004 - a line
        return [words.strip()] if words.strip() else []
    costs = _break_costs(pieces, terms)
    room = width / size

    @cache
    def best(start: int, lines: int) -> tuple[float, tuple[int, ...]]:
        """Return what breaking the rest into lines costs, and where they end."""
        if lines == 1:
            wide = fonts.width("".join(pieces[start:]).strip(), bold=bold)
            return (np.inf if wide > room else (1 - wide / room) ** 2), (len(pieces),)
        found: tuple[float, tuple[int, ...]] = np.inf, ()
        for end in range(start + 1, len(pieces)):
            wide = fonts.width("".join(pieces[start:end]).strip(), bold=bold)
            if wide > room:
                break
            rest, ends = best(end, lines - 1)
            cost = costs[end] + (1 - wide / room) ** 2 + rest
            if cost < found[0]:
                found = cost, (end, *ends)
        return found

    cost, ends = best(0, n)
    if cost == np.inf:
        return wrap(words, width, size=size, bold=bold)
    starts = (0, *ends[:-1])
    return ["".join(pieces[a:b]).strip() for a, b in zip(starts, ends, strict=True)]


def _break_costs(pieces: Sequence[str], terms: Iterable[str]) -> list[float]:
    """Return what ending a line before each piece costs."""
    words = "".join(pieces)
    within: set[int] = set()
    ends: set[int] = set()
    known = sorted({term for term in terms if len(term) > 1}, key=len, reverse=True)
    found = re.finditer("|".join(map(re.escape, known)), words) if known else ()
    for term in found:
        within |= {*range(term.start() + 1, term.end())}
        ends |= {term.start(), term.end()}
    costs, at, run = [0.0], 0, 0
    for before, piece in pairwise(pieces):
        at += len(before)
        last = before.rstrip()[-1:]
        run = 0 if at in ends or not _HANZI.fullmatch(last) else run + 1
        if at in within:
            costs.append(INSIDE)
        elif piece[:1] in SEPARATORS:
            costs.append(ASUNDER)
        elif unicodedata.category(last or " ")[0] == "P":
            costs.append(0.0)
        elif at in ends or before.endswith(" "):
            costs.append(BETWEEN)
        else:
            costs.append(BETWEEN if run % 2 == 0 else ASUNDER)
    return costs


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
