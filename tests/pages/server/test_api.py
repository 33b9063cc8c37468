"""The interface over HTTP: a real server, GDAL's OAPIF driver, and its own OpenAPI file."""

import datetime as dt
import json
import subprocess
import urllib.error
import urllib.request

import hypothesis
import numpy as np
import pyogrio
import pytest
import schemathesis
from schemathesis.checks import CHECKS as PROMISES
from starlette.applications import Starlette

from atlas.model.read import AtlasFileError
from atlas.office import EMPTY, StoreError, edition, open_store
from atlas.office.latest import Reading
from pages.ui import cache
from pages.ui.plain.pages import Held
from pages.ui.server import api, maps
from tests.asgi import apart, ask
from tests.browser.server import running
from tests.office import added
from tests.ogc.__main__ import CHECKS, AbsentError, Interface
from tests.readers import missing
from tests.shipped import ATLAS

GDAL = "OAPIF"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ITEMS = "/api/collections/zones/items"

# In this process ----------------------------------------------------------------------------------


def served(atlas, state=None, base=""):
    """Give the routes over an atlas and what an office has added."""
    joint = {own: edition.derive(atlas, state or EMPTY, own=own) for own in (False, True)}

    def holder(asked):
        return atlas if asked.edition.as_of == 0 else joint[asked.edition.own]

    def held(asked):
        return Held(holder(asked), str(asked))

    return Starlette(routes=[*maps.routes(base, holder=held), *api.routes(base, holder=holder)])


# Layers of what lies around the zones and of what has no place -> how many there are.
AROUND = {"landforms": 7, "river-names": 5, "airports": 9, "stations": 322, "power-plants": 154}
UNPLACED = {"changes": 38, "figures": 37, "attachments": 0, "differences": 66}


@pytest.fixture(scope="module")
def app(a):
    return served(a, added.state(a.zones.index))


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/api", "application/json"),
        ("/api/", "application/json"),
        ("/api/openapi", "application/vnd.oai.openapi+json;version=3.0"),
        ("/api/conformance", "application/json"),
        ("/api/collections", "application/json"),
        ("/api/collections/counties", "application/json"),
        ("/api/collections/counties/schema", "application/schema+json"),
        ("/api/collections/zones/queryables", "application/schema+json"),
        (ITEMS, "application/geo+json"),
        (f"{ITEMS}?f=geojson", "application/geo+json"),
        (f"{ITEMS}/lanzhou-hitech", "application/geo+json"),
    ],
)
def test_every_operation_answers_get_and_head(app, path, media):
    got, head = ask(app, path), ask(app, path, "HEAD")
    assert got.status == head.status == 200
    assert got.json
    assert head.body == b""
    assert got.headers["content-type"] == media
    assert got.headers["access-control-allow-origin"] == "*"
    assert int(got.headers["content-length"]) == len(got.body)
    assert head.headers == got.headers


@pytest.mark.parametrize("path", ["/api", ITEMS, "/api/nothing", f"{ITEMS}/lanzhou-hitech"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "DISPATCH"])
def test_nothing_can_be_written(app, path, method):
    got = ask(app, path, method)
    assert got.status == 405
    assert got.headers["allow"] == "GET, HEAD, OPTIONS"
    assert method in got.json["description"]


def test_a_page_of_another_host_may_ask_first(app):
    got = ask(app, ITEMS, "OPTIONS", headers={"origin": "https://map.example"})
    assert got.status == 204
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    allowed = got.headers["access-control-allow-headers"].split(", ")
    # The second is sent by older scripts with every question.
    assert {"If-None-Match", "X-Requested-With", "Content-Type"} <= {*allowed}
    assert ask(app, "/api/map.png", "OPTIONS").headers == got.headers


def test_a_table_is_sent_as_csv(app):
    for path, accept in ((f"{ITEMS}?f=csv&limit=5", "*/*"), (f"{ITEMS}?limit=5", "text/csv")):
        got = ask(app, path, headers={"accept": accept})
        assert got.headers["content-type"] == "text/csv; charset=utf-8"
        assert got.body.startswith(b"\xef\xbb\xbfid,")
        links = got.headers["link"].split(", ")
        assert [each.rpartition('rel="')[2].partition('"')[0] for each in links] == ["self", "next"]
        assert (
            ask(app, path, headers={"if-none-match": got.headers["etag"], "accept": accept}).status
            == 304
        )


