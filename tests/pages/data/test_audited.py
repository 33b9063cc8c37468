"""Who signs in, changes and takes out on the pages stands in the audit trail, or is not let."""

import errno
import hashlib
import threading

import pytest
import streamlit as st

from atlas.office import Record, editors, open_store, review
from atlas.office.trail import comparing, files, keeping, proof
from pages.ui import cache
from pages.ui.process import audit
from pages.ui.server import auditing
from tests.asgi import CLIENT, ask
from tests.office import added
from tests.pages.harness import WICKED, Elements, bodies, html_of, opened, signed_in
from tests.plain import served

CSV = "name,lon,lat,invested\n兰州经济技术开发区,103.72,36.10,12.5\n"
ZONE = "lanzhou-etdz"
LONG = 8.0
WORDS = {"zh": ("登录", "磁盘已满"), "en": ("Log in", "disk is full")}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setenv(files.ENV, str(tmp_path / "audit.jsonl"))
    monkeypatch.setattr(audit, "AGAIN_S", 0.01)
    monkeypatch.setattr(audit, "_ASKING", audit._Asking(auditing.reader))
    hashed = editors.hashed("right")
    secrets = {"editors": {"passwords": {"anna": hashed, "bella": hashed}}}
    monkeypatch.setattr(st, "secrets", secrets)
    st.cache_resource.clear()
    yield open_store(create=True)
    assert audit.flush(LONG)
    st.cache_resource.clear()


def told():
    assert audit.flush(LONG)
    return [each for each in files.events(files.place()) if each.event not in {"begin", "start"}]


def full(*_):
    raise OSError(errno.ENOSPC, "no")


def button(app, words):
    (found,) = [each for each in app.button if words in each.label]
    return found


def page(task, who="anna", given=None, lang="zh", **params):
    app = opened("data", task=task, lang=lang, **params)
    tray = signed_in(who)
    if given:
        tray.give("zones.csv", given.encode())
    app.session_state["tray"] = tray
    app.run()
    assert not app.exception, app.exception
    return app


def sign_in(typed="right", lang="zh"):
    app = opened("data", lang=lang)
    app.text_input[0].set_value("anna")
    app.text_input[1].set_value(typed)
    button(app, WORDS[lang][0]).click().run()
    assert not app.exception, app.exception
    return app


@pytest.mark.usefixtures("store")
def test_signing_in_failing_to_and_out():
    sign_in("wrong")
    app = sign_in()
    assert "已以“anna”的身份登录" in html_of(app)
    button(app, "退出").click().run()
    found = [(each.event, each.outcome, each.who, each.source) for each in told()]
    assert found == [
        ("sign_in", "refused", "anna", auditing.HERE),
        ("sign_in", "done", "anna", auditing.HERE),
        ("sign_out", "done", "anna", auditing.HERE),
    ]
    assert all(each.what["way"] == "password" for each in told())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.usefixtures("store")
def test_nobody_signs_in_where_that_cannot_be_written(monkeypatch, lang):
    with monkeypatch.context() as patch:
        patch.setattr(keeping.files, "opened", full)
        app = sign_in(lang=lang)
        assert WORDS[lang][1] in html_of(app)
        assert "anna" not in html_of(app)
        assert button(app, WORDS[lang][0])


def test_a_file_read_in_and_applied_and_undone(store):
    app = page("bring", given=CSV)
    button(app, "确认写入").click().run()
    assert not app.exception
    app = page("history", entry="1")
    button(app, "撤销第 1 次").click().run()
    assert store.head() == 2
    found = told()
    assert [(each.event, each.outcome, each.who) for each in found] == [
        ("upload", "done", "anna"),
        ("apply", "begun", "anna"),
        ("apply", "done", "anna"),
        ("undo", "begun", "anna"),
        ("undo", "done", "anna"),
    ]
    digest = hashlib.sha256(CSV.encode()).hexdigest()
    assert found[0].what == {"kind": "csv", "bytes": len(CSV.encode()), "sha256": digest}
    assert (found[2].what["checksum"], found[2].what["seal"]) == (digest, store.seal("entry", 1))
    assert (found[4].what["undoes"], found[4].what["entry"]) == (1, 2)
    assert comparing.compared(store, [files.events(files.place())]) == ([], [])
    assert proof.proved(files.place()).is_whole


def test_nothing_is_applied_where_that_cannot_be_written_and_the_page_says_why(store, monkeypatch):
    app = page("bring", given=CSV)
    with monkeypatch.context() as patch:
        patch.setattr(keeping.files, "opened", full)
        button(app, "确认写入").click().run()
        assert "磁盘已满" in html_of(app)
        assert store.head() == 0
    button(app, "确认写入").click().run()
    assert store.head() == 1


def test_a_proposal_and_what_was_decided_on_it(store):
    review.switch(store, on=True, who="chief")
    app = page("bring", given=CSV)
    button(app, "提交审核（1 个开发区）").click().run()
    button(page("review", "bella", entry="2"), "批准第 2 次").click().run()
    record = Record(ZONE, values={"invested": 3})
    store.apply({ZONE: record}, base=store.state(), who="anna")
    app = page("review", "bella", entry="4")
    (why,) = [each for each in app.text_input if "退回的理由" in each.label]
    why.set_value("来源不明")
    button(app, "退回第 4 次").click().run()
    assert store.head() == 5
    done = [(each.event, each.who, each.what) for each in told() if each.outcome == "done"]
    assert [each[:2] for each in done] == [
        *(("upload", "anna"), ("propose", "anna"), ("approve", "bella"), ("reject", "bella")),
    ]
    assert [what["decides"] for *_, what in done[2:]] == [2, 4]


