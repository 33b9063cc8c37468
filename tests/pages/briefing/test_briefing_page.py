"""The briefing page by Streamlit's own test harness: form, words, list, verifying, the book."""

import datetime as dt
import json
import re
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
import streamlit as st

from atlas.briefing import formats, provenance
from atlas.briefing.kept import KeptView
from atlas.briefing.order import LAYOUTS, MODES, SHEET_STYLES, Order
from atlas.i18n import LANGS, table, text
from atlas.maps.specification import EXTENTS
from atlas.office import collections, open_store
from atlas.office.roles import RightError
from atlas.selection.selection import Selection
from pages.ui.briefing import collection, order, verify
from pages.ui.briefing import sheet as briefing_sheet
from pages.ui.data import access
from pages.ui.parts import awaited, keeping, making
from pages.ui.process.pool import drawings, works
from pages.ui.process.pool import pool as pools
from pages.ui.process.pool.job import Job
from pages.ui.process.pool.pool import Pool
from pages.ui.session import state
from pages.ui.session.desk import Desk
from pages.ui.session.form import CHOICES, Form
from pages.ui.session.state import parse
from pages.ui.session.view import View
from tests.pages.harness import CHINESE, SAID_CHINESE, TAGS, WICKED, html_of, opened, view

SESSION = "test session id"  # of Streamlit's own harness
PUBLIC = {"review_number": "甘S(2026)1号", "base_map_source": "天地图", "maker": "规划处"}


def files(app, kind="snapshot"):
    """Return the buttons for files, by format: whether they can be pressed."""
    return {
        element.proto.id.rpartition(f"{kind}-")[2].rpartition("-")[0]: not element.proto.disabled
        for element in app.get("download_button")
        if f"{kind}-" in element.proto.id
    }


def button(app, start):
    return next(each for each in app.button if each.key and each.key.startswith(start))


def field(app, start):
    return next(each for each in app.text_input if each.key.startswith(start))


def entries(app):
    return app.session_state["desk"].entries


# The form and the link ----------------------------------------------------------------------------


