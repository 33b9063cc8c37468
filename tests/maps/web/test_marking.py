"""Marks and measures in the map's document: as the library has them, safe, and told to the page."""

import json
from itertools import pairwise

import pytest
import shapely

from atlas import geo
from atlas.maps import marks, web
from atlas.maps.marks import Mark
from tests.browser import chromium
from tests.maps.marked import REFUSED
from tests.maps.web.document import HOSTILE
from tests.specified import MARKS

pytestmark = pytest.mark.browser

ASSETS = web._HERE / "assets"
# From west to east of Gansu; a great area, a park, a street.
LINES = (
    [[92.4, 42.7], [98.5, 39.7], [103.82, 36.06], [108.6, 35.2]],
    [[103.8, 36.06], [103.81, 36]],
)
AREAS = (
    [[92.4, 42.7], [103.0, 41.5], [108.6, 35.2], [101.0, 32.7]],
    [[103.8, 36.0], [103.9, 36.0], [103.9, 36.05], [103.8, 36.06]],
    [[94.0, 38.0], [104.0, 38.0], [104.0, 38.01]],
)


@pytest.fixture(scope="module")
def bench(browser):
    """Give a page that is empty but for the scripts that reckon."""
    page = browser.new_context().new_page()
    scripts = "\n".join((ASSETS / name).read_text() for name in ("geodesic.js", "geojson.js"))
    yield lambda body, given=None: page.evaluate(f"(given) => {{ {scripts}\n{body} }}", given)
    page.context.close()


@pytest.fixture
def opened(browser, a, tmp_path):
    """Open the map's document; nothing may complain."""
    watch = chromium.Watch()
    context = browser.new_context(viewport={"width": 1100, "height": 700}, reduced_motion="reduce")
    watch.follow(context)
    path = tmp_path / "map.html"
    path.write_text(web.document(a), encoding="utf-8")
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate("atlas.ready")
    page.evaluate("() => { atlas.on('marks', (values) => { window.heard = values; }); }")
    yield page
    context.close()
    assert watch.complaints == []


# What it reckons ----------------------------------------------------------------------------------


@pytest.mark.parametrize("places", LINES)
def test_a_length_is_that_of_the_library(bench, places):
    wanted = sum(geo.distance_km(*a, *b) for a, b in pairwise(places))
    assert bench("return lengthOf(given);", places) / 1000 == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("places", AREAS)
def test_an_area_is_that_of_the_library(bench, places):
    wanted = geo.area_km2(shapely.Polygon(places))
    assert bench("return areaOf(given);", places) / 1e6 == pytest.approx(wanted, rel=1e-5)


def test_an_error_is_the_root_of_the_squares(bench):
    ends, through = [[98.5, 39.7], [103.8, 36.1]], [[98.5, 39.7], [101.2, 38.0], [103.8, 36.1]]
    reckon = "return lengthError(given, [5000, 3000, 4000].slice(-given.length));"
    assert bench(reckon, ends) == pytest.approx(5000)
    # A point on the way adds hardly anything: wherever it lies aside, the way is as long.
    assert bench(reckon, through) == pytest.approx((5000**2 + 4000**2) ** 0.5, rel=0.01)


@pytest.mark.parametrize(
    ("n", "error", "said"),
    [
        (127.4, 8.2, ["127", "8"]),
        (1284.6, 14.2, ["1,285", "14"]),
        (27.44, 1.96, ["27", "2"]),
        (27.44, 1.2, ["27.4", "1.2"]),
        (12_345, 1_234, ["12,300", "1,200"]),
        (127.4, 0, ["127", ""]),
        (3.141, 0, ["3.14", ""]),
    ],
)
def test_a_figure_has_the_digits_that_it_bears(bench, n, error, said):
    assert bench("return rounded(...given);", [n, error]) == said


# Files --------------------------------------------------------------------------------------------

RULES = "const rules = new MarkRules(given[0]); "


def test_the_script_writes_and_reads_what_the_library_does(bench):
    rules, own = marks.for_script(), [marks.write(mark) for mark in MARKS]
    out = "return rules.toGeoJson(given[1].map((value) => rules.read(value)));"
    assert marks.from_geojson(bench(RULES + out, [rules, own]).encode()) == (MARKS, 0)
    back = "return rules.fromGeoJson(given[1], 9).marks.map((mark) => rules.write(mark));"
    assert bench(RULES + back, [rules, json.dumps(marks.to_geojson(MARKS))]) == own


TEXTS = [name for name, data in REFUSED.items() if name not in {"json-gbk", "large"}]


@pytest.mark.parametrize("name", TEXTS)
def test_the_script_refuses_what_the_library_refuses(bench, name):
    read = "try { return rules.fromGeoJson(given[1], 300); } catch (wrong) { return wrong.key; }"
    found = bench(RULES + read, [marks.for_script(), REFUSED[name].decode()])
    # What no JSON is to a browser is none to Python either; it has a word more for not-a-number.
    assert found == ("json" if name == "place-nan" else name.split("-")[0])


# On the map ---------------------------------------------------------------------------------------


def tell(page, *drawn):
    page.evaluate("(values) => atlas.marks(values)", [marks.write(mark) for mark in drawn])


def heard(page, n):
    """Return the marks that the page hears of, once they are so many."""
    page.wait_for_function("(n) => window.heard?.length === n", arg=n)
    return [marks.read(value) for value in page.evaluate("window.heard")]


