import dataclasses
import doctest
import shutil
import sqlite3

import geopandas as gpd
import pandas as pd
import pytest

import atlas
from atlas.selection.facets import Facets
from geodata import GPKG

SPATIAL = ("zones", "parks", "province", "prefectures", "counties", "neighbours", "rivers")


def frames(a):
    return {
        field.name: value
        for field in dataclasses.fields(a)
        if isinstance(value := getattr(a, field.name), pd.DataFrame)
    }


def test_the_example_of_the_package_is_true():
    assert doctest.testmod(atlas).failed == 0


def test_every_layer_is_in_wgs84(a):
    for name in SPATIAL:
        layer = getattr(a, name)
        assert isinstance(layer, gpd.GeoDataFrame), name
        assert layer.crs == "EPSG:4326", name
        assert len(layer) > 0, name


def test_empty_cells_are_empty_texts(a):
    for name, table in frames(a).items():
        for column in table.columns:
            if (name, column) == ("links", "cluster") or column == "geometry":
                continue
            if not pd.api.types.is_numeric_dtype(table[column]):
                assert not table[column].isna().any(), (name, column)
                assert all(isinstance(cell, str) for cell in table[column]), (name, column)


def test_the_columns_of_zones_are_those_that_pages_and_maps_use(a):
    assert set(a.zones.columns) == {
        *("name_zh", "name_en", "short_zh", "short_en", "level", "zone_type", "prefecture"),
        *("county", "source", "box", "lon", "lat", "position_basis", "accuracy_km", "verified"),
        *("multi_park", "position_source", "note_zh", "note_en", "geometry"),
        *("position_kind", "position_agreement"),
    }
    assert a.zones.index.name == "id"
    assert a.zones["verified"].dtype == bool
    assert set(a.zones["box"]) == {"专栏2", "专栏3", "专栏4", "专栏5", "专栏6"}
    assert list(a.zones.geometry.x) == list(a.zones["lon"])


def test_every_key_points_to_a_row(a):
    for table, column, vocabulary in [
        ("zones", "zone_type", "types"),
        ("zones", "level", "levels"),
        ("zones", "prefecture", "prefectures"),
        ("zones", "county", "counties"),
        ("zones", "position_basis", "position_basis"),
        ("zones", "position_kind", "position_kinds"),
        ("zones", "position_agreement", "position_agreement"),
        ("parks", "zone", "zones"),
        ("position_checks", "zone", "zones"),
        ("position_checks", "source", "sources"),
        ("members", "area", "areas"),
        ("members", "scheme", "schemes"),
        ("members", "zone", "zones"),
        ("zone_industries", "industry", "industries"),
        ("zone_tags", "tag", "tags"),
        ("aliases", "zone", "zones"),
    ]:
        assert getattr(a, table)[column].isin(getattr(a, vocabulary).index).all(), (table, column)


def test_each_phrase_of_a_zone_has_its_links_or_one_row_without(a):
    pairs = a.zone_industries[["zone", "industry"]].apply(tuple, axis=1)
    linked = a.links[["zone", "industry"]].apply(tuple, axis=1)
    assert list(dict.fromkeys(linked)) == list(pairs)
    free = a.links[a.links["cluster"].isna()]
    assert {cluster for cluster in a.links["cluster"] if not isinstance(cluster, str)} == {None}
    assert not free.duplicated(["zone", "industry"]).any()
    assert set(free["grade"]) == set(free["reason_zh"]) == {""}
    assert set(a.links["grade"]) == {"direct", "inference", "weak", ""}


def test_a_link_is_marked_where_an_emerging_cluster_meets_a_zone_that_is_not_national(a):
    group, level = a.clusters["group"], a.zones["level"]
    for row in a.links.dropna(subset="cluster").itertuples():
        expected = group[row.cluster] == "emerging" and level[row.zone] != "national"
        assert row.beyond == expected
    assert a.links["beyond"].any()


def test_an_atlas_is_frozen_and_a_copy_starts_afresh(a):
    with pytest.raises(dataclasses.FrozenInstanceError):
        a.zones = None
    small = dataclasses.replace(a, zones=a.zones.head(5))
    assert (len(a.once(Facets).matrix("area")), len(small.once(Facets).matrix("area"))) == (42, 5)


def test_zones_given_as_plain_text_become_categories(a):
    plain = a.zones.assign(name_zh=[f"{name}x" for name in a.zones["name_zh"]])
    plain.index = pd.Index([f"{zone}-1" for zone in plain.index])
    copy = dataclasses.replace(a, zones=plain)
    assert {"name_zh", "level"} <= set(copy.zones.columns[copy.zones.dtypes == "category"])
    assert copy.zones.index.name == "id"
    assert plain["name_zh"].dtype == "str"


