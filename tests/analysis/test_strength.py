import dataclasses
from fractions import Fraction
from math import log

import pandas as pd
import pytest

from atlas.analysis.strength import diversity, listings, strength

# By hand from industry_clusters.csv, direct and inference: 125 listings of 42 zones, of which
# 32 + 17 + 17 + 12 + 12 + 9 + 9 + 5 + 4 + 2 + 2 + 2 + 2 of the clusters.
ALL = {
    "green-agri": 32,
    "biomedicine": 17,
    "equipment": 17,
    "modern-services": 12,
    "nonferrous-materials": 12,
    "new-materials": 9,
    "clean-coal": 9,
    "metallurgical-materials": 5,
    "chemical-materials": 4,
    "information-technology": 2,
    "rare-earth-battery": 2,
    "smart-equipment": 2,
    "petrochemical": 2,
}
# Southeast: Tianshui 5, Pingliang 4, Xifeng 3, Huating 2, Jingning 0, Longnan 3, Zhenyuan 1, Hui 2.
SOUTHEAST = {
    "green-agri": 6,
    "equipment": 3,
    "biomedicine": 3,
    "clean-coal": 2,
    "information-technology": 1,
    "new-materials": 1,
    "petrochemical": 1,
    "metallurgical-materials": 1,
    "nonferrous-materials": 1,
    "modern-services": 1,
}
# Ethnic: Linxia 1, Yongjing 5, Guanghe 2, Dongxiang 2, Sunan 3, Tianzhu 2.
ETHNIC = {
    "green-agri": 5,
    "chemical-materials": 2,
    "nonferrous-materials": 2,
    "modern-services": 2,
    "equipment": 1,
    "biomedicine": 1,
    "new-materials": 1,
    "clean-coal": 1,
}


def cell(table, group, cluster):
    (row,) = table[(table["group"] == group) & (table["cluster"] == cluster)].to_dict("records")
    return row


def toy(a, listed):
    """Return the atlas with some of its zones that list just these clusters, phrase by phrase."""
    rows = [
        (zone, industry, cluster, "direct")
        for zone, clusters in listed.items()
        for industry, cluster in zip(a.industries.index, clusters, strict=False)
    ]
    links = pd.DataFrame(rows, columns=["zone", "industry", "cluster", "grade"])
    return dataclasses.replace(a, zones=a.zones.loc[list(listed)], links=links)


def test_listings_are_zone_phrase_and_cluster(a):
    found = listings(a)
    assert list(found) == ["zone", "industry", "cluster"]
    assert len(found) == sum(ALL.values()) == 125
    assert found["cluster"].value_counts().to_dict() == ALL
    assert not found.duplicated().any()


def test_a_phrase_of_two_clusters_is_two_listings_and_weak_links_come_when_asked(a):
    tianshui = a.zones.loc[["tianshui-etdz"]]
    # Box 2·5: 机械制造, 电工电器, 电子信息, 医药食品 (biomedicine and farm products)
    assert listings(a, tianshui)[["industry", "cluster"]].to_numpy().tolist() == [
        ["machinery", "equipment"],
        ["electrical-appliances", "equipment"],
        ["electronic-information", "information-technology"],
        ["medicine-and-food", "green-agri"],
        ["medicine-and-food", "biomedicine"],
    ]
    # Box 2·2: 精细化工产品 points to petrochemicals but weakly
    baiyin = a.zones.loc[["baiyin-hitech"]]
    strict, inferred, weak = (
        set(listings(a, baiyin, min_grade=grade)["cluster"])
        for grade in ("direct", "inference", "weak")
    )
    assert strict < inferred < weak
    assert "petrochemical" in weak - inferred


def test_every_group_stands_with_every_cluster_in_table_order(a):
    for by, n in {"area": 4, "type": 5, "prefecture": 14, "level": 3}.items():
        table = strength(a, by=by)
        groups = list(dict.fromkeys(table["group"]))
        assert len(groups) == n
        assert list(table["cluster"]) == list(a.clusters.index) * n
        assert list(table["group"]) == [g for g in groups for _ in a.clusters.index]
    assert list(dict.fromkeys(strength(a, scheme="plan14")["group"])) == [
        "lanzhou-circle",
        "hexi-belt",
        "longdongnan-region",
    ]


@pytest.mark.parametrize(("group", "listed"), [("longdongnan", SOUTHEAST), ("ethnic", ETHNIC)])
def test_strength_is_as_counted_by_hand(a, group, listed):
    table = strength(a)
    total = sum(listed.values())
    assert total == {"longdongnan": 20, "ethnic": 15}[group]
    for cluster, everywhere in ALL.items():
        row = cell(table, group, cluster)
        n = listed.get(cluster, 0)
        assert (row["listings"], row["total"]) == (n, total)
        assert row["share"] == pytest.approx(float(Fraction(n, total)))
        assert row["lq"] == pytest.approx(float(Fraction(n, total) / Fraction(everywhere, 125)))
        assert row["expected"] == pytest.approx(float(total * Fraction(everywhere, 125)))
        assert row["few"] == (total * Fraction(everywhere, 125) < 5)


