"""Who is signed in, for how long and in which browser; what a role may do, and nothing else."""

import dataclasses
import time
from functools import partial
from types import SimpleNamespace

import pytest
import shapely
import streamlit as st

from atlas.i18n import LANGS, text
from atlas.office import (
    EMPTY,
    Record,
    attempts,
    collections,
    editors,
    open_store,
    place,
    review,
    roles,
    templates,
)
from atlas.office.roles import ADMINISTER, APPROVE, EDIT, RightError
from pages.ui.briefing import shelf
from pages.ui.data import access, administering, attaching, history, office_templates, upload
from pages.ui.data import review as reviewing
from pages.ui.process import audit, journal, sign_ins
from pages.ui.process.sign_ins import SIGN_INS
from pages.ui.session import browser, state
from pages.ui.session.browser import Browser
from pages.ui.session.tray import Tray
from tests.pages.harness import WICKED, Elements, html_of, opened, signed_in
from tests.shipped import ATLAS

ZONE = "lanzhou-etdz"
HERE = Browser("reader", "connection", "", "192.0.2.7")
PASSWORD = "right"  # noqa: S105 - of a test
HASHED = editors.hashed(PASSWORD)
ROLES = {
    "anna": "editor",
    "bella": "approver",
    "chief": "administrator",
    "guest": "reader",
    "odd": "boss",
}


@pytest.fixture(autouse=True)
def office(tmp_path, monkeypatch):
    """Give a clock that goes when it is told to, a store, and the log's lines of sign-ins."""
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setenv(place.STATE, str(tmp_path))
    monkeypatch.setattr(SIGN_INS, "clock", lambda: clock["now"])
    clock, said = {"now": 1000.0}, []
    monkeypatch.setattr(
        journal, "event", lambda name, /, **fields: said.append((name, fields.get("reason", "")))
    )
    SIGN_INS._all.clear()
    st.cache_resource.clear()
    yield clock, said
    SIGN_INS._all.clear()
    st.cache_resource.clear()


def let_in(monkeypatch, *names, table=None):
    known = dict.fromkeys(names or ROLES, HASHED)
    monkeypatch.setattr(
        st, "secrets", {"editors": {"passwords": known} | ({"roles": table} if table else {})}
    )


class Window:
    """A window of a browser: its tray, and what its connection says of it."""

    def __init__(self, monkeypatch, name="", here=HERE, *, right=PASSWORD):
        self.tray, self.here, self._patch = Tray(), here, monkeypatch
        self.look()
        if name:
            known = access.passwords()
            assert not editors.refused(name, right, known)
            found = SIGN_INS.begin(name, way="password", reader=here.reader, proof=known[name])
            self.tray.sign_in_as(found.key, here.connection)

    def look(self):
        self._patch.setattr(state, "tray", lambda: self.tray)
        self._patch.setattr(browser, "now", lambda: self.here)
        return access.signed_in()

    def secret(self):
        """Do what the page's script does: fetch the cookie, once."""
        return SIGN_INS.keep(SIGN_INS.ticket(self.tray.sign_in), self.here.reader)

    def another(self, secret, **other):
        """Open a window beside it, or after a reload: another connection, what the browser has."""
        here = dataclasses.replace(self.here, connection="another", secret=secret, **other)
        return Window(self._patch, here=here)


@pytest.mark.parametrize(
    ("name", "given"),
    [("roles", "approver"), ("roles", {}), ("role", {"anna": "approver"}), ("rolls", "approver")],
)
def test_roles_that_cannot_be_read_let_nobody_approve_and_are_told(
    monkeypatch, office, name, given
):
    let_in(monkeypatch)
    st.secrets["editors"][name] = given
    Window(monkeypatch, "anna")
    assert access.may(EDIT) == "anna"
    assert not access.may(APPROVE)
    access.tell_what_is_wrong()
    assert "role_unknown" in [name for name, _ in office[1]]


def test_a_sign_in_outlives_a_reload_and_opens_other_windows(monkeypatch):
    let_in(monkeypatch)
    first = Window(monkeypatch, "anna")
    assert first.look() == "anna"
    secret = first.secret()
    assert len(secret) >= browser.SHORTEST
    assert first.another(secret).look() == "anna"
    held = (
        repr(SIGN_INS.get(first.tray.sign_in)) + repr(first.tray) + repr(first.another(secret).here)
    )
    assert secret not in held
    assert first.tray.sign_in not in held


