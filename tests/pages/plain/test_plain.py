"""The plain edition: the same figures, zones and files as the app's, for any browser at all."""

import asyncio
import dataclasses
import io
import re
import threading
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

import hypothesis
import hypothesis.strategies as st
import lxml.html
import pytest
from starlette.applications import Starlette

from atlas.briefing import formats, provenance
from atlas.exchange import writing
from atlas.i18n import text
from atlas.model import later
from atlas.model.read import AtlasFileError
from atlas.office import StoreError
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection
from pages.ui import cache, server
from pages.ui.plain import routes
from pages.ui.plain.shelf import BusyError, Made, Shelf, Workshop
from tests.asgi import apart, ask
from tests.office import added
from tests.plain import HOST, PAGES, drawing, seen, served, words

PICTURES = Path(__file__).parents[3] / "pages/ui/plan/pictures"

SELECTIONS = (
    "",
    "area=hexi",
    "area=hexi&area=lanzhou",
    "area=ethnic&type=specialty",
    "type=innovation&type=foundation",
    "level=provincial&cluster=biomedicine",
    "cluster=biomedicine&min-grade=direct",
    "cluster=biomedicine&min-grade=weak",
    "scheme=plan14&area=hexi-belt",
    "prefecture=zhangye&prefecture=jiuquan",
    "industry-contains=食品",
    "text=lanzhou",
    "tag=area-lead",
    "county=620981",
    "text=nothing+at+all",
)


@pytest.fixture(scope="module")
def app(a):
    return served(a)


@pytest.fixture(scope="module")
def joint(a):
    """Give the edition of an office that has added something."""
    return served(a, added.state(a.zones.index))


def listed(tree):
    """Return the ids of the zones in the table."""
    return [
        urlsplit(href).path.rpartition("/")[2]
        for href in tree.xpath("//section[@class='zones']//tbody//th//a/@href")
    ]


def figures(tree, title):
    """Return the figures under a heading, by the parameter that each link narrows by."""
    path = f"//section[@class='figures']//section[h3='{title}']//li"
    return [int(item.xpath("string(b)")) for item in tree.xpath(path)]


# The same as the app's ----------------------------------------------------------------------------


@pytest.mark.parametrize("query", SELECTIONS)
def test_the_table_and_every_figure_are_those_of_the_selection(app, a, query):
    selection = Selection.from_params(parse_qs(query), a)
    zones = selection.apply(a)
    query = urlencode(selection.to_params(), doseq=True)
    tree = seen(app, f"/plain?{query}")
    assert words(tree, "//p[@class='sentence']") == [selection.describe(a)]
    if zones.empty:
        assert listed(tree) == []
        assert text("narrowing.nothing", "zh") in tree.text_content()
        return
    assert listed(tree) == list(zones.index)
    summary = counts.summary(a, zones, scheme=selection.scheme)
    assert words(tree, "//p[@class='total']/b") == [str(summary.n)]
    assert figures(tree, text("flag.level", "zh")) == summary.levels.tolist()
    assert figures(tree, text("flag.type", "zh")) == summary.types.tolist()
    assert figures(tree, text("flag.area", "zh")) == summary.areas.tolist()
    clusters = counts.by(
        a, zones, "cluster", scheme=selection.scheme, min_grade=selection.min_grade
    )
    assert figures(tree, text("flag.cluster", "zh")) == clusters.tolist()
    assert (text("hint.overlap", "zh", n=summary.overlap) in tree.text_content()) == bool(
        summary.overlap
    )


