"""The two faces of the printed maps: their files, the widths of text, and cuts to embed."""

import json
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

FAMILY = "Atlas Sans SC"
FONTS = Path(__file__).parent
REGULAR = FONTS / "AtlasSansSC-Regular.ttf"
BOLD = FONTS / "AtlasSansSC-Bold.ttf"
# fontTools needs 150 ms to read the advances out of the faces, this table 5 ms.
WIDTHS = FONTS / "widths.json"

UNITS_PER_EM = 1000
# In em, from the baseline up and down. Together they are the square that a Hanzi fills, which is
# what text is aligned by; the line box of the file (hhea) is wider and serves running text.
ASCENT = 0.88
DESCENT = 0.12
CAP_HEIGHT = 0.733


@lru_cache
def _advances(*, bold: bool) -> Mapping[str, int]:
    """Return the advance of every character of a face, in units of 1/1000 em."""
    table = json.loads(WIDTHS.read_text(encoding="utf-8"))["bold" if bold else "regular"]
    return MappingProxyType(
        {char: int(advance) for advance, chars in table.items() for char in chars}
    )


@lru_cache(maxsize=1 << 14)  # a layout measures the same lines again and again
def width(text: str, *, bold: bool = False) -> float:
    """
    Return how wide a line of text is when set in one of the faces.

    The faces have neither kerning nor ligatures, so the width is the plain sum of the advances.

    Parameters
    ----------
    text
        One line. A character that the face lacks counts as 1 em, the width of its empty box.
    bold
        Set in Bold.

    Returns
    -------
    float
        The width in em: times the size in pt, the width in pt.
    """
    advances = _advances(bold=bold)
    return sum(advances.get(char, UNITS_PER_EM) for char in text) / UNITS_PER_EM


def missing(text: str, *, bold: bool = False) -> str:
    """Return the characters of a text that the face cannot draw, each once, in their order."""
    advances = _advances(bold=bold)
    return "".join(char for char in dict.fromkeys(text) if char not in advances)


def subset(text: str, *, bold: bool = False) -> bytes:
    """
    Cut a face to the characters of a text, to be embedded in a file.

    Parameters
    ----------
    text
        All text that the file sets in this face, in any order; characters that the face lacks
        are passed over.
    bold
        Cut Bold.

    Returns
    -------
    bytes
        A WOFF file (``font/woff``), the same bytes for the same set of characters.
    """
    return _cut("".join(sorted(set(text))), bold=bold)


@lru_cache(maxsize=32)
def _cut(text: str, *, bold: bool) -> bytes:
    # Only files that embed a face pay the 50 ms that importing fontTools takes.
    from fontTools import subset as cutting  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    options = cutting.Options(
        layout_features=[],
        notdef_outline=True,
        name_IDs=["*"],
        recalc_timestamp=False,
    )
    written = BytesIO()
    # Lazy, and boxes as they are: of 7,700 outlines those asked for are copied, none is computed.
    with TTFont(
        BOLD if bold else REGULAR, lazy=True, recalcBBoxes=False, recalcTimestamp=False
    ) as font:
        cutter = cutting.Subsetter(options)
        cutter.populate(text=text)
        cutter.subset(font)
        # WOFF rather than WOFF2: its compression is in Python itself.
        font.flavor = "woff"
        font.save(written)
    return written.getvalue()
