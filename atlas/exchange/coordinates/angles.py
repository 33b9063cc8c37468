"""Read coordinates as people write them: degrees, degrees-minutes-seconds, metres."""

import math
import re
import unicodedata
from typing import NamedTuple

from atlas.exchange.words import WORDS

LON, LAT = "lon", "lat"
_ANGLE = WORDS["angle"]
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_SIXTY, _FULL = 60, 360
_MOST = 60  # characters of one coordinate; none is longer
_LARGEST = 1e9  # no coordinate in degrees or metres is as large
_USUAL = re.compile(r"[-+]?\d{1,9}(?:\.\d{1,15})?", re.ASCII)  # most of them: a bare number


class Coordinate(NamedTuple):
    """
    One coordinate as read.

    Attributes
    ----------
    value
        Degrees or metres.
    axis
        ``"lon"`` or ``"lat"`` where its notation says so, else empty.
    is_angle
        Whether it is written as degrees, minutes and seconds.
    """

    value: float
    axis: str
    is_angle: bool


def plain(text: str) -> str:
    """Return a text with full-width digits, signs and spaces as the usual ones."""
    said = re.sub(r"\s+", " ", folded(text))
    # Only after a digit: a name may have these letters too.
    for kind, mark in (("degree", "°"), ("second", '"'), ("minute", "'")):
        said = re.sub(rf"(?<=\d)(\s?)[{re.escape(_ANGLE[kind])}]", rf"\1{mark}", said)
    return re.sub(r"(?<=\d)(\s?)''", r'\1"', said)


def folded(text: str) -> str:
    """Return a text in its compatible form, the marks of angles and tabs left as they are."""
    kept = _ANGLE["degree"] + _ANGLE["second"] + _ANGLE["minute"]
    if text.isascii():
        return re.sub(r"[^\S\t]+", " ", text)
    said = "".join(char if char in kept else unicodedata.normalize("NFKC", char) for char in text)
    said = said.replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")
    return re.sub(r"[^\S\t]+", " ", said)


def _axis_words() -> str:
    words = sorted((*_ANGLE[LON], *_ANGLE[LAT], *_ANGLE["drop"]), key=len, reverse=True)
    return "|".join(re.escape(unicodedata.normalize("NFKC", word)) for word in words)


_AXIS = _axis_words()
_UNSIGNED = r"\d+(?:\.\d+)?"
# The last part may lack its mark, but must not be the beginning of the next angle.
_BARE = rf"{_UNSIGNED}(?![\d.]|\s?[°'\"])"
_SECONDS = rf"\s?(?:{_UNSIGNED}\s?\"|{_BARE})"
_MINUTES = rf"\s?(?:\d+\.\d+\s?'|\d+\s?'(?:{_SECONDS})?|{_BARE})"
_MARKED = rf"(?:\d+\.\d+\s?°|\d+\s?°(?:{_MINUTES})?)"
_DASHED = r"\d{1,3}-\d{1,2}-\d{1,2}(?:\.\d+)?"
_VALUE = rf"(?P<the_value>{_MARKED}|{_DASHED}|{_NUMBER})"
# One coordinate with the words that say which axis it is on: those behind it, or those before it.
# A letter that ends a word is none.
_BEFORE = rf"(?:(?<![A-Za-z])(?P<word_before>{_AXIS}))?\s?:?\s?"
_AFTER = rf"\s?(?P<word_after>{_AXIS})(?![A-Za-z])"
_ENDED = re.compile(rf"{_BEFORE}{_VALUE}(?:{_AFTER})?")
_LED = re.compile(rf"{_BEFORE}{_VALUE}(?P<word_after>(?!))?")
_ENDS = re.compile(rf"[\d°'\"]{_AFTER}\W*$")
_PARTS = re.compile(_UNSIGNED)


def read(text: object) -> Coordinate | None:
    """
    Return the one coordinate that a text is; None where it is none.

    Parameters
    ----------
    text
        A number, or a text such as ``103.83``, ``E103°49'48"`` or ``103-49-48``.
    """
    if isinstance(text, bool) or text is None:
        return None
    if isinstance(text, int | float):
        return Coordinate(float(text), "", is_angle=False) if math.isfinite(text) else None
    said = str(text).strip()
    if _USUAL.fullmatch(said):
        return Coordinate(float(said), "", is_angle=False)
    said = plain(said).strip()
    if len(said) > _MOST:
        return None
    # Thousands may be set apart: 3,992,833.836.
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", said):
        said = said.replace(",", "")
    found = _ENDED.fullmatch(said)
    return _of_match(found) if found else None


def within(said: str) -> list[tuple[int, Coordinate]]:
    """
    Return the coordinates in a text and where each begins.

    Parameters
    ----------
    said
        As `plain` gives it. Between two numbers an E belongs to the first if one stands behind the
        last, and to the second if not: ``103.83E 36.06N``, ``E103.83 N36.06``.
    """
    pattern = _ENDED if _ENDS.search(said[-_MOST:]) else _LED
    found = ((match.start(), _of_match(match)) for match in pattern.finditer(said))
    return [(start, value) for start, value in found if value is not None]


def _of_match(found: re.Match[str]) -> Coordinate | None:
    """Return the coordinate of a match; None where its minutes are none."""
    value, words = found["the_value"], (found["word_before"], found["word_after"])
    axis = next((axis for axis in (LON, LAT) if set(words) & set(_ANGLE[axis])), "")
    if set(words) & set(_ANGLE["drop"]):
        return None
    if "°" in value or re.fullmatch(_DASHED, value):
        number = sexagesimal(*map(float, _PARTS.findall(value)))
        return None if number is None else Coordinate(number, axis, is_angle=True)
    number = float(value)
    return Coordinate(number, axis, is_angle=False) if abs(number) < _LARGEST else None


def sexagesimal(degrees: float, minutes: float = 0.0, seconds: float = 0.0) -> float | None:
    """Return degrees from degrees, minutes and seconds; None where they are none."""
    if degrees > _FULL or max(minutes, seconds) >= _SIXTY or min(degrees, minutes, seconds) < 0:
        return None
    return degrees + minutes / _SIXTY + seconds / _SIXTY**2
