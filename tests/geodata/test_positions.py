"""Positions, parks and what other sources say, read a second time from what was found."""

import math
import tomllib
from collections import Counter

import pytest

from geodata import SOURCES
from geodata.schema import read
from tests.shipped import ATLAS

TABLES = read.read_tables()
POSITIONS = TABLES["positions"].set_index("zone")
CHECKS = TABLES["position_checks"]
PARKS = TABLES["parks"].set_index("id")
CARDS = tomllib.loads(SOURCES.read_text(encoding="utf-8"))["cards"]

# What was found, one independent point a row: zone, how far it was said to be from the atlas's
# point (km) and whether the zone, a park or a place stands there. Of Liuchuan, whose point has been
# mended since, the distances were from the old one.
FOUND = [
    *(("lanzhou-hitech", km) for km in (1.1, 1.1, 19.0, 12.2)),
    ("baiyin-hitech", 4.8),
    *(("jinchang-etdz", km) for km in (12.2, 0.1, 8.9)),
    ("tianshui-etdz", 2.6),
    *(("jiuquan-etdz", km) for km in (11.2, 0.2)),
    *(("zhangye-etdz", km) for km in (12.2, 11.9, 2.6)),
    *(("jiayuguan", km) for km in (13.9, 0.1)),
    ("longxi", 0.4),
    *(("pingliang", km) for km in (2.6, 0.0)),
    ("linxia", 7.7),
    ("yumen", 3.7),
    ("yongdeng-lianhai", 0.2),
    ("xifeng", 7.9),
    *(("lanzhou-xigu-xincheng", km) for km in (2.7, 3.4)),
    *(("wuwei", km) for km in (2.6, 1.2)),
    *(("wuwei-huangyang", km) for km in (2.0, 0.5)),
    *(("gaotai", km) for km in (8.3, 5.3)),
    *(("huating", km) for km in (1.6, 3.0)),
    ("jingning", 2.8),
    ("baiyin-pingchuan", 2.8),
    *(("shandan-chengbei", km) for km in (4.1, 1.1)),
    *(("jiuzhou", km) for km in (1.7, 1.9)),
    ("lanzhou-yuzhong-heping", 2.1),
    ("minxian", 1.5),
    ("linze", 4.6),
    ("yongchang", 2.5),
    ("sunan-qiqing", 15.6),
    ("tianzhu-jinqiang", 5.5),
]
# The one whose point was mended: two sources, 2.6 km apart, on either side of the new point.
LIUCHUAN = [(104.53649, 36.68001), (104.53191, 36.65665)]
NEWLY_VERIFIED = {
    *("lanzhou-hitech", "tianshui-etdz", "wuwei-huangyang"),
    *("jiuzhou", "yongchang", "liuchuan"),
}
DISPUTED = {"xifeng": 0, "gaotai": 0, "linze": 225, "shandan-chengbei": 135}  # where it is said
VERIFIED = {
    *NEWLY_VERIFIED,
    *("lanzhou-etdz", "jiayuguan", "longxi", "pingliang", "lintao", "yongdeng-lianhai", "wuwei"),
    *("huating", "dongxiang", "minxian", "sunan-qiqing", "zhenyuan-jinlong"),
}
# Parks placed by a published point: lon, lat.
PLACED = {
    "jinchang-etdz-hexipu": (102.0968, 38.3784),
    "zhangye-etdz-circular": (100.4621, 39.0709),
    "yumen-east": (97.9, 39.8),
    "yumen-laojunmiao": (97.73333, 39.83333),
    "lintao-taoyang": (103.85325, 35.40135),
    "yongdeng-lianhai-haishiwan": (102.85799, 36.34628),
    "minxian-meichuan": (104.06345, 34.54072),
    "minxian-lujing": (104.55724, 34.31978),
}
UNLICENSED = {"kaiwulaw-geocode", "taigu-scene", "heywhale-stations"}
KM = 111.2  # a degree of latitude


def km_between(one, other):
    """Reckon flatly, without our own functions: good to a hundredth at such distances."""
    (a, b), (c, d) = one, other
    return KM * math.hypot((c - a) * math.cos(math.radians((b + d) / 2)), d - b)


def test_every_point_that_was_found_is_a_check():
    said = CHECKS[(CHECKS["km"] != "") & (CHECKS["zone"] != "liuchuan")]
    rows = sorted((zone, float(km)) for zone, km in zip(said["zone"], said["km"], strict=True))
    assert len(rows) == len(FOUND) == 45
    for (zone, km), (expected, found) in zip(rows, sorted(FOUND), strict=True):
        assert zone == expected
        assert km == pytest.approx(found, abs=0.11)


