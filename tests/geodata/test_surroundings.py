"""What lies around the zones: where it is, what it is called, whose it is."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata import GPKG, NATURAL_EARTH, OSM, OSM_GPKG, SOURCES, TABLES, surroundings
from geodata.boundaries import ALBERS, CRS
from geodata.schema.read import read_sources

PROVINCE = gpd.read_file(GPKG, layer="province").geometry.iloc[0]
COUNTIES = gpd.read_file(GPKG, layer="counties").set_index("name_zh").geometry
AIRPORTS = gpd.read_file(GPKG, layer="airports").set_index("iata")
# Where each airport lies, as its own county knows it: code, name, ICAO, county, lon, lat.
WHERE = (
    ("DNH", "ZLDH", "敦煌市", 94.81, 40.16),
    ("GXH", "ZLXH", "夏河县", 102.62, 34.82),
    ("IQN", "ZLQY", "西峰区", 107.60, 35.80),
    ("JGN", "ZLJQ", "嘉峪关市", 98.34, 39.86),
    ("JIC", "ZLJC", "金川区", 102.35, 38.54),
    ("LHW", "ZLLL", "永登县", 103.62, 36.52),
    ("LNL", "ZLLN", "成县", 105.80, 33.79),
    ("THQ", "ZLTS", "麦积区", 105.86, 34.56),
    ("YZY", "ZLZY", "甘州区", 100.66, 38.81),
)


@pytest.mark.parametrize(("iata", "icao", "county", "lon", "lat"), WHERE)
def test_an_airport_lies_where_it_is(iata, icao, county, lon, lat):
    airport = AIRPORTS.loc[iata]
    assert airport["icao"] == icao
    assert (airport.geometry.x, airport.geometry.y) == pytest.approx((lon, lat), abs=0.01)
    assert (airport["lon"], airport["lat"]) == (airport.geometry.x, airport.geometry.y)
    found = COUNTIES.index[COUNTIES.contains(airport.geometry)]
    assert county in found or COUNTIES[county].distance(airport.geometry) < 0.02, [*found]


def test_these_are_all_the_airports():
    assert [*AIRPORTS.index] == [row[0] for row in WHERE]


def test_the_airports_are_those_of_the_package():
    pytest.importorskip("airportsdata")
    table = pd.read_csv(TABLES / "airports.csv", dtype=str, keep_default_na=False)
    assert surroundings.airports(table, PROVINCE).equals(table)


def test_an_airport_without_a_row_gets_the_name_that_the_package_has():
    pytest.importorskip("airportsdata")
    table = pd.read_csv(TABLES / "airports.csv", dtype=str, keep_default_na=False)
    made = surroundings.airports(table[table["iata"] != "YZY"], PROVINCE).set_index("iata")
    assert made.loc["YZY", "name_zh"] == ""
    assert made.loc["YZY", "lon"] == "100.6608"


@pytest.mark.parametrize("name", ["stations", "power_plants"])
def test_what_is_openstreetmap_s_lies_in_the_province(name):
    layer = gpd.read_file(OSM_GPKG, layer=name)
    assert layer["id"].is_unique
    assert layer.geometry.within(PROVINCE.buffer(0.01)).all()
    assert (layer["name_zh"].ne("") == layer["name_en"].ne("")).all()


def test_power_plants_have_an_energy_that_is_known():
    plants = surroundings.osm_tables()["power_plants"]
    assert set(plants["fuel"]) <= {*surroundings.FUELS, ""}
    assert plants.loc[plants["name_zh"] == "刘家峡大坝", ["fuel", "mw"]].to_numpy().tolist() == [
        ["hydro", "1350"]
    ]


@pytest.mark.parametrize(
    ("slug", "passes"),
    [
        ("yellow-river", (103.83, 36.07)),  # 兰州
        ("wei-river", (104.64, 35.00)),  # 陇西
        ("jing-river", (107.37, 35.33)),  # 泾川
        ("malian-river", (107.30, 36.57)),  # 环县
        ("jialing-river", (106.27, 33.77)),  # 徽县、两当以南
    ],
)
def test_a_named_river_runs_where_its_name_belongs(slug, passes):
    rivers = gpd.read_file(GPKG, layer="named_rivers").set_index("slug").to_crs(ALBERS).geometry
    at = gpd.GeoSeries([shapely.Point(passes)], crs=CRS).to_crs(ALBERS).iloc[0]
    assert rivers[slug].distance(at) < 15_000
    every = gpd.read_file(GPKG, layer="rivers").to_crs(ALBERS).geometry.iloc[0]
    assert every.buffer(500).contains(rivers[slug]), "a name goes to a river that is drawn"


def test_a_name_goes_along_and_not_up_a_tributary():
    named = shapely.LineString([(0, 0), (100_000, 0)])
    main = shapely.LineString([(0, 1_000), (100_000, 1_000)])
    tributary = shapely.LineString([(50_000, 2_000), (50_000, 60_000)])
    assert surroundings._along(shapely.union(main, tributary), named).length == 100_000


@pytest.mark.parametrize(
    ("slug", "at"),
    [
        ("qilian-mountains", (99.5, 38.8)),
        ("hexi-corridor", (100.4, 39.1)),
        ("loess-plateau", (107.0, 36.0)),
        ("qinling", (106.3, 34.1)),
        ("altun-mountains", (93.5, 39.0)),
        ("gobi", (97.0, 42.0)),
        ("tibetan-plateau", (102.0, 34.2)),
    ],
)
def test_a_landform_reaches_where_it_is_known_to(slug, at):
    forms = gpd.read_file(GPKG, layer="landforms").set_index("slug")
    assert forms.geometry[slug].distance(shapely.Point(at)) < 0.3
    label = shapely.Point(forms.loc[slug, "label_lon"], forms.loc[slug, "label_lat"])
    assert forms.geometry[slug].contains(label)


@pytest.mark.parametrize(
    "path", sorted(NATURAL_EARTH.glob("*.geojson")), ids=lambda path: path.name
)
def test_what_is_kept_of_natural_earth_is_named_in_a_table(path):
    kept = json.loads(path.read_text(encoding="utf-8"))["features"]
    name = {file: name for name, file in surroundings.GEOMETRY.items()}[path.name]
    slugs = pd.read_csv(TABLES / f"{name}.csv", dtype=str)["slug"]
    assert sorted(each["id"] for each in kept) == sorted(slugs)
    assert path.stat().st_size < 20_000


def test_every_source_has_its_licence():
    cards = read_sources(SOURCES)[0]["cards"]
    licences = {key: cards[key]["licence"] for key in ("natural-earth", "airportsdata")}
    assert licences == {"natural-earth": "Public Domain", "airportsdata": "MIT"}
    assert cards["openstreetmap"]["licence"] == "ODbL 1.0"


def test_the_script_refuses_a_file_that_lacks_a_name(tmp_path, capsys):
    path = tmp_path / "rivers.geojson"
    frame = gpd.GeoDataFrame({"name": ["Wei"]}, geometry=[PROVINCE.boundary], crs=CRS)
    frame.to_file(path)
    pytest.importorskip("airportsdata")
    assert surroundings.main(["--check", "--rivers", str(path)]) == 1
    assert "Huang" in capsys.readouterr().err


def test_the_folder_of_openstreetmap_holds_what_its_notice_names():
    named = (OSM / "NOTICE").read_text(encoding="utf-8")
    assert all(path.name in named for path in OSM.iterdir() if path.name != "NOTICE")
    assert Path(OSM_GPKG).exists()
