"""Several maps on a page: those beside each other move together, small ones are links."""

import re

import pytest
from playwright.sync_api import expect

from atlas.maps.panels import panels
from atlas.maps.specification import USUAL
from tests.browser.planner import SHOWN, ids
from tests.shipped import ATLAS

FIRST, SECOND, THIRD = ATLAS.areas.index[:3]
OTHER_SCHEME = ATLAS.schemes.index[1]
BESIDE = f"overview?area={FIRST}&beside=area%3D{SECOND}"


def frames(desk, n):
    """Wait until so many maps stand beside each other; return their frames."""
    expect(desk.page.locator(".atlas-map.is-beside.is-ready")).to_have_count(n)
    boxes = desk.page.locator(".atlas-map.is-beside iframe")
    return [boxes.nth(number) for number in range(n)]


def asked(frame, what):
    """Ask the script of a map."""
    return frame.evaluate(f"(frame) => frame.contentWindow.atlas.{what}")


def stand_alike(desk, maps):
    def views():
        return [asked(each, "view()") for each in maps]

    def near(one, other):
        return all(abs(one[name] - other[name]) < 0.1 for name in one)

    desk.waits_until(lambda: all(near(views()[0], each) for each in views()[1:]))
    return views()[0]


def test_maps_beside_each_other_move_together(planner):
    desk = planner(BESIDE)
    maps = frames(desk, 2)
    for each, area in zip(maps, (FIRST, SECOND), strict=True):
        desk.waits_until(
            lambda each=each, area=area: each.evaluate(SHOWN) == sorted(ids(area=area))
        )
    before = stand_alike(desk, maps)
    for hand in maps:  # whichever is pulled, the other follows, and while it is pulled
        box, mouse = hand.bounding_box(), desk.page.mouse
        mouse.move(box["x"] + 120, box["y"] + 120)
        mouse.down()
        mouse.move(box["x"] + 190, box["y"] + 170, steps=5)
        pulled = stand_alike(desk, maps)
        mouse.up()
        assert pulled != before
        before = stand_alike(desk, maps)
    desk.waits_until(lambda: desk.params.get("extent") == ["screen"])
    desk.page.frame_locator(".atlas-map iframe >> nth=1").locator('[data-act="in"]').click()
    desk.waits_until(lambda: asked(maps[0], "view()")["zoom"] > before["zoom"])
    stand_alike(desk, maps)


def test_the_maps_have_one_legend_and_a_layer_hidden_is_hidden_on_all(planner):
    desk = planner(BESIDE)
    first, second = frames(desk, 2)
    legend = "(frame) => frame.contentDocument.querySelector('.legend').checkVisibility()"
    desk.waits_until(lambda: first.evaluate(legend) and not second.evaluate(legend))
    layer = f"type-{ATLAS.types.index[0]}"
    chip = f"(frame) => frame.contentDocument.querySelector('[data-layer={layer}]').click()"
    first.evaluate(chip)
    desk.waits_until(lambda: asked(second, "layers()")[layer] is False)
    desk.waits_until(lambda: desk.params.get("hide") == [layer])


def test_a_map_is_put_beside_and_taken_away(planner):
    desk = planner("overview")
    desk.page.locator(".is-panels summary").filter(has_text="另一区域划分").click()
    name = ATLAS.label("schemes", OTHER_SCHEME)
    desk.page.locator(".is-panels a:visible").filter(has_text=name).click()
    desk.sees_address(beside=[f"scheme={OTHER_SCHEME}"])
    first, second = frames(desk, 2)
    expect(desk.page.locator(".atlas-panel").nth(1)).to_contain_text(name)
    # The areas of the one map are others than those of the other.
    filled = """(frame) => [...frame.contentDocument.querySelectorAll("path[class*='area-']")]
        .map((path) => path.getAttribute("class")).sort().join()"""
    desk.waits_until(lambda: first.evaluate(filled) != second.evaluate(filled))
    desk.page.locator(".atlas-panel .is-out").click()
    desk.sees_address(beside=None)
    expect(desk.page.locator(".atlas-map iframe")).to_have_count(1)


def test_small_maps_are_links_to_what_they_show(planner):
    desk = planner("overview?panels=type")
    parts = panels(ATLAS, USUAL.with_(panels="type"), lang="zh")
    small = desk.page.locator("[class*='st-key-small-map-'] .atlas-panel")
    expect(small).to_have_count(len(parts))
    expect(desk.page.locator("[class*='st-key-small-map-'] img")).to_have_count(len(parts))
    desk.page.locator(".st-key-small-map-2 img").click(force=True)  # the whole of it is the link
    desk.sees_on_map(sorted(parts[2].shown.zones(ATLAS).index))
    assert "panels" not in desk.params


@pytest.mark.parametrize("width", [1440, 390])
def test_several_maps_fit_the_window(planner, width):
    desk = planner(BESIDE + f"&beside=area%3D{THIRD}", width=width)
    frames(desk, 3)
    desk.fits()
    desk.open("clusters?panels=level&lang=en")
    expect(desk.page.locator("[class*='st-key-small-map-'] img")).to_have_count(3)
    desk.fits()
    expect(desk.page.locator("h1")).to_have_text(re.compile("Industries"))
