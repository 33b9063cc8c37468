"""What old browsers are given: scripts in Streamlit's page, and words where those cannot run."""

import gzip
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import file_util
from streamlit.web.server.starlette.starlette_app import create_streamlit_middleware
from streamlit.web.server.starlette.starlette_static_routes import (
    create_streamlit_static_assets_routes,
)

from atlas.i18n import text
from pages.ui.server import compat, standing
from tests.asgi import ask

SHELL = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
ADDRESS = re.compile(r'(?:src|href|data-\w+)="((?:\.\.?/)+compat/[^"]+)"')


def served(base=""):
    """Give Streamlit's own page below its own middleware, with a page of another's beside it."""
    return Starlette(
        routes=[
            Route("/other", lambda _: HTMLResponse(SHELL)),
            *compat.routes(base),
            *standing.routes(base),
            *create_streamlit_static_assets_routes(base),
        ],
        middleware=[Middleware(compat.CompatiblePage), *create_streamlit_middleware()],
    )


def test_streamlits_page_has_every_place_that_is_changed():
    for place in compat.PLACES:
        assert len(place.findall(SHELL)) == 1, place.pattern


@pytest.mark.parametrize(("query", "lang"), [("", "zh"), ("lang=zh", "zh"), ("lang=en", "en")])
def test_the_page_has_its_language_and_its_title(query, lang):
    page = compat.page(SHELL, query)
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in page
    assert f"<title>{text('frame.title', lang).replace(chr(39), '&#39;')}</title>" in page


def test_the_script_stands_before_every_other():
    page = compat.page(SHELL, "")
    assert page.index("/boot.") < page.index("<script>") < page.index('<script type="module"')
    assert '<div id="root"></div>' in page


def test_the_notice_says_why_in_both_languages_and_links_to_the_plain_edition():
    page = compat.page(SHELL, "area=hexi&area=ethnic&lang=en&text=%E7%94%B5")
    assert "enable JavaScript to run" not in page
    assert page.count("<noscript>") == 2
    for reason in ("old", "late", "apart", "off"):
        for lang in ("zh", "en"):
            assert text(f"compat.{reason}", lang) in page
    kept = "area=hexi&amp;area=ethnic&amp;text=%E7%94%B5"
    assert page.count(f'href="./plain?{kept}"') == 2
    assert page.count(f'href="./plain?{kept}&amp;lang=en"') == 2


def test_without_any_data_the_page_has_no_stylesheet_and_says_the_rest():
    assert 'rel="stylesheet"' not in compat.page(SHELL, "").partition("<body>")[2]


def test_markup_in_a_link_is_text():
    page = compat.page(SHELL, 'text="><script>hit()</script>&"><b>=1')
    assert "hit()</script>" not in page
    assert '"><b>' not in page


@pytest.mark.parametrize("base", ["", "atlas"])
@pytest.mark.parametrize("path", ["/", "/overview", "/no/such/page", "/index.html"])
def test_every_path_gets_the_page_and_reaches_the_scripts(base, path):
    app = served(base)
    above = f"/{base}" if base else ""
    got = ask(app, f"{above}{path}?area=hexi")
    assert got.status == 200
    assert got.headers["cache-control"] == "no-cache"
    assert got.headers["content-length"] == str(len(got.body))
    page = got.body.decode()
    up = "../" * (path.count("/") - 1) or "./"
    assert f'href="{up}plain?area=hexi"' in page
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page[page.index("<body>") :])
    assert "--paper" in ask(app, f"{above}/{style.removeprefix(up)}").body.decode()
    found = set(ADDRESS.findall(page))
    assert len(found) == len(compat.ASSETS)
    for address in found:
        asset = ask(app, f"{above}/{address.removeprefix(up)}")
        assert asset.status == 200
        assert "immutable" in asset.headers["cache-control"]
        name = re.sub(r".*/(\w+)\.\w+(\.\w+)", r"\1\2", address)
        assert asset.headers["content-type"].startswith(compat.ASSETS[name])


def test_who_has_the_page_is_told_so():
    app = served()
    first = ask(app, "/overview")
    for tag in (first.headers["etag"], f"W/{first.headers['etag']}"):
        again = ask(app, "/overview", headers={"if-none-match": tag})
        assert (again.status, again.body) == (304, b"")
    other = ask(app, "/overview?lang=en", headers={"if-none-match": first.headers["etag"]})
    assert other.status == 200
    head = ask(app, "/overview", "HEAD")
    assert head.body == b""
    told = {**head.headers, "set-cookie": first.headers["set-cookie"]}  # another for each
    assert told.items() <= first.headers.items()


@pytest.mark.parametrize("path", ["/", "/overview"])
def test_the_page_is_compressed_once(path):
    app = served()
    plain, packed = ask(app, path), ask(app, path, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-length"] == str(len(packed.body))
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < 0.5 * len(plain.body)


def test_a_page_cached_before_the_scripts_came_is_sent_anew():
    app = served()
    since = {"if-modified-since": "Fri, 01 Jan 2038 00:00:00 GMT"}
    assert ask(app, "/overview", headers=since).status == 200
    assert ask(app, "/favicon.png", headers=since).status == 304
    assert ask(app, "/overview", headers={"range": "bytes=0-9"}).status == 200


def test_only_streamlits_own_page_is_changed():
    app = served()
    assert ask(app, "/other").body.decode() == SHELL
    assert b"compat" not in ask(app, "/manifest.json").body
    assert ask(app, "/_stcore/health").status == 404
    assert ask(app, "/overview/").status == 301
    assert ask(app, "/overview", "POST").status == 405
