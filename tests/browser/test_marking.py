"""Marking on the map as a planner does it: it stands in the address, and goes along into a file."""

import pytest

from atlas.maps import marks
from atlas.maps.marks import Mark
from tests.specified import MARKS

pytestmark = pytest.mark.browser

LINK = "overview?" + "&".join(f"mark={marks.write(mark)}" for mark in MARKS)


def drawn(desk):
    return desk.map.locator(".marks .drawn")


def test_what_is_drawn_stands_in_the_address_and_stays(planner):
    desk = planner("overview")
    desk.page.locator(".atlas-map.is-ready").wait_for()
    desk.map.locator("[data-act=mark]").click()
    desk.map.locator("[data-kind=arrow]").click()
    desk.map.locator('[data-zone="jiayuguan"]').click()
    desk.map.locator('[data-zone="lanzhou-hitech"]').click()
    desk.page.keyboard.type("东进")
    desk.waits_until(lambda: "mark" in desk.params)
    (written,) = desk.params["mark"]
    mark = marks.read(written)
    assert (mark.kind, mark.words, len(mark.at)) == ("arrow", "东进", 2)
    # A filter is another step of the page: the mark stays, and the server's answer undoes nothing.
    desk.choose("area", "hexi")
    desk.sees_address(area=["hexi"], mark=[written])
    assert drawn(desk).count() == 1
    desk.page.reload()
    drawn(desk).wait_for()
    # It goes along to the page of exports, whose sheet draws it.
    desk.page.locator(".atlas-export").click()
    desk.sees_address(mark=[written])


def test_a_link_draws_its_marks_and_leaves_out_what_is_none(planner):
    desk = planner(f"{LINK}&mark=circle.red;1,2;x")
    desk.waits_until(lambda: drawn(desk).count() == len(MARKS))
    desk.sees_address(mark=[marks.write(mark) for mark in MARKS])


def test_a_finger_draws_an_area(planner):
    desk = planner("overview", width=390, height=844)
    desk.page.locator(".atlas-map.is-ready").wait_for()
    desk.page.locator(".atlas-map").scroll_into_view_if_needed()
    desk.map.locator("[data-act=mark]").click()
    desk.map.locator("[data-kind=area]").click()
    ground = desk.map.locator(".folium-map")
    for x, y in ((60, 120), (200, 120), (200, 200)):
        ground.click(position={"x": x, "y": y})
    desk.map.locator(".marking [data-do=finish]").click()
    desk.waits_until(lambda: "mark" in desk.params)
    assert marks.read(desk.params["mark"][0]).kind == "area"


def test_markup_in_a_link_is_words(planner):
    words = "<img src=x onerror=document.title=1>"
    desk = planner("overview?mark=" + marks.write(Mark("text", "red", ((103.0, 38.0),), words)))
    drawn(desk).wait_for()
    # A blank at which a line ends is not written.
    said = drawn(desk).locator("text").text_content()
    assert "".join(said.split()) == "".join(words.split())
    assert desk.page.locator("img[src=x]").count() == 0
