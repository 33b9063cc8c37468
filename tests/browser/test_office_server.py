"""The server as an administrator has it: stopped, given new data, asked why something failed."""

import json
import re
import shutil
import signal
import sqlite3
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from atlas.office import editors, open_store
from tests.browser.editor import gives, logs_in
from tests.browser.planner import Planner
from tests.browser.server import ROOT, started

pytestmark = pytest.mark.browser

CSV = "开发区名称,投资额\n兰州经济技术开发区,12.5\n"
SECRET = "张三的手机号"  # noqa: S105 - what an error's message may hold


def asked(url):
    """Return status and body of an answer in JSON."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - our own server
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def leave(*desks):
    """Close windows before their server ends: a browser complains of one that has gone."""
    for desk in desks:
        desk.page.context.close()


@pytest.fixture
def office(tmp_path):
    """Give what an office's server needs: a store that is there, one editor, a file for the log."""
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(
        f'[editors.passwords]\n"anna" = "{editors.hashed("right")}"\n', encoding="utf-8"
    )
    store = f"sqlite:///{tmp_path / 'store.sqlite'}"
    open_store(store, create=True)
    return {
        "ATLAS_STORE": store,
        "STREAMLIT_SECRETS_FILES": str(secrets),
        "ATLAS_LOG": str(tmp_path / "atlas.log"),
    }


@pytest.fixture
def window(browser):
    """Open a window whose server may go away while it looks: that the browser may complain of."""
    contexts = []

    def opened(url):
        contexts.append(browser.new_context(locale="zh-CN"))
        return Planner(contexts[-1].new_page(), url).open("data")

    yield opened
    for context in contexts:
        context.close()


def is_about_to_apply(window, server):
    desk = window(server.url)
    logs_in(desk)
    gives(desk, "投资.csv", CSV)
    button = desk.page.get_by_role("button", name="确认写入")
    expect(button).to_be_enabled()
    return desk, button


def test_a_stop_lets_a_running_apply_end_and_its_result_be_seen(window, office, tmp_path):
    with started(**office) as server:
        desk, button = is_about_to_apply(window, server)
        assert asked(f"{server.url}/ready")[0] == 200
        # Another program writes: the apply has begun and cannot end yet.
        other = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        button.click()
        desk.page.wait_for_timeout(1_000)
        server.process.send_signal(signal.SIGTERM)
        desk.page.wait_for_timeout(500)
        status, body = asked(f"{server.url}/ready")
        assert (status, body["status"]) == (503, "stopping")
        assert asked(f"{server.url}/health")[0] == 200
        assert server.process.poll() is None
        other.execute("ROLLBACK")
        other.close()
        expect(desk.page.locator(".data-done")).to_contain_text("第 1 次修改")
        server.process.wait(timeout=90)
    assert open_store(office["ATLAS_STORE"]).head() == 1
    log = (tmp_path / "atlas.log").read_text(encoding="utf-8")
    events = re.findall(r" event=(\w+)", log)
    assert events[-3:] == ["stopping", "apply", "stop"]
    assert events.count("sign_in") == events.count("upload") == 1
    assert "event=apply entry=1 added=1 changed=0 removed=0 who=" in log
    assert "unfinished=0" in log
    for personal in ("anna", "投资", "兰州", "127.0.0.1"):
        assert personal not in log


def test_a_stop_waits_no_longer_than_it_is_told_and_leaves_no_half(window, office, tmp_path):
    with started(**office, ATLAS_STOP_S="1") as server:
        desk, button = is_about_to_apply(window, server)
        other = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        button.click()
        desk.page.wait_for_timeout(1_000)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=90)
        assert time.monotonic() - begun >= 1
        other.execute("ROLLBACK")
        other.close()
    assert open_store(office["ATLAS_STORE"]).head() == 0
    assert "unfinished=1" in (tmp_path / "atlas.log").read_text(encoding="utf-8")


