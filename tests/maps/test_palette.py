"""The palettes: neighbours differ for every eye, names can be read, grey is grey."""

import numpy as np
import pytest

from atlas.briefing.order import SHEET_STYLES
from atlas.maps.palette import palette
from tests.maps import colours
from tests.shipped import ATLAS

NAMES = ("text/zone", "text/national", "text/area", "text/prefecture", "text/county")
READ, SEEN = 4.5, 2.2  # contrast of letters; of symbols, which have an edge besides

# Sharma, Wu, Dalal (2005), table 1: L*, a*, b* of two colours and CIEDE2000 between them.
SHARMA = """
50.0000 2.6772 -79.7751 50.0000 0.0000 -82.7485 2.0425
50.0000 3.1571 -77.2803 50.0000 0.0000 -82.7485 2.8615
50.0000 2.8361 -74.0200 50.0000 0.0000 -82.7485 3.4412
50.0000 -1.3802 -84.2814 50.0000 0.0000 -82.7485 1.0000
50.0000 -1.1848 -84.8006 50.0000 0.0000 -82.7485 1.0000
50.0000 -0.9009 -85.5211 50.0000 0.0000 -82.7485 1.0000
50.0000 0.0000 0.0000 50.0000 -1.0000 2.0000 2.3669
50.0000 -1.0000 2.0000 50.0000 0.0000 0.0000 2.3669
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0009 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0010 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0011 7.2195
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0012 7.2195
50.0000 -0.0010 2.4900 50.0000 0.0009 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0010 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0011 -2.4900 4.7461
50.0000 2.5000 0.0000 50.0000 0.0000 -2.5000 4.3065
50.0000 2.5000 0.0000 73.0000 25.0000 -18.0000 27.1492
50.0000 2.5000 0.0000 61.0000 -5.0000 29.0000 22.8977
50.0000 2.5000 0.0000 56.0000 -27.0000 -3.0000 31.9030
50.0000 2.5000 0.0000 58.0000 24.0000 15.0000 19.4535
50.0000 2.5000 0.0000 50.0000 3.1736 0.5854 1.0000
50.0000 2.5000 0.0000 50.0000 3.2972 0.0000 1.0000
50.0000 2.5000 0.0000 50.0000 1.8634 0.5757 1.0000
50.0000 2.5000 0.0000 50.0000 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
"""


def test_the_measure_is_that_of_its_authors():
    rows = np.array([line.split() for line in SHARMA.split("\n") if line], dtype=float)
    assert len(rows) == 34
    for row in rows:
        one, other, said = row[:3], row[3:6], row[6]
        assert colours.delta_e(one, other) == pytest.approx(said, abs=5e-5), row
        assert colours.delta_e(other, one) == pytest.approx(said, abs=5e-5), row


def test_the_measure_starts_from_what_a_screen_shows():
    white, black, red = (colours.lab(colours.parts(c)) for c in ("#ffffff", "#000000", "#ff0000"))
    assert white == pytest.approx([100, 0, 0], abs=0.01)
    assert black == pytest.approx([0, 0, 0], abs=0.01)
    assert red == pytest.approx([53.24, 80.09, 67.20], abs=0.01)


@pytest.mark.parametrize("sight", colours.SIGHTS)
def test_grey_is_the_same_for_every_eye(sight):
    for tone in np.linspace(0, 1, 5):
        _, a, b = colours.lab(np.full(3, tone), sight)
        assert abs(a) < 0.1
        assert abs(b) < 0.1


def test_the_green_blind_mix_up_what_they_are_known_to():
    red, green = colours.parts("#a05a2c"), colours.parts("#5f7a2c")
    apart = {
        sight: colours.delta_e(colours.lab(red, sight), colours.lab(green, sight))
        for sight in colours.SIGHTS
    }
    assert apart["deutan"] < apart["normal"] / 3


