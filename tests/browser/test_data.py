"""A planner's own file, in a real Chromium: brought in, seen on the map, filtered, undone."""

import contextlib
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from atlas.i18n import LANGS, table, text
from atlas.office import EMPTY, editors, open_store
from tests.browser.accessibility import in_either_theme
from tests.browser.editor import gives, logs_in
from tests.browser.server import running
from tests.office import added
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser

CSV = """开发区名称,经度,纬度,投资额,阶段
兰州经济技术开发区,103.72,36.10,12.5,在建
天水经开,105.9,34.55,3,投产
自创产业园,103.9,36.2,9,在建
"""
RING = [(4, 0), (4, 3), (0, 3), (0, 0)]
WICKED = "{{7*7}}<img src=x onerror=window.hit=1>"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Run an office's atlas: a store of its own, one editor."""
    folder = tmp_path_factory.mktemp("office")
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[editors.passwords]\n"anna" = "{editors.hashed("right")}"\n', encoding="utf-8"
    )
    store = f"sqlite:///{folder / 'store.sqlite'}"
    with running(ATLAS_STORE=store, STREAMLIT_SECRETS_FILES=str(secrets)) as url:
        yield url, store


def answers(desk, question, words):
    """Choose an answer in one of Streamlit's lists."""
    field = desk.page.locator(".stSelectbox").filter(has_text=question).locator("input").first
    field.click()
    field.fill(words)
    field.press("Enter")


def test_a_file_goes_from_the_desk_to_the_map_and_back(planner, served):
    url, store = served
    desk = planner("data", url=url)
    logs_in(desk)
    gives(desk, "投资.csv", CSV)
    expect(desk.page.locator(".data-findings .is-question").first).to_be_visible()
    apply = desk.page.get_by_role("button", name="确认写入")
    expect(apply).to_be_disabled()
    answers(desk, "第 4 行", "作为自有")
    expect(apply).to_be_enabled()
    points = desk.map.locator("path.preview")
    expect(points).to_have_count(3)
    apply.click()
    expect(desk.page.locator(".data-done")).to_contain_text("第 1 次修改")
    assert open_store(store).head() == 1

    # Seen from the page, without a step back to the start: the map, the filter, the colours.
    desk.page.locator(".data-done a").first.click()
    expect(desk.page.locator("h1")).to_have_text("总览")
    group = desk.page.locator("fieldset[data-own]")
    expect(group.locator("[name=own]")).to_be_checked()
    own = "own-zi-chuang-chan-ye-yuan"
    desk.sees_on_map([*ATLAS.zones.index, own])
    least = group.locator('[data-where="投资额>="]')
    least.fill("5")
    least.press("Enter")
    desk.sees_on_map(["lanzhou-etdz", own])
    assert "投资额≥5（2个开发区）" in desk.sentence
    group.locator("[name=shade]").select_option("阶段")
    expect(desk.map.locator(".shading .row")).to_have_count(3)
    expect(desk.map.locator("path.shade-disc")).to_have_count(2)

    # Looked back at, and undone.
    desk.page.get_by_role("link", name="数据", exact=True).click()
    desk.page.get_by_role("link", name="历史与撤销").click()
    desk.page.locator(".data-part table a").first.click()
    desk.page.get_by_role("button", name="撤销第 1 次").click()
    expect(desk.page.locator("tbody tr").first).to_contain_text("撤销")
    assert not open_store(store).state().records
    desk = planner("overview?as-of=1&own=1", url=url)
    desk.sees_on_map([*ATLAS.zones.index, own])
    expect(desk.page.locator(".is-past")).to_contain_text("第1次修改")


def test_colours_are_seen_from_afar_and_conditions_of_other_fields_stay(planner, served):
    url, store = served
    values = {"投资额": 7.0}
    outlined = added.Record("baiyin-hitech", geometry=added.PARK, kind="surveyed", values=values)
    records = {
        "baiyin-hitech": added.replace(outlined, values=values | {"阶段": "投产"}),
        "dunhuang": added.Record("dunhuang", values=values | {"阶段": "在建"}),
        "jinchang-etdz": added.Record("jinchang-etdz", values=values | {"阶段": "停建"}),
    }
    office_store = open_store(store)
    entry = office_store.apply(records, base=office_store.state(), who="anna")
    desk = planner("overview?where=阶段%3D在建&where=阶段%3D投产&shade=阶段", url=url)
    desk.sees_on_map(["dunhuang", "baiyin-hitech"])
    discs = desk.map.locator("path.shade-disc")
    expect(discs).to_have_count(2)
    desk.page.locator(".atlas-map iframe").evaluate(
        "(f) => { f.contentWindow.atlas.view({lat: 36.1, lng: 103.6, zoom: 11}); }"
    )
    expect(discs).to_have_count(1)
    stages = desk.page.locator('[data-where="阶段="]')
    ticked = {box.get_attribute("value"): box.is_checked() for box in stages.all()}
    assert ticked == {"在建": True, "投产": True, "停建": False}
    least = desk.page.locator('[data-where="投资额>="]')
    least.fill("5")
    least.press("Enter")
    desk.waits_until(lambda: "投资额" in unquote(desk.page.url))
    assert parse_qs(urlsplit(desk.page.url).query)["where"] == [
        "阶段=在建",
        "阶段=投产",
        "投资额>=5",
    ]
    desk.page.locator('[data-where="阶段="][value="在建"]').uncheck()
    desk.waits_until(lambda: "在建" not in unquote(desk.page.url))
    desk.sees_on_map(["baiyin-hitech"])
    sheet = planner("zones?zone=baiyin-hitech", url=url)
    outline = sheet.map.locator("path.zone-outline")
    sheet.waits_until(lambda: (outline.bounding_box() or {"width": 0})["width"] > 60)
    office_store.undo(entry.number, who="anna")