def test_an_answer_says_in_which_system_it_is(app):
    for code in ("OGC/1.3/CRS84", "EPSG/0/4490"):
        uri = f"http://www.opengis.net/def/crs/{code}"
        for path in (ITEMS, f"{ITEMS}/lanzhou-hitech", "/api/collections/outlines/items"):
            got = ask(app, f"{path}?crs={uri}")
            assert got.headers["content-crs"] == f"<{uri}>"
            assert "Content-Crs" in got.headers["access-control-expose-headers"]
    assert ask(app, ITEMS).headers["content-crs"].endswith("CRS84>")


def test_what_has_not_changed_is_not_sent_again(a, app):
    got = ask(app, ITEMS)
    tag = got.headers["etag"]
    assert tag.startswith('W/"')
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = ask(app, ITEMS, headers={"if-none-match": given})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
    assert ask(app, ITEMS, headers={"if-none-match": '"other"'}).status == 200
    # Another edition, another language, another host: another answer.
    others = [f"{ITEMS}?as-of=0", f"{ITEMS}?lang=en", f"{ITEMS}?limit=1"]
    tags = {ask(app, path).headers["etag"] for path in others}
    assert len(tags | {tag}) == 4
    assert ask(served(a), ITEMS, headers={"if-none-match": tag}).status == 200
    assert ask(app, ITEMS, headers={"host": "b.example"}).headers["etag"] != tag


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/nothing", 404),
        ("/api/collections/zones/items/a/b", 404),
        ("/api/collections/roads", 404),
        (f"{ITEMS}/atlantis", 404),
        (f"{ITEMS}/%7B%7B7*7%7D%7D", 404),
        (f"{ITEMS}?area=hexii", 400),
        (f"{ITEMS}?zzz=1", 400),
        ("/api/conformance?f=html", 400),
        ("/api?as-of=7", 400),
    ],
)
def test_refusals_are_json(app, path, status):
    got = ask(app, path)
    assert got.status == status
    assert got.headers["content-type"] == "application/json"
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.json.keys() == {"code", "description"}
    assert "etag" not in got.headers


@pytest.mark.parametrize("base", ["", "kfq"])
def test_the_address_that_is_set_wins_over_what_a_proxy_lets_through(a, monkeypatch, base):
    monkeypatch.setenv("ATLAS_BASE_URL", "https://gov.example/gansu/")
    got = ask(served(a, base=base), f"/{base}/api" if base else "/api", headers={"host": "inner"})
    meant = "https://gov.example/gansu/api"
    assert all(each["href"].startswith(meant) for each in got.json["links"])


@pytest.mark.parametrize(
    ("base", "root", "host", "meant"),
    [
        ("", "", "atlas.example", "https://atlas.example/api"),
        ("", "", "atlas.example:8443", "https://atlas.example:8443/api"),
        ("", "/kfq", "atlas.example", "https://atlas.example/kfq/api"),
        ("/kfq/", "", "atlas.example", "https://atlas.example/kfq/api"),
        ("kfq", "/gansu", "[::1]:8501", "https://[::1]:8501/gansu/kfq/api"),
        # No host that could be a link's: the server's own address.
        ("", "", "[", "https://127.0.0.1:8501/api"),
        ("", "", 'a b"><script>', "https://127.0.0.1:8501/api"),
        ("", "", "evil.example/x?", "https://127.0.0.1:8501/api"),
        ("", "", "user@evil.example", "https://127.0.0.1:8501/api"),
        ("", "", "", "https://127.0.0.1:8501/api"),
    ],
)
def test_links_lead_back_to_where_the_question_came_from(a, base, root, host, meant):
    path = f"/{base.strip('/')}/api" if base else "/api"
    got = ask(served(a, base=base), path, root=root, headers={"host": host})
    assert {each["href"].partition("?")[0].removeprefix(meant) for each in got.json["links"]} == {
        *("", "/openapi", "/conformance", "/collections", "/map")
    }


