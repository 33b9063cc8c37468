"""The atlas in the browsers that offices have, and words in those that are too old for it."""

import pytest
from playwright.sync_api import expect

from tests.browser import firefox, releases
from tests.browser.accessibility import serious_faults
from tests.browser.chromium import Watch
from tests.browser.planner import PAGES, SHOWN, Planner, ids
from tests.browser.server import running

pytestmark = pytest.mark.browser

NOTICE = "document.getElementById('atlas-notice')"
MAP = 'document.querySelector(".atlas-map.is-ready iframe")'
HEXI = '.atlas-facets label[data-value="hexi"] input'


def chromium(version, browser):
    """Start an old Chromium, or say why not."""
    if releases.find(version) is None:
        pytest.skip(releases.missing() or f"Chromium {version} is not installed")
    return releases.started(version, browser.browser_type)


@pytest.fixture(scope="module")
def chromium_109(browser):
    with chromium(109, browser) as found:
        yield found


@pytest.fixture(scope="module")
def chromium_92(browser):
    with chromium(92, browser) as found:
        yield found


@pytest.fixture(scope="module")
def window():
    if releases.find_firefox() is None:
        pytest.skip("no Firefox is installed")
    with firefox.started() as found:
        yield found


# What Streamlit's script throws where a page is left while it draws a picture.
LEFT = "not connected to a server"


@pytest.fixture
def fox(window):
    """Give the one window of Firefox; nothing may complain or call outside."""
    window.foreign.clear()
    window.complaints.clear()
    yield window
    window.rests()
    complaints = [words for words in window.complaints if LEFT not in words]
    assert (window.foreign, complaints) == ([], [])


@pytest.fixture
def desk(chromium_109, address):
    """Seat a planner at Chromium 109; nothing may complain or call outside."""
    context = chromium_109.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    watch = Watch()
    watch.follow(context)
    yield Planner(context.new_page(), address)
    context.close()
    assert (watch.foreign, watch.complaints) == ([], [])


# Chromium 109: Windows 7, and what the domestic browsers are made of ------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_chromium_109_draws_every_page(desk, page):
    desk.open(page)
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    assert desk.title == PAGES[page][0]
    expect(desk.page.locator("#atlas-notice")).to_have_count(0)


def test_chromium_109_filters_and_exports(desk):
    desk.open("overview")
    desk.choose("area", "hexi")
    desk.sees_on_map(ids(area="hexi"))
    desk.sees_rows(ids(area="hexi"))
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name="CSV").first.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert all(zone in text for zone in ids(area="hexi"))
    assert "tianshui-etdz" not in text


MEANINGS = {
    """RegExp("[!'\\\\(\\\\)*]", "gv").flags""": "gu",
    """"a&b".replace(new RegExp("[\\\\&]", "v"), "+")""": "a+b",
    """[..."a1b2".matchAll(RegExp("(?<n>\\\\d)", "gv"))].map(({ groups }) => groups.n)""": [
        "1",
        "2",
    ],
    """"a-b".split(RegExp("-", "v"))""": ["a", "b"],
    """/x/ instanceof RegExp && /x/.constructor === RegExp""": True,
    """RegExp(/x/y, "v").source""": "x",
    """new (class extends RegExp { get own() { return 1; } })("x", "v").own""": 1,
    """/(b)/.test("abc") && RegExp.$1""": "b",
    """["gg", "uv"].every((bad) => { try { RegExp("", bad); } catch { return true; } })""": True,
    """[3, 1, 2].toSorted()""": [1, 2, 3],
    """Object.groupBy([1, 2], (n) => (n % 2 ? "odd" : "even"))""": {"odd": [1], "even": [2]},
    """[...new Set([1, 2]).union(new Set([3]))]""": [1, 2, 3],
    """URL.canParse("x")""": False,
}


def test_the_polyfills_keep_what_is_meant(desk):
    """The flag v of RegExp, which no library fills in, and some of what core-js does."""
    desk.open("about")
    assert {each: desk.page.evaluate(each) for each in MEANINGS} == MEANINGS


FETCHED = "performance.getEntriesByType('resource').some((e) => e.name.includes('/polyfills.'))"


def test_polyfills_come_only_where_something_is_missing(desk, planner):
    assert desk.open("about").page.evaluate(FETCHED)
    assert not planner("about").page.evaluate(FETCHED)


def test_chromium_109_without_the_polyfills_is_told_in_words(chromium_109, address):
    """What every page was before: a white sheet."""
    page = chromium_109.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/compat/polyfills.*", lambda route: route.abort())
    page.goto(f"{address}/overview")
    sees_words(page, "浏览器的版本较旧", "./plain")
    assert "Invalid flags" in errors[0]
    assert page.evaluate("document.getElementById('root').childElementCount") == 0
    page.close()


# Firefox ------------------------------------------------------------------------------------------


