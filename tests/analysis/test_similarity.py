import dataclasses
from fractions import Fraction
from itertools import combinations
from math import inf, isnan

import numpy as np
import pandas as pd
import pytest

from atlas import geo
from atlas.analysis.precision import Share
from atlas.analysis.similarity import BANDS, MEASURES, groups, most_alike, pairs, similarity, spread
from atlas.selection.facets import Facets
from tests.bench.synthetic import atlas_of
from tests.pairwise import pairs as chosen

ZONES = ["lanzhou-hitech", "dunhuang", "jiayuguan", "xifeng", "huixian"]


@pytest.fixture(scope="module")
def alike(a):
    return similarity(a)


@pytest.fixture(scope="module")
def crowd():
    """More zones than the plan has, so that many pairs tie."""
    return atlas_of(200)


def toy(a, *clusters):
    """Return the atlas with some of its zones, which have these clusters and a phrase for each."""
    phrase = dict(zip(a.clusters.index, a.industries.index, strict=False))
    rows = [
        (zone, phrase[cluster], cluster, "direct")
        for zone, has in zip(ZONES, clusters, strict=False)
        for cluster in has
    ]
    links = pd.DataFrame(rows, columns=["zone", "industry", "cluster", "grade"])
    zones = a.zones.loc[ZONES[: len(clusters)]]
    return dataclasses.replace(
        a, zones=zones, links=links, zone_industries=links[["zone", "industry"]]
    )


def of(alike, measure, one, other):
    i, j = alike.ids.get_indexer([one, other])
    return getattr(alike, measure)[i, j]


def sets(a, ids):
    """Return phrases and clusters of each zone as sets, from the tables."""
    links = a.links[a.links["grade"].isin(["direct", "inference"])]
    phrases = a.zone_industries.groupby("zone")["industry"].agg(set).to_dict()
    clusters = links.groupby("zone")["cluster"].agg(set).to_dict()
    return {zone: (phrases.get(zone, set()), clusters.get(zone, set())) for zone in ids}


def by_hand(a, *, on, within, least, most):
    """Return the pairs that `pairs` should find, one by one."""
    ids = list(a.zones.index.astype(str))
    has = sets(a, ids)
    areas = a.members[a.members["scheme"] == "plan13"].groupby("zone")["area"].agg(set)
    lon, lat = a.zones["lon"].to_numpy(), a.zones["lat"].to_numpy()
    k = ("phrases", "clusters").index(on)
    sign = 1 if least else -1
    found = []
    for i, j in combinations(range(len(ids)), 2):
        values = [
            Fraction(len(x & y), len(x | y)) if x | y else None
            for x, y in zip(has[ids[i]], has[ids[j]], strict=True)
        ]
        same = bool(areas[ids[i]] & areas[ids[j]])
        if values[k] is None or (within == "area" and not same) or (within == "across" and same):
            continue
        other = inf if values[1 - k] is None else sign * values[1 - k]
        found.append((sign * values[k], other, i, j, same))
    # The distance of all would take long; it matters only among the first that tie.
    found.sort(key=lambda pair: pair[:2])
    if len(found) > most:
        found = [pair for pair in found if pair[:2] <= found[most - 1][:2]]
    km = geo.distance_km(*([v[[p[n] for p in found]] for n in (2, 3) for v in (lon, lat)]))
    ranked = sorted(zip(found, km, strict=True), key=lambda p: (*p[0][:2], p[1], *p[0][2:4]))
    return [(ids[i], ids[j], same, km) for (_, _, i, j, same), km in ranked[:most]]


def test_likeness_by_hand(alike):
    # 天水 (Box 2·5) 机械制造 电工电器 电子信息 医药食品: equipment, information, farm, biomedicine
    # 兰州高新 (Box 2·1) 总部经济 电子信息 新材料 生物医药 节能环保: services, information,
    # new materials, biomedicine; the last fits no cluster
    assert of(alike, "phrases", "tianshui-etdz", "lanzhou-hitech") == pytest.approx(
        float(Fraction(1, 4 + 5 - 1))
    )
    assert of(alike, "clusters", "tianshui-etdz", "lanzhou-hitech") == pytest.approx(
        float(Fraction(2, 4 + 4 - 2))
    )
    # 酒泉 (Box 2·6) 新能源装备 生物制药 农副产品精深加工: equipment, biomedicine, farm; no phrase
    # of the former, but three of its four clusters
    assert of(alike, "phrases", "tianshui-etdz", "jiuquan-etdz") == 0
    assert of(alike, "clusters", "tianshui-etdz", "jiuquan-etdz") == float(Fraction(3, 4))
    # 永靖's six phrases and 白银西区's four share three, the most of all pairs
    assert of(alike, "phrases", "yongjing", "baiyin-xiqu") == pytest.approx(
        float(Fraction(3, 6 + 4 - 3))
    )