def test_a_ticket_is_good_once_for_its_browser_and_a_minute(monkeypatch, office):
    let_in(monkeypatch)
    window = Window(monkeypatch, "anna")
    ticket = SIGN_INS.ticket(window.tray.sign_in)
    assert SIGN_INS.ticket(window.tray.sign_in) == ticket
    assert not SIGN_INS.keep(ticket, "another browser")
    assert not SIGN_INS.keep("made up", window.here.reader)
    assert SIGN_INS.keep(ticket, window.here.reader)
    assert not SIGN_INS.keep(ticket, window.here.reader)
    assert not SIGN_INS.ticket(window.tray.sign_in)
    late = Window(monkeypatch, "anna")
    ticket = SIGN_INS.ticket(late.tray.sign_in)
    office[0]["now"] += sign_ins.TICKET_S + 1
    assert not SIGN_INS.keep(ticket, late.here.reader)
    assert late.look() == "anna"


def test_who_knew_the_browsers_cookie_before_is_not_let_in_with_it(monkeypatch):
    """Session fixation: the attacker's reader cookie lies in the browser of who signs in."""
    let_in(monkeypatch)
    window = Window(monkeypatch, "anna")
    secret = window.secret()
    assert window.another("").look() == ""
    assert window.another("f" * 43).look() == ""
    # Nor does a stolen secret do in a browser that is another one.
    assert window.another(secret, reader="theirs").look() == ""


def test_who_takes_a_session_up_over_another_connection_shows_the_secret(monkeypatch):
    """A stolen session id, the reader's cookie with it: Streamlit hands over what is held there."""
    let_in(monkeypatch)
    window = Window(monkeypatch, "anna")
    secret = window.secret()
    window.here = dataclasses.replace(window.here, connection="the thief's")
    assert window.look() == ""
    with pytest.raises(RightError), access.acting(EDIT):
        pass
    window.here = dataclasses.replace(window.here, secret=secret)
    assert window.look() == "anna"


def test_signing_out_ends_it_in_all_windows_and_for_who_kept_the_cookie(monkeypatch, office):
    let_in(monkeypatch)
    first = Window(monkeypatch, "anna")
    second = first.another(first.secret())
    elsewhere = Window(monkeypatch, "anna", Browser("at home", "c"))
    assert (second.look(), elsewhere.look()) == ("anna", "anna")
    second.look()
    access._leave()
    assert [each.look() for each in (first, second)] == ["", ""]
    assert first.another(second.here.secret).look() == ""
    assert elsewhere.look() == "anna"
    assert [name for name, _ in office[1]].count("sign_out") == 1
    first.look()
    with pytest.raises(RightError, match="登录已结束"), access.acting(EDIT):
        pass


@pytest.mark.parametrize("how", ["removed", "changed", "nobody"])
def test_who_is_taken_from_the_secrets_is_out_at_once_and_for_good(monkeypatch, office, how):
    let_in(monkeypatch)
    window = Window(monkeypatch, "anna")
    assert window.look() == "anna"
    known = {"removed": {"bella": HASHED}, "changed": {"anna": editors.hashed("x")}, "nobody": {}}
    monkeypatch.setattr(st, "secrets", {"editors": {"passwords": known[how]}})
    assert window.look() == ""
    if how != "nobody":
        assert office[1][-1] == ("sign_in_ended", sign_ins.REMOVED)
        let_in(monkeypatch)
        assert window.look() == ""


