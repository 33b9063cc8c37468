"""The page that holds two documents against each other, and a zone's life on its sheet."""

import itertools
import re
from html import unescape

import pytest

from atlas.analysis import life
from tests.pages.harness import html_of, opened

PLAN, CATALOGUE, NOW = "plan-2016", "catalogue-2018", "now"


def shown(**params):
    return unescape(html_of(opened("changes", **params)))


def test_by_itself_the_plan_is_held_against_the_catalogue():
    html = shown()
    assert "规划 2016 列 42 个，目录 2018 列 65 个，两份都有 41 个。" in html
    for title in ("只在 规划 2016：1 个", "只在 目录 2018：24 个", "改名：3 个", "级别不同：6 个"):
        assert title in html
    # 35 that differ in name, level or clusters, of 41; one is gone and 24 are new.
    assert "没有变化的 6 个" in html


def test_the_documents_are_links_and_stay_in_them():
    html = shown(from_=CATALOGUE, to=NOW, area="hexi", lang="en")
    assert "Catalogue 2018 lists 19 zones, At present 19; both have 19." in html
    assert "Jiuquan Economic and Technological Development Zone" in html
    taken = re.findall(r'href="(changes\?[^"]*)"[^>]*aria-current="true"', html)
    assert any("from=catalogue-2018" in href and "to=now" in href for href in taken)
    assert all("area=hexi" in href for href in taken)
    # The other way round.
    assert re.search(r'href="changes\?[^"]*from=now&to=catalogue-2018', html)


def test_a_row_leads_to_its_zone_by_a_document_that_has_it():
    html = shown()
    (there,) = re.findall(r'href="(zones\?[^"]*zone=hezuo[^"]*)"', html)
    assert "document=catalogue-2018" in there
    (gone,) = re.findall(r'href="(zones\?[^"]*zone=huixian[^"]*)"', html)
    assert "document=" not in gone
    assert "from=" not in gone


def test_the_map_of_the_page_goes_into_a_piece():
    (href,) = re.findall(r'href="(briefing\?[^"]*draw=changes[^"]*)"[^>]*>导出这张图', shown())
    assert "document=now" in href


def test_the_filter_holds_for_both():
    html = shown(level="concentrated")
    assert "规划 2016 列 7 个，目录 2018 列 6 个，两份都有 6 个。" in html


def test_a_document_that_there_is_not_is_said():
    html = shown(to="catalogue-2019")
    assert "catalogue-2019" in html
    assert "两份都有 41 个" in html


def test_the_same_document_twice_differs_in_nothing():
    html = shown(from_=NOW, to=NOW)
    assert "两份没有不同" in html
    assert "<h3" not in html.partition("changes-tables")[2].partition("</section>")[0]


# A zone in time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "document", "said"),
    [
        ("jiuquan-etdz", PLAN, ("2013年1月", "2016年8月9日", "2018年2月26日", "2020年1月17日")),
        ("huixian", PLAN, ("未列入《中国开发区审核公告目录（2018年版）》", "以后未见记载")),
        ("hezuo", CATALOGUE, ("没有列名", "2013年11月", "196.81")),
        ("longnan-xicheng", PLAN, ("2006年12月", "陇南经济开发区", "推断", "是否移址未知")),
    ],
)
def test_a_sheet_has_the_zones_life_and_what_each_document_says(zone, document, said):
    html = unescape(html_of(opened("zones", zone=zone, document=document)))
    lived = html[html.index("atlas-life") :]
    for words in said:
        assert words in lived, words
    assert f"plain/life.svg?zone={zone}" in lived or f"zone={zone}" in lived
    assert "各文件怎样说" in lived


def test_a_card_has_the_years():
    html = unescape(html_of(opened("overview", zone="jiuquan-etdz")))
    assert "2016 规划 → 2018 目录" in html


# The life itself ----------------------------------------------------------------------------------


def test_a_life_is_in_the_order_of_time_with_its_sources(a):
    events = life.life(a, "jiuquan-etdz")
    assert [event.date for event in events] == sorted(event.date for event in events)
    assert all(event.source for event in events)
    kinds = {(event.date, event.kind) for event in events}
    assert {
        *(("2013-01", "raised"), ("2016-08-09", "plan"), ("2018-02-26", "list")),
        *(("2020-01-17", "removed"), ("2022-11", "second-name"), ("2025-11-27", "law")),
    } <= kinds
    # The catalogue's month is that of the decision that raised it: it is told once.
    assert ("2013-01", "approved") not in kinds


def test_what_is_inferred_says_so(a):
    events = {event.kind: event for event in life.life(a, "longnan-xicheng")}
    assert events["approved"].date == "2006-12"
    assert events["approved"].doubtful
    assert events["list"].doubtful
    assert not events["plan"].doubtful


def test_since_when_nothing_is_known(a):
    assert life.last(life.life(a, "huixian")) == "2018-02-26"
    assert life.last(life.life(a, "jingning")) == "2025-12"


def test_who_is_in_no_document_has_no_life(a):
    assert life.life(a, "own-1") == ()
    assert life.sides(a, "own-1") == ()


@pytest.mark.parametrize(
    ("date", "years"),
    [("2018", 2018.5), ("2018-01", 2018 + 0.5 / 12), ("2018-07-31", 2018 + (6 + 30.5 / 31) / 12)],
)
def test_a_date_is_as_fine_as_it_is_known(date, years):
    assert life.year(date) == pytest.approx(years)


def test_numbers_on_a_line_stand_apart(a):
    line = life.line(life.life(a, "jiuquan-etdz"), apart=0.05)
    assert [mark.number for mark in line.marks] == [*range(1, len(line.marks) + 1)]
    places = [mark.label for mark in line.marks]
    assert all(b - a > 0.05 - 1e-9 for a, b in itertools.pairwise(places))
    assert all(0 <= mark.at <= 1 and 0 <= mark.label <= 1 for mark in line.marks)
    assert (line.first, line.last) == (2013, 2026)


def test_documents_side_by_side(a):
    rows = {row.about: row for row in life.sides(a, "yongdeng-lianhai")}
    assert rows["name"].cells == (
        *("永登连海经济开发区", "兰州连海经济开发区", "兰州连海经济开发区"),
    )
    assert rows["name"].differs
    assert not rows["level"].differs
    assert rows["code"].cells == ("", "S627001", "S627001")
    assert rows["area"].cells[1] == "690.42"
    assert rows["same"].cells[1].startswith("推断")
    gone = {row.about: row for row in life.sides(a, "huixian")}
    assert gone["name"].cells[1] == "没有列入"
