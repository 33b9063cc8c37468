"""The briefing page by Streamlit's own test harness: form, words, list, verifying, the book."""

import datetime as dt
import re
import time
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest

from atlas.briefing import formats, provenance
from atlas.briefing.order import LAT, LAYOUTS, LON, MODES, SHEET_STYLES, Order, check
from atlas.i18n import LANGS, table, text
from atlas.selection.selection import Selection
from pages.ui.briefing import collection, order, verify
from pages.ui.process import jobs
from pages.ui.session.form import CHOICES, Form
from pages.ui.session.view import View
from tests.pages.harness import CHINESE, SAID_CHINESE, TAGS, html_of, opened, view

PUBLIC = {"review_number": "甘S(2026)1号", "base_map_source": "天地图", "maker": "规划处"}


def files(app, kind="snapshot"):
    """Return the buttons for files, by format: whether they can be pressed."""
    return {
        element.proto.id.rsplit("-", 2)[-2]: not element.proto.disabled
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
    Form(extent="screen", frame=(94.5, 38.25, 101.0, 41.0)),
    Form(frame=(94.5, 38.25, 101.0, 41.0), context=True, native=True),
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
        {"extent": "screen"},
        {"frame": "1,2,3"},
        {"frame": "nan,1,inf,2"},
        {"frame": "101,38,94,41"},
        {"frame": "0,0,1,1"},
        {"context": "maybe"},
    ],
)
def test_a_wrong_form_is_said_and_left_out(params):
    form, wrong = Form.parse({name: [value] for name, value in params.items()})
    assert form == Form()
    # An extent of the screen that does not say what the screen shows lacks its frame.
    assert [each.flag for each in wrong] == ["frame" if "extent" in params else next(iter(params))]


@pytest.mark.parametrize(
    "frame",
    [
        "-180,-90,180,90",
        "103.8,36.05,103.8001,36.0501",
        "86,29.3,86.01,29.31",
        "113.39,46.4,120,50",
    ],
)
def test_any_frame_of_the_screen_becomes_one_that_can_be_drawn(frame):
    form, wrong = Form.parse({"frame": [frame], "extent": ["screen"]})
    assert wrong == ()
    check(Order(Selection(), "zh", dt.date(2026, 11, 23), extent="screen", frame=form.frame))
    west, south, east, north = form.frame
    assert LON[0] <= west < east <= LON[1]
    assert LAT[0] <= south < north <= LAT[1]


def test_every_choice_has_its_words_in_both_languages():
    for lang in LANGS:
        strings = table(lang)
        for name, known in CHOICES.items():
            assert [each for each in known if f"briefing.{name}.{each}" not in strings] == []
        for kind, known in (
            ("snapshot", formats.SNAPSHOTS),
            ("collection", formats.COLLECTIONS),
            ("briefing.book", formats.BOOKS),
        ):
            assert [name for name in known if f"{kind}.{name}" not in strings] == []
    assert set(CHOICES) == {"layout", "style", "extent", "mode"}
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
    assert chosen[:4] == ["方形", "如屏幕所见", "不画", "灰度（复印）"]


def test_the_usual_sheets_are_those_of_the_data(a):
    html = html_of(opened("briefing", layout="a4"))
    part = html.split('class="atlas-presets"')[1].split("</section>")[0]
    found = re.findall(r'href="([^"]+)"', part)
    prefectures = a.zones["prefecture"].nunique()
    assert len(found) == len(set(found)) == 1 + 4 + len(a.types) + len(a.clusters) + prefectures
    assert all("layout=a4" in href for href in found)


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


# Verify -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_verdict_is_said_in_words(a, lang):
    order = Order(Selection(areas=("hexi",)), "zh", dt.date(2026, 11, 23))
    view = View(lang, Selection(), "", (), "briefing")
    good = provenance.read(formats.SNAPSHOTS["svg"].write(a, order))
    assert verify._said(view, a, good)["kind"] == "same"
    one = good.sheets[0]
    stale = replace(good, sheets=(replace(one, zones={**one.zones, "dunhuang": "00000000"}),))
    told = verify._said(view, a, stale)
    assert told["kind"] == "changed"
    assert a.label("zones", "dunhuang", lang) in " ".join(told["lines"])
    told = verify._said(view, a, verify._read(b"no file of the atlas"))
    assert told["kind"] == "error"
    assert bool(CHINESE.search(told["lines"][0])) == (lang == "zh")