@pytest.fixture
def copied(tmp_path):
    """Give a copy of the programs and their data, which a test may change."""
    root = tmp_path / "kfq 图集"
    root.mkdir()
    for name in ("atlas", "geodata", "pages", ".streamlit"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    return root


def renew(root, version, zone, name):
    """Put another build in the place of the one that lies there, as `make data` does."""
    file = root / "geodata" / "atlas.gpkg"
    draft = shutil.copy(file, root / "geodata" / "draft.gpkg")
    with sqlite3.connect(draft) as connection:
        connection.create_function("ST_IsEmpty", 1, lambda _: 0)
        connection.create_function("ST_MinX", 1, lambda _: 0)
        connection.create_function("ST_MaxX", 1, lambda _: 0)
        connection.create_function("ST_MinY", 1, lambda _: 0)
        connection.create_function("ST_MaxY", 1, lambda _: 0)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'data_version'", (version,))
        connection.execute("UPDATE zones SET name_zh = ? WHERE id = ?", (name, zone))
    connection.close()
    draft.replace(file)


def test_new_data_are_taken_up_whole_by_each_session_at_its_next_step(planner, copied, tmp_path):
    log = tmp_path / "atlas.log"
    with started(root=copied, ATLAS_LOG=str(log)) as server:
        one, two = planner("overview", url=server.url), planner("overview", url=server.url)
        foot = ".atlas-foot"
        row = '.atlas-register tr[data-row="minle"] th button'
        expect(one.page.locator(row)).to_be_attached()
        before = one.page.locator(row).inner_text()
        renew(copied, "2099.1.1", "minle", "民乐新名开发区")
        one.choose("area", "hexi")
        expect(one.page.locator(".notice.is-past")).to_contain_text("2099.1.1")
        expect(one.page.locator(foot)).to_contain_text("2099.1.1")
        expect(one.page.locator(row)).to_contain_text("民乐新名")
        one.page.screenshot(path=tmp_path / "renewed.png")
        # Who has not gone on looks at one version, the one before, in all parts of the page.
        expect(two.page.locator(foot)).not_to_contain_text("2099.1.1")
        assert two.page.locator(row).inner_text() == before
        two.choose("area", "hexi")
        expect(two.page.locator(row)).to_contain_text("民乐新名")
        # Said once.
        one.choose("type", "specialty")
        expect(one.page.locator(".notice.is-past")).to_have_count(0)
        # Half a file is none.
        (copied / "geodata" / "atlas.gpkg").write_bytes(b"half a file")
        one.choose("type", "foundation")
        one.waits_until(lambda: "event=data_refused" in log.read_text(encoding="utf-8"))
        expect(one.page.locator(foot)).to_contain_text("2099.1.1")
        assert asked(f"{server.url}/ready")[1]["data"]["version"] == "2099.1.1"
        leave(one, two)
    assert "event=data version=2099.1.1" in log.read_text(encoding="utf-8")


def test_an_error_shows_a_number_that_stands_in_the_log_without_what_it_spoke_of(
    planner, copied, tmp_path
):
    log, about = tmp_path / "atlas.log", copied / "pages" / "about.py"
    about.write_text(
        f'{about.read_text(encoding="utf-8")}\nraise LookupError("{SECRET}")\n', encoding="utf-8"
    )
    with started(root=copied, ATLAS_LOG=str(log)) as server:
        for path, words in (("about", "告诉管理员"), ("about?lang=en", "tell the administrator")):
            desk = planner(path, url=server.url)
            notice = desk.page.get_by_test_id("stAlert")
            expect(notice).to_contain_text(words)
            number = re.search(r"E-[2-9A-Z]{6}", notice.inner_text())[0]
            notice.scroll_into_view_if_needed()
            desk.page.screenshot(path=tmp_path / f"error-{words[:2]}.png")
            lines = [
                each for each in log.read_text(encoding="utf-8").splitlines() if number in each
            ]
            assert len(lines) == 1
            assert "kind=LookupError" in lines[0]
            assert "pages/about.py:" in lines[0]
            assert SECRET not in desk.page.content()
            leave(desk)
        assert SECRET not in server.said()
        assert "Traceback" not in server.said()
    assert SECRET not in log.read_text(encoding="utf-8")