@pytest.mark.parametrize("query", SELECTIONS)
def test_every_choice_has_the_number_that_it_would_leave(app, a, query):
    selection = Selection.from_params(parse_qs(query), a)
    tree = seen(app, f"/plain?{urlencode(selection.to_params(), doseq=True)}")
    for flag, left in a.once(Facets).choices(selection).items():
        boxes = tree.xpath(f"//form//input[@name='{flag}']")
        shown = {
            box.get("value"): int(box.getparent().xpath("string(span[@class='n'])"))
            for box in boxes
        }
        # Counties without a zone are left out: there are many.
        chosen = getattr(selection, FLAGS[flag].field)
        offered = left[(left > 0) | left.index.isin(chosen)] if flag == "county" else left
        assert shown == offered.to_dict()
        assert [box.get("value") for box in boxes if box.get("checked") is not None] == list(chosen)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_row_says_what_the_plan_says(app, a, lang):
    tree = seen(app, f"/plain?lang={lang}&text=dingxi")
    row = " ".join(words(tree, "//section[@class='zones']//tbody/tr[1]"))
    (zone, *_) = listed(tree)
    sheet = a.zone(zone)
    assert a.label("zones", zone, lang) in row
    assert a.label("types", sheet.row["zone_type"], lang) in row
    assert text("basis.inferred", lang) in row
    for industry in sheet.industries["industry"]:
        assert a.label("industries", industry, lang) in row


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("zone", ["tianshui-etdz", "dingxi", "lanzhou-hitech", "yumen"])
def test_a_sheet_has_all_that_is_known(app, a, zone, lang):
    tree = seen(app, f"/plain/zones/{zone}?lang={lang}")
    sheet, said = a.zone(zone), " ".join(tree.text_content().split())
    assert words(tree, "//h1") == [a.label("zones", zone, lang)]
    for alias in sheet.aliases["alias"]:
        assert alias in said
    for table, column in (("mentions", "what"), ("changes", "what"), ("slips", "says")):
        for each in getattr(sheet, table)[f"{column}_{lang}"]:
            assert " ".join(each.split()) in said
    changes, figures = later.changes(sheet.changes, lang), later.figures(sheet.figures, lang)
    for each in (*changes, *figures):
        for part in (each.when, each.what, each.amount, each.note, each.basis):
            assert " ".join(part.split()) in said
    for cluster in sheet.links["cluster"].dropna():
        assert a.label("clusters", cluster, lang, short=True) in said
    for reason in sheet.links[f"reason_{lang}"].dropna():
        assert " ".join(reason.split()) in said
    assert f"{sheet.row['lon']:.3f}" in said
    assert a.label("position_basis", sheet.row["position_basis"], lang) in said
    assert {a.label("zones", each, lang) for each in sheet.neighbours["zone"]} <= {
        *words(tree, "//li/a")
    }
    refs = tree.xpath("//span[@class='refs']/a/@href")
    targets = seen(app, "/plain/sources").xpath("//dt/@id")
    assert len(refs) > 5
    assert {urlsplit(ref).fragment for ref in refs} - {""} <= set(targets)


def test_an_offices_own_zone_columns_and_conditions_are_there(joint, a):
    tree = seen(joint, "/plain?own=1")
    assert len(listed(tree)) == len(a.zones) + 1
    assert "投资额" in words(tree, "//thead//th")
    assert "12.5" in words(tree, "//tbody//td[@class='num']")
    assert "河西北部产业园" in words(seen(joint, f"/plain/zones/{added.OWN}?own=1"), "//h1")[0]
    (stage,) = tree.xpath("//form//input[@value='阶段=在建']")
    assert stage.get("name") == "where"
    query = urlencode({"where": "阶段=在建"})
    first, _, third = a.zones.index[:3]
    assert listed(seen(joint, f"/plain?{query}")) == [first, third]


# The form -----------------------------------------------------------------------------------------


def test_what_a_form_sends_becomes_the_apps_own_link(app):
    got = ask(app, "/plain?scheme=plan13&min-grade=inference&text=&area=hexi&lang=zh")
    assert (got.status, got.headers["location"]) == (303, "plain?area=hexi")
    assert ask(app, "/plain?text=").headers["location"] == "plain"
    assert ask(app, "/plain/?text=&level=national").headers["location"] == "../plain?level=national"


def test_a_condition_is_typed_without_knowing_its_signs(joint, a):
    tree = seen(joint, f"/plain?{urlencode({'where:投资额>=': '10', 'where:投资额<=': '20'})}")
    assert listed(tree) == [a.zones.index[0]]
    kept = tree.xpath("//form//input[@name='where'][@checked]/@value")
    assert kept == ["投资额>=10", "投资额<=20"]
    assert len(words(tree, "//div[@class='chosen']//li")) == 2


@pytest.mark.parametrize("query", ["area=hexi&type=specialty&lang=en&zone=yumen&compare=yumen", ""])
def test_sending_the_form_as_it_stands_changes_nothing(app, query):
    tree = seen(app, f"/plain?{query}")
    (form,) = tree.xpath("//form")
    fields = urlencode(form.form_values())
    again = ask(app, f"{urlsplit(form.get('action')).path}?{fields}")
    assert again.status == 303
    sent = parse_qs(urlsplit(again.headers["location"]).query)
    assert sent == parse_qs(query)