FORMS = [
    Form(),
    Form(layout="a3-portrait", style="grey", dpi=600, mode="public"),
    Form(layout="a4", native=True),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_comes_back_from_its_link(form):
    query = parse_qs(view(page="briefing", form=form).query().removeprefix("?"))
    assert Form.parse(query) == (form, ())


def test_only_the_briefing_page_carries_the_form():
    here = view(form=Form(layout="a4"))
    assert here.href() == "overview"
    assert here.href("briefing") == "briefing?layout=a4"


@pytest.mark.parametrize(
    "params",
    [
        {"layout": "a5"},
        {"style": "pink"},
        {"dpi": "20"},
        {"dpi": "601"},
        {"dpi": "²"},
        {"dpi": "9" * 5000},
        {"mode": "secret"},
    ],
)
def test_a_wrong_form_is_said_and_left_out(params):
    form, wrong = Form.parse({name: [value] for name, value in params.items()})
    assert form == Form()
    assert [each.flag for each in wrong] == list(params)


def test_every_choice_has_its_words_in_both_languages():
    for lang in LANGS:
        strings = table(lang)
        for name, known in (CHOICES | {"extent": EXTENTS}).items():
            assert [each for each in known if f"briefing.{name}.{each}" not in strings] == []
        for kind, known in (
            ("snapshot", formats.SNAPSHOTS),
            ("collection", formats.COLLECTIONS),
            ("briefing.book", formats.BOOKS),
        ):
            assert [name for name in known if f"{kind}.{name}" not in strings] == []
    assert set(CHOICES) == {"layout", "style", "mode", "emphasis"}
    assert CHOICES["layout"] == tuple(LAYOUTS)
    assert (CHOICES["style"], CHOICES["mode"]) == (SHEET_STYLES, MODES)


# One sheet ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_draws_in_every_language(lang, a):
    app = opened("briefing", lang=lang, area="hexi")
    html = html_of(app)
    assert html.count("<h1>") == 1
    assert Selection(areas=("hexi",)).describe(a, lang=lang) in html
    assert files(app) == dict.fromkeys(formats.SNAPSHOTS, True)
    assert app.get("image")
    if lang == "en":
        words = TAGS.sub(" ", SAID_CHINESE.sub(" ", html))
        assert not CHINESE.search(words), CHINESE.search(words)
        labels = [each.label for each in [*app.button, *app.text_input]]
        assert [label for label in labels if CHINESE.search(label)] == []


def test_a_link_opens_its_form():
    html = html_of(
        opened("briefing", layout="square", style="grey", extent="screen", frame="94,38,101,41")
    )
    chosen = re.findall(r'aria-current="true">([^<]+)</a>', html.split('class="atlas-form"')[1])
    assert chosen[:5] == ["方形", "如屏幕所见", "不画", "自动", "灰度（复印）"]


def test_the_usual_sheets_are_those_of_the_data(a):
    html = html_of(opened("briefing", layout="a4"))
    part = html.split('class="atlas-presets"')[1].split("</section>")[0]
    found = re.findall(r'href="([^"]+)"', part)
    prefectures = a.zones["prefecture"].nunique()
    assert len(found) == len(set(found)) == 1 + 4 + len(a.types) + len(a.clusters) + prefectures
    assert all("layout=a4" in href for href in found)


@pytest.mark.parametrize(
    ("page", "asked", "draw"),
    [
        ("analysis", {"topic": "space", "layer": "rings"}, "rings"),
        ("analysis", {"topic": "groups"}, "groups"),
        ("compare", {"compare": ["yumen", "dunhuang"]}, "compare"),
    ],
)
def test_what_a_page_draws_goes_with_it_into_a_sheet(page, asked, draw, a):
    here = parse({k: v if isinstance(v, list) else [v] for k, v in asked.items()}, a, page=page)
    href = here.href("briefing")
    assert f"draw={draw}" in href
    there = parse(parse_qs(href.partition("?")[2]), a, page="briefing")
    assert there.map.draw == draw
    assert "draw=" not in here.href("overview")


def test_a_sheet_with_an_analysis_says_it_and_the_usual_ones_have_none():
    app = opened("briefing", draw="rings")
    assert any(text("space.layer.rings", "zh") in each.placeholder for each in app.text_input)
    presets = html_of(app).split('class="atlas-presets"')[1].split("</section>")[0]
    assert "draw=" not in presets


def test_an_analysis_that_cannot_be_drawn_is_said_and_left_out():
    app = opened("briefing", draw="alike", prefecture="jiayuguan")
    html = html_of(app)
    assert text("analysis.too_few.zones", "zh") in html
    assert any(files(app).values())


def test_nothing_selected_is_said_and_offers_no_file():
    app = opened("briefing", type="innovation", level="concentrated")
    assert "atlas-nothing" in html_of(app)
    assert files(app) == {}
    assert not app.get("image")


@pytest.mark.parametrize("lang", LANGS)
def test_a_public_sheet_waits_for_what_it_needs(lang):
    app = opened("briefing", mode="public", lang=lang)
    assert not any(files(app).values())
    assert button(app, "briefing-add").disabled
    assert html_of(app).count('role="alert"') == 1
    for name, words in PUBLIC.items():
        assert 'role="alert"' in html_of(app)
        assert text(f"briefing.words.{name}", lang) in html_of(app).split('role="alert"')[1]
        field(app, f"words-{name}").set_value(words).run()
    assert all(files(app).values())
    assert 'role="alert"' not in html_of(app)


def test_an_internal_sheet_asks_for_no_review_number():
    app = opened("briefing")
    assert not [each for each in app.text_input if "review_number" in each.key]


def test_a_title_belongs_to_its_selection_and_a_maker_to_all():
    app = opened("briefing", area="hexi")
    field(app, "words-title").set_value("河西走廊一览").run()
    field(app, "words-maker").set_value("规划处").run()
    app.query_params["area"] = "ethnic"
    app.run()
    assert (field(app, "words-title").value, field(app, "words-maker").value) == ("", "规划处")
    app.query_params["area"] = "hexi"
    app.run()
    assert field(app, "words-title").value == "河西走廊一览"
    app.switch_page("overview.py").run()
    app.switch_page("briefing.py")
    app.query_params["area"] = "hexi"
    app.run()
    assert field(app, "words-title").value == "河西走廊一览"


def test_the_head_of_a_briefing_is_asked_for_and_belongs_to_all():
    app = opened("briefing", area="hexi")
    field(app, "words-unit").set_value("某某办公室").run()
    field(app, "words-issue").set_value("12").run()
    app.query_params["area"] = "ethnic"
    app.run()
    assert (field(app, "words-unit").value, field(app, "words-issue").value) == ("某某办公室", "12")


# The list -----------------------------------------------------------------------------------------


def test_sheets_are_collected_retitled_moved_and_removed(a):
    app = opened("briefing", area="hexi", layout="a4")
    assert files(app, "collection") == {}
    button(app, "briefing-add").click().run()
    app.query_params["area"] = "ethnic"
    app.run()
    button(app, "briefing-add").click().run()
    assert [each.order.selection.areas for each in entries(app)] == [("hexi",), ("ethnic",)]
    assert {each.order.layout for each in entries(app)} == {"a4"}
    assert files(app, "collection") == dict.fromkeys(formats.COLLECTIONS, True)
    field(app, "entry-title-2").set_value("民族地区").run()
    button(app, "entry-up-2").click().run()
    assert [each.order.title for each in entries(app)] == ["民族地区", ""]
    assert button(app, "entry-up-2").disabled
    assert button(app, "entry-down-1").disabled
    # The list outlives a turn to another page.
    app.switch_page("overview.py").run()
    app.switch_page("briefing.py").run()
    assert field(app, "entry-title-2").value == "民族地区"
    record = provenance.read(
        formats.COLLECTIONS["pdf"].write(a, [each.order for each in entries(app)])
    )
    assert [sheet.query for sheet in record.sheets] == ["area=ethnic", "area=hexi"]
    button(app, "entry-remove-2").click().run()
    assert [each.order.selection.areas for each in entries(app)] == [("hexi",)]
    button(app, "entry-remove-1").click().run()
    assert text("briefing.list_none", "zh") in html_of(app)


def test_a_list_ends_somewhere(monkeypatch):
    monkeypatch.setattr(collection, "MOST", 1)
    app = opened("briefing")
    button(app, "briefing-add").click().run()
    assert button(app, "briefing-add").disabled


# What is kept -------------------------------------------------------------------------------------


def told(monkeypatch, **message):
    """Let the browser tell something in every run from now on; a desk follows it once."""
    written = json.dumps(message)
    monkeypatch.setattr(state, "told", lambda *_: written)


def saved(**said):
    return {"name": "", "note": "", "into": "0", "list": ""} | said


def test_a_view_is_saved_from_a_page_and_a_reload_brings_all_back(monkeypatch):
    told(monkeypatch, save=saved(name="河西", note=WICKED))
    app = opened("overview", area="hexi", hide="rivers")
    (entry,) = entries(app)
    assert (entry.order.title, entry.kept.note) == ("河西", WICKED)
    assert entry.order.map.hide == ("rivers",)
    assert entry.kept.link == "overview?area=hexi&hide=rivers"
    assert "已保存到“清单”" in html_of(app)
    app.switch_page("briefing.py").run()
    field(app, "words-maker").set_value("规划处").run()
    button(app, "kept-new").click().run()
    field(app, "kept-name").set_value("十一月").run()
    browsers = keeping.written(app.session_state["desk"])
    # F5: another session, which knows nothing but what the browser gives it.
    told(monkeypatch, restore=browsers)
    again = opened("briefing")
    assert field(again, "words-maker").value == "规划处"
    assert [each.name for each in again.session_state["desk"].lists] == ["", "十一月"]
    assert keeping.written(again.session_state["desk"]) == browsers
    button(again, "kept-list-0").click().run()
    (entry,) = entries(again)
    assert (entry.order.title, entry.kept.note) == ("河西", WICKED)
    assert entry.order.map.hide == ("rivers",)
    assert "<img" not in html_of(again)
    select = next(each for each in again.selectbox if each.key.startswith("entry-move"))
    select.select(1).run()
    assert [len(each.entries) for each in again.session_state["desk"].lists] == [0, 1]
    button(again, "kept-delete").click().run()
    assert [each.name for each in again.session_state["desk"].lists] == ["十一月"]


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "{",
        "[]",
        '{"words": 3}',
        '{"lists": []}',
        "[" * 100_000,
        "null",
        '{"words":[],"lists":[3]}',
    ],
)
def test_what_no_browser_kept_is_said_and_loses_nothing(monkeypatch, bare_desk, wrong):
    bare_desk.words[("maker", "")] = "规划处"
    keeping.restore(bare_desk, wrong)
    assert bare_desk.said[0] == "kept.unread"
    assert bare_desk.words == {("maker", ""): "规划处"}
    told(monkeypatch, save=["no", "view"])
    keeping.take(view(), None)
    assert bare_desk.entries == []


