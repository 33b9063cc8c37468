"""The faces of the printed maps draw every word of the data and the interface."""

import unicodedata
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from atlas import i18n
from atlas.maps.print import fonts
from geodata import SOURCES, TABLES

BOTH = pytest.mark.parametrize("bold", [False, True], ids=["regular", "bold"])
ATLAS = i18n.ROOT.parent
FILES = [
    # Formulas are read on the screen only, in the faces that a browser has for their signs.
    *sorted(path for path in TABLES.glob("*.csv") if path.stem != "methods"),
    SOURCES,
    *sorted(i18n.ROOT.rglob("*.toml")),
    *sorted(ATLAS.glob("**/*.j2")),
]


def font_of(*, bold):
    return TTFont(fonts.BOLD if bold else fonts.REGULAR)


def drawn(text):
    """Return the characters of a text that have a form to draw."""
    return "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cf"})


@BOTH
@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in FILES])
def test_no_character_of_data_and_strings_is_missing(path, bold):
    # If one is: `make fonts` cuts the faces anew, with it.
    assert fonts.missing(drawn(path.read_text(encoding="utf-8")), bold=bold) == ""


@BOTH
def test_what_a_planner_may_type_is_there(bold):
    signs = (fonts.FONTS / "signs.txt").read_text(encoding="utf-8")
    assert fonts.missing(drawn(signs), bold=bold) == ""
    hanzi = [
        bytes((row, cell)).decode("gb2312", errors="ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    ]
    assert sum(map(bool, hanzi)) == 6763
    assert fonts.missing("".join(hanzi), bold=bold) == ""


@BOTH
def test_a_missing_character_is_named_once_and_in_order(bold):
    assert fonts.missing("兰𠮷州😀𠮷", bold=bold) == "𠮷😀"
    assert fonts.missing("", bold=bold) == ""
    assert fonts.width("𠮷", bold=bold) == 1


@BOTH
def test_the_table_of_widths_is_that_of_the_font(bold):
    font = font_of(bold=bold)
    advances, scale = font["hmtx"].metrics, font["head"].unitsPerEm
    assert scale == fonts.UNITS_PER_EM
    for code, glyph in font.getBestCmap().items():
        assert fonts.width(chr(code), bold=bold) == advances[glyph][0] / scale
    assert fonts._advances(bold=bold).keys() == {chr(code) for code in font.getBestCmap()}
    # The empty box is what a missing character is counted as.
    assert advances[".notdef"][0] == scale


@BOTH
def test_widths_are_what_a_typesetter_expects(bold):
    assert fonts.width("", bold=bold) == 0
    assert fonts.width("甘", bold=bold) == 1
    assert fonts.width("兰州新区，", bold=bold) == 5
    assert len({fonts.width(digit, bold=bold) for digit in "0123456789"}) == 1
    assert fonts.width("il", bold=bold) < fonts.width("WM", bold=bold)
    assert fonts.width("Gansu", bold=True) > fonts.width("Gansu")


@BOTH
def test_widths_are_plain_sums_because_nothing_shifts_a_glyph(bold):
    assert not {"GPOS", "GSUB", "kern", "fvar", "gvar"} & set(font_of(bold=bold).keys())


@BOTH
def test_heights_are_those_of_the_font(bold):
    table = font_of(bold=bold)["OS/2"]
    assert table.sTypoAscender / fonts.UNITS_PER_EM == fonts.ASCENT
    assert -table.sTypoDescender / fonts.UNITS_PER_EM == fonts.DESCENT
    assert table.sCapHeight / fonts.UNITS_PER_EM == fonts.CAP_HEIGHT


@BOTH
def test_the_faces_are_one_family_of_two(bold):
    font = font_of(bold=bold)
    style = "Bold" if bold else "Regular"
    names = font["name"]
    assert names.getBestFamilyName() == fonts.FAMILY
    assert names.getBestSubFamilyName() == style
    assert names.getDebugName(4) == f"{fonts.FAMILY} {style}"
    assert names.getDebugName(6) == f"AtlasSansSC-{style}"
    assert font["OS/2"].usWeightClass == (700 if bold else 400)
    assert font["OS/2"].fsSelection == (0x20 if bold else 0x40)
    assert font["head"].macStyle == (1 if bold else 0)


@BOTH
def test_copyright_and_licence_stay_in_the_font(bold):
    names = font_of(bold=bold)["name"]
    assert names.getDebugName(0).startswith("(c) 2014-2021 Adobe")
    assert "Adobe" in names.getDebugName(7)
    assert "SIL Open Font License, Version 1.1" in names.getDebugName(13)
    assert names.getDebugName(14) == "http://scripts.sil.org/OFL"
    # The licence reserves one name; only its own notices may use it.
    for name_id in (1, 2, 3, 4, 5, 6):
        assert "Source" not in names.getDebugName(name_id)
        assert "Noto" not in names.getDebugName(name_id)


def test_the_licence_lies_beside_the_fonts():
    licence = (fonts.FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert licence.startswith("Copyright 2014-2021 Adobe")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@BOTH
def test_the_faces_stay_small(bold):
    path = fonts.BOLD if bold else fonts.REGULAR
    assert path.stat().st_size < 2_300_000


@BOTH
def test_a_cut_has_exactly_the_characters_asked_for(bold):
    text = "甘肃省开发区布局图 2024（42 个）·Aé★"
    cut = TTFont(BytesIO(fonts.subset(text, bold=bold)))
    whole = font_of(bold=bold)
    assert {chr(code) for code in cut.getBestCmap()} == set(text)
    assert len(cut.getGlyphOrder()) <= len(set(text)) + 3  # .notdef, and the parts of é
    for code, glyph in cut.getBestCmap().items():
        assert cut["hmtx"][glyph] == whole["hmtx"][whole.getBestCmap()[code]]
    assert cut["name"].getBestFamilyName() == fonts.FAMILY
    assert "SIL Open Font License" in cut["name"].getDebugName(13)
    assert cut["OS/2"].usWeightClass == (700 if bold else 400)


def test_a_cut_is_a_small_woff_and_always_the_same():
    first = fonts.subset("兰州新区白银")
    assert first[:4] == b"wOFF"
    assert len(first) < 10_000
    assert fonts.subset("银白区新州兰兰") == first
    fonts._cut.cache_clear()
    assert fonts.subset("兰州新区白银") == first


def test_a_cut_passes_over_what_the_face_lacks():
    cut = TTFont(BytesIO(fonts.subset("兰𠮷")))
    assert {chr(code) for code in cut.getBestCmap()} == {"兰"}
    assert TTFont(BytesIO(fonts.subset(""))).getGlyphOrder() == [".notdef"]