def test_it_ends_with_idleness_and_after_a_day_and_not_while_something_is_done(monkeypatch, office):
    let_in(monkeypatch)
    clock, said = office
    window = Window(monkeypatch, "anna")
    for _ in range(5):
        clock["now"] += sign_ins.idle_s() - 1
        with access.in_use():
            pass
    assert window.look() == "anna"
    with access.acting(EDIT):  # a long import
        clock["now"] += 3 * sign_ins.idle_s()
        assert window.look() == "anna"
    assert window.look() == "anna"
    clock["now"] += sign_ins.idle_s() + 1
    with access.in_use():  # a page drawn for nobody wakes nobody up
        assert window.look() == ""
    assert access.lapsed()
    day = Window(monkeypatch, "bella")
    began = clock["now"]
    while clock["now"] - began <= sign_ins.LONGEST_S:
        clock["now"] += 600
        with access.in_use():
            pass
    assert day.look() == ""
    ends = [reason for name, reason in said if name == "sign_in_ended"]
    assert ends == [sign_ins.IDLE, sign_ins.LONG]


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("", 30),
        ("45", 45),
        ("0.5", 0.5),
        ("0", 30),
        ("-3", 30),
        ("nan", 30),
        ("soon", 30),
        ("9999", 30),
    ],
)
def test_minutes_of_idleness_are_set_within_bounds(said, minutes):
    assert sign_ins.idle_s({sign_ins.ENV: said}) == 60 * minutes


# By the office's own log-in -----------------------------------------------------------------------


class Visitor(dict):
    @property
    def is_logged_in(self):
        return bool(self)


def visit(monkeypatch, **claims):
    given = {"email": "anna@example.cn", "email_verified": True, "sub": "1", **claims}
    monkeypatch.setattr(st, "user", Visitor(given))


@pytest.fixture
def oidc(monkeypatch):
    listed = {"allowed": ["*@example.cn"], "roles": {"*@example.cn": "approver"}}
    monkeypatch.setattr(st, "secrets", {"auth": {"client_id": "x"}, "editors": listed})
    visit(monkeypatch, iat=int(time.time()), nonce="a")


@pytest.mark.usefixtures("oidc")
def test_the_offices_log_in_ends_with_idleness_too_and_another_window_can_renew_it(
    monkeypatch, office
):
    clock, said = office
    window = Window(monkeypatch)
    assert (window.look(), access.may(APPROVE)) == ("anna@example.cn", "anna@example.cn")
    clock["now"] += sign_ins.idle_s() + 1
    assert window.look() == ""
    assert access.lapsed()
    # A reload brings Streamlit's cookie again: that is the same log-in.
    assert Window(monkeypatch, here=dataclasses.replace(HERE, connection="2")).look() == ""
    visit(monkeypatch, iat=int(time.time()) + 5, nonce="b")
    assert Window(monkeypatch, here=dataclasses.replace(HERE, connection="3")).look()
    visit(monkeypatch, iat=int(time.time()), nonce="a")  # what the first window still says
    assert window.look() == "anna@example.cn"
    assert [name for name, _ in said] == ["sign_in", "sign_in_ended", "sign_in"]


@pytest.mark.usefixtures("oidc")
def test_a_log_in_of_another_browser_or_long_ago_is_none(monkeypatch, office):
    assert Window(monkeypatch).look()
    stolen = Window(monkeypatch, here=Browser("thief", "c"))
    assert stolen.look() == ""
    visit(monkeypatch, iat=int(time.time()) - 3600, nonce="before the process was started anew")
    assert Window(monkeypatch).look()  # the browser's other log-in goes on
    assert Window(monkeypatch, here=Browser("new", "c")).look() == ""
    assert ("sign_in_ended", sign_ins.IDLE) in office[1]


@pytest.mark.usefixtures("oidc")
def test_signing_out_ends_the_offices_log_in_in_all_windows(monkeypatch):
    left = []
    monkeypatch.setattr(st, "logout", lambda: left.append(1))
    first, second = Window(monkeypatch), Window(monkeypatch)
    assert first.look()
    access._leave()
    assert left
    assert second.look() == ""


# What a role may do -------------------------------------------------------------------------------


def proposal(store, who="anna"):
    record = Record(ZONE, values={"n": 1}, geometry=shapely.Point(103.72, 36.1), kind="point")
    return store.apply({ZONE: record}, base=store.state(), who=who, file="zones.csv")


def page(who, task, lang="zh", **params):
    app = opened("data", task=task, lang=lang, **params)
    app.session_state["tray"] = signed_in(who)
    app.run()
    assert not app.exception, app.exception
    return app


def labels(app):
    return " ".join(each.label for each in app.button if not each.disabled)


