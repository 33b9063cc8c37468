"""The map under the zones, as it was built."""

import geopandas as gpd
import pytest
import shapely

from geodata import GPKG, boundaries

PROVINCE_KM2 = 425_800  # as commonly given; the source's own coverage has 425,533


@pytest.fixture(scope="module")
def layers():
    names = ("counties", "prefectures", "province", "neighbours", "rivers", "zones")
    return {name: gpd.read_file(GPKG, layer=name) for name in names}


def km2(shapes):
    return shapes.to_crs(boundaries.ALBERS).area / 1e6


def test_every_layer_says_which_system_it_is_in(layers):
    assert {name: layer.crs.to_string() for name, layer in layers.items()} == dict.fromkeys(
        layers, "EPSG:4326"
    )


def test_there_are_86_counties_and_jiayuguan(layers):
    assert len(layers["counties"]) == 87
    assert (layers["counties"]["adcode"] == "620200").sum() == 1
    assert len(layers["prefectures"]) == 14


@pytest.mark.parametrize("name", ["counties", "prefectures"])
def test_shared_edges_coincide(layers, name):
    assert layers[name].is_valid.all()
    assert shapely.coverage_is_valid(layers[name].geometry.values)


def test_no_unit_that_is_no_county_is_left(layers):
    assert not set(layers["counties"]["adcode"]) & {"629700", "629800", "629900"}


def test_huating_is_a_city_with_its_present_code(layers):
    codes = set(layers["counties"]["adcode"])
    assert "620881" in codes
    assert "620824" not in codes


def test_the_province_has_its_area(layers):
    assert km2(layers["province"]).iloc[0] == pytest.approx(PROVINCE_KM2, rel=0.01)


def test_prefectures_and_province_are_made_of_the_counties(layers):
    counties, province = layers["counties"], layers["province"].geometry.iloc[0]
    assert shapely.coverage_union_all(counties.geometry.values).equals(province)
    by_prefecture = km2(counties).groupby(counties["prefecture"]).sum()
    prefectures = layers["prefectures"].set_index("slug")
    assert by_prefecture.to_dict() == pytest.approx(km2(prefectures).to_dict(), rel=1e-9)


def test_simplifying_changed_no_county_by_more_than_one_per_cent(layers):
    raw = boundaries._read("district")
    raw = raw[raw["adcode"].str.startswith("62")]
    odd = gpd.read_file(GPKG, layer="odd_units")
    raw["adcode"] = raw["adcode"].replace(dict(zip(odd["adcode"], odd["into"], strict=True)))
    before = km2(raw.dissolve("adcode"))
    after = km2(layers["counties"].set_index("adcode"))
    assert ((after - before) / before).abs().max() < 0.01


def test_neighbours_do_not_cover_the_province(layers):
    inside = layers["province"].geometry.iloc[0].buffer(-0.01)
    assert not layers["neighbours"].intersects(inside).any()


def test_rivers_stay_inside_the_province(layers):
    assert layers["rivers"].within(layers["province"].geometry.iloc[0].buffer(0.02)).all()


def test_label_points_lie_in_what_they_name(layers):
    for name in ("counties", "prefectures", "neighbours"):
        layer = layers[name]
        points = gpd.points_from_xy(layer["label_lon"], layer["label_lat"])
        assert shapely.intersects(layer.geometry.values, points).all(), name


def test_every_zone_lies_in_its_county(layers):
    counties = layers["counties"].set_index("adcode").geometry
    zones = layers["zones"]
    outside = [z.id for z in zones.itertuples() if not counties[z.county].contains(z.geometry)]
    assert outside == []
