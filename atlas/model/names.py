"""Names as people write them: brought to one form, cut to a length, in syllables."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from atlas.i18n import text

# Between the fields of a zone: no normalised word holds it, so no match runs over a border.
BORDER = "\n"
MAX_TEXT = 100  # characters of one value; the longest name of the plan has fewer than 30
MAX_READ = 2 * MAX_TEXT  # characters of one value that are looked at
MAX_VALUES = 200  # of one flag: more than any vocabulary has
SHOWN = 40  # characters of a value that a message repeats


def clean(given: object, *, longest: int = MAX_READ, most: int = MAX_VALUES) -> list[str]:
    """
    Return what a parameter holds as distinct, printable, non-blank strings.

    Parameters
    ----------
    given
        A value or several.
    longest
        Characters of one that are looked at.
    most
        How many are looked at.
    """
    values = [given] if isinstance(given, str) or not isinstance(given, Iterable) else given
    printable = (
        "".join(
            char if unicodedata.category(char)[0] != "C" else " " for char in str(value)[:longest]
        )
        for value in values
    )
    return list(dict.fromkeys(" ".join(value.split()) for value in printable if value.strip()))[
        :most
    ]


def shortened(value: str) -> str:
    """Return a value as a message repeats it: cut to a readable length."""
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


def file_safe(label: str) -> str:
    """Return a label without what a file name may not hold on Windows."""
    return re.sub(r'[\s<>:"/\\|?*.,]+', "-", label).strip("-")


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """Return `text` without case, width, blanks and punctuation: letters and digits only."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


@lru_cache(maxsize=65536)
def _readings(char: str) -> list[str]:
    from pypinyin import Style, pinyin  # noqa: PLC0415 - its dictionary takes long to load

    return pinyin(char, style=Style.NORMAL, heteronym=True)[0]


@lru_cache(maxsize=65536)
def syllables(name: str, *, english: str = "") -> tuple[str, ...]:
    """
    Return the pinyin of a name, one syllable a character, without tones.

    A dictionary of words misreads place names (it takes the county Minle for folk music, *minyue*).
    An official English name spells its place in pinyin, so the reading follows it as far as the two
    agree and the dictionary from there.

    Parameters
    ----------
    name
        Chinese name.
    english
        Its English name, if it has one.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - see `_readings`

    spelt, found = normalise(english), []
    for char in name:
        fitting = [reading for reading in _readings(char) if spelt.startswith(reading)]
        if not fitting:
            break
        found.append(max(fitting, key=len))
        spelt = spelt[len(found[-1]) :]
    return (*found, *lazy_pinyin(name[len(found) :]))


def spellings(name: str, english: str) -> list[str]:
    """Return a name as people type it: itself, its pinyin, the initials of its pinyin."""
    read = syllables(name, english=english)
    return [name, "".join(read), "".join(syllable[:1] for syllable in read)]


def shown(value: object, lang: str = "zh") -> str:
    """Return a cell of an own column as a reader sees it."""
    match value:
        case None:
            return ""
        case bool():
            return text("where.yes" if value else "where.no", lang)
        case float():
            return f"{value:.12g}"
    return str(value)


def written(value: object) -> str:
    """Return a cell as a condition has it, in either language: numbers to the last digit."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return repr(value).removesuffix(".0")
    # A link keeps no more of white space.
    return " ".join(str(value).split())


def folded(value: object) -> str:
    """Return a value as it is compared: without width and case."""
    return written(unicodedata.normalize("NFKC", str(value)).casefold())
