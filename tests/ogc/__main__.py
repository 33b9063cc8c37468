"""
Hold a running interface against the standard and against programs that know nothing of us.

``python -m tests.ogc [ADDRESS]``: without an address a server is started. GDAL's command line, QGIS
(Debian: ``gdal-bin``, ``python3-qgis``) and whatever else is not there is said and passed over.
"""

import json
import math
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pyogrio
from owslib.ogcapi.features import Features

from tests.browser.server import running

STEM = "http://www.opengis.net/spec/"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
BOX = (103, 35, 105, 37)
# Filter in CQL2 -> what tells the same of a feature.
FILTERS: dict[str, Callable[[dict], bool]] = {
    "level = '国家级'": lambda of: of["level"] == "国家级",
    "level <> '国家级' AND NOT prefecture = '酒泉市'": lambda of: (
        of["level"] != "国家级" and of["prefecture"] != "酒泉市"
    ),
    "lon > 100 OR lat < 36": lambda of: of["lon"] > 100 or of["lat"] < 36,
    "lon BETWEEN 100 AND 104": lambda of: 100 <= of["lon"] <= 104,
    "prefecture IN ('酒泉市','张掖市')": lambda of: of["prefecture"] in {"酒泉市", "张掖市"},
    "name_zh LIKE '%经济%'": lambda of: "经济" in of["name_zh"],
    "CASEI(name_en) LIKE CASEI('LAN%')": lambda of: of["name_en"].lower().startswith("lan"),
    "ACCENTI(name_en) = ACCENTI('x')": lambda _: False,
    "lon + lat > 140": lambda of: of["lon"] + of["lat"] > 140,
    "lon > lat * 2.8": lambda of: of["lon"] > of["lat"] * 2.8,
    "A_CONTAINS(tags, ('示范集群'))": lambda of: "示范集群" in of["tags"],
    "box IS NOT NULL": lambda _: True,
    "S_INTERSECTS(geometry, BBOX(103,35,105,37))": lambda of: (
        BOX[0] <= of["lon"] <= BOX[2] and BOX[1] <= of["lat"] <= BOX[3]
    ),
    "S_WITHIN(geometry, POLYGON((103 35,105 35,105 37,103 37,103 35)))": lambda of: (
        BOX[0] < of["lon"] < BOX[2] and BOX[1] < of["lat"] < BOX[3]
    ),
}


PROMISES = (
    *("not_a_server_error", "status_code_conformance"),
    *("content_type_conformance", "response_schema_conformance"),
)


class AbsentError(Exception):
    """A program is not installed here."""


class Interface:
    """
    An interface that can be asked.

    Parameters
    ----------
    address
        Where it is.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def ask(self, path: str = "", **params: object) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers (their names in small letters) and body of an answer."""
        asked = urlencode({name.replace("_", "-"): value for name, value in params.items()})
        at = path if path.startswith("http") else f"{self.address}{path}"
        url = f"{at}?{asked}" if asked else at
        try:
            with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310 - as it is told
                found = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                found = error.code, error.headers, error.read()
        return found[0], {name.lower(): value for name, value in found[1].items()}, found[2]

    def json(self, path: str = "", **params: object) -> dict:
        """Return an answer that is right, as JSON."""
        status, _, body = self.ask(path, **params)
        assert status == 200, (path, params, body)
        return json.loads(body)

    def zones(self, **params: object) -> list[dict]:
        """Return the zones of a question."""
        path = "/collections/zones/items"
        return self.json(path, **{"limit": 10_000, **params})["features"]


def link(of: dict, rel: str) -> str:
    """Return where a link leads."""
    return next(each["href"] for each in of["links"] if each["rel"] == rel)


def core(to: Interface) -> str:
    """Part 1: the paths, the links, pages, boxes, times, and what is refused."""
    entry = to.json()
    for rel, media in (("service-desc", "openapi"), ("conformance", "json"), ("data", "json")):
        assert media in to.ask(link(entry, rel))[1]["content-type"], rel
    assert f"{STEM}ogcapi-features-1/1.0/conf/core" in to.json("/conformance")["conformsTo"]
    every = to.json("/collections")["collections"]
    for each in every:
        assert to.json(link(each, "self"))["id"] == each["id"]
        seen, at = [], f"{link(each, 'items')}?limit=50"
        while at:
            page = to.json(at)
            seen += [feature["id"] for feature in page["features"]]
            assert page["numberReturned"] == len(page["features"]) <= 50
            at = next((one["href"] for one in page["links"] if one["rel"] == "next"), "")
        assert len(seen) == len(set(seen)) == page["numberMatched"], each["id"]
    boxed = {each["id"] for each in to.zones(bbox=",".join(map(str, BOX)))}
    assert boxed == {each["id"] for each in to.zones() if meets(each)}
    assert len(to.zones(datetime="2016-01-01/..")) == len(to.zones())
    refused = {"nonsense": "1", "limit": "0", "bbox": "1,2,3", "datetime": "no", "crs": "x"}
    for name, value in refused.items():
        assert to.ask("/collections/zones/items", **{name: value})[0] == 400, name
    assert to.ask("/collections/nothing/items")[0] == 404
    assert to.ask(f"{to.address}/collections/zones/items?bbox=1,1,2,2&bbox=1,1,2,2")[0] == 400
    return f"{len(every)} collections"


