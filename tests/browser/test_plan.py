"""Following references in a real Chromium: from a fact to its sentence, and back by a search."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import in_either_theme
from tests.browser.server import running

pytestmark = pytest.mark.browser

TEXT = os.environ.get("ATLAS_PLAN", "")
with_text = pytest.mark.skipif(
    not TEXT, reason="the plan's text is not given: set ATLAS_PLAN=<file> to check against it"
)


@pytest.fixture(scope="module")
def without():
    with running(ATLAS_PLAN="") as url:
        yield url


def search(desk, words):
    desk.page.locator("#plan-find").fill(words)
    desk.page.locator("#plan-find").press("Enter")


def test_a_fact_leads_to_its_place_and_back(planner, without):
    desk = planner("zones?zone=jinchang-etdz", url=without)
    desk.page.locator("#dossier-mentions").locator("xpath=following::a[@class='ref'][1]").click()
    expect(desk.page.locator("h1")).to_have_text("规划依据")
    desk.sees_address(ref=["1.1.2·2"])
    expect(desk.page.locator(".plan-place h2")).to_have_text("集聚集群效益显现")
    desk.page.locator(".plan-place .facts a").filter(has_text="金昌").first.click()
    expect(desk.page.locator(".zone-name")).to_have_text("金昌经济技术开发区")


def test_a_reference_is_reached_and_followed_by_keyboard(planner, without):
    desk = planner("indicators", url=without)
    link = desk.page.locator(".atlas-figures a.ref").first
    link.focus()
    outline = link.evaluate("(node) => getComputedStyle(node).outlineStyle")
    assert outline == "solid"
    link.press("Enter")
    expect(desk.page.locator(".plan-place")).to_be_visible()


def test_the_tree_opens_and_a_place_shows_its_path(planner, without):
    desk = planner("plan", url=without)
    tree = desk.page.locator(".plan-tree")
    expect(tree.get_by_text("专栏4", exact=True)).to_be_hidden()
    tree.locator('summary[aria-label="3 的下级"]').click()
    tree.get_by_role("link", name="3.2 支撑区域协调联动发展重点产业").click()
    desk.sees_address(ref=["3.2"])
    expect(tree.locator('[aria-current="true"]')).to_contain_text("3.2")
    expect(tree.locator("a").filter(has_text="3.2.4")).to_be_visible()


def test_without_the_text_the_search_goes_by_names_and_says_how_to_add_it(planner, without):
    desk = planner("plan", url=without)
    search(desk, "定西")
    desk.sees_address(find=["定西"])
    expect(desk.page.locator(".plan-hits .facts a").filter(has_text="定西").first).to_be_visible()
    how = desk.page.locator(".plan-how")
    how.locator("summary").click()
    expect(how).to_contain_text("ATLAS_PLAN=")
    assert desk.page.locator("blockquote").count() == 0
    search(desk, "")
    desk.sees_address(find=None)
    expect(desk.page.locator(".plan-hits")).to_have_count(0)


def test_the_contents_line_leads_into_the_dossier_without_a_step_back(planner, without):
    desk = planner("zones?zone=tianshui-etdz", url=without)
    before = desk.page.evaluate("history.length")
    desk.page.locator(".contents a").last.click()
    expect(desk.page.locator("#dossier-alike")).to_be_in_viewport()
    assert desk.page.evaluate("history.length") == before
    assert "#" not in desk.page.url


def test_a_dossier_prints_without_the_frame(planner, without):
    desk = planner("zones?zone=tianshui-etdz", url=without)
    desk.page.emulate_media(media="print")
    expect(desk.page.locator(".zone-name")).to_be_visible()
    expect(desk.page.locator(".atlas-register")).to_be_hidden()
    expect(desk.page.locator('[data-testid="stSidebar"]')).to_be_hidden()
    tall = desk.page.locator('[data-testid="stMain"]').evaluate(
        "(main) => [main.scrollHeight, main.clientHeight]"
    )
    assert tall[0] - tall[1] <= 1


@pytest.mark.parametrize("path", ["plan?ref=3.2.3·2&find=装备", "zones?zone=linxia", "areas"])
def test_nothing_runs_out_of_the_window(planner, without, path):
    desk = planner(path, url=without)
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    desk.fits()
    desk.fits(width=390)


@pytest.mark.parametrize("path", ["plan?ref=3.2.3·2&find=装备&lang=en", "plan", "areas"])
def test_axe_finds_nothing_serious_on_the_plan(planner, path):
    desk = planner(path)
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    assert in_either_theme(desk) == []


@with_text
def test_a_sentence_opens_with_its_names_as_links(planner):
    desk = planner("plan?ref=3.2.3·2")
    here = desk.page.locator(".plan-words .is-here")
    expect(here).to_contain_text("装备制造")
    here.locator("a.named").first.click()
    expect(desk.page.locator(".zone-name")).to_have_text("天水经济技术开发区")


@with_text
def test_full_text_search_leads_to_a_sentence(planner):
    desk = planner("plan")
    search(desk, "再制造")
    hit = desk.page.locator(".plan-hits blockquote mark").first
    expect(hit).to_have_text("再制造")
    desk.page.locator(".plan-hits .where").first.click()
    expect(desk.page.locator(".plan-words mark").first).to_have_text("再制造")
