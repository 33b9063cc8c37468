"""A sign-in in a real Chromium: reloaded, in other windows, stolen, left alone for too long."""

import json
import time

import pytest
from playwright.sync_api import expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from atlas.office import editors
from pages.ui.server import readers
from pages.ui.session.browser import SIGN_IN
from tests.browser.editor import logs_in
from tests.browser.planner import Planner
from tests.browser.provider import CLIENT, SECRET, providing
from tests.browser.server import free_port, running, started

pytestmark = pytest.mark.browser

COOKIE_SECRET = "c" * 40
KNOWN = "k" * 43  # what somebody has put into a browser before its editor signs in
HELD = """
() => [document.cookie, location.href, ...[localStorage, sessionStorage].map(JSON.stringify)].join()
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Give what a server needs to let one editor in."""
    folder = tmp_path_factory.mktemp("office")
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[editors.passwords]\n"anna" = "{editors.hashed("right")}"\n', encoding="utf-8"
    )
    return {
        "ATLAS_STORE": f"sqlite:///{folder / 'store.sqlite'}",
        "STREAMLIT_SECRETS_FILES": str(secrets),
    }


@pytest.fixture
def person(browser):
    """Open windows: each person's browser has cookies of its own."""
    contexts = []

    def at(url, path="data", cookies=()):
        contexts.append(browser.new_context(locale="zh-CN"))
        contexts[-1].add_cookies([{**each, "url": url} for each in cookies])
        return Planner(contexts[-1].new_page(), url).open(path)

    yield at
    for context in contexts:
        context.close()


def cookie(desk, name):
    return next((each for each in desk.page.context.cookies() if each["name"] == name), None)


def kept(desk):
    """Wait until the browser holds the cookie of its sign-in."""
    until = time.monotonic() + 60
    while not (found := cookie(desk, SIGN_IN)):
        assert time.monotonic() < until
        desk.page.wait_for_timeout(100)
    return found


def is_in(desk):
    expect(desk.page.locator(".data-access")).to_be_visible()
    return desk.page.locator(".data-access.is-in").count() == 1


def held(*cookies):
    return [{"name": each["name"], "value": each["value"]} for each in cookies]


def test_a_sign_in_is_its_browsers_and_ends_in_all_its_windows(office, person):
    with running(**office) as url:
        desk = person(url, cookies=[{"name": readers.COOKIE, "value": KNOWN}])
        logs_in(desk)
        mine = kept(desk)
        assert (mine["httpOnly"], mine["sameSite"], mine["secure"]) == (True, "Strict", False)
        assert mine["expires"] == -1
        assert mine["value"] not in desk.page.evaluate(HELD)
        desk.open("data")
        assert is_in(desk)
        other = Planner(desk.page.context.new_page(), url).open("data?task=history")
        assert is_in(other)
        # Fixation: whoever put the reader's cookie there has it as well.
        reader = cookie(desk, readers.COOKIE)
        assert reader["value"] == KNOWN
        assert not is_in(person(url, cookies=held(reader)))
        # Nor is a stolen cookie of the sign-in any good in a browser that is another one.
        assert not is_in(person(url, cookies=held(mine)))
        desk.page.get_by_role("button", name="退出登录").click()
        expect(desk.page.locator(".st-key-data-login")).to_be_visible()
        other.page.locator("nav.segments a", has_text="引入").first.click()
        expect(other.page.locator(".data-access .notice")).to_contain_text("另一个窗口退出")
        assert not is_in(other)
        assert not is_in(desk.open("data"))
        # What was kept of it opens nothing any more.
        assert not is_in(person(url, cookies=held(reader, mine)))


def logged_in_elsewhere(url, **claims):
    """Return the cookie in which Streamlit keeps what the office's own log-in said."""
    said = {"origin": url, "is_logged_in": True, "email": "anna@example.cn", "email_verified": True}
    written = json.dumps(said | claims)
    value = create_signed_value(COOKIE_SECRET, "_streamlit_user", written).decode()
    return {"name": "_streamlit_user", "value": value}


