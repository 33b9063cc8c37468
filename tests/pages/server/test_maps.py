"""Maps for other portals: what is drawn, how large, how it is kept, and how few at once."""

import asyncio
import io
from dataclasses import replace

import pytest
from PIL import Image
from starlette.applications import Starlette

from atlas.briefing import provenance
from atlas.office import StoreError
from atlas.office.latest import Reading
from pages.ui.plain import files
from pages.ui.plain.pages import Held
from pages.ui.plain.shelf import Made
from pages.ui.server import maps
from tests.asgi import apart, ask


def served(atlas, **more):
    held = Held(atlas, "key", **more)
    return Starlette(routes=maps.routes(holder=lambda _: held))


@pytest.fixture(scope="module")
def app(a):
    return served(a)


@pytest.fixture
def drawn(monkeypatch):
    """Give what was ordered, drawing nothing."""
    orders = []

    def piece(_, held, kind, asked, *, width=None):
        orders.append((held.key, kind, asked, width))
        return files.Task((kind, asked, width), lambda: Made(b"drawn", f"image/{kind}"))

    monkeypatch.setattr(maps.files, "piece", piece)
    return orders


def test_a_picture_is_as_wide_as_asked_for_and_may_be_shown_anywhere(app):
    got = ask(app, "/api/map.png?area=hexi&width=480&layout=square")
    assert (got.status, got.headers["content-type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(got.body)).size == (480, 480)
    assert got.headers["access-control-allow-origin"] == "*"
    assert "content-disposition" not in got.headers
    assert provenance.read(got.body).link == "https://atlas.example/overview?area=hexi"
    again = ask(
        app,
        "/api/map.png?area=hexi&width=480&layout=square",
        headers={"if-none-match": got.headers["etag"]},
    )
    assert (again.status, again.body) == (304, b"")


def test_a_drawing_is_what_is_asked_for_by_its_end_the_parameter_or_the_client(app, drawn):
    for path, accept, kind in (
        ("/api/map.svg", "*/*", "svg"),
        ("/api/map?f=svg", "*/*", "svg"),
        ("/api/map", "image/svg+xml", "svg"),
        ("/api/map", "*/*", "png"),
        ("/api/map.png?f=svg", "*/*", "png"),
    ):
        assert ask(app, path, headers={"accept": accept}).status == 200
        assert drawn[-1][1] == kind, path


def test_a_link_to_a_page_has_its_map(app, drawn):
    query = "area=hexi&shade=area_ha&shade-as=size&hide=rivers&zone=yumen&sheet=none&lang=en"
    ask(app, f"/api/map.png?{query}&layout=a4&style=grey&document=catalogue-2018")
    (_, _, asked, width) = drawn[-1]
    assert asked.selection.areas == ("hexi",)
    assert (asked.map.shade, asked.map.shade_as, asked.map.hide) == ("area_ha", "size", ("rivers",))
    assert asked.selection.zones == ("yumen",)
    assert (asked.layout, asked.style, asked.lang, width) == ("a4", "grey", "en", 1200)
    assert asked.map.vintage.document == "catalogue-2018"
    ask(app, "/api/map.png?bbox=103,35,105,37")
    assert drawn[-1][2].map.frame == (103, 35, 105, 37)
    assert drawn[-1][2].map.extent == "screen"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (".png?areaa=hexi", "最接近的是 area"),
        (".png?area=hexii", "hexi"),
        (".png?width=99999", "480 到 4000"),
        (".png?width=400", "480 到 4000"),
        (".svg?width=800", "svg 没有像素"),
        (".png?layout=a5", "a4-portrait"),
        (".gif", "png"),
        (".png?dpi=300", "dpi"),
        (".png?bbox=0,0,1,1", "0,0,1,1"),
        (".png?mode=public", "审图号"),
        (".png?shade=x", "shade"),
        (".png?f=png&f=svg&lang=en&lang=zh", "最多 1 次"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(app, query, said):
    got = ask(app, f"/api/map{query}")
    assert got.status == 400
    assert said in got.json["description"]
    assert got.headers["access-control-allow-origin"] == "*"


def test_nothing_is_written_by_it(app):
    assert ask(app, "/api/map.png", "POST").status == 405


def test_a_map_is_drawn_once_for_each_version_of_the_data(a, monkeypatch):
    made = []

    def piece(_view, held, _kind, asked, **_):
        def work():
            made.append(held.key)
            return Made(held.key.encode(), "image/png")

        return files.Task((held.key, asked), work)

    monkeypatch.setattr(maps.files, "piece", piece)
    held = [Held(a, "one")]
    app = Starlette(routes=maps.routes(holder=lambda _: held[0]))
    tags = [ask(app, "/api/map.png").headers["etag"] for _ in range(2)]
    held[0] = replace(held[0], key="two")
    tags.append(ask(app, "/api/map.png").headers["etag"])
    assert made == ["one", "two"]
    assert tags[0] == tags[1] != tags[2]


def test_no_more_are_drawn_than_wait_for_a_second(a, monkeypatch):
    """One is drawn, so many wait, and whoever comes then is told when to come again."""
    app = maps.Endpoint(lambda _: Held(a, "key"), "/api")
    most = maps.MAKERS + maps.QUEUE
    statuses, retry = [], []

    async def crowd():
        turned_away = asyncio.Event()
        release = asyncio.Event()
        loop = asyncio.get_running_loop()

        def piece(*_, width):
            def work():
                asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
                return Made(b"", "image/png")

            return files.Task(width, work)

        monkeypatch.setattr(maps.files, "piece", piece)

        async def one(number):
            async def send(message):
                if message["type"] == "http.response.start":
                    statuses.append(message["status"])
                    heads = dict(message["headers"])
                    retry.extend(filter(None, [heads.get(b"retry-after")]))
                    if len(retry) > 1:
                        turned_away.set()

            scope = {
                "type": "http",
                "method": "GET",
                "path": "/api/map.png",
                "scheme": "https",
                "headers": [(b"host", b"atlas.example")],
                "query_string": f"width={500 + number}".encode(),
                "path_params": {"kind": "png"},
            }
            await app(scope, None, send)

        tasks = [asyncio.create_task(one(number)) for number in range(most + 2)]
        await turned_away.wait()
        release.set()
        await asyncio.gather(*tasks)

    apart(lambda: asyncio.run(crowd()))
    assert statuses == [503, 503] + [200] * most
    assert retry == [b"10", b"10"]


@pytest.mark.usefixtures("drawn")
def test_what_rests_on_an_office_waits_for_its_store(a):
    app = served(a, office=Reading(trouble=StoreError("database", store="x", reason="y")))
    assert ask(app, "/api/map.png?own=1").status == 503
    assert ask(app, "/api/map.png").status == 200
