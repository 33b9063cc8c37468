import dataclasses

import geopandas as gpd
import numpy as np
import pytest

from atlas import SelectionError, geo
from atlas.analysis import partners


def placed(a, places):
    """Return the atlas with these zones only, at these places."""
    zones = a.zones.loc[list(places)].copy()
    lon, lat = np.array([*places.values()], dtype=float).T
    zones = zones.assign(lon=lon, lat=lat, geometry=gpd.points_from_xy(lon, lat, crs=zones.crs))
    return dataclasses.replace(a, zones=zones)


def km_between(a, one, other):
    here, there = a.zones.loc[one], a.zones.loc[other]
    return float(geo.distance_km(here["lon"], here["lat"], there["lon"], there["lat"]))


def of_cluster(a, cluster, grades=("direct", "inference")):
    links = a.links[(a.links["cluster"] == cluster) & a.links["grade"].isin(grades)]
    return set(links["zone"])


# Fellows -----------------------------------------------------------------------------------------


def test_the_fellows_of_a_cluster_in_order_of_distance(a):
    table = partners.fellows(a, "petrochemical", zone="gaotai")
    assert list(table.columns) == ["zone", "km", "phrases"]
    assert list(table["zone"]) == ["yumen", "xifeng"]
    assert list(table["phrases"]) == [("petrochemicals",)] * 2
    assert list(table["km"]) == pytest.approx(
        [km_between(a, "gaotai", "yumen"), km_between(a, "gaotai", "xifeng")]
    )


def test_a_zone_leads_its_fellows_at_no_distance(a):
    table = partners.fellows(a, "petrochemical", zone="xifeng")
    assert list(table["zone"]) == ["xifeng", "yumen"]
    assert table["km"].iloc[0] == 0


def test_fellows_from_their_mean_centre(a):
    # Four points round (1, 0) on the equator and the Greenwich meridian; one twice as far.
    toy = placed(
        a,
        {"jiuquan-etdz": (3, 0), "yumen": (0, 0), "jiayuguan": (1, 0.5), "minle": (1, -0.5)}
        | {"huixian": (1, 0)},  # makes no equipment
    )
    table = partners.fellows(toy, "equipment")
    # Mean of 3, 0, 1, 1 is 1.25, of the latitudes 0.
    assert list(table["zone"]) == ["jiayuguan", "minle", "yumen", "jiuquan-etdz"]
    assert table["km"].iloc[2:].to_list() == pytest.approx([1.25 * 111.3195, 1.75 * 111.3195], 1e-4)


def test_all_phrases_by_which_a_zone_is_of_a_cluster(a):
    table = partners.fellows(a, "green-agri", zone="gaotai").set_index("zone")
    assert table.loc["gaotai", "phrases"] == ("farm-sideline-processing", "bio-health-food")
    assert set(table.index) == of_cluster(a, "green-agri")


def test_fellows_by_grade(a):
    assert partners.fellows(a, "rare-earth-battery", min_grade="direct").empty
    assert set(partners.fellows(a, "rare-earth-battery")["zone"]) == {"baiyin-hitech", "liuchuan"}
    weak = partners.fellows(a, "petrochemical", min_grade="weak")
    assert set(weak["zone"]) == {"yumen", "xifeng", "baiyin-hitech", "yongjing", "sunan-qiqing"}


# Partners ----------------------------------------------------------------------------------------


def test_partners_along_the_equator_and_a_meridian(a):
    # Petrochemicals feed new chemical materials; a degree is 111.3195 km east, 110.5744 north.
    toy = placed(a, {"yumen": (0, 0), "sunan-qiqing": (1, 0), "minle": (0, 1), "yongjing": (-3, 0)})
    table = partners.partners(toy, "petrochemical", n=2)
    assert table.drop(columns="km").to_dict("records") == [
        {
            "zone": "yumen",
            "complement": "chemical-materials",
            "partner": partner,
            "kind": "feeds",
            "itself": False,
        }
        for partner in ("minle", "sunan-qiqing")
    ]
    assert list(table["km"]) == pytest.approx([110.5744, 111.3195], abs=1e-3)


def test_the_other_way_round_the_fed_come_first(a):
    toy = placed(
        a,
        {"minle": (0, 0), "yumen": (1, 0), "xifeng": (3, 0), "gaotai": (0, 1), "huating": (2, 0)},
    )
    table = partners.partners(toy, "chemical-materials", n=2, backwards=True)
    assert list(zip(table["complement"], table["partner"], strict=True)) == [
        ("petrochemical", "yumen"),
        ("petrochemical", "xifeng"),
        ("clean-coal", "gaotai"),
        ("clean-coal", "yumen"),  # coal chemicals too
    ]
    assert set(table["kind"]) == {"feeds"}
    assert partners.partners(toy, "chemical-materials").empty