def test_each_condition_can_be_taken_back_alone(app, a):
    query = "area=hexi&area=ethnic&type=specialty&text=gan&scheme=plan13"
    tree = seen(app, f"/plain?{query}")
    links = tree.xpath("//div[@class='chosen']//li/a/@href")
    left = [parse_qs(urlsplit(link).query) for link in links]
    assert left == [
        {"area": ["ethnic"], "type": ["specialty"], "text": ["gan"]},
        {"area": ["hexi"], "type": ["specialty"], "text": ["gan"]},
        {"area": ["hexi", "ethnic"], "text": ["gan"]},
        {"area": ["hexi", "ethnic"], "type": ["specialty"]},
    ]
    assert a.label("areas", "hexi") in words(tree, "//div[@class='chosen']//li")[0]
    (clear,) = tree.xpath("//div[@class='chosen']/p/a/@href")
    assert urlsplit(clear).query == ""
    (scheme,) = seen(app, "/plain?scheme=plan14&area=hexi-belt").xpath(
        "//div[@class='chosen']//li[1]/a/@href"
    )
    assert urlsplit(scheme).query == ""


# Links --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("base", "root"), [("", ""), ("/kfq/", ""), ("kfq", "/gansu")])
@pytest.mark.parametrize("page", [*PAGES, "/plain/"])
def test_links_lead_where_they_should_below_any_path(a, base, root, page):
    above = root + (f"/{base.strip('/')}" if base else "")
    app = served(a, base=base)
    here = f"{above}{page}".removeprefix(root)
    tree = lxml.html.fromstring(ask(app, here, root=root).text)
    tree.make_links_absolute(f"{HOST}{root}{here}")
    hrefs = {urlsplit(href) for href in tree.xpath("//a/@href | //img/@src | //link/@href")}
    assert len(hrefs) > 6
    followed = set()
    for href in hrefs:
        assert href.netloc == urlsplit(HOST).netloc
        if href.path.startswith(f"{above}/plain"):
            own = href.path.removeprefix(root)
            # One of a kind is enough, and it need not be made.
            kind = re.sub("/zones/.*", "/zones/", own)
            if kind not in followed and not own.endswith(".svg") and "/file." not in own:
                followed.add(kind)
                query = f"?{href.query}" if href.query else ""
                assert ask(app, f"{own}{query}", root=root).status == 200, own
        elif href.path.startswith(f"{above}/pictures/"):
            # The server hands them out beside the plain edition.
            assert (PICTURES / href.path.rpartition("/")[2]).is_file()
        else:
            assert href.path.removeprefix(above) in {
                *("/overview", "/briefing", "/indicators", "/about", "/help", "/zones"),
                "/changes",
            }
    for action in tree.xpath("//form/@action"):
        assert urljoin(f"{HOST}{root}{here}", action).startswith(f"{HOST}{above}/plain")


@pytest.mark.parametrize("page", [*PAGES, "/plain/zones/huixian"])
def test_links_carry_what_is_asked(app, page):
    query = {"area": ["hexi"], "min-grade": ["weak"], "lang": ["en"], "compare": ["yumen"]}
    tree = seen(app, f"{page}?{urlencode(query, doseq=True)}")
    (other, full) = tree.xpath("//p[@class='ways']/a/@href")
    zone = {"zone": [page.rpartition("/")[2]]} if "/zones/" in page else {}
    assert parse_qs(urlsplit(full).query) == query | zone
    assert parse_qs(urlsplit(other).query) == {k: v for k, v in query.items() if k != "lang"}
    for link in tree.xpath("//nav//a/@href"):
        assert query.items() <= parse_qs(urlsplit(link).query).items()


def test_the_apps_server_has_the_edition_below_its_path():
    paths = {route.path for route in server.routes("atlas")}
    assert {"/atlas/plain", "/atlas/plain/zones/{zone}", "/atlas/plain/file.{kind}"} <= paths


# Answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [*PAGES, "/plain/plain.css", "/plain/map.svg?area=ethnic"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_answer_says_what_it_is_and_runs_nothing(app, page, lang):
    page += f"{'&' if '?' in page else '?'}lang={lang}" if lang != "zh" else ""
    got, head = ask(app, page), ask(app, page, "HEAD")
    assert got.status == head.status == 200
    assert (head.body, head.headers) == (b"", got.headers)
    assert got.headers["cache-control"] == "no-cache"
    assert got.headers["x-content-type-options"] == "nosniff"
    again = ask(app, page, headers={"if-none-match": got.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert "<script" not in got.text
    if got.headers["content-type"].startswith("text/html"):
        assert got.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in got.headers["content-security-policy"]
        assert "script" not in got.headers["content-security-policy"]
        assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in got.text
        assert " style=" not in got.text
        assert " onclick" not in got.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_all_zones_is_small(app, lang):
    query = f"?lang={lang}" if lang == "en" else ""
    assert len(ask(app, f"/plain{query}").body) <= 60_000


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/plain/zones/tianshui-etd", 404, "天水经济技术开发区"),
        (f"/plain/zones/{added.OWN}", 404, text("notice.own_zone", "zh")),
        ("/plain/zones/a%2Fb", 404, text("flag.zone", "zh")),
        ("/plain/nothing", 404, ""),
        ("/plain/zones/yumen/x", 404, ""),
        ("/plain/zone.svg", 404, ""),
        ("/plain/file.exe", 404, "xlsx"),
        ("/plain/file?kind=../../x", 404, "xlsx"),
        ("/plain/file.redline", 400, text("writing.no_outline", "zh", n=42)[:6]),
        ("/plain/file.xlsx?crs=mars", 400, "cgcs2000"),
        ("/plain/file.csv?encoding=utf-7", 400, "utf-7"),
        ("/plain/file.pdf?mode=public", 400, text("order.given.maker", "zh")),
        ("/plain/file.pdf?title=" + "x" * 300, 400, "200"),
        ("/plain/file.png?draw=compare", 400, text("drawn.no.compare", "zh")),
        ("/plain?text=" + "x" * 9000, 414, "8 KB"),
    ],
)
def test_refusals_say_what_would_be_right(app, path, status, said):
    got = ask(app, path)
    assert got.status == status
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert "etag" not in got.headers
    tree = lxml.html.fromstring(got.text)
    assert said in " ".join(words(tree, "//p[@class='notice']"))
    assert words(tree, "//main//a")[-1] == text("plain.back", "zh")


def test_an_unknown_zone_leads_to_the_one_that_may_be_meant(app, a):
    tree = lxml.html.fromstring(ask(app, "/plain/zones/tianshui-etd?area=hexi&lang=en").text)
    meant = tree.xpath("//main//a")[0]
    assert meant.text_content() == a.label("zones", "tianshui-etdz", "en")
    assert meant.get("href") == "../../plain/zones/tianshui-etdz?area=hexi&lang=en"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_written(app, method):
    got = ask(app, "/plain", method)
    assert (got.status, got.headers["allow"]) == (405, "GET, HEAD")


def test_unknown_values_are_told_and_left_out(app, a):
    tree = seen(app, "/plain?area=hexii&type=specialty&lang=en&zone=yumenn")
    notices = words(tree, "//p[@class='notice']")
    assert len(notices) == 2
    assert a.label("areas", "hexi", "en") in notices[0]
    assert a.label("zones", "yumen", "en") in notices[1]
    assert listed(tree) == list(Selection(types=("specialty",)).apply(a).index)


@pytest.mark.parametrize("flag", [*FLAGS, "zone", "lang", "as-of", "shade", "compare", "layout"])
def test_markup_is_text(joint, flag):
    bad = "\"><script>alert(1)</script>'{{7*7}}"
    for page in ("/plain", "/plain/files", "/plain/zones/yumen"):
        got = ask(joint, f"{page}?{urlencode({flag: bad})}")
        assert got.status in {200, 404}
        assert "<script" not in got.text