def test_a_view_of_no_zones_is_not_saved_and_lists_end_somewhere(monkeypatch):
    told(monkeypatch, save=saved())
    app = opened("overview", text="zzz")
    assert entries(app) == []
    assert text("order.empty", "zh") in html_of(app)
    monkeypatch.setattr(keeping, "MOST_VIEWS", 0)
    assert "放不下" in html_of(opened("overview"))
    told(monkeypatch, save=saved(into="new", list="新"))
    monkeypatch.setattr(keeping, "MOST_LISTS", 1)
    assert text("kept.full_all", "zh", most=1) in html_of(opened("overview"))


@pytest.mark.parametrize("lang", LANGS)
def test_what_changed_since_is_said_of_each_view(a, lang):
    asked = Order.of(Selection(areas=("hexi",)), lang, dt.date(2026, 11, 23))
    kept = KeptView.of(a, asked)
    (sheet,) = kept.proof.sheets
    zones = {zone: digest for zone, digest in sheet.zones.items() if zone != "dunhuang"}
    proof = replace(kept.proof, sheets=(replace(sheet, zones=zones),))
    app = opened("briefing", lang=lang)
    app.session_state["desk"].add(asked, replace(kept, proof=proof))
    app.run()
    button(app, "kept-changes").click().run()
    assert "15 → 16" in html_of(app)
    assert a.label("zones", "dunhuang", lang) in html_of(app)