def test_every_kind_is_drawn_and_taken_away(opened):
    tell(opened, *MARKS)
    drawn = opened.locator(".marks .drawn")
    assert [
        each.split()[1].removeprefix("is-")
        for each in drawn.evaluate_all("(m) => m.map((g) => g.getAttribute('class'))")
    ] == [mark.kind for mark in MARKS]
    assert opened.get_attribute(".marks", "aria-label").count("圈") == 1
    opened.evaluate("atlas.marks([])")
    assert drawn.count() == 0
    assert opened.get_attribute(".marks", "aria-hidden") == "true"


def test_markup_in_words_is_words(opened):
    tell(opened, Mark("text", "red", ((103.0, 38.0),), HOSTILE.replace(";", "")[:90]))
    opened.click("[data-act=mark]")
    assert opened.evaluate("[document.images.length, window.broken]") == [0, None]
    assert "<script>" in opened.text_content(".drawn text")
    assert "<script>" in opened.text_content(".marking select")


def test_a_callout_is_drawn_on_a_zone_worded_moved_deleted_and_brought_back(opened):
    opened.click("[data-act=mark]")
    opened.click("[data-kind=callout]")
    opened.click("[data-style=blue]")
    opened.click('[data-zone="lanzhou-hitech"]')
    opened.mouse.click(300, 400)
    opened.keyboard.type("到2020年")
    (mark,) = heard(opened, 1)
    assert (mark.kind, mark.style, mark.words) == ("callout", "blue", "到2020年")
    # No zone was selected by the click, and the place is the zone's own.
    assert opened.locator('[data-zone][aria-selected="true"]').count() == 0
    handle = opened.locator(".handle").nth(1)
    handle.focus()
    opened.keyboard.press("Shift+ArrowRight")
    opened.wait_for_function("(before) => window.heard[0] !== before", arg=marks.write(mark))
    (moved,) = heard(opened, 1)
    assert moved.at[0] == mark.at[0]
    assert moved.at[1][0] > mark.at[1][0]
    opened.click(".marking [data-do=delete]")
    heard(opened, 0)
    opened.click(".marking [data-do=undo]")
    assert heard(opened, 1) == [moved]


def test_a_line_is_drawn_by_the_keyboard_alone(opened):
    opened.focus("[data-act=mark]")
    opened.keyboard.press("Enter")
    opened.focus("[data-kind=line]")
    opened.keyboard.press("Enter")
    opened.keyboard.press("Enter")
    opened.keyboard.press("ArrowRight")
    opened.wait_for_function("() => !atlasShell.map._panAnim?._inProgress")
    for _ in range(2):  # there again: it ends
        opened.keyboard.press("Enter")
    (mark,) = heard(opened, 1)
    assert mark.kind == "line"
    assert mark.at[1][0] > mark.at[0][0]
    assert opened.evaluate("document.activeElement.matches('.marking input')")


def test_words_alone_that_are_not_written_are_no_mark(opened):
    opened.click("[data-act=mark]")
    opened.click("[data-kind=text]")
    opened.mouse.click(300, 400)
    assert opened.locator(".drawn").count() == 1
    opened.click(".marking .close")
    assert opened.locator(".drawn").count() == 0
    assert opened.evaluate("window.heard ?? []") == []


def test_a_file_goes_out_and_comes_in(opened, tmp_path):
    tell(opened, *MARKS)
    opened.click("[data-act=mark]")
    with opened.expect_download() as waited:
        opened.click(".marking [data-do=save]")
    path = tmp_path / "marks.geojson"
    waited.value.save_as(path)
    assert marks.from_geojson(path.read_bytes()) == (MARKS, 0)
    opened.evaluate("atlas.marks([])")
    opened.set_input_files(".marking input[type=file]", path)
    assert heard(opened, len(MARKS)) == list(MARKS)
    path.write_bytes(REFUSED["place"])
    opened.set_input_files(".marking input[type=file]", path)
    opened.wait_for_function(
        "() => document.querySelector('.marking .step').textContent.includes('底图')"
    )
    path.write_bytes(REFUSED["json-gbk"])
    opened.set_input_files(".marking input[type=file]", path)
    opened.wait_for_function(
        "() => document.querySelector('.marking .step').textContent.includes('UTF-8')"
    )


def test_a_distance_between_zones_has_its_error_and_can_be_kept(opened, a):
    opened.click("[data-act=measure]")
    for zone in ("jiayuguan", "lanzhou-hitech"):
        opened.click(f'[data-zone="{zone}"]')
    ends = [a.zones.loc[zone] for zone in ("jiayuguan", "lanzhou-hitech")]
    km = geo.distance_km(ends[0]["lon"], ends[0]["lat"], ends[1]["lon"], ends[1]["lat"])
    error = sum(end["accuracy_km"] ** 2 for end in ends) ** 0.5
    said = opened.text_content(".measuring .result")
    assert said == f"{km:.0f} ± {error:.0f} km"
    opened.click(".measuring [data-do=keep]")
    (mark,) = heard(opened, 1)
    assert (mark.kind, mark.words) == ("line", said)
    assert opened.locator(".marking").is_visible()
    assert opened.locator(".measuring").is_hidden()


def test_while_the_map_is_dragged_marks_do_no_work(opened):
    tell(opened, *MARKS)
    opened.evaluate(
        """() => {
          window.changes = 0;
          const watch = new MutationObserver((found) => { window.changes += found.length; });
          const options = { subtree: true, childList: true, attributes: true };
          watch.observe(document.querySelector(".marks"), options);
        }"""
    )
    opened.mouse.move(300, 500)
    opened.mouse.down()
    opened.mouse.move(420, 420, steps=8)
    opened.mouse.up()
    opened.wait_for_timeout(100)
    assert opened.evaluate("window.changes") == 0
