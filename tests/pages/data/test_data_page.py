"""The data page: a file's way into the atlas and back, what is said on it, and who may do what."""

import datetime as dt
import hashlib
import io
import re
import zipfile

import openpyxl
import pytest
import shapely
import streamlit as st

from atlas.exchange import writing
from atlas.i18n import LANGS, text
from atlas.office import (
    EMPTY,
    Record,
    State,
    StoreError,
    collections,
    editors,
    latest,
    open_store,
    templates,
)
from atlas.office.edition import derive
from atlas.office.templates import KeptTemplate
from atlas.selection.selection import Selection
from pages.ui import cache
from pages.ui.process import stopping
from tests.office import added
from tests.pages.harness import (
    CHINESE,
    SAID_CHINESE,
    TAGS,
    WICKED,
    Elements,
    bodies,
    html_of,
    opened,
    signed_in,
)
from tests.shipped import ATLAS

CSV = """name,lon,lat,invested,stage
兰州经济技术开发区,103.72,36.10,12.5,building
天水经开,105.9,34.55,3,running
"""
AT = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
IDS = list(ATLAS.zones.index)
TROUBLE = StoreError("database", store="store.sqlite", reason="locked")
OPEN = "Unknown Park,103.9,36.2,9,building\n"


@pytest.fixture
def store(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("ATLAS_STORE", url)
    st.cache_resource.clear()
    yield open_store(url, create=True)
    st.cache_resource.clear()


@pytest.fixture
def secrets(monkeypatch):
    """Let one editor in by password."""
    hashed = {"anna": editors.hashed("right")}
    monkeypatch.setattr(st, "secrets", {"editors": {"passwords": hashed}})


def with_file(content, name="zones.csv", *, editor="", **params):
    """Open the page with a file given."""
    app = opened("data", **params)
    tray = signed_in(editor)
    tray.give(name, content if isinstance(content, bytes) else content.encode())
    app.session_state["tray"] = tray
    app.run()
    assert not app.exception, app.exception
    return app


def button(app, words):
    (found,) = [each for each in app.button if words in each.label]
    return found


def select(app, words):
    (found,) = [each for each in app.selectbox if words in each.label]
    return found


def test_without_editors_the_page_reads_and_says_how_to_switch_writing_on(store):
    app = with_file(CSV)
    page = html_of(app)
    assert "python -m atlas store password" in page
    assert "12.5" in page
    assert button(app, "确认写入").disabled
    assert store.head() == 0


@pytest.mark.usefixtures("secrets")
def test_a_file_is_applied_by_who_is_logged_in(store):
    app = with_file(CSV, editor="anna")
    page = html_of(app)
    assert "兰州经济技术开发区" in page
    assert "检查通过" in page
    button(app, "确认写入").click().run()
    assert not app.exception
    (entry,) = store.entries()
    assert (entry.who, entry.file, entry.added) == ("anna", "zones.csv", 2)
    assert store.state().records["lanzhou-etdz"].values == {"invested": 12.5, "stage": "building"}
    assert "第 1 次修改" in html_of(app)
    # What was applied is in the atlas at once, and can be selected by.
    seen = opened("overview", where="invested>=5", lang="en")
    assert "invested ≥ 5 (1 zone)" in html_of(seen)


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize("editor", ["", "bella"])
def test_nobody_else_can_write(store, editor):
    app = with_file(CSV, editor=editor)
    assert button(app, "确认写入").disabled
    assert "写入需要登录" in html_of(app)
    assert 'data-skip="log-in"' in html_of(app)
    assert 'id="log-in"' in html_of(app)
    assert store.head() == 0


@pytest.mark.usefixtures("store", "secrets")
@pytest.mark.parametrize(("password", "inside"), [("right", True), ("wrong", False)])
def test_one_logs_in_by_password(password, inside):
    app = opened("data")
    app.text_input[0].set_value("anna")
    app.text_input[1].set_value(password)
    button(app, "登录").click().run()
    assert ("已以“anna”的身份登录" in html_of(app)) == inside
    assert ("姓名或密码不对" in html_of(app)) == (not inside)


@pytest.mark.usefixtures("secrets")
def test_open_rows_are_asked_about_and_nothing_is_half_applied(store):
    app = with_file(CSV + OPEN, editor="anna")
    assert "还有 1 处错误或待确认" in html_of(app)
    for place in ("first-open", "open-rows"):
        page = html_of(app)
        assert page.count(f'data-skip="{place}"') == page.count(f'id="{place}"') == 1
    assert button(app, "确认写入").disabled
    select(app, "第 4 行").set_value("new").run()
    assert not button(app, "确认写入").disabled
    button(app, "确认写入").click().run()
    assert [each for each in store.state().records if each.startswith("own-")] == [
        "own-unknown-park"
    ]


@pytest.mark.usefixtures("secrets")
def test_nothing_is_written_once_the_atlas_stops_and_that_is_said(store, monkeypatch):
    kept = store.apply({"dunhuang": Record("dunhuang", values={"x": 1})}, base=EMPTY, who="anna")
    app = with_file(CSV, editor="anna")
    monkeypatch.setattr(stopping.WORK, "stopping", True)
    button(app, "确认写入").click().run()
    assert "正在停止" in html_of(app)
    assert app.session_state["tray"].data is not None  # one may go on later
    app = opened("data", task="history", entry="1")
    app.session_state["tray"] = signed_in("anna")
    app.run()
    button(app, "撤销第 1 次").click().run()
    assert "正在停止" in html_of(app)
    assert store.head() == kept.number


@pytest.mark.usefixtures("secrets")
def test_a_note_goes_into_the_history(store):
    app = with_file(CSV, editor="anna")
    (note,) = (each for each in app.text_input if "说明" in each.label)
    note.set_value("<b>三季度</b>")
    button(app, "确认写入").click().run()
    assert store.entries()[0].note == "<b>三季度</b>"
    assert "&lt;b&gt;三季度&lt;/b&gt;" in html_of(opened("data", task="history"))


def test_a_link_to_an_own_zone_leads_to_it(store):
    store.apply(added.records(ATLAS.zones.index), base=EMPTY, who="anna")
    page = html_of(opened("zones", zone=added.OWN))
    assert "自有开发区现在没有列入" in page
    assert f"own=1&amp;zone={added.OWN}" in page or f"zone={added.OWN}&amp;own=1" in page
    assert "自有开发区现在没有列入" not in html_of(opened("zones", zone=added.OWN, own="1"))


@pytest.mark.usefixtures("secrets")
def test_somebody_elses_change_is_a_conflict_and_no_loss(store):
    app = with_file(CSV, editor="anna")
    first = store.apply(
        {"lanzhou-etdz": added.Record("lanzhou-etdz", values={"invested": 99.0})},
        base=EMPTY,
        who="bella",
    )
    tray = app.session_state["tray"]
    proposal = tray.proposal
    button(app, "确认写入").click().run()
    assert store.head() == first.number
    page = html_of(app)
    assert "bella" in page
    # The difference is shown anew, against what bella wrote; applying it is a decision now.
    assert app.session_state["tray"].proposal is not proposal
    assert "99" in page
    button(app, "确认写入").click().run()
    assert store.state().records["lanzhou-etdz"].values["invested"] == 12.5


@pytest.mark.usefixtures("secrets")
def test_a_change_is_looked_at_and_undone(store):
    a = ATLAS
    store.apply(added.records(a.zones.index), base=EMPTY, who="anna", file="x.csv")
    app = opened("data", task="history", entry="1")
    assert "x.csv" in html_of(app)
    assert "投资额" in html_of(app)
    app.session_state["tray"] = signed_in("anna")
    app.run()
    button(app, "撤销第 1 次").click().run()
    assert store.head() == 2
    assert not store.state().records
    then = opened("overview", as_of="1", own="1")
    assert "第1次修改之后" in html_of(then)
    assert "43个开发区" in html_of(then)
    now = opened("overview", own="1")
    assert "42个开发区" in html_of(now)


def unmarked_shapefile():
    """Give the national zones as a shapefile in GBK that does not say so."""
    a = ATLAS
    national = Selection(levels=("national",))
    options = writing.Options(encoding="gbk")
    file = io.BytesIO()
    zones = national.apply(a)
    there = derive(a, State(1, {z: Record(z, values={"阶段": "在建"}) for z in zones.index}, {}))
    whole = io.BytesIO(writing.write(there, zones, national, format="shp", options=options))
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(file, "w") as left:
        for name in given.namelist():
            if name.endswith((".shp", ".shx", ".dbf", ".prj")):
                left.writestr(name, given.read(name))
    return file.getvalue()


@pytest.mark.usefixtures("store", "secrets")
def test_an_encoding_that_was_judged_is_confirmed_before_anything_is_written():
    app = with_file(unmarked_shapefile(), name="zones.zip", editor="anna")
    assert button(app, "确认写入").disabled
    assert "兰州" in html_of(app)
    assert select(app, "文字编码").value.lower().startswith("gb")
    button(app, "编码正确").click().run()
    assert not app.exception
    assert not button(app, "确认写入").disabled


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("task", ["bring", "history", "take"])
def test_every_task_speaks_its_language(task, lang):
    page = html_of(opened("data", task=task, lang=lang))
    assert re.search(r"<h1>[^<]+</h1>", page)
    if lang == "en":
        words = TAGS.sub(" ", SAID_CHINESE.sub("", page))
        assert not CHINESE.search(words.replace("中文", "")), CHINESE.search(words)


@pytest.mark.usefixtures("store", "secrets")
@pytest.mark.parametrize("lang", LANGS)
def test_what_a_file_says_is_text(lang):
    book = openpyxl.Workbook()
    book.active.title = "{{7}}"
    book.active.append(["名称", "经度", "纬度", WICKED, "a"])
    book.active.append([WICKED, 103.7, 36.1, WICKED, "=1+1"])
    book.active.append(["兰州经开", 103.7, 36.1, WICKED, "b"])
    file = io.BytesIO()
    book.save(file)
    app = with_file(file.getvalue(), name=f"{WICKED}.xlsx", editor="anna", lang=lang)
    read = Elements()
    for body in bodies(app):
        if "<style" not in body:
            read.feed(body)
    assert not read.tags & {"img", "script"}
    assert read.handlers == []
    assert WICKED in "".join(read.text)
    # Not as a number of its own; the checksum of the file may hold any digits.
    assert not re.search(r"(?<!\w)49(?!\w)", "".join(read.text))


@pytest.mark.usefixtures("store", "secrets")
def test_a_file_that_is_none_is_refused_and_changes_nothing(store):
    app = with_file(b"\x00\x01\x02 nothing", name="x.gpkg", editor="anna")
    page = html_of(app)
    assert "没有读入" in page
    assert not [each for each in app.button if "确认写入" in each.label]
    assert store.head() == 0


@pytest.mark.usefixtures("store", "secrets")
def test_an_empty_file_is_refused_in_words():
    assert "没有读入" in html_of(with_file(b"", editor="anna"))


@pytest.mark.usefixtures("secrets")
def test_a_store_that_fails_while_writing_is_said_where_it_was_asked(store, monkeypatch):
    store.apply({"dunhuang": added.Record("dunhuang", values={"x": 1})}, base=EMPTY, who="bella")

    def fails(*_, **__):
        raise TROUBLE

    monkeypatch.setattr(type(cache.the_store()), "apply", fails)
    monkeypatch.setattr(type(cache.the_store()), "undo", fails)
    busy = TROUBLE.message("zh")
    app = with_file(CSV, editor="anna")
    assert busy not in html_of(app)
    button(app, "确认写入").click().run()
    assert busy in html_of(app)
    assert not button(app, "确认写入").disabled  # nothing of what was decided is lost
    app = opened("data", task="history", entry="1")
    app.session_state["tray"] = signed_in("anna")
    app.session_state["tray"].not_undone = (7, TROUBLE)
    app.run()
    assert busy not in html_of(app)  # it is another entry's
    button(app, "撤销第 1 次").click().run()
    assert busy in html_of(app)


def two_layers():
    book = openpyxl.Workbook()
    for sheet, name in ((book.active, "某某园"), (book.create_sheet("二"), "兰州经济技术开发区")):
        sheet.append(["开发区名称", "经度", "纬度", "投资"])
        sheet.append([name, 103.72, 36.10, 3])
    sheet.append(["某某园", 103.9, 36.2, 4])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.mark.usefixtures("store", "secrets")
def test_what_was_decided_of_one_layer_says_nothing_of_the_next():
    app = with_file(two_layers(), name="a.xlsx", editor="anna")
    select(app, "第 2 行").set_value("skip").run()
    select(app, "没有对应").set_value("skip").run()
    (layers,) = [each for each in app.multiselect if text("data.layer", "zh") in each.label]
    layers.set_value(["二"]).run()
    assert not app.session_state["tray"].choices.zones
    assert not app.session_state["tray"].choices.unmatched
    assert select(app, "第 3 行").value == ""
    assert "还有 1 处错误或待确认" in html_of(app)


def test_a_store_that_cannot_be_read_is_said_and_the_plan_is_shown(monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", "postgresql://me:secret@127.0.0.1:1/none")
    monkeypatch.setattr(latest, "PATIENCE_S", 60)  # a busy machine is no trouble of the store's
    st.cache_resource.clear()
    try:
        page = html_of(opened("overview"))
        assert "42个开发区" in page
        assert "127.0.0.1" in page
        assert "secret" not in page
        assert cache.trouble() is not None
        opened("data")
    finally:
        st.cache_resource.clear()


@pytest.mark.usefixtures("store")
def test_formats_are_offered_with_what_they_can_be_asked_for():
    app = opened("data", task="take")
    select(app, "格式").set_value("shp").run()
    assert {each.label for each in app.selectbox} >= {"坐标系", "文字编码"}
    select(app, "格式").set_value("redline").run()
    assert "没有边界" in html_of(app)


def test_systems_are_offered_by_where_the_zones_lie(store):
    shape = shapely.box(94.60, 40.10, 94.61, 40.11)
    far_west = {"dunhuang": added.Record("dunhuang", geometry=shape, kind="surveyed")}
    store.apply(far_west, base=EMPTY, who="anna")
    app = opened("data", task="take")
    select(app, "格式").set_value("redline").run()
    assert select(app, "坐标系").value == "cgcs2000-3-32"
    assert "有 41 个所选开发区没有边界" in html_of(app)
    assert "带内（离中央经线" not in html_of(app)
    assert app.get("download_button")[0].proto.label == "下载 1 个开发区"
    select(app, "格式").set_value("gpkg").run()
    assert "带内（离中央经线" not in html_of(app)
    select(app, "坐标系").set_value("cgcs2000-3-36").run()
    outside = (ATLAS.zones["lon"] - 108).abs() > 1.5
    assert f"有 {outside.sum() + 0} 个开发区不在" in html_of(app)


def test_a_format_that_cannot_hold_the_zones_is_not_offered_as_a_file(store):
    wide = {f"栏{n:03}": n for n in range(255)}
    store.apply({"dunhuang": added.Record("dunhuang", values=wide)}, base=EMPTY, who="anna")
    app = opened("data", task="take")
    assert app.get("download_button")
    select(app, "格式").set_value("shp").run()
    assert "255" in html_of(app)
    assert not app.get("download_button")


def test_sheets_of_own_zones_say_where_their_positions_are_from(store):
    ids = ATLAS.zones.index
    store.apply(added.records(ids), base=EMPTY, who="anna")
    assert "单位自有数据：红线.txt" in html_of(opened("zones", zone=ids[0], own="1"))
    page = html_of(opened("zones", zone=added.OWN, own="1"))
    assert "单位自有数据" in page
    assert "没有这个词组" in page


class Visitor(dict):
    """Who Streamlit's log-in says is there."""

    @property
    def is_logged_in(self):
        return bool(self)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("email", "checked", "trusting", "inside"),
    [
        ("", None, True, False),
        ("anna@kfq.example.cn", True, False, True),
        ("anna@kfq.example.cn", "true", False, True),
        ("anna@kfq.example.cn", "false", True, False),
        ("anna@kfq.example.cn", False, True, False),
        ("anna@kfq.example.cn", None, False, False),
        ("anna@kfq.example.cn", None, True, True),
        ("anna@elsewhere.example", True, True, False),
        ("zhang@example.cn", True, False, True),
    ],
)
def test_with_oidc_only_those_listed_write(monkeypatch, email, checked, trusting, inside):
    listed = {"allowed": ["zhang@example.cn", "*@kfq.example.cn"], "trust_unverified": trusting}
    secrets = {"auth": {"client_id": "x"}, "editors": listed}
    visitor = {"email": email, "email_verified": checked} if email else {}
    monkeypatch.setattr(st, "secrets", secrets)
    monkeypatch.setattr(st, "user", Visitor(visitor))
    app = with_file(CSV, editor="bella")  # what a session holds of a password does not count
    assert button(app, "确认写入").disabled == (not inside)
    if inside:
        assert email in html_of(app)
    else:
        page = html_of(app)
        assert "可以修改数据" not in page
        assert ("trust_unverified" in page) == (listed_but := "@kfq" in email)
        assert ("不在可修改数据的名单中" in page) == (bool(email) and not listed_but)


def test_who_logged_in_with_another_password_is_out(secrets, monkeypatch):  # noqa: ARG001
    app = with_file(CSV, editor="anna")
    assert not button(app, "确认写入").disabled
    changed = {"anna": editors.hashed("changed")}
    monkeypatch.setattr(st, "secrets", {"editors": {"passwords": changed}})
    app.run()
    assert button(app, "确认写入").disabled
    assert "可以修改数据" not in html_of(app)


DAMAGE = {
    "a record": "UPDATE atlas_versions SET record = 'x'",
    "a head": "UPDATE atlas_entries SET who = 'somebody else'",
    "a date": "UPDATE atlas_entries SET at = 'yesterday'",
    "a template": "UPDATE atlas_templates SET digest = 'x'",
    "a collection": "UPDATE atlas_collections SET who = 'x'",
}


@pytest.mark.parametrize("what", DAMAGE)
@pytest.mark.parametrize(
    ("page", "params"),
    [
        ("overview", {}),
        ("briefing", {}),
        ("data", {}),
        ("data", {"task": "history", "entry": "1"}),
        ("data", {"task": "templates"}),
    ],
)
def test_a_damaged_store_takes_no_page_down(store, secrets, what, page, params):  # noqa: ARG001
    given = {IDS[0]: Record(IDS[0], values={"n": 1})}
    store.apply(given, base=EMPTY, who="anna")
    kept = KeptTemplate("pptx", "a.potx", hashlib.sha256(b"x").hexdigest(), AT, "anna")
    templates.keep(store, kept, b"x")
    collections.keep(store, "例会", "{}", who="anna")
    with store.writing() as connection:
        connection.exec_driver_sql(DAMAGE[what])
    st.cache_resource.clear()
    app = opened(page, **params)
    assert not app.exception
    assert not app.error, [each.value for each in app.error]
    if what in {"a record", "a head"}:
        said = html_of(app)
        assert "第 1 次修改已损坏" in said
        assert "不受影响" not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_of_another_program_is_named_on_the_page_with_the_way_out(store, lang):
    page = html_of(with_file(b"AC1032" + bytes(40), "红线.txt", lang=lang))
    assert text("reading.named.dwg", lang) in page
    assert text("reading.way.drawing", lang) in page
    assert store.head() == 0


@pytest.mark.usefixtures("secrets", "store")
def test_parks_of_a_zone_are_asked_about_on_the_page():
    rows = (
        "开发区名称,园区名称,产值\n定西经济开发区,循环经济产业园,1\n定西经济开发区,安定工业园,2\n"
    )
    app = with_file(rows, editor="anna")
    assert button(app, "确认写入").disabled
    select(app, "一区多园").select("join").run()
    assert not app.exception
    page = html_of(app)
    assert "循环经济产业园、安定工业园" in page
    assert not button(app, "确认写入").disabled