@pytest.mark.parametrize(
    ("slug", "short", "label"),
    [
        (("areas", "hexi"), False, "河西走廊经济区"),
        (("areas", "hexi"), True, "河西走廊"),
        (("clusters", "new-materials", "en"), False, "New Materials Cluster"),
        (("levels", "national"), True, "国家级"),
        (("zones", "lanzhou-etdz"), False, "兰州经济技术开发区"),
        (("counties", "620102"), False, "城关区"),
    ],
)
def test_a_slug_has_its_label(a, slug, short, label):
    assert a.label(*slug, short=short) == label


def test_select_takes_flags_by_their_names(a):
    zones = a.select(area="hexi", industry_contains=["煤化工", "盐化工"], min_grade="weak")
    assert list(zones.index) == ["yumen", "gaotai", "jinta", "tianzhu-jinqiang"]
    assert isinstance(zones, gpd.GeoDataFrame)
    assert zones.crs == "EPSG:4326"
    assert list(a.select(county=620102).index) == ["lanzhou-hitech", "jiuzhou"]
    with pytest.raises(TypeError, match="aera"):
        a.select(aera="hexi")
    with pytest.raises(atlas.SelectionError, match="hexy"):
        a.select(area="hexy")


def test_a_sheet_gathers_what_the_plan_says_of_a_zone(a):
    sheet = a.zone("jinchang-etdz")
    assert sheet.row["name_zh"] == "金昌经济技术开发区"
    assert dict(zip(sheet.members["area"], sheet.members["basis"], strict=True)) == {
        "hexi": "named",
        "hexi-belt": "place",
    }
    assert list(sheet.industries["name_zh"]) == [
        "有色金属深加工",
        "化工循环经济",
        "新能源及装备制造",
    ]
    assert {"innovation-platform", "area-lead", "example-cluster"} <= set(sheet.tags["tag"])
    assert len(sheet.neighbours) == 5
    for table in (sheet.links, sheet.aliases, sheet.mentions, sheet.industries, sheet.tags):
        assert set(table["zone"]) == {"jinchang-etdz"}


def test_mentions_follow_the_plan(a):
    order = list(a.sections["ref"])
    for zone in a.zones.index:
        refs = a.zone(zone).mentions["source"].str.split(r"[|·]", regex=True).str[0]
        places = [order.index(ref) for ref in refs]
        assert places, zone
        assert places == sorted(places), zone


def test_changes_of_a_county_reach_its_zones(a):
    counties = a.changes.loc[a.changes["county"] != "", "county"]
    assert len(counties) > 0
    for zone in a.zones.index[a.zones["county"].isin(counties)]:
        assert len(a.zone(zone).changes) > 0


def test_an_unknown_zone_names_the_nearest(a):
    with pytest.raises(atlas.SelectionError) as error:
        a.zone("jinchang")
    assert error.value.unknown[0].nearest == "jinchang-etdz"


def test_a_missing_file_says_how_to_make_it(tmp_path):
    with pytest.raises(atlas.AtlasFileError, match=r"python -m geodata\.build"):
        atlas.load(tmp_path / "none.gpkg")


def test_a_file_that_is_no_atlas_is_refused(tmp_path):
    path = tmp_path / "text.gpkg"
    path.write_text("no database at all, but long enough to be looked at", encoding="utf-8")
    with pytest.raises(atlas.AtlasFileError, match="不是图集的数据"):
        atlas.load(path)


def test_an_atlas_without_one_of_its_tables_is_refused(tmp_path):
    path = shutil.copy(GPKG, tmp_path / "copy.gpkg")
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE aliases")
    connection.close()
    with pytest.raises(atlas.AtlasFileError, match="aliases"):
        atlas.load(path)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DELETE FROM clusters", "clusters"),
        ("DELETE FROM meta WHERE key = 'data_version'", "data_version"),
        ("ALTER TABLE industries RENAME COLUMN name_zh TO name", "name_zh"),
        ("ALTER TABLE zone_industries RENAME COLUMN zone TO id", "zone"),
        ("UPDATE gpkg_geometry_columns SET column_name = 'x' WHERE table_name = 'zones'", "atlas"),
    ],
)
def test_an_atlas_that_cannot_be_read_whole_is_refused(tmp_path, statement, named):
    path = shutil.copy(GPKG, tmp_path / "copy.gpkg")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute(statement)
    connection.close()
    with pytest.raises(atlas.AtlasFileError, match=named):
        atlas.load(path)


def test_a_layer_without_one_of_its_columns_is_refused(tmp_path):
    path = shutil.copy(GPKG, tmp_path / "copy.gpkg")
    zones = gpd.read_file(path, layer="zones").rename(columns={"zone_type": "type"})
    zones.to_file(path, layer="zones")
    with pytest.raises(atlas.AtlasFileError, match="“zones”：没有列 zone_type"):
        atlas.load(path)


def test_another_reference_system_is_refused(tmp_path):
    path = shutil.copy(GPKG, tmp_path / "copy.gpkg")
    gpd.read_file(path, layer="rivers").to_crs("EPSG:4490").to_file(path, layer="rivers")
    with pytest.raises(atlas.AtlasFileError, match=r"“rivers”.*EPSG:4490.*EPSG:4326"):
        atlas.load(path)
