"""The live map as a page of its own: offline, one with its sheet, safe whatever the data."""

import dataclasses
import datetime as dt
import html
import json
import re
from html.parser import HTMLParser

import pytest

from atlas.briefing import provenance
from atlas.briefing.content import content
from atlas.briefing.order import Order, OrderError
from atlas.briefing.report import report
from atlas.briefing.webpage import live
from atlas.i18n import LANGS, dates, text
from atlas.selection.selection import Selection
from tests.browser import chromium

AT = "https://atlas.example/"  # where the atlas is served
DAY = dt.date(2026, 11, 22)
HOSTILE = '</script></title><img src=x onerror="broken=1"><!--{{7*7}}{% raw %}\'"&amp;\u2028'
SELECTIONS = {
    "all": Selection(),
    "hexi": Selection(areas=("hexi",), types=("specialty", "innovation")),
    "one": Selection(text=("敦煌",)),
    "cluster": Selection(clusters=("equipment", "new-materials")),
    "plan14": Selection(scheme="plan14", areas=("hexi-belt",)),
}
CASES = [(name, lang) for name in SELECTIONS for lang in LANGS]
SHOWN = """[...document.querySelectorAll("[data-zone]")]
    .filter(e => e.checkVisibility()).map(e => e.dataset.zone)"""


def order(name, lang="zh", **more):
    return Order.of(SELECTIONS[name], lang, DAY, **{"extent": "fit", "base_url": AT} | more)


class Read(HTMLParser):
    """Collect elements, handlers, addresses and text as a browser would."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.handlers, self.addresses, self.text = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_the_page_says_what_its_sheet_says(a, name, lang):
    asked = order(name, lang)
    said = content(a, asked)
    told = report(a, said)
    page = live(a, asked).decode()
    read = Read(page)
    shown = "".join(read.text)
    day = dates.day(asked.date, lang)
    for words in (said.title, told.conclusion, said.mark, day, *said.notes, *said.sources):
        assert words in shown
    assert text("print.filter", lang, words=said.words) in shown
    assert text("live.data", lang, version=a.version, day=a.date) in shown
    assert re.findall(r'data-row="([\w-]+)"', page) == list(said.zones.index)
    for row in (*told.table.rows, *(told.basis.rows if told.basis else ())):
        assert all(cell in shown for cell in row)
    asked_for = [each.name for own in told.table.phrases for each in own if each.asked]
    assert re.findall("<mark>(.*?)</mark>", page) == asked_for
    assert page.startswith("<!DOCTYPE html>")
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in page
    assert page.count("<title>") == 1


@pytest.mark.parametrize("lang", LANGS)
def test_a_head_stands_above_the_title(a, lang):
    page = live(a, order("hexi", lang).with_(unit="某<厅>", issue="12")).decode()
    shown = "".join(Read(page).text)
    assert "某<厅>" in shown
    assert text("head.issue", lang, n="12") in shown
    told = report(a, content(a, order("hexi", lang)))
    assert shown.index("某<厅>") < shown.index(told.conclusion)


def test_nothing_but_the_selection_is_in_it(a):
    page = live(a, order("one")).decode()
    data = json.loads(re.search(r'id="atlas-data">(.*?)</script>', page)[1])
    assert data["zones"]["n"] == 1
    for zone in set(a.zones.index) - {"dunhuang"}:
        assert a.zones.loc[zone, "name_zh"] not in page


@pytest.mark.parametrize("lang", LANGS)
def test_no_key_and_no_host_is_in_it(a, lang):
    page = live(a, order("all", lang)).decode()
    data = json.loads(re.search(r'id="atlas-data">(.*?)</script>', page)[1])
    read = Read(page)
    assert read.addresses == [order("all", lang).link]
    assert "default-src 'none'" in page
    assert data["start"]["tiles"] is None
    assert not re.findall(r"<link\b|@import|url\(\s*['\"]?(?!#)", page)


def test_it_proves_itself(a):
    written = live(a, order("hexi", zone="gaotai"))
    record = provenance.read(written)
    assert record.kind == "page"
    assert record.link == order("hexi", zone="gaotai").link
    assert provenance.verify(a, record).same


def test_the_same_order_gives_the_same_bytes_and_little_of_them(a):
    written = live(a, order("all"))
    assert live(a, order("all")) == written
    assert len(written) < 600_000


def test_what_cannot_be_shown_is_refused(a):
    with pytest.raises(OrderError):
        live(a, Order.of(Selection(areas=("ethnic",), types=("innovation",)), "zh", DAY))
    with pytest.raises(OrderError):
        live(a, order("one", mode="public"))


def test_a_link_of_another_kind_is_no_link(a):
    assert Read(live(a, order("one", base_url="javascript:alert(1)")).decode()).addresses == []


def test_a_link_too_long_for_a_code_stands_as_text(a):
    asked = order("one", base_url=f"https://atlas.example/{'long/' * 200}")
    page = live(a, asked).decode()
    assert 'class="code"' not in page
    assert html.escape(asked.link) in page
    assert 'class="code"' in live(a, order("one")).decode()


@pytest.fixture(scope="module")
def worst(a):
    """Give the atlas the worst text in every name of zones, areas and industries."""

    def names(table, *extra):
        changes = {
            name: HOSTILE + table[name].astype("str") for name in ("name_zh", "name_en", *extra)
        }
        return table.assign(**changes)

    return dataclasses.replace(
        a,
        zones=names(a.zones, "short_zh", "short_en"),
        areas=names(a.areas, "short_zh", "short_en"),
        industries=names(a.industries),
        version=HOSTILE,
    )


def test_hostile_texts_stay_text(a, worst):
    worded = {"title": HOSTILE, "sentence": HOSTILE}
    plain, page = (live(atlas, order("hexi", **worded)).decode() for atlas in (a, worst))
    bad, good = Read(page), Read(live(a, order("hexi")).decode())
    assert sorted(bad.tags) == sorted(Read(plain).tags) == sorted(good.tags)
    assert bad.handlers == []
    assert HOSTILE in "".join(bad.text)


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page from a file in a Chromium that has no network; nothing may complain."""
    watch = chromium.Watch()
    contexts = []

    def opening(written, *, width=1440, height=900, theme="light"):
        path = tmp_path / "atlas.html"
        path.write_bytes(written)
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            offline=True,
        )
        watch.follow(context)
        contexts.append(context)
        page = context.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector("body.ready")
        return page

    yield opening
    for context in contexts:
        context.close()
    assert watch.complaints == []
    assert [url for url in watch.foreign if not url.startswith("file:")] == []


