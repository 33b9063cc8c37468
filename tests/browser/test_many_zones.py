"""An office with thousands of zones of its own: the page answers while heavy pieces are made."""

import re

import pytest
from playwright.sync_api import expect

from tests.bench import offices
from tests.browser.server import running
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser

OWN = 2_543
MADE_MS = 300_000
PICTURE = ".st-key-briefing-sheet img"
PANEL = ".st-key-making"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    store = tmp_path_factory.mktemp("many") / "store.sqlite"
    offices.write(ATLAS, OWN, store)
    with running(ATLAS_STORE=f"sqlite:///{store}") as url:
        yield url


def test_the_page_answers_clicks_while_heavy_pieces_are_made(planner, office):
    desk = planner("briefing?own=1", url=office)
    page = desk.page
    # The page stands before its picture does, which can be put off and asked for again.
    waits = page.locator(".st-key-awaited-sheet")
    expect(waits.locator("progress")).to_be_visible(timeout=MADE_MS)
    expect(page.locator(PICTURE)).to_have_count(0)
    waits.get_by_role("button", name="取消").click()
    waits.get_by_role("button", name="重试").click()
    expect(page.locator(PICTURE)).to_be_visible(timeout=MADE_MS)
    # Two books: the first is made, the second waits for it.
    for form in ("PDF", "PPTX"):
        page.get_by_role("button", name=f"编制 {form} 图集").click()
    jobs = page.locator(PANEL).locator('[class*="st-key-job-"] progress')
    expect(jobs).to_have_count(2)
    expect(page.locator(PANEL)).to_contain_text("排队中，第1位")
    # Meanwhile the page does what it is told, and a light picture stands at once.
    page.locator(".atlas-form a").filter(has_text="灰度").click()
    expect(page).to_have_url(re.compile("style=grey"))
    expect(page.locator(PICTURE)).to_be_visible(timeout=MADE_MS)
    page.get_by_text(f"列入{OWN}个自有开发区").click()
    expect(page).not_to_have_url(re.compile("own=1"))
    expect(page.locator(".atlas-presets")).to_contain_text("42")
    expect(page.locator(PICTURE)).to_be_visible()
    expect(jobs).to_have_count(2)
    # What is put off is gone, and nobody looks at it any more.
    for left in (1, 0):
        page.locator(PANEL).get_by_role("button", name="取消").first.click()
        expect(jobs).to_have_count(left)
    expect(page.locator(PANEL)).to_contain_text("已取消")
    removes = page.locator(PANEL).get_by_role("button", name="从这里移除")
    for left in (1, 0):
        removes.first.click()
        expect(removes).to_have_count(left)
    expect(page.locator(PANEL)).to_have_count(0)


def test_a_file_of_many_zones_is_made_and_saved(planner, office):
    page = planner("briefing?own=1&area=hexi&lang=en", url=office).page
    page.get_by_role("button", name="PNG picture").click()
    save = page.locator(PANEL).get_by_role("button", name="Save")
    expect(save).to_be_visible(timeout=MADE_MS)
    with page.expect_download() as saved:
        save.click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