def test_a_red_line_is_drawn_where_it_lies(planner, served):
    url, _ = served
    desk = planner("data?lang=en", url=url)
    corners = "\n".join(
        f"J{n},1,{3_995_000 + 1000 * y}.000,{35_400_000 + 1000 * x}.000"
        for n, (x, y) in enumerate([(0, 0), *RING], start=1)
    )
    said = (
        "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n带号=35\n"
        f"[地块坐标]\n5,1200,1,兰州经开,面,,,,@\n{corners}\n"
    )
    gives(desk, "red.txt", said.encode("gbk"))
    expect(desk.map.locator("path.outline-surveyed")).to_have_count(1)
    view = desk.page.locator(".atlas-map iframe").evaluate("(f) => f.contentWindow.atlas.view()")
    assert view["zoom"] > 9
    assert abs(view["lng"] - 103.9) < 0.2


def test_axe_finds_nothing_serious_in_a_report(planner, served):
    url, _ = served
    desk = planner("data", url=url)
    logs_in(desk)
    gives(desk, "投资.csv", CSV)
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    assert in_either_theme(desk) == []


def test_nothing_sticks_out_of_the_page(planner, served):
    url, _ = served
    desk = planner("data", url=url)
    gives(desk, "投资.csv", CSV)
    desk.fits()
    for width in (1280, 390):
        desk.fits(width=width)


def test_a_hundred_thousand_points_leave_the_page_alive(planner, served):
    url, _ = served
    rng = np.random.default_rng(5)
    province = ATLAS.province.geometry.iloc[0]
    shapely.prepare(province)
    points = shapely.points(rng.uniform(92, 109, 400_000), rng.uniform(32, 43, 400_000))
    inside = points[shapely.contains(province, points)][:100_000]
    rows = "".join(f"点{n},{p.x:.5f},{p.y:.5f}\n" for n, p in enumerate(inside))
    desk = planner("data", url=url)
    data = f"名称,经度,纬度\n{rows}".encode()
    file = {"name": "many.csv", "mimeType": "text/csv", "buffer": data}
    desk.page.locator(".st-key-data-drop input[type=file]").set_input_files(file)
    expect(desk.page.locator('[data-testid="stProgress"]')).to_be_visible()
    expect(desk.page.locator(".data-apply")).to_be_visible(timeout=180_000)
    expect(desk.map.locator("canvas.leaflet-layer, .leaflet-analysis-pane canvas")).to_be_attached()
    # What is drawn of so many points is a few thousand, so that the page never stands still.
    drawn = desk.page.locator(".atlas-map iframe").evaluate(
        """(frame) => {
          let n = 0;
          frame.contentWindow.atlasShell.map.eachLayer(() => { n += 1; });
          return n;
        }"""
    )
    assert 1_000 < drawn < 12_000


def answering(status):
    if status == "network":
        return lambda route: route.abort()
    return lambda route: route.fulfill(status=status)


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_that_does_not_arrive_is_told_why(browser, served, lang):
    url, _ = served
    # No planner's window: the browser itself complains of each answer.
    with contextlib.closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(f"{url}/data?lang={lang}")
        field = page.locator(".st-key-data-drop input[type=file]")
        said = page.locator('.st-key-data-drop [role="alert"]')
        for n, status in enumerate((400, 404, 413, 502, "network")):
            page.unroute_all()
            page.route("**/_stcore/upload_file/**", answering(status))
            file = {"name": f"{n}.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
            field.set_input_files(file, timeout=60_000)
            meant = table(lang, "chrome.").get(f"chrome.failed_{status}")
            meant = meant or text("chrome.failed", lang, status=status)
            expect(said.nth(n)).to_have_attribute("data-said", meant)
            expect(said.nth(n)).to_have_css("visibility", "hidden")
            shown = said.nth(n).evaluate("""(node) => getComputedStyle(node, "::after").content""")
            assert shown.strip('"') == meant


def test_what_an_office_wrote_is_text_on_the_map(planner, tmp_path):
    url = f"sqlite:///{tmp_path / 'wicked.sqlite'}"
    ids = ATLAS.zones.index
    records = added.records(ids)
    records[added.OWN] = added.replace(records[added.OWN], name_zh=WICKED, name_en=WICKED)
    records[ids[0]] = added.replace(
        records[ids[0]], values={WICKED: WICKED, "b": WICKED}, source=WICKED
    )
    open_store(url, create=True).apply(records, base=EMPTY, who=WICKED, file=WICKED)
    with running(ATLAS_STORE=url) as served:
        for path in (
            "overview?own=1&shade=b",
            f"zones?zone={ids[0]}&own=1",
            f"zones?zone={added.OWN}&own=1",
            "data?task=history&entry=1",
        ):
            desk = planner(path, url=served)
            expect(desk.page.locator(".atlas-foot")).to_be_attached()
            assert desk.page.evaluate("() => window.hit") is None
            assert not desk.page.locator('img[src="x"]').count()
            for frame in desk.page.frames:
                assert frame.evaluate("() => window.hit") is None
                assert not frame.locator('img[src="x"]').count()
            desk.page.close()  # before its server goes: it would complain of that