def test_one_quotient_in_full(a):
    # equipment in the southeast: Tianshui twice, Pingliang once; 3/20 against 17/125
    row = cell(strength(a), "longdongnan", "equipment")
    assert (row["listings"], row["zones"]) == (3, 2)
    assert (
        row["lq"]
        == pytest.approx(float(Fraction(3, 20) / Fraction(17, 125)))
        == pytest.approx(1.1029, abs=1e-4)
    )
    assert row["expected"] == pytest.approx(2.72)  # 20 × 17/125: a small number
    assert row["few"]
    # 49 × 32/125 = 12.5 are to be expected of farm products in Hexi: no small number
    assert not cell(strength(a), "hexi", "green-agri")["few"]


def test_a_zone_of_two_areas_counts_in_both_and_once_in_all(a):
    table = strength(a)
    totals = table.drop_duplicates("group").set_index("group")["total"]
    # 46 + 49 + 20 + 15 = 125 + 3 of Sunan + 2 of Tianzhu
    assert totals.to_dict() == {"lanzhou": 46, "hexi": 49, "longdongnan": 20, "ethnic": 15}
    assert totals.sum() == 125 + 3 + 2


def test_what_is_undefined_is_nan(a):
    table = strength(a, by="prefecture")
    gannan = table[table["group"] == "gannan"]  # no zone there
    assert (gannan["total"] == 0).all()
    assert gannan[["share", "lq"]].isna().all(axis=None)
    assert gannan["few"].all()
    # of the zones of Jingning and Linxia only one lists anything, and that one thing
    small = strength(a, a.zones.loc[["jingning", "linxia"]], by="prefecture")
    linxia = small[small["group"] == "linxia"].set_index("cluster")
    assert linxia["lq"]["green-agri"] == 1
    assert linxia["lq"].drop("green-agri").isna().all()  # nobody lists them: 0 / 0
    assert (linxia["share"].drop("green-agri") == 0).all()
    empty = strength(a, a.zones.iloc[:0])
    assert empty[["share", "lq", "expected"]].isna().all(axis=None)
    assert empty["few"].all()


def test_an_unknown_grouping_is_refused(a):
    with pytest.raises(KeyError):
        strength(a, by="colour")


def test_indices_of_a_toy_atlas(a):
    # innovation: equipment 2, biomedicine 1, clean coal 1; foundation: biomedicine 4
    clusters = ["equipment", "equipment", "biomedicine", "clean-coal"]
    small = toy(a, {"lanzhou-hitech": clusters, "dunhuang": ["biomedicine"] * 4})
    found = diversity(small, by="type")
    one, other = found.loc["innovation"], found.loc["foundation"]
    # p = 1/2, 1/4, 1/4: H = ln 2 / 2 + 2 × ln 4 / 4 = 3/2 ln 2
    assert one["shannon"] == pytest.approx(1.5 * log(2))
    assert one["evenness"] == pytest.approx(1.5 * log(2) / log(3))
    assert one["herfindahl"] == pytest.approx(
        float(Fraction(1, 4) + Fraction(1, 16) + Fraction(1, 16))
    )
    # of all 8: equipment 2/8, biomedicine 5/8, coal 1/8
    assert one["krugman"] == pytest.approx(
        float(
            abs(Fraction(1, 2) - Fraction(2, 8))
            + abs(Fraction(1, 4) - Fraction(5, 8))
            + abs(Fraction(1, 4) - Fraction(1, 8))
        )
    )
    assert one[["listings", "zones", "clusters", "few"]].tolist() == [4, 1, 3, True]
    assert (other["shannon"], other["herfindahl"]) == (0, 1)
    assert pd.isna(other["evenness"])  # of one cluster: 0 / ln 1
    assert other["krugman"] == pytest.approx(
        float(Fraction(2, 8) + (1 - Fraction(5, 8)) + Fraction(1, 8))
    )
    nobody = found.loc["upgrade"]
    assert nobody[["listings", "zones", "clusters", "few"]].tolist() == [0, 0, 0, True]
    assert nobody[["shannon", "evenness", "herfindahl", "krugman"]].isna().all()


@pytest.mark.parametrize(("group", "listed"), [("longdongnan", SOUTHEAST), ("ethnic", ETHNIC)])
def test_diversity_is_as_worked_out_by_hand(a, group, listed):
    total = sum(listed.values())
    shares = [Fraction(n, total) for n in listed.values()]
    row = diversity(a).loc[group]
    assert row["clusters"] == len(listed)
    assert row["herfindahl"] == pytest.approx(float(sum(s * s for s in shares)))
    assert row["shannon"] == pytest.approx(-sum(float(s) * log(s) for s in shares))
    assert row["evenness"] == pytest.approx(row["shannon"] / log(len(listed)))
    apart = (abs(Fraction(listed.get(c, 0), total) - Fraction(n, 125)) for c, n in ALL.items())
    assert row["krugman"] == pytest.approx(float(sum(apart)))
    assert not row["few"]


def test_the_southeast_in_one_fraction(a):
    # 6² + 3² + 3² + 2² + 6 × 1² = 64 of 20²
    assert diversity(a).loc["longdongnan", "herfindahl"] == pytest.approx(float(Fraction(64, 400)))
    assert diversity(a)["zones"].to_dict() == {
        "lanzhou": 14,
        "hexi": 16,
        "longdongnan": 8,
        "ethnic": 6,
    }
