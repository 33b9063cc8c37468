"""What was understood of a file, on the data page: said, asked, and settled there."""

from pathlib import Path

import pytest
import streamlit as st

from atlas.i18n import text
from tests.pages.harness import html_of, opened, signed_in

CASES = Path(__file__).parents[2] / "exchange" / "cases"


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def given(name, **params):
    app = opened("data", **params)
    tray = signed_in("")
    tray.give(name, (CASES / name).read_bytes())
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