@pytest.fixture
def office_store(monkeypatch, tmp_path):
    """Give an empty store of the office's that the pages use too."""
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    st.cache_resource.clear()
    yield open_store("", create=True)
    st.cache_resource.clear()


def test_an_editor_keeps_a_collection_for_everyone(a, monkeypatch, office_store):
    app = opened("briefing")
    desk = app.session_state["desk"]
    order_ = Order.of(Selection(areas=("hexi",)), "zh", dt.date(2026, 11, 23), title="河西")
    desk.add(order_, KeptView.of(a, order_))
    app.run()
    assert not [each for each in app.button if each.key.startswith("office-")]
    who = ["anna"]

    @contextmanager
    def acting(_right):
        if not who[0]:
            raise RightError("nobody")
        yield who[0]

    monkeypatch.setattr(access, "editor", lambda: who[0])
    monkeypatch.setattr(access, "acting", acting)
    app.run()
    button(app, "office-keep").click().run()
    assert text("kept.office.untitled", "zh") in html_of(app)
    field(app, "kept-name").set_value("十一月").run()
    button(app, "office-keep").click().run()
    button(app, "office-keep").click().run()  # of the version that was kept just now
    # Another person, who may read and not write.
    who[0] = ""
    other = opened("briefing")
    assert not [each for each in other.button if each.key.startswith(("office-k", "office-r"))]
    button(other, "office-open").click().run()
    assert [each.order.title for each in entries(other)] == ["河西"]
    # Who was logged out in the meantime writes nothing.
    button(app, "office-remove").click().run()
    assert len(collections.history(office_store)) == 2
    assert RightError("nobody").message("zh") in html_of(app)
    who[0] = "bella"
    app.run()
    button(app, "office-remove").click().run()
    assert [each.who for each in collections.history(office_store)] == ["bella", "anna", "anna"]
    assert collections.kept(office_store) == {}