@pytest.mark.parametrize(
    ("accept", "query", "html"),
    [
        ("", "", False),
        ("*/*", "", False),
        ("application/json", "", False),
        (BROWSER, "", True),
        ("text/html;q=0.1, application/json", "", False),
        ("text/html;q=x", "", False),
        (BROWSER, "?f=json", False),
        ("application/json", "?f=html", True),
    ],
)
def test_the_entry_is_a_page_for_people(app, accept, query, html):
    got = ask(app, f"/api{query}", headers={"accept": accept})
    assert got.headers["content-type"].startswith("text/html" if html else "application/json")
    assert got.headers["vary"] == "Accept"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_leads_to_every_collection(app, lang):
    got = ask(app, f"/api?f=html&own=1&lang={lang}")
    page = got.body.decode()
    for name in ("zones", "outlines", "parks", "prefectures", "counties", "changes", "figures"):
        assert f"https://atlas.example/api/collections/{name}/items?own=1&amp;lang={lang}" in page
    assert "default-src 'none'" in got.headers["content-security-policy"]
    assert "<script" not in page


# What the pages hold ------------------------------------------------------------------------------


def test_data_that_cannot_be_read_are_said_so(a, monkeypatch):
    def broken(_):
        raise AtlasFileError("missing", path="atlas.gpkg")

    app = Starlette(routes=api.routes())
    monkeypatch.setattr(cache, "vintage_atlas", broken)
    got = ask(app, "/api?lang=en")
    assert got.status == 503
    assert "atlas.gpkg" in got.json["description"]
    monkeypatch.setattr(cache, "vintage_atlas", lambda _: (a, "key"))
    trouble = StoreError("database", store="x", reason="y")
    known = Reading(trouble=trouble, since=dt.datetime(2026, 11, 30, 20, 31).astimezone())
    monkeypatch.setattr(cache, "trouble", lambda: trouble)
    monkeypatch.setattr(cache, "reading", lambda: known)
    for lang, said in (("zh", "读不到"), ("en", "cannot be read")):
        got = ask(app, f"/api/collections/zones/items?limit=1&lang={lang}")
        assert (got.status, said in got.json["notice"]) == (200, True)
        assert "11-30 20:31" in got.json["notice"]
        assert got.headers["atlas-stale-since"].startswith("2026-11-30T20:31:00")
    assert "11-30 20:31" in ask(app, "/api?f=html").text
    # The plan alone is what it is, whatever has become of the store.
    got = ask(app, "/api?as-of=0")
    assert "notice" not in got.json
    assert "atlas-stale-since" not in got.headers
    assert ask(app, "/api?as-of=3").status == 503


# The definition -----------------------------------------------------------------------------------


PLAN = ATLAS
DEFINITION = schemathesis.openapi.from_asgi(
    "/api/openapi", served(PLAN, added.state(PLAN.zones.index))
)


# Maps take a second each: tests/pages/server/test_maps.py.
@DEFINITION.exclude(path="/map").parametrize()
@hypothesis.settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_the_definition_holds(case):
    # No schema can say that south lies below north, nor what CQL2 is; columns change with as-of.
    beyond = {"bbox", "where", "filter", "properties", "sortby"} & set(case.query or {})
    excluded = PROMISES.get_by_names(["positive_data_acceptance"]) if beyond else []
    apart(lambda: case.call_and_validate(excluded_checks=excluded))


# A server -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give the address of a store that a server and this process share."""
    return f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite'}"


@pytest.fixture(scope="module")
def address(place):
    open_store(place, create=True).close()
    with running(ATLAS_STORE=place) as url:
        yield url


def fetch(url, **headers):
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_pages_and_interface_stand_side_by_side(address):
    status, headers, body = fetch(f"{address}/api")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert json.loads(body)["links"][0]["href"] == f"{address}/api"
    for page in ("/", "/zones", "/apiary"):
        status, headers, body = fetch(address + page)
        assert status == 200
        assert b'id="root"' in body
    assert fetch(f"{address}/api/zones")[0] == 404


