"""The optional online base map: only by environment or secrets."""

import pytest

from pages.ui.markup import build, tiles
from tests.shipped import ATLAS

NAMES = ("ATLAS_TIANDITU_KEY", "ATLAS_TILES_URL", "ATLAS_TILES_ATTRIBUTION")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_without_a_setting_there_is_no_online_map():
    assert tiles.source() is None


def test_a_key_names_tianditu(monkeypatch):
    monkeypatch.setenv("ATLAS_TIANDITU_KEY", " secret ")
    source = tiles.source()
    assert source["url"].endswith("&tk=secret")
    assert source["url"].startswith("https://t{s}.tianditu.gov.cn/vec_w/wmts?")
    assert source["subdomains"] == "01234567"


def test_any_xyz_map_may_be_named(monkeypatch):
    monkeypatch.setenv("ATLAS_TILES_URL", "https://tiles.example/{z}/{x}/{y}.png")
    monkeypatch.setenv("ATLAS_TILES_ATTRIBUTION", "Example")
    assert tiles.source() == {
        "url": "https://tiles.example/{z}/{x}/{y}.png",
        "attribution": "Example",
        "subdomains": "abc",
    }


def test_the_map_loads_from_a_host_only_where_one_is_named(monkeypatch):
    assert b"tiles.example" not in build.Build(ATLAS, "").document.body
    monkeypatch.setenv("ATLAS_TILES_URL", "https://tiles.example/{z}/{x}/{y}.png")
    assert b"https://tiles.example/" in build.Build(ATLAS, "").document.body
