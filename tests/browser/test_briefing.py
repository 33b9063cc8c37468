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
MADE = {
    "png": b"\x89PNG",
    "svg": b"<",
    "pdf": b"%PDF",
    "pptx": b"PK",
    "docx": b"PK",
    "html": b"<",
    "brief": b"PK",
    "brief-pdf": b"%PDF",
}
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
    # The planner moves it: the address holds where it has come to rest.
    desk.map.locator('[data-act="in"]').click()
    desk.sees_address(extent=["screen"], lang=["en"])
    shown = desk.page.locator(".atlas-map iframe").evaluate("(f) => f.contentWindow.atlas.bounds()")
    assert shown["whole"] is False
    desk.page.locator(".atlas-export").click()
    sees_preview(desk)
    desk.sees_address(extent=["screen"], lang=["en"])
    assert [float(side) for side in desk.params["frame"][0].split(",")] == shown["frame"]
    # Another extent keeps the frame, so that one can come back to it; so does turning the page.
    chooses(desk, "Province")
    desk.sees_address(extent=["province"])
    assert "frame" in desk.params
    chooses(desk, "A4 portrait")
    desk.go("Overview")
    desk.sees_address(layout=None, extent=["province"])
    desk.go("Briefing")
    desk.sees_address(layout=["a4-portrait"])


def test_every_format_comes_by_its_button_and_proves_itself(planner):
    desk = planner("briefing?prefecture=jiayuguan&dpi=96&lang=en")
    sees_preview(desk)
    for name, kind in formats.SNAPSHOTS.items():
        button = desk.page.locator(f".st-key-snapshot-{name}-en button")
        is_at_rest(desk)
        with desk.page.expect_download() as download:
            button.click()
        assert download.value.suggested_filename.endswith(kind.suffix)
        content = download.value.path().read_bytes()
        assert content.lstrip().startswith(MADE[name])
        assert provenance.read(content).sheets[0].query == "prefecture=jiayuguan&lang=en"


def test_what_is_being_written_is_in_the_file_that_is_asked_for_next(planner):
    desk = planner("briefing?prefecture=jiayuguan")
    page = desk.page
    sees_preview(desk)
    field = page.locator('[data-testid="stMain"] [data-testid="stTextInput"] input').first
    for words in ("嘉峪关一张图", "嘉峪关两张图"):
        is_at_rest(desk)
        field.click()
        field.fill(words)
        with page.expect_download() as download:
            page.locator(".st-key-snapshot-png-zh button").click()  # straight from the field
        assert provenance.read(download.value.path().read_bytes()).title == words
    field.click()
    field.fill("嘉峪关三张图")
    page.get_by_role("button", name="加入清单").click()
    entry = page.locator('[class*="st-key-entry-title-1"] input')
    expect(entry).to_have_value("嘉峪关三张图")


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


def test_a_view_is_saved_on_the_map_and_a_reload_loses_nothing(planner):
    desk = planner("overview?area=hexi")
    page = desk.page
    desk.sees_on_map(ids(area="hexi"))
    page.locator(".atlas-keep summary").click()
    page.locator('.atlas-keep [data-field="name"]').fill("河西一览")
    page.locator('.atlas-keep [data-field="note"]').fill("<b>给处长</b>")
    page.locator(".atlas-keep form button").click()
    expect(page.get_by_role("status").filter(has_text="已保存到“清单”")).to_be_visible()
    desk.go("简报导出")
    sees_preview(desk)
    maker = page.locator('[class*="st-key-words-maker-"] input')
    maker.fill("规划处")
    maker.press("Enter")
    page.get_by_role("button", name="加入清单").click()
    titles = page.locator('[class*="st-key-entry-title-"] input')
    expect(titles).to_have_count(2)
    desk.waits_until(lambda: "规划处" in page.evaluate("localStorage.getItem('atlas-kept')"))
    page.reload()
    expect(titles).to_have_count(2)
    expect(titles.first).to_have_value("河西一览")
    expect(page.locator('[class*="st-key-entry-note-"] input').first).to_have_value("<b>给处长</b>")
    expect(maker).to_have_value("规划处")
    # Another window of the same person follows.
    other = page.context.new_page()
    other.goto(f"{desk.url}/briefing")
    expect(other.locator('[class*="st-key-entry-title-"] input')).to_have_count(2)
    is_at_rest(desk)
    page.locator('[class*="st-key-entry-remove-"] button').first.click()
    expect(titles).to_have_count(1)
    expect(other.locator('[class*="st-key-entry-title-"] input')).to_have_count(1)


def test_a_browser_that_keeps_nothing_says_so_and_works(planner):
    desk = planner("overview")
    desk.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } });"
    )
    desk.open("briefing?area=hexi")
    sees_preview(desk)
    expect(desk.page.locator(".atlas-unkept")).to_be_visible()
    desk.page.get_by_role("button", name="加入清单").click()
    expect(desk.page.locator('[class*="st-key-entry-title-"] input')).to_have_count(1)


@pytest.mark.parametrize("refused", [False, True])
def test_the_link_copied_is_what_the_map_holds(planner, refused):
    desk = planner("overview?area=hexi")
    page = desk.page
    desk.sees_on_map(ids(area="hexi"))
    box = page.locator(".atlas-map iframe").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 40, steps=8)
    page.mouse.up()
    desk.sees_address(extent=["screen"])
    page.evaluate(
        """(refused) => {
          const take = (words) => refused ? Promise.reject(new Error()) : (window.taken = words);
          Object.defineProperty(navigator, "clipboard", { value: { writeText: take } });
          document.execCommand = () => Boolean(window.taken = document.activeElement.value);
        }""",
        refused,
    )
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_text("已复制")
    assert page.evaluate("window.taken") == page.url
    assert "extent=screen" in page.url


def test_a_book_is_made_while_the_page_stays_usable(planner):
    desk = planner("briefing?prefecture=jiayuguan")
    page = desk.page
    sees_preview(desk)
    page.get_by_role("button", name="编制 PDF 图集").click()
    expect(page.locator(".st-key-making progress")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_text("已取消。")).to_be_visible()
    page.get_by_role("button", name="编制 PDF 图集").click()
    expect(page.locator(".st-key-making progress")).to_be_visible()
    chooses(desk, "方形")
    sees_preview(desk)
    expect(page.get_by_role("button", name="保存")).to_be_visible(timeout=BOOK_MS)
    name, content = saves(desk, "保存")
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