# Verify -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_verdict_is_said_in_words(a, lang):
    order = Order.of(Selection(areas=("hexi",)), "zh", dt.date(2026, 11, 23))
    view = View.of(lang, Selection(), page="briefing")
    made = formats.SNAPSHOTS["svg"].write(a, order)
    good, shown = verify._read(made)
    assert verify._said(view, a, (good, shown))["kind"] == "same"
    one = good.sheets[0]
    stale = replace(good, sheets=(replace(one, zones={**one.zones, "dunhuang": "00000000"}),))
    told = verify._said(view, a, (stale, shown))
    assert told["kind"] == "changed"
    assert a.label("zones", "dunhuang", lang) in " ".join(told["lines"])
    told = verify._said(view, a, verify._read(made.replace(b"16", b"17", 1)))
    assert told["kind"] == "changed"
    assert ("17" in told["lines"][0]) or any("17" in line for line in told["lines"])
    told = verify._said(view, a, verify._read(b"no file of the atlas"))
    assert told["kind"] == "error"
    assert bool(CHINESE.search(told["lines"][0])) == (lang == "zh")


SEEN = "http://10.1.2.3:8501/kfq/briefing?area=hexi"


@pytest.fixture
def bare_desk(monkeypatch):
    """Give a desk outside a session."""
    desk = Desk()
    monkeypatch.setattr(state, "desk", lambda: desk)
    return desk


@pytest.mark.parametrize(
    ("given", "seen", "meant"),
    [
        ("", SEEN, "http://10.1.2.3:8501/kfq/"),
        ("", "https://a.b/", "https://a.b/"),
        ("", None, ""),
        ("https://gov.example/gansu", SEEN, "https://gov.example/gansu/"),
        ("no address", SEEN, "http://10.1.2.3:8501/kfq/"),  # the start has said so
        ("", "http://localhost:8501/briefing", ""),  # it would lead nobody else anywhere
    ],
)
@pytest.mark.usefixtures("bare_desk")
def test_the_address_is_the_administrators_then_the_browsers(monkeypatch, given, seen, meant):
    monkeypatch.setenv("ATLAS_BASE_URL", given)
    monkeypatch.setattr(order.st, "context", SimpleNamespace(url=seen))
    looked = View.of("zh", Selection(areas=("hexi",)), page="briefing")
    assert order.address(looked) == meant
    asked = Order.of(looked.selection, "zh", dt.date(2026, 11, 28), base_url=order.address(looked))
    assert asked.link == (f"{meant}overview?area=hexi" if meant else "")


@pytest.mark.parametrize(
    ("typed", "meant", "said"),
    [
        ("", "", ""),
        (" http://atlas.office:8501/kfq ", "http://atlas.office:8501/kfq/", ""),
        ("http://127.0.0.1:8501/", "", "本机"),
        ("atlas.office", "", "atlas.office"),
    ],
)
def test_where_only_this_machine_reaches_the_atlas_one_says_where_others_do(
    monkeypatch, bare_desk, typed, meant, said
):
    monkeypatch.delenv("ATLAS_BASE_URL", raising=False)
    monkeypatch.setattr(order.st, "context", SimpleNamespace(url="http://localhost:8501/briefing"))
    looked = View.of("zh", Selection(), page="briefing")
    bare_desk.words[order.place(looked, order.ADDRESS)] = typed
    assert order.address(looked) == meant
    assert order.order(looked).link == (f"{meant}overview" if meant else "")
    assert said in order.wrong_address(looked)
    assert bool(said) == bool(order.wrong_address(looked))


def test_the_page_asks_for_the_address_while_it_is_open_here_only(monkeypatch):
    monkeypatch.delenv("ATLAS_BASE_URL", raising=False)
    app = opened("briefing")
    assert text("briefing.address.none", "zh") in html_of(app)
    (field,) = [each for each in app.text_input if each.label == text("briefing.address.ask", "zh")]
    field.set_value("http://atlas.office/").run()
    assert text("briefing.address.none", "zh") not in html_of(app)
    monkeypatch.setenv("ATLAS_BASE_URL", "https://gov.example/")
    assert not [each for each in opened("briefing").text_input if "网址" in each.label]


# Files that are made beside the page --------------------------------------------------------------


