"""An automated accessibility check (axe) of every page: nothing of ours is serious."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import serious_faults
from tests.browser.planner import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_from_a_link_and_axe_finds_nothing_serious(planner, page):
    desk = planner(f"{page}?zone=tianshui-etdz")
    expect(desk.page.locator("h1")).to_have_text(PAGES[page][0])
    assert desk.page.locator("html").get_attribute("lang") == "zh-CN"
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    if desk.page.locator(".atlas-map").count():
        expect(desk.map.locator("[data-zone]").first).to_be_attached()
    assert serious_faults(desk) == []
    # The page follows the system into the dark while it is open.
    light = ground(desk)
    desk.page.emulate_media(color_scheme="dark")
    desk.waits_until(lambda: sum(ground(desk)) < sum(light) / 2)
    assert serious_faults(desk) == []


def ground(desk):
    """Return the page's own colour: red, green, blue."""
    colour = desk.page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    return [int(part) for part in re.findall(r"\d+", colour)[:3]]