def test_the_matrices_are_what_sets_give(a, alike):
    has = sets(a, alike.ids)
    assert list(alike.ids) == list(a.zones.index)
    for k, measure in enumerate(("phrases", "clusters")):
        matrix = getattr(alike, measure)
        assert matrix.shape == (42, 42)
        assert np.array_equal(matrix, matrix.T, equal_nan=True)
        for (i, x), (j, y) in combinations(enumerate(alike.ids), 2):
            one, other = has[x][k], has[y][k]
            if one | other:
                assert matrix[i, j] == pytest.approx(len(one & other) / len(one | other))
            else:
                assert isnan(matrix[i, j])


def test_two_zones_without_a_cluster_have_no_likeness(a):
    found = similarity(toy(a, ["equipment"], [], []))
    assert np.array_equal(
        found.clusters,
        [[1, 0, 0], [0, np.nan, np.nan], [0, np.nan, np.nan]],
        equal_nan=True,
    )
    assert pairs(toy(a, ["equipment"], [], []), found, on="clusters")["clusters"].tolist() == [0, 0]


def test_the_zone_that_fits_no_cluster_is_undefined_with_itself(alike):
    # 静宁 (Box 4·6): 地毯纺织 and 包装印刷 fit none; it has phrases all the same
    assert isnan(of(alike, "clusters", "jingning", "jingning"))
    assert of(alike, "phrases", "jingning", "jingning") == 1
    assert np.isnan(alike.clusters).sum() == 1


def test_weaker_links_make_other_clusters(a, alike):
    direct = similarity(a, min_grade="direct")
    assert direct.min_grade == "direct"
    assert np.array_equal(direct.phrases, alike.phrases)
    assert np.isnan(direct.clusters).sum() > 1


def test_some_zones_only(a, alike):
    some = a.zones.iloc[[7, 3, 30]]
    found = similarity(a, some)
    assert list(found.ids) == list(some.index)
    assert found.phrases[0, 2] == of(alike, "phrases", *some.index[[0, 2]])
    assert len(pairs(a, found)) == 3


@pytest.mark.parametrize(
    "case",
    chosen(
        ("phrases", "clusters"),
        ("", "area", "across"),
        (False, True),
        ((42, 20), (42, 1000), (200, 15)),
    ),
    ids=str,
)
def test_pairs_are_those_found_one_by_one(a, crowd, case):
    *how, (size, most) = case
    how = dict(zip(("on", "within", "least"), how, strict=True))
    atlas = a if size == 42 else crowd
    found = pairs(atlas, similarity(atlas), most=most, **how)
    expected = by_hand(atlas, most=most, **how)
    assert list(found[["a", "b"]].itertuples(index=False, name=None)) == [e[:2] for e in expected]
    assert list(found["same_area"]) == [e[2] for e in expected]
    assert found["km"].tolist() == pytest.approx([e[3] for e in expected])


def test_the_most_alike_pair_and_what_it_shares(a, alike):
    first = pairs(a, alike, most=1).iloc[0]
    assert (first["a"], first["b"]) == ("yongjing", "baiyin-xiqu")
    assert first["phrases"] == pytest.approx(float(Fraction(3, 7)))
    assert set(first["common"]) == {
        "food-processing",
        "biopharmaceuticals",
        "new-building-materials",
    }
    # equipment, farm products, biomedicine of five (chemicals and services too) and three
    assert first["clusters"] == pytest.approx(float(Fraction(3, 5)))
    assert not first["same_area"]
    by_clusters = pairs(a, alike, on="clusters", most=1000)
    row = by_clusters[(by_clusters["a"] == "tianshui-etdz") & (by_clusters["b"] == "jiuquan-etdz")]
    assert set(row["common"].item()) == {"equipment", "green-agri", "biomedicine"}


def test_common_follows_the_grade_of_the_likeness(a):
    direct = pairs(a, similarity(a, min_grade="direct"), on="clusters", most=1000)
    rows = direct[(direct["a"] == "tianshui-etdz") & (direct["b"] == "jiuquan-etdz")]
    # no phrase of 天水 has a cluster's own words
    assert rows["common"].item() == ()
    assert rows["clusters"].item() == 0


