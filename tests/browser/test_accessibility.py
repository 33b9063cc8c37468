"""An automated accessibility check (axe) of every page: nothing of ours is serious."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_app import PAGES

pytestmark = pytest.mark.browser

# Streamlit's own frame; what we put into it is checked.
NOT_OURS = (
    '[data-testid="stHeader"]',
    '[data-testid="stToolbar"]',
    '[data-testid="stStatusWidget"]',
)
SERIOUS = {"serious", "critical"}


def serious_faults(desk):
    """Return what axe finds serious or critical on the page that is open."""
    found = Axe().run(
        desk.page,
        context={"exclude": [[selector] for selector in NOT_OURS]},
        options={"resultTypes": ["violations"]},
    )
    return [
        (v["id"], node["target"], node.get("failureSummary", "")[:200])
        for v in found.response["violations"]
        if v["impact"] in SERIOUS
        for node in v["nodes"][:3]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_serious(planner, page, theme):
    desk = planner(f"{page}?zone=tianshui-etdz", theme=theme)
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    if desk.page.locator(".atlas-map").count():
        expect(desk.map.locator("[data-zone]").first).to_be_attached()
    assert serious_faults(desk) == []