@pytest.mark.usefixtures("store")
def test_a_piece_is_told_with_who_what_and_which_data(monkeypatch):
    taken = []
    real = audit.taking

    def taking(*args, **given):
        taken.append(real(lambda *_: b"%PDF", *args[1:], **given))
        return taken[-1]

    monkeypatch.setattr(audit, "taking", taking)
    app = opened("briefing", area="hexi")
    app.session_state["tray"] = signed_in("anna")
    app.run()
    assert taken
    assert told() == []  # nothing is taken out yet
    taken[-1]()
    (event,) = told()
    assert (event.event, event.who, event.source) == ("export", "anna", auditing.HERE)
    assert event.what["version"] == cache.base_atlas().version
    assert "area=hexi" in event.what["selection"]
    assert event.what["zones"] > 0


@pytest.mark.usefixtures("store")
def test_a_reader_of_the_plain_edition_is_an_address(a):
    app = served(a)
    for _ in range(2):  # what is kept is taken out again
        assert ask(app, "/plain/file.csv?area=hexi").status == 200
    assert ask(app, "/plain/map.svg?area=hexi").status == 200  # a picture of a page
    assert ask(app, "/plain/file.csv?area=nowhere").status == 400
    first, second = told()
    assert first.what == second.what
    assert (first.event, first.who, first.source) == ("export", "", CLIENT[0])
    listed = len(ask(app, "/plain/file.csv?area=hexi").text.splitlines()) - 1
    assert first.what["zones"] == listed
    assert (first.what["format"], first.what["version"]) == ("csv", a.version)
    assert "area=hexi" in first.what["selection"]


def test_taking_out_goes_on_where_the_trail_cannot_be_written(store, a, monkeypatch):
    app = served(a, added.state(a.zones.index))
    with monkeypatch.context() as patch:
        patch.setattr(keeping.files, "opened", full)
        assert ask(app, "/plain/file.csv?area=hexi").status == 200
    assert [each.event for each in told()] == ["export"]
    assert store.head() == 0


@pytest.mark.usefixtures("store")
def test_who_asks_for_the_head_of_a_file_alone_takes_nothing_out(a):
    app = served(a)
    assert ask(app, "/plain/file.csv?area=hexi", "HEAD").status == 200
    assert ask(app, "/plain/file.csv?area=hexi", "HEAD").status == 200  # of one that is kept
    assert told() == []
    assert ask(app, "/plain/file.csv?area=hexi").status == 200
    assert [each.event for each in told()] == ["export"]


@pytest.fixture
def chief(store, monkeypatch):  # noqa: ARG001 - the store that is looked after
    """Let anna look after it, and bella change data."""
    known = dict(st.secrets["editors"])
    table = {"anna": "administrator", "bella": "editor"}
    monkeypatch.setattr(st, "secrets", {"editors": known | {"roles": table}})


@pytest.mark.usefixtures("chief")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_administrator_sees_the_last_lines_and_nobody_else(lang):
    audit.note("export", {"selection": WICKED}, audit.Reader(WICKED, "192.0.2.7"))
    audit.note("sign_in", {"way": "password"}, audit.Reader("be\u202ella\x1b[31m\u200b"))
    audit.note("apply", {"seal": "5ea1"}, audit.Reader("bella"))
    assert audit.flush(LONG)
    app = page("admin", "anna", lang=lang)
    said = html_of(app)
    assert {"zh": "审计记录", "en": "Audit trail"}[lang] in said
    assert "192.0.2.7" in said
    assert "5ea1" not in said  # what programs ask for
    # What a stranger types for a name neither turns nor hides anything.
    assert not {"\u202e", "\x1b", "\u200b"} & set(said)
    read = Elements()
    for body in bodies(app):
        if "<style" not in body:
            read.feed(body)
    assert read.handlers == []
    assert "img" not in read.tags
    for who in ("bella", ""):
        assert "192.0.2.7" not in html_of(page("admin", who, lang=lang))


@pytest.mark.usefixtures("chief")
def test_what_an_administrator_does_and_what_is_refused_for_want_of_a_right(monkeypatch):
    app = page("admin", "anna")
    button(app, "开启审核").click().run()
    assert not app.exception
    app = page("bring", "bella", given=CSV)
    table = {"anna": "administrator", "bella": "reader"}
    known = dict(st.secrets["editors"])
    monkeypatch.setattr(st, "secrets", {"editors": known | {"roles": table}})
    button(app, "提交审核").click().run()  # drawn while she still might
    found = [(each.event, each.outcome, each.who) for each in told()]
    assert found == [
        *(("review", "begun", "anna"), ("review", "done", "anna")),
        *(("upload", "done", "bella"), ("right_refused", "refused", "bella")),
    ]
    assert told()[1].what["action"] == "review_on"


@pytest.mark.usefixtures("chief")
def test_the_panel_says_what_is_in_the_way(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(keeping.files, "opened", full)
        audit.note("export")
        for _ in range(200):
            if audit.trouble():
                break
            threading.Event().wait(0.02)
        assert "磁盘已满" in html_of(page("admin", "anna"))