def meets(feature: dict) -> bool:
    """Tell whether a point lies in the box."""
    lon, lat = feature["geometry"]["coordinates"]
    return BOX[0] <= lon <= BOX[2] and BOX[1] <= lat <= BOX[3]


def systems(to: Interface) -> str:
    """Part 2: every system of every collection, its axes, and the header that names it."""
    n = 0
    for each in to.json("/collections")["collections"]:
        assert each["storageCrs"] in each["crs"]
        for uri in each["crs"]:
            _, heads, _ = to.ask(f"/collections/{each['id']}/items", crs=uri, limit=1)
            assert heads["content-crs"] == f"<{uri}>"
            n += 1
    plain = {each["id"]: each["geometry"]["coordinates"] for each in to.zones()}
    for each in to.zones(crs=f"{EPSG}4490"):
        assert each["geometry"]["coordinates"] == plain[each["id"]][::-1]
    for each in to.zones(crs=f"{EPSG}3857"):
        lon, lat = plain[each["id"]]
        x, y = each["geometry"]["coordinates"]
        assert math.isclose(x, 6378137 * math.radians(lon), abs_tol=0.01)
        assert math.isclose(y, 6378137 * math.asinh(math.tan(math.radians(lat))), abs_tol=0.01)
    north_first = f"{BOX[1]},{BOX[0]},{BOX[3]},{BOX[2]}"
    found = to.zones(bbox=north_first, bbox_crs=f"{EPSG}4490")
    assert {each["id"] for each in found} == {key for key, at in plain.items() if inside(at)}
    return f"{n} answers"


def inside(at: list[float]) -> bool:
    """Tell whether a place lies in the box."""
    return BOX[0] <= at[0] <= BOX[2] and BOX[1] <= at[1] <= BOX[3]


def filters(to: Interface) -> str:
    """Part 3 and CQL2: text and JSON, held against what is told of each zone."""
    import cql2  # noqa: PLC0415 - it is what turns text into JSON

    every = to.zones()
    for text, holds in FILTERS.items():
        meant = [each["id"] for each in every if holds(each["properties"])]
        assert [each["id"] for each in to.zones(filter=text)] == meant, text
        tree = json.dumps(cql2.parse_text(text).to_json())
        found = to.zones(filter=tree, filter_lang="cql2-json")
        assert [each["id"] for each in found] == meant, tree
    asked = to.json("/collections/zones/queryables")
    assert asked["$schema"].endswith("2020-12/schema")
    assert {*every[0]["properties"]} <= {*asked["properties"]}
    for wrong in ("nothing = 1", "level =", "level = 1", "f(level) = 1"):
        assert to.ask("/collections/zones/items", filter=wrong)[0] == 400, wrong
    return f"{2 * len(FILTERS)} filters"


def tables(to: Interface) -> str:
    """Properties, order, CSV, maps."""
    some = to.zones(properties="name_zh,lon", sortby="-lon", limit=5)
    assert [list(each["properties"]) for each in some] == [["name_zh", "lon"]] * 5
    values = [each["properties"]["lon"] for each in some]
    assert values == sorted(values, reverse=True)
    _, heads, body = to.ask("/collections/zones/items", f="csv")
    assert heads["content-type"] == "text/csv; charset=utf-8"
    assert body.startswith(b"\xef\xbb\xbfid,")
    assert body.count(b"\n") == len(to.zones()) + 1
    status, heads, body = to.ask("/map.png", width=480, area="hexi")
    assert (status, body[:4]) == (200, b"\x89PNG")
    assert heads["access-control-allow-origin"] == "*"
    assert to.ask("/map.svg", layout="a4")[2].lstrip().startswith(b"<")
    return "csv, png, svg"