def test_a_zone_may_be_its_own_partner(a):
    table = partners.partners(a, "clean-coal")
    own = table[table["itself"]]
    # 煤电冶一体化 and 有色金属冶炼及冶金新材料; 煤化工 and 冶金; 黑色金属冶炼加工 and 新型煤化工.
    assert list(zip(own["zone"], own["complement"], strict=True)) == [
        ("yongdeng-lianhai", "metallurgical-materials"),
        ("huating", "metallurgical-materials"),
        ("jinta", "metallurgical-materials"),
    ]
    assert (own["km"] == 0).all()
    assert (own["zone"] == own["partner"]).all()
    first = table.groupby(["zone", "complement"], sort=False)["partner"].first()
    assert first["huating", "metallurgical-materials"] == "huating"


@pytest.mark.parametrize("backwards", [False, True])
def test_partners_are_the_nearest_of_all(a, backwards):
    mine, other = ("complement", "cluster") if backwards else ("cluster", "complement")
    order = list(a.zones.index)
    seen = 0
    for cluster in a.clusters.index:
        table = partners.partners(a, cluster, backwards=backwards)
        expected = [
            (zone, row[other], partner, row["kind"])
            for zone in sorted(of_cluster(a, cluster), key=order.index)
            for row in a.complements[a.complements[mine] == cluster].to_dict("records")
            for partner in sorted(
                of_cluster(a, row[other]), key=lambda there: km_between(a, zone, there)
            )[:3]
        ]
        names = table[["zone", "complement", "partner", "kind"]]
        assert list(names.itertuples(index=False, name=None)) == expected
        km = [km_between(a, zone, partner) for zone, _, partner, _ in expected]
        assert list(table["km"]) == pytest.approx(km)
        seen += len(table)
    assert seen > 100


def test_a_cluster_that_complements_none_has_no_partner(a):
    table = partners.partners(a, "new-materials")
    assert table.empty
    assert list(table.columns) == ["zone", "complement", "partner", "km", "kind", "itself"]
    small = dataclasses.replace(a, zones=a.zones.loc[["yumen"]])
    assert partners.partners(small, "petrochemical").empty  # nobody to feed


# The same ----------------------------------------------------------------------------------------


def test_who_is_nearest_to_tianshui_and_makes_the_same(a):
    table = partners.same(a, "tianshui-etdz")
    assert list(table["zone"]) == ["lanzhou-hitech"]
    assert list(table["common"]) == [("electronic-information",)]
    assert list(table["km"]) == pytest.approx([km_between(a, "tianshui-etdz", "lanzhou-hitech")])


def test_who_is_nearest_and_in_the_same_clusters(a):
    table = partners.same(a, "tianshui-etdz", on="clusters", n=3)
    assert list(table["zone"]) == ["huixian", "longnan-xicheng", "longxi"]
    assert list(table["common"]) == [
        ("green-agri", "biomedicine"),
        ("green-agri",),
        ("equipment", "green-agri", "biomedicine"),
    ]


def test_a_zone_in_no_cluster_shares_none(a):
    assert list(partners.same(a, "jingning")["zone"]) == ["wuwei"]
    none = partners.same(a, "jingning", on="clusters")
    assert none.empty
    assert list(none.columns) == ["zone", "km", "common"]


def test_the_same_by_hand_for_every_zone(a):
    listed = a.zone_industries.groupby("zone")["industry"].agg(set)
    for zone in a.zones.index:
        alike = [o for o in a.zones.index if o != zone and listed[o] & listed[zone]]
        nearest = sorted(alike, key=lambda other, zone=zone: km_between(a, zone, other))[:4]
        table = partners.same(a, zone, n=4)
        assert list(table["zone"]) == nearest
        assert [set(common) for common in table["common"]] == [
            listed[zone] & listed[other] for other in nearest
        ]


@pytest.mark.parametrize(
    "ask",
    [
        lambda a: partners.fellows(a, "petrochemicals"),
        lambda a: partners.fellows(a, "petrochemical", zone="tianshui"),
        lambda a: partners.partners(a, ""),
        lambda a: partners.same(a, "lanzhou"),
    ],
)
def test_what_the_atlas_does_not_know_is_refused(a, ask):
    with pytest.raises(SelectionError):
        ask(a)
