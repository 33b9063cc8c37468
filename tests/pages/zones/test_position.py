"""A zone's page and its card say how far its point is borne out; a click takes the office's own."""

from html import unescape

import pytest

from atlas.i18n import LANGS, text
from atlas.model import positions
from tests.pages.harness import CHINESE_MARK, html_of, opened
from tests.shipped import ATLAS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("zone", ["jinchang-etdz", "liuchuan", "minle"])
def test_a_sheet_says_what_others_say_and_what_would_verify_it(zone, lang):
    html = unescape(CHINESE_MARK.sub("", html_of(opened("zones", zone=zone, lang=lang))))
    sheet = ATLAS.zone(zone)
    said = positions.said(ATLAS, zone, lang)
    assert said
    for words in (*said, *sheet.parks[f"name_{lang}"], *sheet.checks[f"what_{lang}"]):
        assert words in html
    assert ATLAS.label("position_agreement", sheet.row["position_agreement"], lang) in html
    assert f"data?zone={zone}" in html
    verify = text("position.verify", lang, what="").rstrip("。.")
    assert (verify in html) == (not sheet.row["verified"])


@pytest.mark.parametrize("lang", LANGS)
def test_the_card_has_both_places_of_a_dispute(lang):
    html = unescape(CHINESE_MARK.sub("", html_of(opened("overview", zone="xifeng", lang=lang))))
    (conflict,) = (each for each in positions.said(ATLAS, "xifeng", lang) if "107.64" in each)
    assert conflict in html


def test_the_data_page_has_the_zones_name_filled_in():
    app = opened("data", zone="yumen")
    assert [area.value for area in app.text_area] == ["玉门经济开发区 "]
    assert [area.value for area in opened("data").text_area] == [""]


@pytest.mark.parametrize("lang", LANGS)
def test_every_point_of_the_table_says_what_would_verify_it(lang):
    html = unescape(CHINESE_MARK.sub("", html_of(opened("about", lang=lang))))
    for zone, row in ATLAS.zones.iterrows():
        what = positions.verify(ATLAS, zone, lang)
        assert bool(what) == (not row["verified"])
        assert what in html
