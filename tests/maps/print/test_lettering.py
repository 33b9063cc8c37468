"""Words as the faces set them, in lines that break where they may."""

import pytest

from atlas.maps.print import fonts, lettering


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("甘肃省开发区，布局图", ["甘肃省开发", "区，布局图"]),
        ("甘肃省开发，区布局图", ["甘肃省开", "发，区布局", "图"]),
        ("one two three", ["one two", "three"]),
        ("", []),
    ],
)
def test_lines_break_where_they_may(words, lines):
    assert lettering.wrap(words, 50.0, size=10.0) == lines


def test_english_goes_without_the_wide_signs():
    assert lettering.lettering("Gansu\u2019s “x” · y…", "en") == 'Gansu\'s "x" \u2013 y...'


def test_a_link_breaks_between_its_parts_and_loses_nothing():
    link = "https://atlas.example/overview?area=hexi&cluster=clean-coal&lang=en"
    lines = lettering.wrap_link(link, 100.0, size=10.0)
    assert "".join(lines) == link
    assert all(fonts.width(line) * 10.0 <= 100.0 for line in lines)
    assert all(line[-1] in "/?&=-" for line in lines[:-1])
    assert lettering.wrap_link("", 100.0, size=10.0) == []


def test_a_line_that_is_too_long_is_set_smaller_and_no_other():
    assert lettering.fitted("甘肃", 100.0, 10.0) == 10.0
    assert lettering.fitted("甘肃", 10.0, 10.0) == 5.0


@pytest.mark.parametrize(
    ("words", "terms", "lines"),
    [
        ("甘肃省开发区空间布局图", ("甘肃省", "开发区", "布局图"), ["甘肃省开发区", "空间布局图"]),
        ("甘肃省开发区布局图集", ("甘肃省", "开发区", "布局图"), ["甘肃省开发区", "布局图集"]),
        ("甘肃开发区，一张图", (), ["甘肃开发区，", "一张图"]),
        ("甘肃省开发区", ("开发区",), ["甘肃省开发区"]),
        ("Zones of the Hexi Corridor", ("Hexi Corridor",), ["Zones of the", "Hexi Corridor"]),
        ("Zones \u2013 Hexi Corridor", (), ["Zones \u2013", "Hexi Corridor"]),
        ("", (), []),
    ],
)
def test_a_title_breaks_at_its_words(words, terms, lines):
    assert lettering.balanced(words, 72.0, size=10.0, terms=terms) == lines


def test_a_title_loses_nothing_and_no_line_is_too_wide():
    words = "甘肃省“十三五”开发区布局图 · 河西走廊经济区、陇东南经济区 · 有色金属新材料产业集群"
    for width in range(60, 400, 20):
        lines = lettering.balanced(words, width, size=10.0, terms=("开发区", "布局图"))
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")
        assert all(fonts.width(line) * 10.0 <= width for line in lines)