@pytest.mark.parametrize(
    ("who", "task", "offered", "not_offered"),
    [
        ("anna", "review", [], ["批准第 2 次", "退回"]),
        ("bella", "review", ["批准第 2 次", "退回第 2 次"], []),
        ("chief", "review", [], ["批准第 2 次", "退回"]),
        ("guest", "review", [], ["批准第 2 次", "退回"]),
        ("anna", "history", ["撤销第 1 次"], []),
        ("chief", "history", [], ["撤销"]),
        ("guest", "history", [], ["撤销"]),
        ("odd", "history", [], ["撤销"]),
        ("chief", "admin", ["关闭审核"], []),
        ("bella", "admin", [], ["审核"]),
        ("", "admin", [], ["审核"]),
    ],
)
def test_what_a_role_may_not_do_is_not_offered(monkeypatch, who, task, offered, not_offered):
    let_in(monkeypatch, table=ROLES)
    store = open_store(create=True)
    store.apply({ZONE: Record(ZONE, values={"n": 0})}, base=EMPTY, who="anna")
    review.switch(store, on=True, who="chief")
    proposal(store, who="carol")
    entry = {"review": "3", "history": "1"}.get(task)
    found = labels(page(who, task, **({"entry": entry} if entry else {})))
    found = found.replace("第 3 次", "第 2 次")
    assert [words for words in offered if words not in found] == []
    assert [words for words in not_offered if words in found] == []


def test_who_made_a_proposal_takes_it_back_without_being_an_approver(monkeypatch):
    let_in(monkeypatch, table=ROLES)
    store = open_store(create=True)
    review.switch(store, on=True, who="chief")
    proposal(store)
    assert "撤下" in labels(page("anna", "review", entry="2"))


TEMPLATE = SimpleNamespace(name="a.potx", kind="pptx", digest="0" * 64, data=b"x")


ACTS = {
    "apply": lambda tray: upload._applied(tray, "note"),
    "undo": lambda _: history._undo(1),
    "detach": lambda tray: attaching._detach(tray, ZONE, "0" * 64),
    "approve": lambda _: reviewing._approve(2),
    "reject": lambda _: reviewing._reject(2, "why"),
    "keep": lambda _: office_templates._keep(TEMPLATE),
    "collect": lambda _: shelf._keep("例会", "{}", 0, partial(access.acting, EDIT)),
    "remove": lambda _: office_templates._remove("pptx", office_templates.STORE),
    "switch": lambda _: administering._switch(False),
    "release": lambda _: administering._release(),
}
NEEDED = {
    "approve": APPROVE,
    "reject": APPROVE,
    "switch": ADMINISTER,
    "release": ADMINISTER,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["", *ROLES])
def test_whoever_calls_what_he_does_not_see_is_refused_at_the_act(monkeypatch, office, act, who):
    let_in(monkeypatch, table=ROLES)
    store = open_store(create=True)
    review.switch(store, on=True, who="chief")
    proposal(store, who="carol")
    window = Window(monkeypatch, who)
    window.tray.give("zones.csv", "name,n\n兰州经济技术开发区,2\n".encode())
    window.tray.read()
    window.tray.propose(ATLAS, store.state())
    monkeypatch.setattr(state, "typed", lambda _: "why")
    monkeypatch.setattr(
        state, "desk", lambda: SimpleNamespace(refused=None, templates={}, said=None)
    )
    before, refused = (store.head(), kept(store)), []
    monkeypatch.setattr(journal, "not_written", lambda _, error: refused.append(error))
    may = bool(who) and NEEDED.get(act, EDIT) in roles.rights(who, access.role_table())
    try:
        ACTS[act](window.tray)
    except RightError as error:
        refused.append(error)
    found = [each for each in refused if isinstance(each, RightError)]
    assert len(found) == (not may)
    if not may:
        assert (store.head(), kept(store)) == before
        assert (("right_refused", "") in office[1]) == bool(who)
        assert audit.flush(60)
        told = [each.who for each in audit.latest(20) if each.event == "right_refused"]
        assert told == ([who] if who else [])


def kept(store):
    """Return what stands beside the history."""
    return list(collections.kept(store)), list(templates.kept(store))


