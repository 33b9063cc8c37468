"""Photos and documents on the pages: attached by an editor, shown on the zone's sheet."""

import re

import pytest
import streamlit as st

from atlas.i18n import LANGS
from atlas.office import attachments, editors, open_store, review
from atlas.office.attachments import Given
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

ZONE = "dunhuang"
PHOTO = Given("jpeg", f"{WICKED}.jpg", added.PHOTO, added.SMALL, 640, 480)
PAPER = Given("pdf", "批复.pdf", added.PAPER)


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    hashed = editors.hashed("right")
    monkeypatch.setattr(
        st, "secrets", {"editors": {"passwords": {"anna": hashed, "bella": hashed}}}
    )
    st.cache_resource.clear()
    yield open_store(create=True)
    st.cache_resource.clear()


def attach(store, given, **said):
    return attachments.attach(store, ZONE, given, known={ZONE}, who="anna", **said)


def page(who="", lang="zh", task="attach", **params):
    app = opened("data", task=task, lang=lang, **params)
    app.session_state["tray"] = signed_in(who)
    app.run()
    assert not app.exception, app.exception
    return app


def test_without_any_the_sheet_is_as_before(store):
    assert store.head() == 0
    assert "照片和文件" not in html_of(opened("zones", zone=ZONE))


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_shows_photos_and_names_documents(store, lang):
    attach(store, PHOTO, caption=WICKED, day="2026-11-30")
    attach(store, PAPER)
    photo, paper = store.state().records[ZONE].attachments
    app = opened("zones", zone=ZONE, lang=lang)
    said = html_of(app)
    assert f'src="./plain/attached/{photo.small}?' in said
    assert f'href="./plain/attached/{photo.digest}?' in said
    assert f'href="./plain/attached/{paper.digest}?' in said
    read = Elements()
    for body in bodies(app):
        if "<style" not in body:
            read.feed(body)
    assert read.handlers == []
    assert WICKED in "".join(read.text)


def test_an_editor_attaches_and_takes_off(store):
    attach(store, PHOTO, caption="大门")
    app = page("anna", zone=ZONE)
    assert "大门" in html_of(app)
    (off,) = [each for each in app.button if "取下" in each.label]
    off.click().run()
    assert not app.exception
    assert store.state().records == {}
    assert store.entries()[0].who == "anna"
    assert "已写入，是第 2 次修改" in html_of(app)


def test_who_is_not_logged_in_only_looks(store):
    attach(store, PHOTO, caption="大门")
    app = page(zone=ZONE)
    assert "大门" in html_of(app)
    assert "写入需要登录" in html_of(app)
    assert not [each for each in app.button if "取下" in each.label or "附上" in each.label]


def test_a_reviewer_sees_what_would_be_attached(store):
    review.switch(store, on=True, who="chief")
    attach(store, PHOTO, caption="大门")
    attach(store, PAPER)
    app = page("bella", task="review", entry="2")
    assert "<ins>大门</ins>" in html_of(app)
    assert len(app.get("image")) == 1
    review.approve(store, 2, who="bella")
    assert "照片和文件" in html_of(opened("zones", zone=ZONE))


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_attachments_speaks_its_language(store, lang):
    assert store.head() == 0
    said = html_of(page("anna", lang=lang))
    assert re.search(r"<h2[^>]*>[^<]+</h2>", said)
    if lang == "en":
        words = TAGS.sub(" ", SAID_CHINESE.sub("", said))
        assert not CHINESE.search(words.replace("中文", "")), CHINESE.search(words)
