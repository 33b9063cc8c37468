"""An automated accessibility check (axe) of every page: nothing of ours is serious."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import serious_faults
from tests.browser.planner import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_serious(planner, page, theme):
    desk = planner(f"{page}?zone=tianshui-etdz", theme=theme)
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    if desk.page.locator(".atlas-map").count():
        expect(desk.map.locator("[data-zone]").first).to_be_attached()
    assert serious_faults(desk) == []