def test_roles_are_shown_and_a_wrong_one_is_told_to_administrators_and_in_the_log(
    monkeypatch, office
):
    let_in(monkeypatch, table=ROLES)
    assert "角色：编辑。" in html_of(page("anna", "bring"))
    assert "角色：读者。" in html_of(page("odd", "bring"))
    assert "不能修改数据" in html_of(page("odd", "bring"))
    said = html_of(page("chief", "admin"))
    assert "第 5 行：“odd”的“boss”不是角色" in said
    assert "boss" not in html_of(page("bella", "admin"))
    access.tell_what_is_wrong()
    assert office[1][-1][0] == "role_unknown"
    assert "有 1 处写得不对" in html_of(page("chief", "bring"))
    assert "写得不对" not in html_of(page("bella", "bring"))
    let_in(monkeypatch)
    assert "角色" not in html_of(page("anna", "bring"))
    assert "管理" not in html_of(page("anna", "bring"))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"gusset": "reader", "chief": "administrator"}, "“gusset”"),
        ({"chief": ["administrator", "aprover"]}, "“aprover”"),
    ],
)
def test_an_administrator_reads_which_line_of_the_roles_is_wrong(monkeypatch, lang, wrong, named):
    let_in(monkeypatch, "chief", "guest", table=wrong)
    assert named in html_of(page("chief", "admin", lang=lang))
    assert text("data.access.mistaken_administrator", lang, n=1) in html_of(
        page("chief", "bring", lang=lang)
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("misspelt", [{"role": ROLES}, {"roles": {}}])
def test_where_nobody_administers_whoever_signs_in_is_told_of_roles_that_are_wrong(
    monkeypatch, lang, misspelt
):
    let_in(monkeypatch)
    st.secrets["editors"] |= misspelt
    app = page("anna", "bring", lang=lang)
    assert text("data.access.mistaken_editor", lang) in html_of(app)
    assert "bella" not in html_of(app)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", ["role", "name", "empty", "table", "setting", "section"])
def test_each_mistake_in_the_roles_has_words_on_the_page_and_in_the_log(lang, kind):
    values = {"place": 2, "name": "x", "role": "y", "known": "a", "settings": "b"}
    assert text(f"data.admin.wrong.{kind}", lang, **values)
    assert text(f"server.roles.{kind}", lang, place=2, known="a")


def test_the_log_of_roles_that_are_wrong_names_nobody(monkeypatch):
    let_in(monkeypatch, "anna", table={"anna": "approver", "gusset": "raeder"})
    said = []
    monkeypatch.setattr(journal, "event", lambda name, /, **fields: said.append((name, fields)))
    access.tell_what_is_wrong()
    assert [(each["kind"], each["place"]) for _, each in said] == [("role", 2), ("name", 2)]
    assert "gusset" not in repr(said)
    assert "raeder" not in repr(said)


@pytest.mark.parametrize("lang", LANGS)
def test_an_administrator_sees_who_is_in_and_who_waits_and_lets_them_go(monkeypatch, lang):
    let_in(monkeypatch, table=ROLES)
    for _ in range(editors.FAILURES):
        editors.verify("bella", "wrong", access.passwords(), source=editors.Source("192.0.2.66"))
    app = page("chief", "admin", lang=lang)
    said = html_of(app)
    assert "bella" in said
    assert text("data.admin.none_waits", lang) not in said
    assert ">chief<" in said
    (button,) = [each for each in app.button if each.label == text("data.admin.release", lang)]
    button.click().run()
    assert text("data.admin.none_waits", lang) in html_of(app)
    assert attempts.shared().waiting(["bella"], time.time()) == []
    (button,) = [each for each in app.button if each.label == text("data.admin.review_on", lang)]
    button.click().run()
    assert review.is_on(open_store())
    assert open_store().entries()[0].who == "chief"
    assert audit.flush(60)
    told = [(each.event, each.who) for each in audit.latest(20) if each.event != "sign_in"]
    assert {("waits_released", "chief"), ("review", "chief")} <= set(told)


def test_a_name_with_markup_is_a_name(monkeypatch):
    let_in(monkeypatch, WICKED, "chief", table={WICKED: WICKED, "chief": "administrator"})
    app = page("chief", "admin")
    SIGN_INS.begin(WICKED, way="password", reader="x", proof=HASHED)
    app.run()
    for each in (app, page(WICKED, "bring")):
        seen = Elements()
        seen.feed(html_of(each))
        assert not seen.tags & {"script", "img"}
        assert not seen.handlers
        assert WICKED in "".join(seen.text)