def test_liuchuan_lies_between_its_two_sources_and_copies_neither():
    here = tuple(float(POSITIONS.loc["liuchuan", name]) for name in ("lon", "lat"))
    apart = km_between(*LIUCHUAN)
    assert apart == pytest.approx(2.6, abs=0.1)
    checks = CHECKS[CHECKS["zone"] == "liuchuan"]
    for row, there in zip(checks["km"], LIUCHUAN, strict=True):
        assert float(row) == pytest.approx(km_between(here, there), abs=0.06)
        assert float(row) < apart
    assert float(POSITIONS.loc["liuchuan", "accuracy_km"]) == 3
    assert km_between(here, (104.45, 36.66)) == pytest.approx(7.2, abs=0.2)  # the old point
    assert all(round(value, 2) == value for value in here)


def test_verified_are_those_that_two_sources_or_a_publication_bear_out():
    assert set(POSITIONS.index[POSITIONS["verified"] == "yes"]) == VERIFIED
    for zone in NEWLY_VERIFIED:
        own = CHECKS[(CHECKS["zone"] == zone) & (CHECKS["supports"] == "yes")]
        assert own["source"].nunique() >= 2
        assert all(float(km) <= 3 for km in own["km"] if km)


def test_what_conflicts_is_disputed_or_in_doubt_and_shown_roughly():
    against = CHECKS[CHECKS["supports"] == "conflict"].set_index("zone")
    assert set(against.index) == {*DISPUTED, "jinchang-etdz"}
    agreement = POSITIONS["agreement"]
    assert set(agreement.index[agreement == "disputed"]) == set(DISPUTED)
    assert list(agreement.index[agreement == "doubtful"]) == ["jinchang-etdz"]
    for zone, bearing in {**DISPUTED, "jinchang-etdz": 90}.items():
        row = against.loc[zone]
        assert int(row["bearing"]) == bearing
        here = tuple(float(POSITIONS.loc[zone, name]) for name in ("lon", "lat"))
        about = (float(row["about_lon"]), float(row["about_lat"]))
        assert km_between(here, about) == pytest.approx(float(row["km"]), abs=1.5)
        assert all(round(value * 50) == pytest.approx(value * 50) for value in about)
    assert Counter(agreement) == {"single": 23, "agreed": 14, "disputed": 4, "doubtful": 1}


def test_no_coordinate_without_a_licence_is_copied():
    """Only the rough places of a dispute are given, and parks rest on what may be used."""
    for key in UNLICENSED:
        assert CARDS[key]["licence"] == "未声明"
        assert set(CHECKS.loc[CHECKS["source"] == key, "use"]) == {"check-only"}
    assert CARDS["omap-osm"]["licence"] == "ODbL 1.0"
    placed = PARKS[PARKS["lon"] != ""]
    assert not {ref for cell in placed["source"] for ref in cell.split("|")} & UNLICENSED
    assert set(CHECKS["about_lon"][CHECKS["supports"] != "conflict"]) == {""}


def test_parks_are_placed_where_a_publication_has_them():
    placed = PARKS[PARKS["lon"] != ""]
    found = {id_: (float(row["lon"]), float(row["lat"])) for id_, row in placed.iterrows()}
    assert found == PLACED


def test_parks_of_zones_that_have_several():
    several = set(POSITIONS.index[POSITIONS["multi_park"] != "no"])
    assert set(PARKS["zone"]) <= several
    counts = Counter(PARKS["zone"])
    assert {z: counts[z] for z in ("lanzhou-etdz", "yumen", "jinta", "gaotai", "minxian")} == {
        "lanzhou-etdz": 5,
        "yumen": 3,
        "jinta": 3,
        "gaotai": 2,
        "minxian": 4,
    }
    assert Counter(PARKS["zone"][PARKS["main"] == "yes"]) == dict.fromkeys(counts, 1)


def test_a_main_park_stands_where_its_zone_does():
    main = ATLAS.parks[ATLAS.parks["main"]]
    for _, park in main.iterrows():
        assert park.geometry.equals(ATLAS.zones.geometry[park["zone"]])
        assert park["accuracy_km"] == ATLAS.zones.at[park["zone"], "accuracy_km"]
    unplaced = ATLAS.parks[ATLAS.parks["lon"].isna()]
    assert unplaced.geometry.isna().all()
    assert len(main) + len(unplaced) + len(PLACED) == len(ATLAS.parks)


def test_every_point_that_is_not_verified_says_what_would_verify_it():
    for table in ("position_basis", "position_agreement"):
        assert {"verify_zh", "verify_en"} <= set(TABLES[table])
    assert (TABLES["position_basis"]["verify_zh"] != "").all()
