"""Zones picked by hand: ticked in table and map, looked at alone, compared, handed out."""

import re

from playwright.sync_api import expect

from tests.browser.planner import ids
from tests.shipped import ATLAS

THREE = ["lanzhou-hitech", "baiyin-hitech", "jinchang-etdz"]
FIRST, SECOND, FIFTH = (ATLAS.zones.index[n] for n in (0, 1, 4))


def tick(planner, zone, **how):
    planner.page.locator(f'tr[data-row="{zone}"] .c-tick input').click(**how)


def ticked(planner):
    rows = planner.page.locator("tr[data-row]:has(.c-tick input:checked)")
    return rows.evaluate_all("(rows) => rows.map((row) => row.dataset.row)")


def sees_ticked(planner, expected):
    planner.waits_until(lambda: sorted(ticked(planner)) == sorted(expected))


def ringed(planner):
    return planner.map.locator("[data-picked]").evaluate_all(
        "(all) => all.map((z) => z.dataset.zone)"
    )


def bar(planner, words):
    return planner.page.locator(".atlas-ticks").get_by_text(re.compile(f"^{words}$"))


def test_ticked_zones_become_the_selection_and_a_reload_loses_nothing(planner):
    p = planner("overview")
    for zone in THREE:
        tick(p, zone)
    expect(bar(p, "已勾选 3 个开发区")).to_be_visible()
    p.waits_until(lambda: sorted(ringed(p)) == sorted(THREE))
    assert "zone" not in p.params  # no filter yet
    p.page.reload()
    sees_ticked(p, THREE)
    bar(p, "只看它们").click()
    p.sees_address(zone=THREE, sheet=None)
    p.sees_rows(THREE)
    p.sees_on_map(THREE)
    p.page.reload()
    p.sees_rows(THREE)
    bar(p, "全部 / 继续勾选").click()
    p.sees_address(zone=None)
    p.sees_rows(ids())
    sees_ticked(p, THREE)
    bar(p, "清除").click()
    sees_ticked(p, [])
    expect(p.page.locator(".atlas-ticks")).to_have_count(0)


def test_shift_ticks_a_range_and_the_head_all_that_are_listed(planner):
    p = planner("overview?area=hexi")
    rows = p.rows()
    tick(p, rows[0])
    tick(p, rows[4], modifiers=["Shift"])
    sees_ticked(p, rows[:5])
    head = p.page.get_by_label("勾选列出的全部开发区")
    assert head.evaluate("(box) => box.indeterminate")
    head.click()
    sees_ticked(p, rows)
    # What is ticked goes beyond one filter.
    p.clear()
    p.sees_rows(ids())
    tick(p, "lanzhou-hitech")
    bar(p, "只看它们").click()
    p.sees_rows([*rows, "lanzhou-hitech"])


def test_one_zone_alone_is_picked_with_its_sheet_closed_or_open(planner):
    p = planner("overview")
    tick(p, FIRST)
    bar(p, "只看它们").click()
    p.sees_address(zone=[FIRST], sheet=["none"])
    p.sees_rows([FIRST])
    p = planner(f"overview?zone={SECOND}")
    p.sees_rows(ids())
    tick(p, FIRST)
    bar(p, "只看它们").click()
    p.sees_address(zone=[FIRST], sheet=[SECOND])
    p.sees_rows([FIRST])


def test_a_link_that_picks_ticks_and_the_filters_are_cleared_of_it(planner):
    p = planner("overview?" + "&".join(f"zone={zone}" for zone in THREE))
    p.sees_rows(THREE)
    sees_ticked(p, THREE)
    p.clear()
    p.sees_address(zone=None, sheet=None)
    p.sees_rows(ids())
    sees_ticked(p, THREE)


def test_ticked_zones_are_compared_and_exported(planner):
    p = planner("overview")
    for zone in THREE:
        tick(p, zone)
    bar(p, "对比").click()
    p.sees_address(compare=THREE)
    expect(p.page.locator(".compare-chosen li")).to_have_count(3)
    p.page.go_back()
    bar(p, "导出").click()
    p.sees_address(zone=THREE)
    expect(p.page.locator("h1")).to_have_text("简报导出")
    expect(p.page.locator(".atlas-ticks")).to_have_count(0)
    p = planner("overview")
    p.page.get_by_label("勾选列出的全部开发区").click()
    expect(bar(p, "对比至多 10 个")).to_be_visible()


def test_what_is_drawn_on_the_map_is_ticked_in_the_table(planner):
    p = planner("overview?area=hexi")
    hexi = p.rows()
    expect(p.page.locator(".atlas-map.is-ready")).to_be_visible()
    p.map.locator('[data-act="pick"]').click()
    p.map.locator('[data-pick="circle"]').click()
    p.map.locator(".picking input").fill("5000")
    p.map.locator(".picking input").press("Enter")
    sees_ticked(p, hexi)
    tick(p, hexi[0])
    p.waits_until(lambda: sorted(ringed(p)) == sorted(hexi[1:]))
    bar(p, "只看它们").click()
    p.sees_rows(hexi[1:])
    assert "area" not in p.params


def test_the_bar_stays_in_the_window_of_a_phone(planner):
    p = planner("zones?lang=en", width=390, height=844)
    for zone in THREE:
        tick(p, zone)
    expect(bar(p, "3 zones ticked")).to_be_in_viewport(ratio=1)
    expect(bar(p, "Clear")).to_be_in_viewport(ratio=1)
    p.fits()
