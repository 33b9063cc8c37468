"""The analyses on the map, as a planner sees them: drawn, changed by a click, gone when unasked."""

import pytest

pytestmark = pytest.mark.browser

PATHS = "(frame, s) => frame.contentDocument.querySelectorAll(`path.overlay${s}`).length"


def sees(desk, **wanted):
    """Wait until so many paths of each class are drawn."""
    frame = desk.page.locator(".atlas-map iframe")
    desk.waits_until(
        lambda: all(
            frame.evaluate(PATHS, f".{name.replace('_', '-')}") == n for name, n in wanted.items()
        )
    )


def test_a_question_changes_what_the_map_draws(planner):
    desk = planner("analysis?topic=space")
    # Each of the 42 zones has a nearest other national zone.
    sees(desk, hit=42, shape=0)
    desk.page.locator("a[href*='layer=catchments']").click()
    sees(desk, hit=0, line_catchment=42)
    desk.page.locator("a[href*='layer=centre']").click()
    sees(desk, line_catchment=0, line_standard=1, eye=1)
    desk.page.locator("a[href*='layer=uncovered']").click()
    desk.page.locator("a[href*='km=150']").click()
    # Of all counties only Maqu is farther than 150 km from every zone.
    sees(desk, line_standard=0, line_uncovered=1)


def test_the_drawing_follows_the_selection(planner):
    desk = planner("analysis?topic=space&layer=catchments")
    sees(desk, line_catchment=42)
    desk.choose("area", "ethnic")
    sees(desk, line_catchment=6)


def test_a_reader_is_told_what_the_drawing_shows(planner):
    desk = planner("analysis?topic=space&layer=rings")
    sees(desk, line_ring=3)
    reading = desk.page.locator("p.reading").inner_text()
    assert desk.map.locator(".leaflet-analysis-pane").get_attribute("aria-label") == reading


def test_a_zone_of_the_table_is_selected_on_the_map(planner):
    desk = planner("analysis?topic=partners&partner=equipment")
    desk.page.locator(".atlas-table a[href*='zone=tianshui-etdz']").first.click()
    desk.sees_address(zone=["tianshui-etdz"])
    selected = desk.map.locator('[data-zone="tianshui-etdz"][aria-selected="true"]')
    selected.wait_for()


def test_other_maps_draw_no_analysis(planner):
    desk = planner("analysis?topic=space")
    sees(desk, hit=42)
    desk.page.locator(".atlas-head nav a").first.click()
    desk.page.locator(".atlas-map.is-large.is-ready").wait_for()
    assert desk.page.locator(".atlas-map iframe").evaluate(PATHS, "") == 0