@pytest.mark.parametrize("style", colours.STYLES)
def test_neighbours_differ_for_every_eye(style):
    near = [each for each in colours.measured(ATLAS, style) if each.delta < colours.LEAST]
    assert near == []


def test_all_kinds_of_neighbours_are_looked_at_in_every_style():
    assert {(each.kind, each.style) for each in colours.nearest(ATLAS)} == {
        (kind, style)
        for kind in ("areas", "emphasis", "classes", "words", "types")
        for style in colours.STYLES
    } - {("types", "grey")}
    assert {("ethnic", "longdongnan"), ("hexi-belt", "lanzhou-circle")} < {*colours.touching(ATLAS)}


def test_what_has_different_patterns_is_apart_only_if_they_show():
    fill, dark = colours.parts("#dddddd"), colours.parts("#777777")
    plain = colours.Look("plain", fill)
    rows, faint = (
        colours.Look("rows", fill, "rows", dark),
        colours.Look("faint", fill, "rows", fill),
    )
    assert plain.apart(rows, "normal") > colours.LEAST
    assert plain.apart(faint, "normal") == 0
    assert rows.apart(rows, "normal") == 0
    assert rows.apart(rows.pale(np.ones(3), 0.2), "normal") > colours.LEAST


def over(colour, ground, opacity):
    """Return a colour as it looks over a ground."""
    parts = colours.mixed(colours.parts(colour), colours.parts(ground), opacity)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def grounds(style, known):
    """Yield what names stand on: land that stands out and land that lies back."""
    suffix = "_dark" if style == "dark" else ""
    ground = known["ground" if style in colours.THEMES else "sheet/map"]
    share = 1 - known["veil"].opacity
    for key, row in known.items():
        if key.startswith("area/") and row.fill:
            full = getattr(row, f"fill{suffix}")
            yield full
            yield over(full, getattr(ground, f"fill{suffix}"), share)


def styles_of(style):
    return palette(ATLAS, SHEET_STYLES[0] if style in colours.THEMES else style)


@pytest.mark.parametrize("style", colours.STYLES)
def test_names_can_be_read_on_every_land(style):
    known, fill = styles_of(style), "fill_dark" if style == "dark" else "fill"
    for name in NAMES:
        for land in grounds(style, known):
            seen = over(getattr(known[name], fill), land, known[name].opacity)
            assert colours.contrast(seen, land) >= READ, (name, land)
    for slug in ATLAS.areas.index if style != "dark" else ():  # no screen names areas
        area = known[f"area/{slug}"]
        ink = known["text/area"].fill if area.shape else area.stroke
        assert colours.contrast(ink, area.fill) >= READ, slug
    beyond = getattr(known["ground" if style in colours.THEMES else "sheet/map"], fill)
    assert colours.contrast(getattr(known["text/neighbour"], fill), beyond) >= READ


@pytest.mark.parametrize("style", colours.STYLES)
def test_symbols_stand_out_from_every_land(style):
    known, suffix = styles_of(style), "_dark" if style == "dark" else ""
    for slug in ATLAS.types.index:
        row = known[f"type/{slug}"]
        sides = [getattr(row, f"{part}{suffix}") for part in ("fill", "stroke")]
        # On paper an edge shows; on screen it is a halo in the colour of what lies around.
        sides = sides if style in {"grey", "safe"} else sides[:1]
        for land in grounds(style, known):
            assert max(colours.contrast(side, land) for side in sides) >= SEEN, (slug, land)


def test_grey_is_grey():
    for key, row in palette(ATLAS, "grey").items():
        for colour in (row.fill, row.stroke):
            assert not colour or colour[1:3] == colour[3:5] == colour[5:7], (key, colour)


def test_types_differ_by_their_shapes_in_every_style():
    for style in SHEET_STYLES:
        known = palette(ATLAS, style)
        shapes = [known[f"type/{slug}"].shape for slug in ATLAS.types.index]
        assert len({*shapes}) == len(shapes)