def test_long_answers_come_compressed_and_are_known_again(address):
    status, headers, body = fetch(f"{address}/api/openapi", **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert len(body) < int(20e3)
    assert {each.strip() for each in headers["Vary"].split(",")} == {"Accept", "Accept-Encoding"}
    assert fetch(f"{address}/api/openapi", **{"If-None-Match": headers["ETag"]})[0] == 304


def test_below_a_path_the_interface_is_below_it_too():
    with running(path="/atlas") as url:
        status, _, body = fetch(f"{url}/api/collections")
        assert status == 200
        assert json.loads(body)["links"][0]["href"] == f"{url}/api/collections"
        assert b'id="root"' in fetch(f"{url}/zones")[2]


def test_a_stranger_reads_all_layers_and_every_value(address, a):
    if GDAL not in pyogrio.list_drivers():
        pytest.skip("this GDAL has no OAPIF driver")
    source = f"{GDAL}:{address}/api"
    assert dict(pyogrio.list_layers(source))["zones"] == "Point"
    zones = pyogrio.read_dataframe(source, layer="zones", use_arrow=False).set_index("id")
    assert list(zones.index) == list(a.zones.index)
    assert zones.crs.to_authority() == ("OGC", "CRS84")  # WGS 84, longitude first
    for column in ("name_zh", "name_en", "adcode", "lon", "lat"):
        own = a.zones["county" if column == "adcode" else column]
        assert zones[column].tolist() == own.tolist()
    assert zones.geometry.x.tolist() == a.zones.lon.tolist()
    assert zones.geometry.y.tolist() == a.zones.lat.tolist()
    counties = pyogrio.read_dataframe(source, layer="counties").set_index("id")
    assert list(counties.index) == list(a.counties.index)
    own = a.counties.geometry.set_crs(counties.crs, allow_override=True).normalize()
    assert counties.geometry.normalize().geom_equals(own).all()
    empty = pyogrio.read_info(source, layer="outlines")
    assert (empty["features"], empty["geometry_type"]) == (0, "MultiPolygon")
    assert "CRS84" in empty["crs"]
    assert list(empty["fields"]) == ["id", *zones.columns.drop("geometry")]
    for code in (4490, 3857):
        other = pyogrio.read_dataframe(source, layer="zones", use_arrow=False, CRS=f"EPSG:{code}")
        assert other.crs == f"EPSG:{code}"
        back = other.to_crs(4326).geometry
        assert np.allclose(back.x, a.zones.lon, atol=1e-6)
        assert np.allclose(back.y, a.zones.lat, atol=1e-6)
    near = pyogrio.read_dataframe(source, layer="zones", bbox=(103, 35, 105, 37))
    assert set(near["id"]) == set(a.zones.cx[103:105, 35:37].index)


@pytest.mark.parametrize("name", [name for name in CHECKS if name != "schemathesis"])
def test_the_standard_is_kept_and_others_read_it(address, name):
    """As ``python -m tests.ogc`` does, which generates questions too."""
    try:
        CHECKS[name](Interface(f"{address}/api"))
    except AbsentError:
        pytest.skip(f"{name} is not installed")


@pytest.fixture
def listing():
    """Run ogrinfo of the system over an address."""
    if lacking := missing("ogrinfo"):
        pytest.skip(lacking)

    def list_layers(url, *more):
        command = ["ogrinfo", "-ro", "-so", *(more or ["-al"]), f"{GDAL}:{url}"]
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert told.returncode == 0, told.stderr
        assert "ERROR" not in told.stderr
        return told.stdout

    return list_layers


def test_gdals_command_line_knows_the_layers(address, listing):
    told = listing(f"{address}/api")
    counted = {
        part.splitlines()[0]: int(part.partition("Feature Count: ")[2].split()[0])
        for part in told.split("Layer name: ")[1:]
    }
    placed = {"zones": 42, "outlines": 0, "parks": 25, "prefectures": 14, "counties": 87}
    assert counted == placed | AROUND | UNPLACED


def test_what_is_applied_shows_at_the_next_question(address, place, a, listing):
    tag = fetch(address + ITEMS)[1]["ETag"]
    store = open_store(place)
    given = added.records(a.zones.index)
    store.apply(given, base=store.state(), who="test")
    store.close()
    status, _, body = fetch(address + ITEMS, **{"If-None-Match": tag})
    first = json.loads(body)["features"][0]
    assert (status, first["id"], first["properties"]["阶段"]) == (200, a.zones.index[0], "在建")
    # GDAL takes the address's parameters along to every page.
    for query, zones in (("", 42), ("?own=1", 43), ("?own=1&as-of=1", 43), ("?as-of=0", 42)):
        told = listing(f"{address}/api{query}", "-al")
        outlines = 0 if "as-of=0" in query else 1
        counts = [int(part.split()[0]) for part in told.split("Feature Count: ")[1:]]
        assert counts == [zones, outlines, 25, 14, 87, *AROUND.values(), *UNPLACED.values()]
    assert "投资额: Real" in listing(f"{address}/api", "-al")
    assert fetch(f"{address}/api?as-of=2")[0] == 400
