"""Templates on the pages: brought, kept for everyone, used for slides and documents, removed."""

import datetime as dt
import io
from html import unescape

import pytest
import streamlit as st
from pptx import Presentation

from atlas.briefing import formats, provenance
from atlas.briefing.order import Order
from atlas.briefing.template.reading import read
from atlas.exchange.findings import RefusedError
from atlas.i18n import LANGS, text
from atlas.office import editors, open_store, templates
from atlas.office.templates import KeptTemplate
from atlas.selection.selection import Selection
from pages.ui.data import office_templates as page
from pages.ui.parts import office_templates
from pages.ui.plain import files
from pages.ui.plain.reader import Reader
from pages.ui.session import state
from pages.ui.session.desk import Desk
from pages.ui.session.form import Form
from tests.briefing import office_templates as office
from tests.pages.harness import WICKED, Elements, html_of, opened, signed_in, view
from tests.shipped import ATLAS

SLIDES, DOCUMENT = office.slides(), office.document()
AT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    st.cache_resource.clear()
    yield open_store("", create=True)
    st.cache_resource.clear()


@pytest.fixture
def secrets(monkeypatch):
    """Let one editor in by password."""
    hashed = {"anna": editors.hashed("right")}
    monkeypatch.setattr(st, "secrets", {"editors": {"passwords": hashed}})


def shown(where="data", *, editor="", given=(), refused=None, **params):
    """Open a page with templates given in the session."""
    app = opened(where, **params)
    desk = Desk(templates={each.kind: each for each in given}, refused=refused)
    app.session_state["desk"] = desk
    app.session_state["tray"] = signed_in(editor)
    app.run()
    assert not app.exception, app.exception
    return app


def button(app, key):
    return next(each for each in app.button if each.key and each.key.startswith(key))


@pytest.mark.usefixtures("store", "secrets")
@pytest.mark.parametrize("lang", LANGS)
def test_a_template_is_shown_with_what_it_offers_and_lacks(lang):
    bare = read("空.pptx", office.usual())
    page_ = unescape(html_of(shown(given=[bare], task="templates", lang=lang)))
    assert "空.pptx" in page_
    assert text("template.said.source_below", lang) in page_
    assert text("template.role.map", lang) in page_
    assert text("template.where.session", lang) in page_
    assert text("template.page.needed", lang) in page_


@pytest.mark.usefixtures("secrets")
def test_an_editor_keeps_one_for_everyone_and_takes_it_out_again(store):
    app = shown(given=[read("办公室.potx", SLIDES)], editor="anna", task="templates")
    button(app, "template-keep-pptx").click().run()
    assert not app.exception
    kept = templates.kept(store)["pptx"]
    assert (kept.name, kept.who) == ("办公室.potx", "anna")
    assert templates.content(store, "pptx") == SLIDES
    # Everyone has it, and may not take it out.
    other = shown(task="templates")
    assert "办公室.potx" in html_of(other)
    assert "anna" in html_of(other)
    assert not [each for each in other.button if "template-remove" in (each.key or "")]
    app = shown(editor="anna", task="templates")
    button(app, "template-remove-pptx").click().run()
    assert templates.kept(store) == {}


@pytest.mark.usefixtures("store")
def test_one_of_a_session_can_be_taken_away():
    app = shown(given=[read("a.potx", SLIDES)], task="templates")
    button(app, "template-remove-pptx").click().run()
    assert app.session_state["desk"].templates == {}
    assert text("template.page.none", "zh") in html_of(app)


@pytest.mark.usefixtures("store")
def test_what_was_refused_is_said_as_text():
    with pytest.raises(RefusedError) as caught:
        read("a.potx", b"PK\x03\x04")
    app = shown(refused=(WICKED, caught.value), task="templates")
    found = Elements()
    found.feed(html_of(app))
    assert WICKED in "".join(found.text)
    assert not found.handlers
    assert {"img", "script"}.isdisjoint(found.tags)


def test_what_is_dropped_serves_the_session_or_is_refused(monkeypatch):
    desk = Desk()
    monkeypatch.setattr(state, "desk", lambda: desk)
    page._take("a.potx", SLIDES)
    page._take("b.dotx", DOCUMENT)
    assert {kind: each.name for kind, each in desk.templates.items()} == {
        "pptx": "a.potx",
        "docx": "b.dotx",
    }
    page._take("c.pptm", b"\xd0\xcf\x11\xe0")
    assert desk.refused[0] == "c.pptm"
    page._take("a.potx", SLIDES)
    assert desk.refused is None


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("lang", LANGS)
def test_the_briefing_page_offers_it_where_there_is_one(lang):
    without = html_of(opened("briefing", lang=lang))
    assert 'id="choice-template"' not in without
    given = [read("办公室.potx", SLIDES)]
    offered = html_of(shown("briefing", given=given, lang=lang))
    assert 'id="choice-template"' in offered
    assert "template=1" in offered
    assert "办公室.potx" not in offered
    chosen = html_of(shown("briefing", given=given, lang=lang, template="1"))
    assert "办公室.potx" in chosen
    none = unescape(html_of(opened("briefing", lang=lang, template="1")))
    assert text("briefing.template.none", lang) in none


def test_the_form_is_in_the_link_and_comes_back_from_an_order():
    form = Form(template=True)
    assert Form.parse({"template": ["1"]}) == (form, ())
    template = read("a.potx", SLIDES)
    asked = Order.of(Selection(), "zh", AT.date(), templates=(template,), **form.of_order())
    assert Form.of(asked) == form
    assert Form.of(asked.with_(templates=())) == Form()


def test_the_environment_names_one_and_the_plain_edition_uses_it(store, tmp_path, monkeypatch):
    path = tmp_path / "named.potx"
    path.write_bytes(SLIDES)
    monkeypatch.setenv("ATLAS_PPTX_TEMPLATE", str(path))
    (found,) = office_templates.found(shared=True)
    assert (found.origin, found.name) == ("named", "named.potx")
    selection = Selection.from_params({"text": "敦煌"}, ATLAS)
    reader = Reader.of(view(selection=selection, form=Form(template=True)), "")
    asked = files.order(reader, "https://atlas.example/", {})
    made = formats.SNAPSHOTS["pptx"].write(ATLAS, asked)
    assert Presentation(io.BytesIO(made)).slides[0].slide_layout.name == "图集页"
    assert provenance.read(made).template["name"] == "named.potx"
    # The store's stands before it; one that is no longer what it was is said.
    templates.keep(store, KeptTemplate("pptx", "own.potx", "a" * 64, AT, "anna"), b"broken")
    (found,) = office_templates.found(shared=True)
    assert (found.origin, found.template) == ("store", None)
    assert found.trouble.message("en")
    templates.remove(store, "pptx")
    path.write_bytes(DOCUMENT)
    (found,) = office_templates.found(shared=True)
    assert found.template is None
    assert "named.potx" in found.trouble.message("zh")
    monkeypatch.setenv("ATLAS_PPTX_TEMPLATE", str(tmp_path / "gone.potx"))
    (found,) = office_templates.found(shared=True)
    assert "gone.potx" in found.trouble.message("zh")
