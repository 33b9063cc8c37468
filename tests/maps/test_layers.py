"""The layers: one record each, with a title in both languages and a stratum to be drawn in."""

import pytest

from atlas import i18n
from atlas.maps import layers
from atlas.maps.layers import LAYERS, PANES
from atlas.model import documents
from atlas.office.edition import derive
from tests.office import added
from tests.shipped import ATLAS

KEYS = (
    "tiles neighbours prefectures rivers counties ethnic province outlines parks names"
    " landforms river-names airports stations power-plants"
    " type-innovation type-upgrade type-specialty type-city-industry type-foundation"
    " type-unlisted type-own tag-platform tag-demo tag-example"
)


def test_the_layers_are_those_that_links_and_scripts_name():
    assert list(LAYERS) == KEYS.split()
    assert all(key == layer.key for key, layer in LAYERS.items())


def test_there_is_a_layer_for_every_type():
    types = [key.removeprefix("type-") for key in LAYERS if key.startswith("type-")]
    assert types == [*ATLAS.types.index, "unlisted", "own"]


@pytest.fixture(scope="module")
def derived(a):
    shown = documents.under(a, a.documents.index[-1])
    return derive(shown, added.state(a.zones.index), own=True)


@pytest.mark.parametrize("lang", i18n.LANGS)
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_every_layer_has_a_title(derived, layer, lang):
    assert layers.title(layer, derived, lang=lang).strip()


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_every_layer_has_a_pane(layer):
    assert layer.pane in PANES or layer.key == "tiles"


def test_zones_lie_above_all_but_what_is_measured_of_them_and_what_is_drawn_by_hand():
    assert sorted(PANES, key=PANES.get)[-3:] == ["zones", "measures", "marks"]


def test_what_lies_around_the_zones_shows_only_when_asked_for():
    around = [layer for layer in LAYERS.values() if layer.group == layers.SURROUNDINGS]
    assert {layer.key for layer in around} == set(ATLAS.surroundings)
    assert not any(layer.on for layer in around)
