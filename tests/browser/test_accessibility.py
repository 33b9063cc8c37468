"""An automated accessibility check (axe) of every page: nothing of ours is serious."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import in_either_theme
from tests.browser.planner import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_from_a_link_fits_a_phone_and_axe_finds_nothing_serious(planner, page):
    desk = planner(f"{page}?zone=tianshui-etdz")
    expect(desk.page.locator("h1")).to_have_text(PAGES[page][0])
    assert desk.page.locator("html").get_attribute("lang") == "zh-CN"
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    if desk.page.locator(".atlas-map").count():
        expect(desk.map.locator("[data-zone]").first).to_be_attached()
    assert in_either_theme(desk) == []
    desk.fits()
    desk.fits(width=390)