def test_areas_are_those_of_the_scheme(a, alike):
    # 兰州 and 临夏 share no area in the 13th plan, and one in the 14th
    both = {"a": "lanzhou-hitech", "b": "linxia"}
    for scheme, same in {"plan13": False, "plan14": True}.items():
        found = pairs(a, alike, most=1000, scheme=scheme)
        row = found[(found[list(both)] == pd.Series(both)).all(axis=1)]
        assert row["same_area"].item() == same


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_zones_make_no_pair(a, n):
    found = similarity(a, a.zones.iloc[:n])
    assert pairs(a, found).empty
    assert list(pairs(a, found)) == list(pairs(a, similarity(a)))
    assert spread(a, found)["pairs"].sum() == 0
    assert list(groups(found).ids) == list(found.ids)
    assert list(groups(found).labels) == [1] * n


def test_an_unknown_measure_is_refused(a, alike):
    with pytest.raises(KeyError):
        pairs(a, alike, on="colour")


@pytest.mark.parametrize("on", ["phrases", "clusters"])
def test_bands_of_distance_hold_the_pairs_they_should(a, alike, on):
    left, right = np.triu_indices(42, 1)
    lon, lat = a.zones["lon"].to_numpy(), a.zones["lat"].to_numpy()
    km = geo.distance_km(lon[left], lat[left], lon[right], lat[right])
    table = pd.DataFrame({"band": pd.cut(km, [0, *BANDS, inf], right=False, labels=False)})
    areas = a.once(Facets).matrix("area").to_numpy()
    table["same"] = (areas[left] & areas[right]).any(axis=1)
    table["value"] = getattr(alike, on)[left, right]
    found = spread(a, alike, on=on)
    assert found["pairs"].sum() == 42 * 41 / 2
    assert found["to_km"].tolist() == [*BANDS, inf]
    whole, parts = table.groupby("band")["value"], table.groupby(["band", "same"])["value"]
    assert found["pairs"].tolist() == whole.size().tolist()
    assert found["mean"].tolist() == pytest.approx(whole.mean().tolist())
    for name, same in {"same_area": True, "across": False}.items():
        mean = parts.mean().xs(same, level="same")
        assert found[f"{name}_mean"].tolist() == pytest.approx(mean.tolist())
        assert found[f"{name}_pairs"].tolist() == parts.size().xs(same, level="same").tolist()


def test_a_band_begins_with_its_lower_end_to_the_metre(a):
    # A chord can't tell a metre at this distance: the geodesic decides.
    small = toy(a, ["equipment"], ["equipment"])
    found = similarity(small)
    km = float(geo.distance_km(*small.zones[["lon", "lat"]].to_numpy().ravel()))
    for end, counts in {km: [0, 1], km + 0.001: [1, 0], km - 0.001: [0, 1]}.items():
        assert spread(small, found, km=(end,))["pairs"].tolist() == counts


def test_a_mean_of_no_pair_is_nothing(a):
    small = toy(a, ["equipment"], ["equipment", "biomedicine"])
    found = spread(small, similarity(small), km=(1, 5000))
    assert found["pairs"].tolist() == [0, 1, 0]
    assert found["few"].all()
    assert np.array_equal(found["mean"], [np.nan, 1 / 2, np.nan], equal_nan=True)


def test_groups_by_hand(a):
    # A {e, b}, B {e}, C {b, g}, D {n}, E none: d(AB) = 1/2; d(AC) = 2/3 and d(BC) = 1 make
    # d(AB, C) = 5/6; D has nothing in common with any
    small = toy(
        a,
        ["equipment", "biomedicine"],
        ["equipment"],
        ["biomedicine", "green-agri"],
        ["new-materials"],
        [],
    )
    found = groups(similarity(small), cut=0.6)
    assert found.without == (ZONES[4],)
    assert set(found.ids) == set(ZONES[:4])
    assert found.merges["height"].tolist() == pytest.approx([1 / 2, 5 / 6, 1])
    assert found.merges["size"].tolist() == [2, 3, 4]
    # the first merge is of the leaves A and B, the next of it (leaf 4 + 0) and C
    leaf = list(found.ids).index
    assert set(found.merges.loc[0, ["left", "right"]]) == {leaf(ZONES[0]), leaf(ZONES[1])}
    assert set(found.merges.loc[1, ["left", "right"]]) == {4, leaf(ZONES[2])}
    assert set(found.merges.loc[2, ["left", "right"]]) == {5, leaf(ZONES[3])}
    group = dict(zip(found.ids, found.labels, strict=True))
    assert group[ZONES[0]] == group[ZONES[1]]
    assert len(set(group.values())) == 3
    # Along the leaves, groups of several first.
    sizes = found.labels.tolist()
    several = [n for n in dict.fromkeys(sizes) if sizes.count(n) > 1]
    alone = [n for n in dict.fromkeys(sizes) if sizes.count(n) == 1]
    assert [*several, *alone] == [1, 2, 3]
    assert len(set(groups(similarity(small), cut=0.9).labels)) == 2
    assert len(set(groups(similarity(small), cut=0.4).labels)) == 4
    # A, like both, lies between B and C
    order = [zone for zone in found.ids if zone != ZONES[3]]
    assert order.index(ZONES[0]) == 1