@pytest.fixture
def line(monkeypatch):
    """Give a line before workers who do nothing by themselves."""
    pool = Pool(0)
    for module in (making, pools, drawings):
        monkeypatch.setattr(module, "POOL", pool)
    return pool


def save(app, kind="job-save"):
    return [each for each in app.get("download_button") if kind in each.proto.id]


def test_the_page_follows_a_book_and_hands_it_over(line):
    app = opened("briefing")
    assert "making-name" not in html_of(app)
    button(app, "book-pdf").click().run()
    (made,) = app.session_state["desk"].jobs.values()
    assert (made.owner, made.form, made.zones, made.is_slow) == (SESSION, "book.pdf", 42, True)
    assert text("making.place", "zh", n=1) in html_of(app)
    made.state, made.done, made.of, made.what = "running", 3, 86, "封面"
    line._waiting.remove(made)
    app.run()
    assert "3/86 封面" in html_of(app)
    made.state, made.made = "done", b"%PDF"
    app.run()
    assert "<progress" not in html_of(app)
    assert save(app)
    button(app, "job-remove-1").click().run()
    assert "making-name" not in html_of(app)


def test_a_book_is_cancelled_while_it_waits(line):
    app = opened("briefing", lang="en")
    button(app, "book-pptx").click().run()
    button(app, "job-cancel-1").click().run()
    (made,) = app.session_state["desk"].jobs.values()
    assert made.state == "cancelled"
    assert text("making.cancelled", "en") in html_of(app)
    assert not save(app)
    assert line.condition()["waiting"] == 0


@pytest.mark.usefixtures("line")
def test_a_book_that_is_not_begun_says_why_and_what_to_do():
    app = opened("briefing")
    for _ in range(5):
        button(app, "book-pdf").click().run()
    assert len(app.session_state["desk"].jobs) == 4
    assert text("making.busy.mine", "zh", n=4) in html_of(app)
    button(app, "job-cancel-1").click().run()
    button(app, "book-pdf").click().run()
    assert text("making.busy.mine", "zh", n=4) not in html_of(app)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("why", ["broken", "ended", "late", "large"])
def test_a_book_that_failed_says_why(line, why, lang):
    app = opened("briefing", lang=lang)
    button(app, "book-pdf").click().run()
    (made,) = app.session_state["desk"].jobs.values()
    line._waiting.remove(made)
    made.state, made.why, made.number = "failed", why, "E-234567"
    app.run()
    assert made.said(lang) in html_of(app)
    assert ("E-234567" in html_of(app)) == (why in {"broken", "ended"})


@pytest.mark.usefixtures("line")
def test_of_the_files_that_are_over_the_last_few_are_kept():
    app = opened("briefing")
    for number in range(1, 8):
        button(app, "book-pdf").click().run()
        button(app, f"job-cancel-{number}").click().run()
    assert list(app.session_state["desk"].jobs) == [3, 4, 5, 6, 7]  # and the one asked for last


def test_a_book_is_made_of_the_data_of_the_page():
    app = opened("briefing", lang="en", zone="dingxi", prefecture="dingxi")
    button(app, "book-pdf").click().run()
    (made,) = app.session_state["desk"].jobs.values()
    assert made.wait(300)
    app.run()
    assert made.made.startswith(b"%PDF")
    assert save(app)


# Of many zones ------------------------------------------------------------------------------------


@pytest.fixture
def many(monkeypatch):
    """Have every atlas count as one of many zones."""
    monkeypatch.setattr(works, "HEAVY", 41)
    monkeypatch.setattr(drawings, "DRAWINGS", drawings.Drawings())
    monkeypatch.setattr(awaited, "DRAWINGS", drawings.DRAWINGS)


def drawing(app, slot="sheet"):
    return app.session_state["desk"].drawings[slot][1]


def images(app):
    return [image for each in app.get("imgs") for image in each.proto.imgs]


