"""A planner switches on what lies around the zones: it is loaded then, held, and exported."""

import re

import pytest

from atlas.maps.layers import LAYERS, SURROUNDINGS
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser
AROUND = [key for key, layer in LAYERS.items() if layer.group == SURROUNDINGS]
DRAWN = """(frame) => [...frame.contentDocument.querySelectorAll(".leaflet-sites-pane path")]
  .map((each) => each.getAttribute("class"))
  .filter((name) => name.startsWith("site-airports")).length"""


def test_a_layer_is_loaded_when_it_is_first_shown_and_stays_in_the_link(planner):
    desk = planner()
    loaded = []
    desk.page.on("response", lambda answer: loaded.append(answer.url))
    frame = desk.page.locator(".atlas-map.is-ready iframe")
    frame.wait_for()
    assert frame.evaluate(DRAWN) == 0
    inner = desk.page.frame_locator(".atlas-map iframe")
    chips = inner.locator(".legend .around .chip")
    assert chips.evaluate_all("all => all.map((each) => each.dataset.layer)") == AROUND
    before = len(loaded)
    frame.evaluate(
        "(frame) => frame.contentDocument.querySelector('[data-layer=airports]').click()"
    )
    desk.waits_until(lambda: frame.evaluate(DRAWN) == len(ATLAS.surroundings["airports"]))
    files = [url for url in loaded[before:] if re.search(r"/parts/[0-9a-f]{20}\.json", url)]
    assert len(files) == 1
    desk.waits_until(lambda: desk.params.get("show") == ["airports"])
    desk.page.reload()
    desk.waits_until(lambda: frame.evaluate(DRAWN) == len(ATLAS.surroundings["airports"]))


def test_a_first_visit_loads_none_of_them(planner):
    desk = planner("about")
    loaded = []
    desk.page.on("response", lambda answer: loaded.append(answer.url))
    desk.open("overview")
    desk.page.locator(".atlas-map.is-ready iframe").wait_for()
    # The standing parts and the table in the language of the page, no more.
    assert len({url for url in loaded if re.search(r"/parts/[0-9a-f]{20}\.json", url)}) <= 2