def test_a_tree_of_the_plan_is_whole(alike):
    for on, without in {"clusters": ("jingning",), "phrases": ()}.items():
        found = groups(alike, on=on)
        n = 42 - len(without)
        assert found.without == without
        assert sorted([*found.ids, *without]) == sorted(alike.ids)
        assert len(found.merges) == n - 1
        assert found.merges["height"].is_monotonic_increasing
        # every leaf and every merge but the last is merged once
        assert sorted(found.merges[["left", "right"]].to_numpy().ravel()) == list(range(2 * n - 2))
        # zones of one group stand together
        labels = pd.Series(found.labels)
        assert (labels != labels.shift()).sum() == labels.nunique()


def test_equal_zones_are_one_group_however_many(crowd):
    found = groups(similarity(crowd), on="phrases", cut=0)
    models = found.ids.str.replace(r"-\d+$", "", regex=True)
    assert len(set(zip(models, found.labels, strict=True))) == 42 == len(set(found.labels))


def test_neighbouring_leaves_are_as_alike_as_can_be(a):
    # A-B and C-D merge; across them only A and C share anything, so they come side by side
    first, second, third, fourth, fifth = a.clusters.index[:5]
    small = toy(a, [first, second, third], [first, second], [third, fourth, fifth], [fourth, fifth])
    one, other, near, far = ZONES[:4]
    leaves = list(groups(similarity(small)).ids)
    assert leaves in ([other, one, near, far], [far, near, one, other])


def test_a_cut_at_the_very_height_does_not_cut(a):
    # 1 - 7/10 is a hair above 0.3 in floating point
    small = toy(a, a.clusters.index[:10], a.clusters.index[:7])
    assert list(groups(similarity(small), cut=0.3).labels) == [1, 1]


def test_pairs_come_though_the_other_measure_is_undefined(a):
    weak = toy(a, ["equipment"], ["equipment"], ["equipment"])
    weak = dataclasses.replace(weak, links=weak.links.assign(grade="weak"))
    found = pairs(weak, similarity(weak), on="phrases", most=1)
    assert found["phrases"].tolist() == [1]
    assert found["clusters"].isna().all()
    assert pairs(weak, similarity(weak), on="clusters").empty


def test_a_share_is_the_counts_that_likeness_is_made_of(a):
    """兰州经开 (专栏2·3) and 定西 (专栏5·1) share one phrase of 5 + 4 - 1."""
    alike = similarity(a)
    at = {zone: n for n, zone in enumerate(alike.ids)}
    assert alike.share("phrases", at["lanzhou-etdz"], at["dingxi"]) == Share(1, 8)
    assert alike.share("clusters", at["jingning"], at["jingning"]) == Share(0, 0)
    for measure, flag in MEASURES.items():
        has = a.once(Facets).matrix(flag)
        for one, other in (("tianshui-etdz", "dingxi"), ("minle", "jiuquan-etdz")):
            wanted = Share.of(has.loc[one], has.loc[other])
            assert alike.share(measure, at[one], at[other]) == wanted


def test_most_alike_share_phrases_first(a):
    """天水 shares a phrase with 兰州高新 alone (电子信息); then come clusters."""
    found = list(most_alike(a, "tianshui-etdz")["zone"])
    assert found[0] == "lanzhou-hitech"
    assert "tianshui-etdz" not in found
    # 静宁 belongs to no cluster; 包装印刷 it shares with 武威 alone (专栏4·1, 4·6).
    assert list(most_alike(a, "jingning")["zone"]) == ["wuwei"]


def test_the_pairs_of_one_zone_are_those_of_all_in_their_order(a, alike):
    """Of all pairs those of one zone are left, it as the first of each, in the same order."""
    for zone in a.zones.index[::7]:
        every = pairs(a, alike, most=10_000)
        own = every[(every["a"] == zone) | (every["b"] == zone)]
        others = [
            b if first == zone else first for first, b in zip(own["a"], own["b"], strict=True)
        ]
        found = pairs(a, alike, of=zone, most=10_000)
        assert set(found["a"]) == {zone}
        assert list(found["b"]) == others
        assert list(found["km"]) == list(own["km"])
        assert list(found["common"]) == list(own["common"])