@pytest.mark.usefixtures("many")
def test_a_picture_of_many_zones_is_awaited_and_the_page_stands_before_it_does(line):
    app = opened("briefing", lang="en")
    assert text("making.picture", "en") in html_of(app)
    assert text("making.place", "en", n=1) in html_of(app)
    assert not images(app)
    assert files(app) == {}
    first = drawing(app)
    first.look()
    button(app, "snapshot-png").click().run()
    (made,) = app.session_state["desk"].jobs.values()
    assert (made.work, made.args[0], made.form, made.zones) == (works.piece, "png", "png", 42)
    assert drawing(app) is first  # what is asked for otherwise leaves it as it is
    assert line.place(made) == 2


@pytest.mark.usefixtures("many", "line")
def test_a_picture_of_something_else_puts_the_one_before_off():
    app = opened("briefing")
    first = drawing(app)
    app.query_params["area"] = "hexi"
    app.run()
    assert (first.state, drawing(app).state) == ("cancelled", "waiting")


@pytest.mark.usefixtures("many", "line")
def test_a_picture_is_put_off_and_asked_for_again():
    app = opened("briefing")
    first = drawing(app)
    button(app, "awaited-cancel-sheet").click().run()
    assert (first.state, drawing(app)) == ("cancelled", None)
    assert text("making.cancelled", "zh") in html_of(app)
    button(app, "awaited-again-sheet").click().run()
    assert drawing(app).state == "waiting"


@pytest.mark.usefixtures("many")
def test_a_picture_that_nobody_looked_at_for_long_is_asked_for_anew(line):
    app = opened("briefing")
    first = drawing(app)
    line.cancel(first, "left")
    app.run()
    assert drawing(app) is not first
    assert drawing(app).state == "waiting"


@pytest.mark.usefixtures("many")
def test_where_there_is_no_room_for_a_picture_the_page_says_so(line):
    for number in range(40):
        line.submit(Job(str(number), works.preview))
    app = opened("briefing")
    assert text("making.busy.all", "zh", n=40) in html_of(app)
    assert [each for each in app.button if each.key.startswith("snapshot-png")]


@pytest.mark.usefixtures("many")
def test_a_picture_that_failed_says_why_and_is_drawn_again(line):
    app = opened("briefing")
    first = drawing(app)
    line._fail(first, "late")
    app.run()
    assert first.said("zh") in html_of(app)
    button(app, "awaited-again-sheet").click().run()
    assert drawing(app).state == "waiting"


@pytest.mark.usefixtures("many")
def test_the_picture_that_workers_draw_is_the_one_drawn_in_place(monkeypatch):
    shown = []
    monkeypatch.setattr(briefing_sheet, "_picture", shown.append)
    app = opened("briefing")
    assert drawing(app).wait(300)
    app.run()
    monkeypatch.setattr(works, "HEAVY", 200)
    app.run()
    assert shown[0] == shown[-1]
    assert shown[0][0].startswith(b"\x89PNG")


@pytest.mark.usefixtures("many")
def test_two_readers_of_the_same_have_it_drawn_once(line):
    first, second = opened("briefing"), opened("briefing")
    assert drawing(first) is drawing(second)
    assert line.condition()["waiting"] == 1


@pytest.mark.usefixtures("line")
def test_a_collection_is_saved_at_once_while_it_is_light_and_begun_when_it_is_not(monkeypatch):
    app = opened("briefing")
    button(app, "briefing-add").click().run()
    assert "pdf" in files(app, "collection")
    monkeypatch.setattr(works, "HEAVY", 60)  # one sheet of 42 zones is light, two are not
    button(app, "briefing-add").click().run()
    assert "pdf" not in files(app, "collection")
    button(app, "collection-pdf").click().run()
    (made,) = app.session_state["desk"].jobs.values()
    assert (made.work, made.form, made.zones, made.is_slow) == (works.collection, "pdf", 84, False)
    assert len(made.args[1]) == 2
    monkeypatch.setattr(works, "SLOW", 60)
    app.run()
    button(app, "collection-pdf").click().run()
    assert app.session_state["desk"].jobs[2].is_slow


@pytest.mark.usefixtures("many", "line")
def test_small_maps_are_awaited_where_there_are_many_zones():
    app = opened("overview", panels="type")
    assert drawing(app, "small-maps").work is works.small_maps
    assert text("making.picture", "zh") in html_of(app)
    button(app, "awaited-cancel-small-maps").click().run()
    assert drawing(app, "small-maps") is None