@pytest.mark.browser
@pytest.mark.parametrize(("name", "lang"), CASES)
def test_it_opens_offline_and_map_legend_and_table_agree(opened, a, name, lang):
    said = content(a, order(name, lang))
    page = opened(live(a, order(name, lang)))
    ids = list(said.zones.index)
    assert sorted(page.evaluate(SHOWN)) == sorted(ids)
    assert page.locator(".list tbody tr").count() == len(ids)
    assert page.title() == said.title
    counts = page.evaluate(
        """Object.fromEntries([...document.querySelectorAll(".legend [data-layer^='type-']")].map(
            row => [row.dataset.layer.slice(5), Number(row.querySelector(".count").textContent)]
        ))"""
    )
    assert counts == said.summary.types.to_dict()
    inside = page.evaluate(
        """() => {
            const frame = document.querySelector(".folium-map").getBoundingClientRect();
            return [...document.querySelectorAll("[data-zone]")].every(e => {
                const {left, right, top, bottom} = e.getBoundingClientRect();
                return left >= frame.left && right <= frame.right
                    && top >= frame.top && bottom <= frame.bottom;
            });
        }"""
    )
    assert inside


@pytest.mark.browser
def test_a_row_selects_on_the_map_and_a_symbol_in_the_table(opened, a):
    page = opened(live(a, order("all", zone="gaotai")))
    selected = "[...document.querySelectorAll('[aria-selected=true]')].map(e => e.dataset.zone)"
    marked = "[...document.querySelectorAll('tr.selected')].map(e => e.dataset.row)"
    assert page.evaluate(selected) == page.evaluate(marked) == ["gaotai"]
    page.click('[data-row="yumen"]')
    assert page.evaluate(selected) == page.evaluate(marked) == ["yumen"]
    page.click('[data-zone="zhenyuan-jinlong"]')
    assert page.evaluate(marked) == ["zhenyuan-jinlong"]
    row, frame = (
        page.locator(at).bounding_box() for at in ('[data-row="zhenyuan-jinlong"]', ".scroll")
    )
    assert frame["y"] <= row["y"] < frame["y"] + frame["height"]
    page.focus('[data-row="dunhuang"] button')
    page.keyboard.press("Enter")
    assert page.evaluate(selected) == page.evaluate(marked) == ["dunhuang"]
    page.keyboard.press("Enter")
    assert page.evaluate(selected) == page.evaluate(marked) == []
    page.click('.legend [data-layer="type-upgrade"]')
    off = page.evaluate("[...document.querySelectorAll('tr.off')].map(e => e.dataset.type)")
    assert set(off) == {"upgrade"}


@pytest.mark.browser
def test_it_opens_in_the_frame_of_the_screen(opened, a):
    west, south, east, north = frame = (102.5, 35.0, 105.5, 37.0)
    page = opened(live(a, order("all", extent="screen", frame=frame)))
    bounds = page.evaluate(
        "(b => [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()])(atlasShell.map.getBounds())"
    )
    assert bounds[0] <= west
    assert bounds[1] <= south
    assert bounds[2] >= east
    assert bounds[3] >= north


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_every_screen_in_both_themes(opened, a, width, theme):
    page = opened(live(a, order("hexi", "en")), width=width, theme=theme)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) > 380) == (theme == "light")


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGS)
def test_it_prints_light_with_the_legend_below_the_map(opened, a, lang):
    page = opened(live(a, order("hexi", lang)), theme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    plan, legend = (page.locator(at).bounding_box() for at in (".map", ".legend.printed"))
    assert legend["y"] >= plan["y"] + plan["height"]
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.locator(".legend.printed").count() == 0


@pytest.mark.browser
def test_a_hostile_name_is_read_and_never_run(opened, worst):
    page = opened(live(worst, order("hexi", title=HOSTILE, sentence=HOSTILE)))
    zone = "gaotai"
    page.click(f'[data-row="{zone}"] button')
    assert worst.zones.loc[zone, "name_zh"] in page.text_content(f'[data-row="{zone}"]')
    assert page.text_content("h1") == HOSTILE.strip()
    assert page.evaluate("window.broken") is None
    assert page.evaluate("document.images.length") == 0
