"""Find out in which encoding a text was written, and whether that is certain."""

import codecs
from collections.abc import Iterable
from typing import NamedTuple

from charset_normalizer import from_bytes

from atlas.exchange.findings import ERROR, Finding, RefusedError

UTF8, GB18030, BIG5 = "utf-8", "gb18030", "big5"
_MARKS = {  # how a text may begin that says its own encoding
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OFFERED = (GB18030, BIG5, "utf-16-le", "utf-16-be", "windows-1252")
SAMPLE = 20_000
SURE = 0.9  # share of a text's letters that are everyday ones
# The everyday characters of the two Chinese encodings, by their lead bytes; see GB 2312, level 1,
# and Big5, level 1. A text read in the wrong encoding is full of the others.
_EVERYDAY = {GB18030: ("gb2312", range(0xA1, 0xD8)), BIG5: ("big5", range(0xA1, 0xC7))}


class Text(NamedTuple):
    """A text with its encoding, whether that is sure, and what else reads without a fault."""

    text: str
    encoding: str
    sure: bool
    others: tuple[str, ...]


def decode(data: bytes, encoding: str = "") -> Text:
    """
    Return a text from its bytes.

    Parameters
    ----------
    data
        The bytes.
    encoding
        The one to read by; empty to judge it.

    Raises
    ------
    RefusedError
        If they cannot be read by `encoding`, or by any.
    """
    if encoding:
        return _by(data, encoding)
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return _by(data, name)
    if (said := _decoded(data, UTF8)) is not None and "\0" not in said[:SAMPLE]:
        return Text(said, UTF8, sure=True, others=())
    ranked = judged([data])
    if not ranked:
        raise RefusedError(Finding("read.encoding_unknown", ERROR))
    best, score = ranked[0]
    others = tuple(name for name, _ in ranked[1:])
    return Text(cut(data, best) or "", best, sure=score >= SURE, others=others)


def _by(data: bytes, encoding: str) -> Text:
    try:
        known = codecs.lookup(encoding).name
    except LookupError:
        raise RefusedError(Finding("read.encoding_name", ERROR, value=encoding)) from None
    said = _decoded(data, known)
    if said is None:
        raise RefusedError(Finding("read.encoding_wrong", ERROR, value=known))
    return Text(said.removeprefix("\ufeff"), known, sure=True, others=())


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        said: object = data.decode(encoding)
    except (UnicodeError, ValueError, LookupError):
        return None
    # Some codecs of Python make bytes of bytes.
    return said if isinstance(said, str) else None


def judged(pieces: Iterable[bytes]) -> list[tuple[str, float]]:
    """
    Return the encodings that read all pieces without a fault, the likelier first, with a score.

    The score is the share of the letters beyond ASCII that are everyday ones: 0 to 1. A piece may
    end in the middle of a character, as the fields of a shapefile do.
    """
    pieces = list(pieces)
    guessed = from_bytes(b"\n".join(pieces)[:SAMPLE]).best()
    offered = [*_OFFERED, *([codecs.lookup(guessed.encoding).name] if guessed else [])]
    found = {}
    for name in dict.fromkeys(offered):
        read = [cut(piece, name) for piece in pieces]
        if any(each is None for each in read):
            continue
        said = "".join(each for each in read if each)
        if "\0" in said or (name.startswith("utf-16") and not "".join(said.split()).isprintable()):
            continue
        found[name] = _everyday(said, name)
    return sorted(found.items(), key=lambda each: -each[1])


def cut(data: bytes, encoding: str) -> str | None:
    """Return a text that may end in the middle of a character; None if it cannot be read."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except (UnicodeError, LookupError):
        return None


def _everyday(said: str, encoding: str) -> float:
    """Return the share of the letters beyond ASCII that a writer of the encoding uses every day."""
    letters = [char for char in said[:SAMPLE] if ord(char) > 127]  # noqa: PLR2004 - ASCII
    if not letters:
        return 1.0 if encoding == GB18030 else 0.0
    rule = _EVERYDAY.get(encoding)
    if rule is None:
        # Latin letters between Latin letters are words; side by side they are a Chinese text.
        return 0.5 if len(letters) < len(said) / 5 else 0.1
    codec, leads = rule
    return sum(_lead(char, codec) in leads for char in letters) / len(letters)


def _lead(char: str, codec: str) -> int:
    try:
        return char.encode(codec)[0]
    except UnicodeError:
        return 0