# The pages that have scripts of their own; all of them are opened in Chromium 109.
@pytest.mark.parametrize(
    "page", ["overview", "compare", "analysis", "plan", "briefing", "data", "about"]
)
def test_firefox_draws_the_pages(fox, address, page):
    fox.open(f"{address}/{page}")
    fox.sees('document.querySelector("h1")')
    fox.sees('document.querySelector(".atlas-foot")')
    assert fox.asks('document.querySelector("h1").innerText') == PAGES[page][0]
    fox.sees(f"!{NOTICE}")


def test_firefox_filters_and_exports(fox, address):
    fox.open(f"{address}/overview")
    fox.sees(MAP)
    fox.click(HEXI)
    fox.waits_until(lambda: fox.asks(f"({SHOWN})({MAP})") == sorted(ids(area="hexi")))
    fox.sees('location.search.includes("area=hexi")')
    fox.sees('document.querySelector(".atlas-heading .sentence").innerText.includes("河西")')
    fox.click('.atlas-files a[href*="file.csv"]')
    file = fox.downloaded()
    assert "河西走廊" in file.name
    text = file.read_text(encoding="utf-8-sig")
    assert all(zone in text for zone in ids(area="hexi"))
    assert "tianshui-etdz" not in text


# Too old, without scripts, or cut off -------------------------------------------------------------


def sees_words(page, words, href):
    """Wait for the notice with its reason and its links; what is hidden is no inner text."""
    page.wait_for_function(f"{NOTICE}?.hidden === false")
    said = page.evaluate(f"{NOTICE}.innerText")
    assert words in said
    assert [line for line in said.splitlines() if line.startswith(("打开", "Open"))] == [
        "打开简明版",
        "Open the plain edition",
    ]
    links = page.evaluate("[...document.links].map((link) => link.getAttribute('href'))")
    assert links[:2] == [href, f"{href}{'&' if '?' in href else '?'}lang=en"]


@pytest.mark.parametrize("page", ["overview", "zones", "briefing"])
def test_chromium_92_is_told_in_words(chromium_92, address, page):
    tab = chromium_92.new_page()
    tab.goto(f"{address}/{page}?area=hexi&type=specialty")
    sees_words(tab, "浏览器的版本较旧", "./plain?area=hexi&type=specialty")
    assert tab.title() == "甘肃省开发区图集"
    assert tab.evaluate("document.links[0].href.startsWith(location.origin + '/plain?')")
    tab.close()


def test_below_a_base_path_the_link_leads_below_it(chromium_92):
    with running(path="/atlas") as url:
        tab = chromium_92.new_page()
        for path in ("", "/", "/zones"):
            tab.goto(f"{url}{path}?area=hexi")
            sees_words(tab, "浏览器的版本较旧", "./plain?area=hexi")
            assert tab.evaluate("document.links[0].href") == f"{url}/plain?area=hexi"
        tab.close()


def test_without_scripts_the_page_says_so(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/zones?area=hexi")
    notice = page.locator("noscript .atlas-notice")
    expect(notice).to_contain_text("没有运行脚本")
    expect(notice).to_contain_text("runs no scripts")
    expect(notice.get_by_role("link").first).to_have_attribute("href", "./plain?area=hexi")
    assert notice.evaluate("(box) => getComputedStyle(box).position") == "fixed"
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_scripts_that_do_not_arrive_are_said_to_be_late(browser, address, theme):
    page = browser.new_page(color_scheme=theme)
    page.route("**/static/js/**", lambda route: route.abort())
    page.goto(f"{address}/zones?area=hexi")
    sees_words(page, "脚本还没有运行", "./plain?area=hexi")
    page.wait_for_function(f"getComputedStyle({NOTICE}).position === 'fixed'")
    assert serious_faults(Planner(page, address)) == []
    page.close()


def test_a_notice_goes_away_when_the_scripts_come_late(browser, address):
    page = browser.new_page()
    scripts = "**/static/js/index.*"
    page.clock.install()
    page.route(scripts, lambda _: None)  # no answer, until the route is given up
    page.goto(f"{address}/about", wait_until="commit")
    notice = page.locator("#atlas-notice")
    expect(notice).to_be_attached()
    page.clock.run_for(7_000)
    expect(notice).to_be_hidden()
    page.clock.run_for(2_000)
    expect(notice).to_be_visible()
    page.unroute(scripts)
    expect(page.locator("h1")).to_be_visible()
    expect(notice).to_have_count(0)
    page.close()


def test_without_a_connection_the_page_says_so(browser, address):
    page = browser.new_page()
    page.clock.install()
    page.route_web_socket("**/_stcore/stream", lambda _: None)
    page.goto(f"{address}/about")
    expect(page.locator('[data-testid="stApp"]')).to_be_attached()
    page.clock.run_for(21_000)
    sees_words(page, "连接（WebSocket）还没有建立", "./plain")
    page.close()