def test_data_that_cannot_be_read_are_said_so(a, monkeypatch):
    def broken(_):
        raise AtlasFileError("missing", path="atlas.gpkg")

    app = Starlette(routes=routes.routes())
    monkeypatch.setattr(cache, "vintage_build", broken)
    got = ask(app, "/plain?lang=en")
    assert (got.status, got.headers["content-type"]) == (503, "text/plain; charset=utf-8")
    assert "atlas.gpkg" in got.text
    assert int(got.headers["retry-after"]) > 0
    told = served(a, trouble=StoreError("database", store="x", reason="y"))
    (notice,) = words(seen(told, "/plain"), "//p[@class='notice']")
    assert "11-30 20:31" in notice
    # The plan alone is what it is, whatever has become of the store.
    assert not words(seen(told, "/plain?as-of=0"), "//p[contains(., '20:31')]")


def test_data_of_earlier_are_marked_as_such(joint):
    tree = seen(joint, "/plain?as-of=0")
    (notice,) = words(tree, "//p[@class='notice']")
    assert text("notice.as_of", "zh", n=0) in notice


@hypothesis.given(
    path=st.sampled_from(
        ["/plain", "/plain/files", "/plain/indicators", "/plain/sources", "/plain/file.csv"]
    ),
    names=st.lists(
        st.sampled_from([*FLAGS, "scheme", "min-grade", "lang", "as-of", "own", "where:a>=", "dpi"])
        | st.text(max_size=5),
        max_size=4,
    ),
    values=st.lists(st.binary(max_size=30).map(quote) | st.text(max_size=30), max_size=4),
)
@hypothesis.settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_no_query_breaks_a_page(joint, path, names, values):
    pairs = [f"{name}={value}" for name, value in zip(names, values, strict=False)]
    query = "&".join(pairs).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    got = ask(joint, f"{path}?{query.replace('?', '%3F')}")
    assert got.status in {200, 303, 400, 404, 414}


def test_chinese_that_is_not_escaped_is_read(app, a):
    plain, escaped = (ask(app, f"/plain?area={name}") for name in ("河西走廊", quote("河西走廊")))
    assert plain.body == escaped.body
    assert listed(lxml.html.fromstring(plain.text)) == list(
        Selection(areas=("hexi",)).apply(a).index
    )


# Files --------------------------------------------------------------------------------------------

HEADS = {
    "csv": b"\xef\xbb\xbf",
    "json": b"[",
    "geojson": b"{",
    "xlsx": b"PK",
    "gpkg": b"SQLite format 3",
    "shp": b"PK",
    "kml": b"<?xml",
    "parquet": b"PAR1",
    "png": b"\x89PNG",
    "svg": b"<svg",
    "pdf": b"%PDF",
    "pptx": b"PK",
    "docx": b"PK",
    "brief": b"PK",
    "brief-pdf": b"%PDF",
    "html": b"<!DOCTYPE html>",
}


def test_every_format_of_the_app_can_be_had(app):
    tree = seen(app, "/plain/files")
    offered = {
        urlsplit(href).path.rpartition(".")[2]
        for href in tree.xpath("//a/@href")
        if "/file." in href
    }
    assert offered == HEADS.keys() == {*writing.EXPORTERS, *formats.SNAPSHOTS} - {"redline"}


@pytest.mark.parametrize("kind", HEADS)
def test_a_file_of_the_selection_has_its_name_and_type(app, a, kind):
    got = ask(app, f"/plain/file.{kind}?type=innovation&area=longdongnan")
    assert got.status == 200
    assert got.body.lstrip().lower().startswith(HEADS[kind].lower())
    known = writing.EXPORTERS.get(kind) or formats.SNAPSHOTS[kind]
    assert got.headers["content-type"].partition(";")[0] == known.mime
    plain, _, chinese = got.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="gansu-zones{known.suffix}"'
    assert chinese.endswith(known.suffix)
    assert quote(a.label("types", "innovation")) in chinese
    head = ask(app, f"/plain/file.{kind}?type=innovation&area=longdongnan", "HEAD")
    assert (head.body, head.headers) == (b"", got.headers)


def test_a_piece_draws_what_its_link_draws(app):
    drawn = ask(app, "/plain/file.svg?draw=rings")
    assert drawn.status == 200
    assert text("space.layer.rings", "zh") in drawn.text
    assert text("space.layer.rings", "zh") not in ask(app, "/plain/file.svg").text


def test_a_file_is_made_as_asked(app, joint):
    got = ask(app, "/plain/file?kind=csv&crs=cgcs2000-3-35&area=hexi")
    assert ask(app, "/plain/file.csv?area=hexi").body != got.body
    assert "filename*" in got.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(ask(app, "/plain/file.shp?encoding=gbk").body)) as archive:
        assert any(name.endswith(".shp") for name in archive.namelist())
    redline = ask(joint, "/plain/file.redline")
    assert redline.headers["content-type"] == "text/plain; charset=gbk"
    assert "@" in redline.body.decode("gbk")


