"""Cut the two faces from Noto Sans SC: ``python -m atlas.maps.print.fonts.build SOURCE_FONT``.

The source is the variable font of the PyPI package ``justmytype-intl-cjk`` (or of Google Fonts).
The build is reproducible: the same source, characters and fontTools give the same bytes.
"""

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError
from fontTools.varLib import instancer

from atlas import i18n
from atlas.maps.print import fonts
from geodata import SOURCES, TABLES, files

HERE = Path(__file__).parent
ATLAS = i18n.ROOT.parent
SIGNS = HERE / "signs.txt"

# Of the original's names stay: copyright, trademark, licence and the licence's address.
KEPT_NAMES = (0, 7, 13, 14)
WINDOWS = (3, 1, 0x409)
FILES = {"Regular": fonts.REGULAR, "Bold": fonts.BOLD}
WEIGHTS = {"Regular": 400, "Bold": 700}

# Bits of OS/2.fsSelection and head.macStyle.
SELECTION_BOLD, SELECTION_REGULAR = 1 << 5, 1 << 6
STYLE_BOLD = 1

# Vertical setting, kerning and substitution: widths of text shall be plain sums of advances.
DROPPED_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "vhea", "vmtx"]


def gb2312() -> Iterator[str]:
    """Yield the characters of GB 2312: 6,763 Hanzi and 682 signs."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            # An empty cell of the table decodes to nothing.
            yield bytes((row, cell)).decode("gb2312", errors="ignore")


def texts() -> Iterator[Path]:
    """Yield the files whose text can come to stand on a sheet."""
    yield SIGNS
    yield SOURCES
    yield from sorted(TABLES.glob("*.csv"))
    yield from sorted(i18n.ROOT.rglob("*.toml"))
    yield from sorted(ATLAS.glob("**/*.j2"))


def wanted() -> str:
    """Return every character that the faces shall draw, sorted by code point."""
    found = set().union(*gb2312(), *(path.read_text(encoding="utf-8") for path in texts()))
    # The no-break space is drawn; control and format characters never are.
    kept = {char for char in found | {"\xa0"} if unicodedata.category(char) not in {"Cc", "Cf"}}
    return "".join(sorted(kept))


def _rename(font: TTFont, style: str) -> None:
    """Give a face its own names: a cut of a font must not pass as the original."""
    names = font["name"]
    version = str(names.getDebugName(5))
    names.names = [record for record in names.names if record.nameID in KEPT_NAMES]
    postscript = f"{fonts.FAMILY.replace(' ', '')}-{style}"
    for name_id, value in {
        1: fonts.FAMILY,
        2: style,
        3: f"{postscript};{version}",
        4: f"{fonts.FAMILY} {style}",
        5: version,
        6: postscript,
        10: "Noto Sans SC, cut to the characters of an atlas: renamed, unhinted, without features.",
    }.items():
        names.setName(value, name_id, *WINDOWS)
    names.names.sort()


def _weigh(font: TTFont, style: str) -> None:
    """Set the bits by which programs link the two faces as one family."""
    bold = style == "Bold"
    table = font["OS/2"]
    table.usWeightClass = WEIGHTS[style]
    table.fsSelection &= ~(SELECTION_BOLD | SELECTION_REGULAR)
    table.fsSelection |= SELECTION_BOLD if bold else SELECTION_REGULAR
    font["head"].macStyle = STYLE_BOLD if bold else 0


def _widths(font: TTFont) -> dict[int, str]:
    """Return the characters of a face by their advance, narrow ones first."""
    advances = font["hmtx"].metrics
    by_advance: dict[int, str] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        advance = advances[glyph][0]
        by_advance[advance] = by_advance.get(advance, "") + chr(code)
    return dict(sorted(by_advance.items()))


def build(source: Path, folder: Path = HERE) -> list[Path]:
    """
    Write the two faces and the table of their widths into a folder.

    Parameters
    ----------
    source
        The variable font of Noto Sans SC.
    folder
        Where the files go.

    Returns
    -------
    list of Path
        The files written: Regular, Bold, widths.

    Raises
    ------
    ValueError
        If the source is no variable font, or lacks a wanted character; all are
        listed.
    """
    text = wanted()
    with TTFont(source) as font:
        if "fvar" not in font:
            raise ValueError(f"{source.name} is no variable font")
        lacking = [char for char in text if ord(char) not in font.getBestCmap()]
    if lacking:
        listed = ", ".join(f"U+{ord(char):04X} {char}" for char in lacking)
        raise ValueError(f"{source.name} lacks {len(lacking)} wanted characters: {listed}")

    options = subset.Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        glyph_names=False,
        name_IDs=["*"],
        recalc_timestamp=False,
    )
    options.drop_tables += DROPPED_TABLES
    written, widths = [], {}
    for style, weight in WEIGHTS.items():
        # The date inside the file stays that of the source.
        font = TTFont(source, recalcTimestamp=False)
        # First cut, then thicken: a quarter of the glyphs is a quarter of the work.
        cutter = subset.Subsetter(options)
        cutter.populate(text=text)
        cutter.subset(font)
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
        _rename(font, style)
        _weigh(font, style)
        path = folder / FILES[style].name
        with files.replacing(path) as draft:
            font.save(draft)
        written.append(path)
        widths[style.lower()] = _widths(font)
    path = folder / fonts.WIDTHS.name
    files.write(path, (json.dumps(widths, ensure_ascii=False, indent=0) + "\n").encode())
    return [*written, path]


def main(arguments: list[str] | None = None) -> int:
    """Run the build from a command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m atlas.maps.print.fonts.build")
    parser.add_argument("source", type=Path, help="the variable font of Noto Sans SC")
    try:
        written = build(parser.parse_args(arguments).source)
    except (OSError, ValueError, TTLibError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for path in written:
        sys.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
