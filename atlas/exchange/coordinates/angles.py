"""Read coordinates as people write them: degrees, degrees-minutes-seconds, metres."""

import math
import re
import unicodedata
from typing import NamedTuple

from atlas.exchange.words import WORDS

LON, LAT = "lon", "lat"
_ANGLE = WORDS["angle"]
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_SIXTY = 60
_MOST = 60  # characters of one coordinate; none is longer


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
    folded = "".join(
        char if char in _ANGLE["second"] + _ANGLE["minute"] else unicodedata.normalize("NFKC", char)
        for char in text
    )
    for kind, mark in (("degree", "°"), ("second", '"'), ("minute", "'")):
        folded = re.sub(f"[{re.escape(_ANGLE[kind])}]", mark, folded)
    return folded.replace("''", '"').replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")


def _axis_words() -> str:
    words = sorted((*_ANGLE[LON], *_ANGLE[LAT], *_ANGLE["drop"]), key=len, reverse=True)
    return "|".join(re.escape(unicodedata.normalize("NFKC", word)) for word in words)


_AXIS = _axis_words()
_MARKED = (
    r"\d+(?:\.\d+)?\s*°\s*(?:\d+(?:\.\d+)?\s*'\s*(?:\d+(?:\.\d+)?\s*\"?)?|\d+(?:\.\d+)?\s*\"?)?"
)
_DASHED = r"\d{1,3}-\d{1,2}-\d{1,2}(?:\.\d+)?"
# One coordinate with the words around it that say which axis it is on.
PATTERN = re.compile(
    rf"(?P<before>{_AXIS})?\s*:?\s*(?P<value>{_MARKED}|{_DASHED}|{_NUMBER})"
    rf"(?:\s*(?P<after>{_AXIS})(?!\s*:?\s*\d))?"
)
_PARTS = re.compile(r"\d+(?:\.\d+)?")


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
    said = plain(str(text)).strip()
    if len(said) > _MOST:
        return None
    # Thousands may be set apart: 3,992,833.836.
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", said):
        said = said.replace(",", "")
    found = PATTERN.fullmatch(said)
    return of_match(found) if found else None


def of_match(found: re.Match[str]) -> Coordinate | None:
    """Return the coordinate of a match of `PATTERN`; None where its minutes are none."""
    value, words = found["value"], (found["before"], found["after"])
    axis = next((axis for axis in (LON, LAT) if set(words) & set(_ANGLE[axis])), "")
    if set(words) & set(_ANGLE["drop"]):
        return None
    if "°" in value or re.fullmatch(_DASHED, value):
        number = sexagesimal(*map(float, _PARTS.findall(value)))
        return None if number is None else Coordinate(number, axis, is_angle=True)
    return Coordinate(float(value), axis, is_angle=False)


def sexagesimal(degrees: float, minutes: float = 0.0, seconds: float = 0.0) -> float | None:
    """Return degrees from degrees, minutes and seconds; None where they are none."""
    if minutes >= _SIXTY or seconds >= _SIXTY or min(degrees, minutes, seconds) < 0:
        return None
    return degrees + minutes / _SIXTY + seconds / _SIXTY**2
