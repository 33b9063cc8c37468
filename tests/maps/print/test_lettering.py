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