def gdal_library(to: Interface) -> str:
    """GDAL as pyogrio brings it: layers, a box, an empty layer, another system."""
    if "OAPIF" not in pyogrio.list_drivers():
        raise AbsentError
    source = f"OAPIF:{to.address}"
    for name, kind in pyogrio.list_layers(source):
        found = pyogrio.read_info(source, layer=name)
        assert found["crs"], name
        assert len(found["fields"]) or not found["features"], (name, kind)
    outlines = pyogrio.read_info(source, layer="outlines")
    assert outlines["geometry_type"] in {"MultiPolygon", "Polygon"}
    zones = pyogrio.read_dataframe(source, layer="zones", use_arrow=False)
    other = pyogrio.read_dataframe(source, layer="zones", use_arrow=False, CRS="EPSG:4490")
    assert np.allclose(other.get_coordinates(), zones.get_coordinates())
    near = pyogrio.read_dataframe(source, layer="zones", use_arrow=False, bbox=BOX)
    assert len(near) == len(zones.cx[BOX[0] : BOX[2], BOX[1] : BOX[3]])
    return ".".join(map(str, pyogrio.__gdal_version__))


def gdal_command(to: Interface) -> str:
    """GDAL's command line as the system has it."""
    if not shutil.which("ogrinfo"):
        raise AbsentError
    command = ["ogrinfo", "-ro", "-so", "-al", f"OAPIF:{to.address}"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert "ERROR" not in done.stderr, done.stderr
    told = done.stdout.split("Layer name: ")[1:]
    assert len(told) == len(to.json("/collections")["collections"])
    version = subprocess.run(["ogrinfo", "--version"], capture_output=True, text=True, check=True)
    return version.stdout.partition(",")[0].removeprefix("GDAL ")


def owslib(to: Interface) -> str:
    """OWSLib: collections, schemas, filters, one feature."""
    client = Features(to.address)
    names = client.feature_collections()
    assert "zones" in names
    assert client.collection_queryables("zones")["properties"]
    national = client.collection_items("zones", limit=100, filter="level = '国家级'")
    one = client.collection_item("zones", national["features"][0]["id"])
    assert one["properties"]["level"] == "国家级"
    return f"{len(names)} collections"


def qgis(to: Interface) -> str:
    """QGIS's own provider."""
    python = shutil.which("python3", path="/usr/bin")
    script = Path(__file__).with_name("in_qgis.py")
    there = python and not subprocess.run([python, "-c", "import qgis.core"], check=False,
                                          capture_output=True).returncode  # fmt: skip
    if not python or not there:
        raise AbsentError
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, script, to.address], capture_output=True, encoding="utf-8", check=True, env=env
    )
    told = json.loads(done.stdout)
    assert told["zones"]["valid"], told
    assert told["zones"]["features"] == len(to.zones())
    assert told["zones"]["near"] == len(to.zones(bbox=",".join(map(str, BOX))))
    assert told["counties"]["features"] == 87
    return told["version"]


def generated(to: Interface) -> str:
    """Schemathesis: generated questions against the definition; no answer is an error of ours."""
    tool = Path(sys.executable).with_name("schemathesis")
    if not tool.exists():
        raise AbsentError
    done = subprocess.run(
        [
            *(tool, "run", f"{to.address}/openapi", "--phases", "examples,fuzzing"),
            *("--max-examples", os.environ.get("ATLAS_EXAMPLES", "5"), "--no-color"),
            *("--generation-deterministic", "--exclude-path", "/map", "--mode", "positive"),
            *("--checks", ",".join(PROMISES)),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    said = [line.strip() for line in done.stdout.splitlines() if "generated" in line]
    return said[-1] if said else "no failure"


CHECKS: dict[str, Callable[[Interface], str]] = {
    "Part 1": core,
    "Part 2": systems,
    "Part 3, CQL2": filters,
    "properties, order, CSV, maps": tables,
    "GDAL (pyogrio)": gdal_library,
    "GDAL (ogrinfo)": gdal_command,
    "OWSLib": owslib,
    "QGIS": qgis,
    "schemathesis": generated,
}


def results(address: str) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each check, ``passed``, ``failed`` or ``absent``, and what it tells."""
    for name, check in CHECKS.items():
        try:
            yield name, "passed", check(Interface(address))
        except AbsentError:
            yield name, "absent", ""
        except Exception as error:  # noqa: BLE001 - whatever is wrong is told, and the rest is tried
            yield name, "failed", f"{type(error).__name__}: {error}"


def main(address: str) -> int:
    """Print a line a check; return 1 if one has failed."""
    failed = 0
    for name, state, said in results(address):
        failed += state == "failed"
        sys.stdout.write(f"{state:8}{name:32}{said}\n")
        sys.stdout.flush()
    return bool(failed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(sys.argv[1]))
    with running() as url:
        sys.exit(main(f"{url}/api"))
