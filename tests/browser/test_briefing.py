"""From the map into the briefing, in a real Chromium: export, choose, collect, verify, the book."""

import re

import pytest
from playwright.sync_api import expect

from atlas.briefing import formats, provenance
from tests.browser.accessibility import in_either_theme
from tests.browser.planner import ids
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")

PREVIEW = ".st-key-briefing-sheet img"
MADE = {"png": b"\x89PNG", "svg": b"<", "pdf": b"%PDF", "pptx": b"PK", "docx": b"PK", "html": b"<"}
BOOK_MS = 180_000


def sees_preview(desk):
    """Wait until the sheet stands and its picture has come."""
    picture = desk.page.locator(PREVIEW)
    expect(picture).to_be_visible()
    desk.waits_until(lambda: picture.evaluate("(img) => img.complete && img.naturalWidth") >= 600)
    return picture


def is_at_rest(desk):
    """Wait while a script runs: Streamlit may put a new button in the place of the one pressed."""
    app = desk.page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def saves(desk, button, **options):
    """Press a button and return what it saves: name and content."""
    is_at_rest(desk)
    with desk.page.expect_download(**options) as download:
        desk.page.get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def chooses(desk, words):
    """Choose one of the sheet's forms."""
    choice = desk.page.locator(".atlas-form a").filter(has_text=words)
    choice.click()
    expect(choice).to_have_attribute("aria-current", "true")


def test_from_a_filter_on_the_map_to_a_picture_that_proves_itself(planner):
    desk = planner("overview")
    desk.choose("area", "hexi")
    desk.sees_address(area=["hexi"])
    # Who exports has seen the map come to rest.
    desk.sees_on_map(ids(area="hexi"))
    desk.page.locator(".atlas-export").click()
    expect(desk.page.locator("h1")).to_have_text("简报导出")
    # The map showed the whole province: so does the sheet.
    desk.sees_address(area=["hexi"], extent=None)
    assert "16个开发区" in sees_preview(desk).get_attribute("alt") + desk.sentence
    name, content = saves(desk, "PNG 图片")
    assert name.startswith("甘肃开发区_河西走廊经济区_")
    assert content.startswith(b"\x89PNG")
    record = provenance.read(content)
    # The server of this test is this machine's own: an address that nobody else could follow.
    assert record.link == ""
    assert record.sheets[0].query == "area=hexi"
    assert set(record.zones) == set(ATLAS.select(area="hexi").index)


def test_what_the_screen_shows_is_what_is_drawn(planner):
    desk = planner("overview?lang=en")
    expect(desk.page.locator(".atlas-map.is-ready")).to_be_visible()
    frame = desk.page.locator(".atlas-map iframe")
    frame.evaluate("(f) => { f.contentWindow.atlas.view({lat: 38.6, lng: 101.5, zoom: 8}); }")
    shown = frame.evaluate("(f) => f.contentWindow.atlas.bounds()")
    assert shown["whole"] is False
    desk.page.locator(".atlas-export").click()
    sees_preview(desk)
    desk.sees_address(extent=["screen"], lang=["en"])
    assert [float(side) for side in desk.params["frame"][0].split(",")] == shown["frame"]
    # Another extent keeps the frame, so that one can come back to it; so does turning the page.
    chooses(desk, "Province")
    desk.sees_address(extent=None)
    assert "frame" in desk.params
    chooses(desk, "A4 portrait")
    desk.go("Overview")
    desk.sees_address(layout=None, frame=None)
    desk.go("Briefing")
    desk.sees_address(layout=["a4-portrait"])


def test_every_format_comes_by_its_button_and_proves_itself(planner):
    desk = planner("briefing?prefecture=jiayuguan&dpi=96&lang=en")
    sees_preview(desk)
    for name, kind in formats.SNAPSHOTS.items():
        button = desk.page.locator(f'[class*="st-key-snapshot-{name}-"] button')
        is_at_rest(desk)
        with desk.page.expect_download() as download:
            button.click()
        assert download.value.suggested_filename.endswith(kind.suffix)
        content = download.value.path().read_bytes()
        assert content.lstrip().startswith(MADE[name])
        assert provenance.read(content).sheets[0].query == "prefecture=jiayuguan&lang=en"


def test_sheets_are_collected_into_one_deck_and_the_file_verified(planner, tmp_path):
    desk = planner("briefing?area=hexi")
    page = desk.page
    sees_preview(desk)
    page.get_by_role("button", name="加入清单").click()
    title = page.locator('[class*="st-key-entry-title-1"] input')
    title.fill("河西走廊一览")
    title.press("Enter")
    chooses(desk, "A4 横")
    page.get_by_role("button", name="加入清单").click()
    expect(page.locator('[class*="st-key-entry-title-"] input')).to_have_count(2)
    page.get_by_role("button", name="下移").first.click()
    expect(page.locator('[class*="st-key-entry-title-"] input').nth(1)).to_have_value(
        "河西走廊一览"
    )
    name, content = saves(desk, "全部做成一份 PPTX")
    assert name.endswith(".pptx")
    assert [sheet.query for sheet in provenance.read(content).sheets] == ["area=hexi"] * 2
    file = tmp_path / name
    file.write_bytes(content)
    drop = page.locator('[data-testid="stFileUploaderDropzoneInput"]')
    drop.set_input_files(file)
    verdict = page.locator(".atlas-verdict")
    expect(verdict).to_contain_text("没有变化")
    expect(verdict).to_contain_text(name)
    expect(drop).to_have_count(1)  # the place for the next file has taken the last one's
    (tmp_path / "x.txt").write_text("no file of the atlas")
    drop.set_input_files(tmp_path / "x.txt")
    expect(verdict).to_contain_text("认不出")


def test_a_book_is_made_while_the_page_stays_usable(planner):
    desk = planner("briefing?prefecture=jiayuguan")
    page = desk.page
    sees_preview(desk)
    page.get_by_role("button", name="编制 PDF 图集").click()
    expect(page.locator(".atlas-progress")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_text("已取消。")).to_be_visible()
    page.get_by_role("button", name="编制 PDF 图集").click()
    expect(page.locator(".atlas-progress")).to_be_visible()
    chooses(desk, "方形")
    sees_preview(desk)
    expect(page.get_by_role("button", name="保存图集")).to_be_visible(timeout=BOOK_MS)
    name, content = saves(desk, "保存图集")
    assert name.startswith("甘肃开发区_嘉峪关")
    assert content.startswith(b"%PDF")
    assert provenance.read(content).kind == "book"


def test_no_english_is_left_on_the_chinese_page_and_axe_finds_nothing_serious(planner):
    desk = planner("briefing?mode=public&area=hexi")
    sees_preview(desk)
    shown = desk.page.locator('[data-testid="stMain"]').inner_text()
    for words in ("Upload", "Drag", "per file", "Limit", "Press Enter", "Browse"):
        assert words not in shown
    desk.page.get_by_text("产业集群").last.scroll_into_view_if_needed()
    assert in_either_theme(desk) == []


def test_no_chinese_is_left_on_the_english_page(planner):
    desk = planner("briefing?mode=public&area=hexi&lang=en")
    sees_preview(desk)
    shown = desk.page.locator('[data-testid="stMain"]').inner_text().replace("中文", "")
    assert not CHINESE.search(shown), CHINESE.search(shown)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_fits_a_phone(planner, lang):
    desk = planner(f"briefing?lang={lang}", width=390, height=844)
    sees_preview(desk)
    main = desk.page.locator('[data-testid="stMain"]')
    assert main.evaluate("(m) => m.scrollWidth <= m.clientWidth")
