"""What was understood of a file, on the data page: said, asked, and settled there."""

from pathlib import Path

import pytest
import streamlit as st

from atlas.exchange.findings import QUESTION
from atlas.i18n import text
from tests.pages.harness import html_of, opened, signed_in

CASES = Path(__file__).parents[2] / "exchange" / "cases"


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def given(name, data=b"", **params):
    app = opened("data", **params)
    tray = signed_in("")
    tray.give(name, data or (CASES / name).read_bytes())
    app.session_state["tray"] = tray
    app.run()
    assert not app.exception, app.exception
    return app


def proposal(app):
    return app.session_state["tray"].proposal


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_packed_numbers_are_said_asked_and_settled(lang):
    app = given("table_packed_ddd.mmss_read_as_degrees.csv", lang=lang)
    said = html_of(app)
    assert text("understood.heading", lang) in said
    assert text("understood.role.lon", lang) in said
    assert text("data.doubts", lang) in said
    (asked,) = [each for each in app.selectbox if each.label == text("data.choice.angles", lang)]
    asked.set_value("packed").run()
    assert not app.exception, app.exception
    assert {finding.code for finding in proposal(app).findings} == {"place.not_gcj02"}
    assert proposal(app).distances[0].km < 1


def test_far_places_are_confirmed():
    app = given("table_coordinates_of_another_zone_no_warning.csv")
    assert not proposal(app).can_apply
    (asked,) = [each for each in app.selectbox if each.label == text("data.choice.far", "zh")]
    asked.set_value("take").run()
    assert not app.exception, app.exception
    assert proposal(app).can_apply


def test_layers_are_named_and_chosen():
    app = given("shapefile_points_before_outlines.zip")
    said = html_of(app)
    for words in ("标注点", "红线面", text("understood.layer.left", "zh")):
        assert words in said
    assert not proposal(app).can_apply
    (right,) = [each for each in app.button if each.label == text("data.layer_right", "zh")]
    right.click().run()
    assert not app.exception, app.exception
    assert proposal(app).can_apply
    assert proposal(app).draft.taken == ("红线面",)


TABLES = """开发区名称,经度,纬度
兰州高新技术产业开发区,103.885,36.0625

开发区名称,产值,税收
兰州高新技术产业开发区,12.5,1.5
"""
POINTS = "".join(
    f'<trkpt lat="{lat}" lon="{lon}"/>'
    for lon, lat in ((103.87, 36.055), (103.9, 36.055), (103.9, 36.07), (103.87, 36.055))
)
TRACK = f'<?xml version="1.0"?><gpx version="1.1"><trk><trkseg>{POINTS}</trkseg></trk></gpx>'
# Corners, and points of the ground that lie about.
SURVEY = (CASES / "cass_dat_open.dat").read_text(encoding="utf-8").replace(",,", ",JZD,") + "".join(
    f"{n},GCD,{35398300 + n * 1009 % 2600},{3992300 + n * 733 % 1500},1500\n" for n in range(60)
)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", TABLES, "read.tables"),
        ("a.gpx", TRACK, "read.closed_track"),
        ("a.dat", SURVEY, "pasted.scattered"),
    ],
)
def test_what_a_choice_of_layers_answers_is_answered_there(name, data, code):
    app = given(name, data.encode())
    assert code in {each.code for each in proposal(app).findings if each.level == QUESTION}
    (right,) = [each for each in app.button if each.label == text("data.layer_right", "zh")]
    right.click().run()
    assert not app.exception, app.exception
    assert code not in {each.code for each in proposal(app).findings if each.level == QUESTION}
