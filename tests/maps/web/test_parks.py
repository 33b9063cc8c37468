"""Parks on the map: beside the selected zone, of all from close by; disputed places of one."""

import dataclasses

import pytest

from atlas.i18n import LANGS, text
from atlas.maps import web
from atlas.model import positions
from tests.maps.web.document import HOSTILE, data_of
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser

MARKS = "(kind) => document.querySelectorAll(`.leaflet-parks-pane .park-${kind}`).length"
PLACED = positions.placed(ATLAS)


@pytest.fixture(scope="module")
def document():
    return web.document(ATLAS)


@pytest.fixture
def page(opened, document):
    return opened(document)


def drawn(page):
    """Return how many parks and how many disputed places the map shows."""
    return tuple(page.evaluate(MARKS, kind) for kind in ("other", "disputed"))


def legend(page):
    return page.evaluate(
        "() => [...document.querySelectorAll('.legend .chip.plain')]"
        ".filter((chip) => !chip.hidden).map((chip) => chip.textContent)"
    )


def test_the_first_view_has_zones_alone(page):
    assert drawn(page) == (0, 0)


@pytest.mark.parametrize(
    ("zone", "expected"),
    {
        "yumen": (2, 0),
        "minxian": (2, 0),
        "jinchang-etdz": (1, 1),
        "xifeng": (0, 1),
        "dunhuang": (0, 0),
    }.items(),
)
def test_a_selected_zone_shows_its_parks_and_what_is_said_instead(page, zone, expected):
    page.evaluate(f"atlas.select('{zone}')")
    assert drawn(page) == expected
    said = text("map.legend.disputed", "zh")
    assert (said in legend(page)) == bool(expected[1])
    page.evaluate("atlas.select(null)")
    assert drawn(page) == (0, 0)


def test_from_close_by_all_parks_show_and_no_disputed_place(page):
    page.evaluate("atlas.view({ lat: 39, lng: 102, zoom: 9 })")
    page.wait_for_function(f"() => ({MARKS})('other') > 0")
    assert drawn(page) == (len(PLACED), 0)
    page.evaluate("atlas.show(['yumen'])")
    assert drawn(page) == (2, 0)


def test_parks_can_be_put_away_and_a_dispute_cannot(page):
    page.evaluate("atlas.select('jinchang-etdz')")
    page.evaluate("atlas.layers({ parks: false })")
    assert drawn(page) == (0, 1)


def test_no_name_is_written_over_a_disputed_place(page):
    page.evaluate("atlas.fit(['jinchang-etdz'])")
    page.evaluate("atlas.select('jinchang-etdz')")
    page.wait_for_timeout(500)
    box, names = page.evaluate(
        """() => {
          const rect = (element) => {
            const { x, y, right, bottom } = element.getBoundingClientRect();
            return [x, y, right, bottom];
          };
          const names = [...document.querySelectorAll("text")].filter((t) => t.textContent);
          const place = document.querySelector(".leaflet-parks-pane .park-disputed");
          return [rect(place), names.map(rect)];
        }"""
    )
    assert names
    for x, y, right, bottom in names:
        assert x >= box[2] or right <= box[0] or y >= box[3] or bottom <= box[1]


@pytest.mark.parametrize("lang", LANGS)
def test_a_mark_says_what_it_is_as_text(opened, lang):
    parks = ATLAS.parks.assign(name_zh=HOSTILE, name_en=HOSTILE)
    page = opened(web.document(dataclasses.replace(ATLAS, parks=parks)))
    page.evaluate(f"atlas.lang('{lang}')")
    page.evaluate("atlas.select('yumen')")
    page.locator(".leaflet-parks-pane .park-other").first.hover(force=True)
    assert HOSTILE in page.inner_text(".leaflet-tooltip.said")


def test_places_that_are_only_spoken_of_are_rough(document):
    disputed = data_of(document)["disputed"]
    assert len(disputed) == 5
    for place in disputed:
        assert all(round(each * 50) == pytest.approx(each * 50) for each in place["at"])