# The book -----------------------------------------------------------------------------------------


def three_steps(*, progress):
    for step in range(3):
        progress(step, 3, f"step {step}")
    return b"book"


def too_long(*, progress):
    progress(0, 1, "waiting")
    time.sleep(600)
    return b""


def broken(*, progress):
    progress(0, 1, "about to fail")
    raise RuntimeError("this is a test")


def begun(work):
    """Begin a work; a maker that has just ended may take a moment to make room."""
    deadline = time.monotonic() + 120
    while (made := jobs.start("x.pdf", "application/pdf", work)) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return made


def ends(made):
    deadline = time.monotonic() + 180
    while made.state == "running":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return made.state


def test_a_long_work_tells_how_far_it_is_and_gives_its_file():
    made = begun(three_steps)
    assert ends(made) == "done"
    assert (made.content, made.done, made.of, made.what) == (b"book", 2, 3, "step 2")


def test_a_long_work_can_be_cancelled_and_makes_room():
    made = [begun(too_long), begun(too_long)]
    assert jobs.start("x.pdf", "application/pdf", too_long) is None  # no room
    for each in made:
        each.cancel()
        each.maker.wait(90)
        assert (each.state, each.content) == ("cancelled", b"")
    assert ends(begun(three_steps)) == "done"


def test_a_work_that_fails_says_so_and_bears_the_number_that_the_log_has(capfd):
    made = begun(broken)
    assert ends(made) == "failed"
    assert "this is a test" in capfd.readouterr().err
    assert re.fullmatch(r"E-\w{6}", made.number)


def test_what_is_being_made_ends_with_the_server():
    made = begun(too_long)
    assert jobs.end() == 1
    made.maker.wait(90)
    assert (made.state, made.content) == ("cancelled", b"")
    assert jobs.end() == 0


SEEN = "http://10.1.2.3:8501/kfq/briefing?area=hexi"


@pytest.mark.parametrize(
    ("given", "seen", "meant"),
    [
        ("", SEEN, "http://10.1.2.3:8501/kfq/"),
        ("", "https://a.b/", "https://a.b/"),
        ("", None, ""),
        ("https://gov.example/gansu", SEEN, "https://gov.example/gansu/"),
        ("no address", SEEN, "http://10.1.2.3:8501/kfq/"),  # the start has said so
        ("", "http://localhost:8501/briefing", "http://localhost:8501/"),
    ],
)
def test_the_address_is_the_administrators_then_the_browsers(monkeypatch, given, seen, meant):
    monkeypatch.setenv("ATLAS_BASE_URL", given)
    monkeypatch.setattr(order.st, "context", SimpleNamespace(url=seen))
    looked = View("zh", Selection(areas=("hexi",)), "", (), "briefing")
    assert order.address(looked) == meant
    local = "localhost" in meant or not meant
    asked = Order(looked.selection, "zh", dt.date(2026, 11, 28), base_url=order.address(looked))
    assert asked.link == ("" if local else f"{meant}overview?area=hexi")


def test_the_page_follows_a_book_and_hands_it_over(monkeypatch):
    made = jobs.Job("book.pdf", "application/pdf", maker=None)
    monkeypatch.setattr(jobs, "start", lambda *_: made)
    app = opened("briefing")
    button(app, "book-pdf").click().run()
    assert 'class="atlas-progress"' in html_of(app)
    made.done, made.of, made.what = 3, 86, "封面"
    app.run()
    assert "3/86 封面" in html_of(app)
    made.state, made.content = "done", b"%PDF"
    app.run()
    assert 'class="atlas-progress"' not in html_of(app)
    assert any("book-save" in each.proto.id for each in app.get("download_button"))
