"""The data page where changes are reviewed: proposed by one, approved or rejected by another."""

import re

import pytest
import shapely
import streamlit as st

from atlas.i18n import LANGS
from atlas.office import EMPTY, Record, editors, open_store, review
from tests.pages.harness import CHINESE, SAID_CHINESE, TAGS, html_of, opened, signed_in

CSV = "name,lon,lat,invested\n兰州经济技术开发区,103.72,36.10,12.5\n"
ZONE = "lanzhou-etdz"


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Give a store under review, and let two editors in."""
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    hashed = editors.hashed("right")
    monkeypatch.setattr(
        st, "secrets", {"editors": {"passwords": {"anna": hashed, "bella": hashed}}}
    )
    st.cache_resource.clear()
    opened_ = open_store(create=True)
    review.switch(opened_, on=True, who="chief")
    yield opened_
    st.cache_resource.clear()


def proposal(store, n=12.5, who="anna"):
    record = Record(
        ZONE, values={"invested": n}, geometry=shapely.Point(103.72, 36.1), kind="point"
    )
    return store.apply({ZONE: record}, base=store.state(), who=who, file="zones.csv", note="三季度")


def at(task, who="", lang="zh", **params):
    app = opened("data", task=task, lang=lang, **params)
    app.session_state["tray"] = signed_in(who)
    app.run()
    assert not app.exception, app.exception
    return app


def button(app, words):
    (found,) = [each for each in app.button if words in each.label]
    return found


def test_without_review_nothing_is_said_of_it(store):
    review.switch(store, on=False, who="chief")
    page = html_of(opened("data"))
    assert "task=review" not in page
    assert "提交审核" not in page


def test_a_file_is_sent_for_review_and_shows_nowhere(store):
    app = opened("data")
    tray = signed_in("anna")
    tray.give("zones.csv", CSV.encode())
    app.session_state["tray"] = tray
    app.run()
    assert "另一位编辑批准，批准以前图集不变" in html_of(app)
    button(app, "提交审核（1 个开发区）").click().run()
    assert not app.exception
    page = html_of(app)
    assert "已提交审核，是第 2 次修改" in page
    assert "entry=2" in page
    assert (store.entries()[0].action, store.entries()[0].who) == ("propose", "anna")
    assert not store.state().records
    assert "invested" not in html_of(opened("overview"))


def test_another_editor_sees_the_difference_and_approves(store):
    proposal(store)
    assert button(at("review", "anna", entry="2"), "批准第 2 次").disabled
    app = at("review", "bella", entry="2")
    page = html_of(app)
    assert "三季度" in page
    assert "<ins>12.5</ins>" in page
    assert "在地图上预览" in page
    button(app, "批准第 2 次").click().run()
    assert not app.exception
    assert "已批准第 2 次修改，记为第 3 次修改" in html_of(app)
    assert store.state().records[ZONE].values == {"invested": 12.5}
    history = html_of(opened("data", task="history"))
    assert "已批准，见第 3 次" in history
    assert "bella" in history


def test_a_rejection_needs_a_reason(store):
    proposal(store)
    app = at("review", "bella", entry="2")
    button(app, "退回第 2 次").click().run()
    assert "退回要写明理由" in html_of(app)
    (why,) = [each for each in app.text_input if "退回的理由" in each.label]
    why.set_value("<b>来源不明</b>")
    button(app, "退回第 2 次").click().run()
    assert "已退回第 2 次修改" in html_of(app)
    assert store.entries()[0].note == "<b>来源不明</b>"
    assert not store.state().records
    assert "&lt;b&gt;来源不明&lt;/b&gt;" in html_of(opened("data", task="history"))


def test_what_was_overtaken_cannot_be_approved_and_says_why(store):
    proposal(store)
    proposal(store, 13.0, who="bella")
    app = at("review", "bella", entry="2")
    review.approve(store, 3, who="anna")
    button(app, "批准第 2 次").click().run()  # what was drawn before it was overtaken
    page = html_of(app)
    assert "其中 1 个开发区又有改动" in page
    assert "兰州经济技术开发区（anna，第 4 次修改" in page
    assert "<del>13</del>" in page
    assert button(app, "批准第 2 次").disabled
    assert store.head() == 4


def test_an_undo_is_sent_for_review(store):
    proposal(store)
    review.approve(store, 2, who="bella")
    app = at("history", "anna", entry="3")
    button(app, "撤销第 3 次").click().run()
    assert "撤销第 3 次修改已提交审核，是第 4 次修改" in html_of(app)
    assert store.state().records
    # Neither a proposal nor a rejection can be undone.
    assert not [each for each in at("history", "anna", entry="4").button if "撤销" in each.label]


def test_who_is_not_logged_in_only_looks(store):
    proposal(store)
    app = opened("data", task="review", entry="2")
    assert "批准和退回需要登录" in html_of(app)
    assert "<ins>12.5</ins>" in html_of(app)
    assert not [each for each in app.button if "批准" in each.label or "退回" in each.label]


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_review_speaks_its_language(store, lang):
    store.apply({ZONE: Record(ZONE, values={"n": 1})}, base=EMPTY, who="anna")
    page = html_of(at("review", "bella", lang=lang, entry="2"))
    assert re.search(r"<h2[^>]*>[^<]+</h2>", page)
    if lang == "en":
        words = TAGS.sub(" ", SAID_CHINESE.sub("", page))
        assert not CHINESE.search(words.replace("中文", "")), CHINESE.search(words)