def test_the_offices_own_log_in_is_one_browsers_and_ends_with_idleness(office, person, tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(
        f"""
[auth]
redirect_uri = "http://127.0.0.1/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "x"
client_secret = "x"
server_metadata_url = "http://127.0.0.1:9/"
[editors]
allowed = ["anna@example.cn"]
""",
        encoding="utf-8",
    )
    given = office | {"STREAMLIT_SECRETS_FILES": str(secrets)}
    with running(**given, ATLAS_IDLE_MIN="0.25") as url:
        now = logged_in_elsewhere(url, iat=int(time.time()), nonce="a")
        desk = person(url, cookies=[now])
        assert is_in(desk)
        expect(desk.page.locator(".data-access")).to_contain_text("anna@example.cn")
        # A stolen cookie in another browser; one from before this process, and not used since.
        assert not is_in(person(url, cookies=[now]))
        before = logged_in_elsewhere(url, iat=int(time.time()) - 60, nonce="b")
        assert not is_in(person(url, cookies=[before]))
        desk.page.wait_for_timeout(17_000)
        desk.open("data")  # the same cookie again
        expect(desk.page.locator(".data-access .notice")).to_contain_text("没有操作")
        assert not is_in(desk)
        # Logged in once more, in another window: there it is, and here it goes on.
        again = logged_in_elsewhere(url, iat=int(time.time()), nonce="c")
        desk.page.context.add_cookies([{**again, "url": url}])
        assert is_in(Planner(desk.page.context.new_page(), url).open("data"))
        desk.page.locator("nav.segments a", has_text="历史").first.click()
        expect(desk.page.locator(".data-access.is-in")).to_be_visible()


def test_the_offices_own_log_in_from_the_button_to_the_way_out(office, person, tmp_path):
    """The whole way: to the provider, back with its word, in; whoever is not listed is told so."""
    port, secrets = free_port(), tmp_path / "secrets.toml"
    with providing() as provider:
        secrets.write_text(
            f"""
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{provider.metadata}"
[editors]
allowed = ["anna@example.cn"]
""",
            encoding="utf-8",
        )
        provider.claims = {"email": "anna@example.cn", "email_verified": True}
        given = office | {"STREAMLIT_SECRETS_FILES": str(secrets)}
        with started(**given, port=port) as server:
            desk = person(server.url, "data?task=history")
            desk.page.get_by_role("button", name="登录", exact=True).click()
            expect(desk.page.locator(".data-access.is-in")).to_contain_text("anna@example.cn")
            assert desk.page.url == f"{server.url}/data?task=history"
            desk.open("data?task=take")
            assert is_in(desk)
            # One log-in is one sign-in, however often it is asked for, and its browser's alone.
            assert server.said().count("event=sign_in ") == 1
            stolen = [
                each
                for each in desk.page.context.cookies()
                if each["name"].startswith("_streamlit_user")
            ]
            assert stolen
            thief = person(server.url, cookies=held(*stolen))
            assert not is_in(thief)
            desk.page.get_by_role("button", name="退出登录").click()
            expect(desk.page.get_by_role("button", name="登录", exact=True)).to_be_visible()
            assert desk.page.url == f"{server.url}/data?task=take"
            provider.claims = {"email": "eve@example.cn", "email_verified": True}
            stranger = person(server.url)
            stranger.page.get_by_role("button", name="登录", exact=True).click()
            expect(stranger.page.locator(".data-access")).to_contain_text("eve@example.cn")
            assert not is_in(stranger)


def test_what_was_typed_outlives_the_end_of_an_idle_sign_in(office, person, tmp_path):
    photo = tmp_path / "a.pdf"
    photo.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n")
    with running(**office, ATLAS_IDLE_MIN="0.25") as url:
        desk = person(url, "data?task=attach&zone=dunhuang")
        logs_in(desk)
        caption = desk.page.get_by_label("说明", exact=False).first
        caption.fill("东大门")
        desk.page.locator(".st-key-attach-drop input[type=file]").set_input_files(photo)
        desk.page.wait_for_timeout(17_000)
        desk.page.get_by_role("button", name="附上").click()
        expect(desk.page.locator(".data-access .notice")).to_contain_text("0.25 分钟没有操作")
        expect(desk.page.locator(".data-access .notice")).to_contain_text("都还在")
        expect(caption).to_have_value("东大门")
        logs_in(desk)
        expect(caption).to_have_value("东大门")
        expect(desk.page.get_by_text("a.pdf")).to_be_visible()