def test_a_piece_has_the_form_and_the_words_asked_for(app):
    wide = drawing(app, "/plain/file.svg?area=hexi")
    asked = "/plain/file.svg?area=hexi&layout=a4-portrait&title=Mine&own="
    tall = drawing(app, asked)
    assert (float(wide.get("width")[:-2]) > float(wide.get("height")[:-2])) is True
    assert (float(tall.get("width")[:-2]) > float(tall.get("height")[:-2])) is False
    assert "Mine" in "".join(tall.itertext())
    assert text("print.mark.internal", "zh") in "".join(tall.itertext())
    public = {"mode": "public", "review-number": "X1", "base-map-source": "Y2", "maker": "Z3"}
    sheet = ask(app, f"/plain/file.svg?area=hexi&{urlencode(public)}").text
    assert text("print.mark.internal", "zh") not in sheet
    assert "X1" in sheet


@pytest.mark.parametrize("query", ["area=hexi", "type=innovation&lang=en", "text=nothing"])
def test_the_map_shows_the_selected_zones_and_no_others_by_name(app, a, query):
    selection = Selection.from_params(parse_qs(query.replace("&lang=en", "")), a)
    drawn = drawing(app, f"/plain/map.svg?{query}")
    ids = {each.get("data-zone") for each in drawn.iter() if each.get("data-zone")}
    assert ids == set(selection.apply(a).index)


def test_a_zones_maps_are_drawings_too(app):
    for name in ("zone", "locator"):
        drawn = drawing(app, f"/plain/{name}.svg?zone=yumen")
        assert drawn.find("{http://www.w3.org/2000/svg}desc").text


# Makers -------------------------------------------------------------------------------------------


