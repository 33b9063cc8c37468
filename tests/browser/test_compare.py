"""Setting zones side by side in a real Chromium: collect, read, take along."""

import csv

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import in_either_theme

pytestmark = pytest.mark.browser

THREE = ["tianshui-etdz", "lanzhou-etdz", "dingxi"]
TEN = [
    *("lanzhou-hitech", "baiyin-hitech", "lanzhou-etdz", "jinchang-etdz", "tianshui-etdz"),
    *("jiuquan-etdz", "zhangye-etdz", "jiayuguan", "longxi", "pingliang"),
]
OVER = "(node) => node.scrollWidth - node.clientWidth"


def link(zones, **params):
    pairs = [*(("compare", zone) for zone in zones), *params.items()]
    return "compare?" + "&".join(f"{name}={value}" for name, value in pairs)


def test_zones_are_collected_on_the_way_and_compared(planner):
    desk = planner("overview?zone=tianshui-etdz")
    desk.page.locator(".atlas-card .compare-toggle").click()
    desk.sees_address(compare=["tianshui-etdz"])
    expect(desk.page.locator(".compare-count")).to_have_text("1")
    expect(desk.page.locator(".atlas-card .compare-toggle.is-taken")).to_be_visible()
    desk.page.locator(".atlas-head nav a").filter(has_text="对比").click()
    expect(desk.page.locator("h1")).to_have_text("对比")
    expect(desk.page.locator(".compare-table")).to_have_count(0)
    desk.page.locator(".compare-place a").filter(has_text="兰州经开").click()
    desk.sees_address(compare=THREE[:2])
    expect(desk.page.locator(".compare-table thead th")).to_have_count(2)
    expect(desk.page.locator(".compare-reading")).to_contain_text("直线 266 km")


def test_a_zone_is_added_and_taken_out_by_keyboard(planner):
    desk = planner(link(THREE[:2]))
    desk.page.locator(".compare-place a").filter(has_text="定西").press("Enter")
    desk.sees_address(compare=THREE)
    expect(desk.page.locator(".compare-table thead th")).to_have_count(3)
    desk.page.get_by_role("link", name="移出对比 天水经济技术开发区").press("Enter")
    desk.sees_address(compare=THREE[1:])
    expect(desk.page.locator(".compare-table thead th")).to_have_count(2)


def test_two_lists_of_the_plan_are_set_against_each_other(planner, tmp_path):
    desk = planner("compare")
    desk.page.locator(".compare-lists a").filter(has_text="专栏5 与 专栏8·3").click()
    desk.sees_address(lists=["专栏5", "专栏8·3"])
    sides = desk.page.locator(".compare-sides section")
    expect(sides).to_have_count(3)
    expect(sides.first.locator("li")).to_have_count(6)
    expect(sides.nth(1)).to_contain_text("兰州榆中和平工业园区")
    with desk.page.expect_download() as saved:
        desk.page.locator(".stDownloadButton button").filter(has_text="CSV").click()
    saved.value.save_as(tmp_path / "lists.csv")
    with (tmp_path / "lists.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len([*csv.reader(file)]) == 1 + 6 + 1 + 1
    sides.first.get_by_role("link", name="并排对比这6个").click()
    expect(desk.page.locator(".compare-table thead th")).to_have_count(6)


def test_the_page_names_what_is_wanted_and_shared(planner):
    desk = planner(link(THREE))
    expect(desk.page.locator(".compare-wanted")).to_contain_text("大兰州经济区：装备制造")
    pair = desk.page.locator(".compare-both tr").filter(has_text="兰州经开 · 定西")
    expect(pair).to_contain_text("先进装备制造")


def test_the_map_shows_those_compared_and_no_others(planner):
    planner(link(THREE)).sees_on_map(THREE)


def test_filters_shorten_the_list_and_leave_the_comparison(planner):
    desk = planner(link(THREE))
    desk.choose("type", "foundation")
    expect(desk.page.locator(".compare-place li")).to_have_count(7)
    expect(desk.page.locator(".compare-table thead th")).to_have_count(3)


def test_the_comparison_is_taken_along(planner, tmp_path):
    desk = planner(link(THREE))
    with desk.page.expect_download() as caught:
        desk.page.get_by_role("button", name="CSV 表格").click()
    caught.value.save_as(tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[2:] == ["天水经济技术开发区", "兰州经济技术开发区", "定西经济开发区"]
    assert ["产业词组", "先进装备制造", "", "有", "有"] in rows
    with desk.page.expect_download() as caught:
        desk.page.get_by_role("button", name="Excel 表格").click()
    caught.value.save_as(tmp_path / "c.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == head


@pytest.mark.parametrize("zones", [[], THREE, TEN], ids=len)
def test_only_the_tables_run_out_of_the_window(planner, zones):
    desk = planner(link(zones))
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    desk.fits()
    desk.fits(width=390)


def test_ten_fit_a_wide_window_and_names_stay_in_sight_in_a_narrow_one(planner):
    desk = planner(link(TEN), width=1440)
    assert desk.page.locator(".compare-table .scroll").evaluate(OVER) <= 0
    desk = planner(link(TEN), width=390)
    scroll = desk.page.locator(".compare-table .scroll")
    assert scroll.evaluate(OVER) > 0
    name = scroll.locator('tbody th[scope="row"]').first
    name.scroll_into_view_if_needed()
    scroll.evaluate("(node) => node.scrollTo(node.scrollWidth, 0)")
    expect(name).to_be_in_viewport()
    expect(scroll.locator("thead th").last).to_be_in_viewport()


@pytest.mark.parametrize("path", [link(TEN), link(THREE, lang="en"), "compare"])
def test_axe_finds_nothing_serious(planner, path):
    desk = planner(path)
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    assert in_either_theme(desk) == []