def test_two_make_some_wait_and_more_are_told_to_come_back():
    begun, go = threading.Semaphore(0), threading.Event()
    working = []

    def work():
        working.append(1)
        begun.release()
        go.wait(60)
        working.pop()
        return Made(b"x", "text/plain")

    async def crowd():
        workshop = Workshop(makers=2, queue=1)
        at_work = [asyncio.create_task(workshop.make(work)) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.to_thread(begun.acquire, timeout=60)
        await asyncio.to_thread(begun.acquire, timeout=60)
        assert len(working) == 2
        with pytest.raises(BusyError):
            await workshop.make(work)
        go.set()
        await asyncio.gather(*at_work)
        await workshop.make(work)

    apart(lambda: asyncio.run(crowd()))


def test_who_is_told_to_come_back_is_told_when(a, monkeypatch):
    async def busy(_self, _work):
        raise BusyError

    monkeypatch.setattr(Workshop, "make", busy)
    got = ask(served(a), "/plain/file.pdf?lang=en")
    assert got.status == 503
    assert int(got.headers["retry-after"]) > 0
    assert text("plain.busy", "en") in got.text


def test_what_was_made_is_kept_up_to_so_many_bytes(a, monkeypatch):
    shelf = Shelf(room=10)
    for key in "abc":
        shelf.put(key, Made(b"xxxx", ""))
    shelf.put("c", Made(b"other", ""))
    assert [shelf.get(key) is None for key in "abc"] == [True, False, False]
    assert shelf.get("c").body == b"xxxx"
    app = served(a)
    first = ask(app, "/plain/file.json?area=hexi")
    monkeypatch.setattr(Workshop, "make", None)
    assert ask(app, "/plain/file.json?area=hexi").body == first.body


def test_a_piece_bears_the_address_that_is_set_else_that_of_the_request(app, monkeypatch):
    path = "/plain/file.svg?prefecture=jiayuguan&date=2026-11-28"
    monkeypatch.delenv("ATLAS_BASE_URL", raising=False)
    assert provenance.read(ask(app, path).body).link.startswith("https://atlas.example/overview?")
    local = ask(app, path, headers={"host": "localhost:8501"})
    assert provenance.read(local.body).link == ""
    monkeypatch.setenv("ATLAS_BASE_URL", "https://gov.example/gansu")
    made = ask(app, path, headers={"host": "inner"})
    assert provenance.read(made.body).link.startswith("https://gov.example/gansu/overview?")


@pytest.mark.parametrize("query", ["area=hexxi", "area=hexi&as-of=7", "own=maybe", "zone=nowhere"])
def test_a_file_of_what_nobody_knows_is_refused(app, query):
    """On a page it is told and left out; a file would pass for what was asked."""
    reply = ask(app, f"/plain/file.csv?{query}")
    assert reply.status == 400
    assert "content-disposition" not in reply.headers


@pytest.mark.parametrize("encoding", ["utf%0D%0A8", "utf%E4%B8%AD8", "%00", "gbk%00", "latin"])
def test_an_encoding_that_is_none_is_refused_in_words(app, encoding):
    for kind in ("csv", "shp"):
        reply = ask(app, f"/plain/file.{kind}?encoding={encoding}")
        assert reply.status == 400, (kind, encoding)


# Documents held against each other ----------------------------------------------------------------


def test_the_page_of_changes_says_counts_and_names(app):
    tree = seen(app, "/plain/changes")
    said = " ".join(words(tree, "//main//p"))
    assert "两份都有 41 个" in said
    heads = words(tree, "//main//h2")
    assert heads[:3] == ["只在 规划 2016：1 个", "只在 目录 2018：24 个", "改名：3 个"]
    links = tree.xpath("//h2[contains(., '目录 2018：24')]/following::table[1]//th/a/@href")
    assert len(links) == 24
    assert all("document=catalogue-2018" in link for link in links)


def test_the_page_of_changes_follows_its_documents_and_the_filter(app):
    tree = seen(app, "/plain/changes?from=catalogue-2018&to=now&area=hexi")
    assert words(tree, "//main//h2") == ["级别不同：1 个"]
    (english,) = tree.xpath("//p[@class='ways']/a[@hreflang='en']/@href")
    asked = parse_qs(urlsplit(english).query)
    assert asked == {"from": ["catalogue-2018"], "to": ["now"], "area": ["hexi"], "lang": ["en"]}


def test_a_life_is_listed_and_drawn(app):
    tree = seen(app, "/plain/zones/huixian")
    events = words(tree, "//h2[.='经过']/following::ol[1]/li")
    assert events[0].startswith("2016年8月9日")
    assert "未列入" in events[1]
    drawn = drawing(app, "/plain/life.svg?zone=huixian")
    numbers = [each.text for each in drawn.iter() if each.get("font-weight")]
    assert numbers == [str(n + 1) for n in range(len(events))]
    assert ask(app, "/plain/life.svg").status == 404


# Photos and documents -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def attached(a):
    """Give the edition of an office that has attached a photo and a document to a zone."""
    state, blob = added.attached("yumen", captions=("<i>大门</i>",))
    return served(dataclasses.replace(a, blob=blob), state), state.records["yumen"].attachments


def test_what_is_attached_is_listed_and_served_so_that_it_runs_nothing(attached):
    app, (photo, paper) = attached
    tree = seen(app, "/plain/zones/yumen")
    links = [href for href in tree.xpath("//a/@href") if "/attached/" in href]
    assert [urlsplit(href).path.rpartition("/")[2] for href in links] == [
        photo.digest,
        paper.digest,
    ]
    assert "<i>大门</i> · 2026-11-30" in tree.text_content()
    for digest, media, disposition, data in (
        (photo.digest, "image/jpeg", "inline", added.PHOTO),
        (photo.small, "image/jpeg", "inline", added.SMALL),
        (paper.digest, "application/pdf", "attachment", added.PAPER),
    ):
        got = ask(app, f"/plain/attached/{digest}")
        assert (got.status, got.body) == (200, data)
        assert got.headers["content-type"] == media
        assert got.headers["content-disposition"].startswith(f"{disposition}; filename=")
        assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert got.headers["x-content-type-options"] == "nosniff"
    assert quote("批复 <b>.pdf") in got.headers["content-disposition"]


def test_what_is_not_attached_now_is_not_served(attached, app):
    edition, (photo, _) = attached
    for who, path in (
        (edition, "/plain/attached/" + "0" * 64),
        (edition, f"/plain/attached/{photo.digest}?as-of=0"),
        (app, f"/plain/attached/{photo.digest}"),
    ):
        assert ask(who, path).status == 404
