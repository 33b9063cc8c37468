"""Old browsers: scripts that Streamlit's page needs, and words where its own cannot run."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from markupsafe import escape
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles

from atlas.i18n import LANGS, text
from atlas.model.read import AtlasFileError
from pages.ui.markup import render
from pages.ui.markup.files import FOLDER
from pages.ui.server import headers, readers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = "compat"
PLAIN = "plain"
# Named here: what a machine's own table says of .js may be wrong, and is on some Windows.
ASSETS = {
    "boot.js": "text/javascript",
    "polyfills.js": "text/javascript",
    "notice.css": "text/css",
}
# What the page that Streamlit ships is changed at; a test fails when one of them goes.
TONGUE = re.compile(r'(?<=[<]html lang=")[^"]*')
TITLE = re.compile(r"(?<=[<]title>)[^<]*")
HEAD = re.compile(r"(?<=[<]head>)")
NOSCRIPT = re.compile(r"[<]noscript>.*?[<]/noscript>", re.DOTALL)
PLACES = (TONGUE, TITLE, NOSCRIPT, HEAD)
_HERE = Path(__file__).parent
_YEAR = {"Cache-Control": "public, immutable, max-age=31536000"}
_EACH_TIME = {"Cache-Control": "no-cache"}


def routes(base_url: str = "") -> list[Route]:
    """
    Return the routes of the scripts and the style; their names change with their content.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    """
    above = f"/{base_url.strip('/')}".rstrip("/")
    return [
        Route(f"{above}/{address}", _serving(_asset(name), ASSETS[name]))
        for name, address in _addresses().items()
    ]


class CompatiblePage:
    """
    Put scripts, styles and the notice into the page that Streamlit serves for every path.

    Parameters
    ----------
    app
        What answers; only Streamlit's own page is changed.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        replaced = False

        async def sent(message: "Message") -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_page(scope, message):
                replaced = True
                style = await run_in_threadpool(_style)
                # Streamlit's own compression is within, and what it compressed is not sent.
                await GZipMiddleware(_page(Request(scope), style))(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)


def _is_page(scope: "Scope", start: "Message") -> bool:
    """Return whether the answer that starts is Streamlit's page."""
    files = scope.get("endpoint")
    if not isinstance(files, StaticFiles):
        return False
    if start["status"] == 304:  # noqa: PLR2004
        # The page as it was before it was changed lies in a browser's cache.
        found, _ = files.lookup_path(files.get_path(scope))
        return not Path(found).is_file() or found.endswith(".html")
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] < 300 and kind.startswith("text/html")  # noqa: PLR2004


def _style() -> str:
    """Return where the pages' stylesheet is, below the app's own path; empty without any data."""
    # Streamlit's caches may be made only when its runtime stands, which is after the routes are.
    from pages.ui import cache  # noqa: PLC0415

    try:
        return f"{FOLDER}/{cache.stylesheet().name}"
    except AtlasFileError:
        return ""  # the page itself says what is wrong


def _page(request: Request, style: str) -> Response:
    """Return Streamlit's page, changed; without its body where the client has it."""
    files: StaticFiles = request.scope["endpoint"]
    # Relative as Streamlit's own addresses are: a proxy may serve the app anywhere.
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    up = "../" * (path.count("/") - 1) or "./"
    shell = _shell(Path(str(files.directory)))
    body = page(shell, request.url.query, up, style).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    policy = headers.page_policy(shell, request.headers.get("host", ""))
    told = {**_EACH_TIME, "ETag": tag, headers.POLICY: policy}
    response = Response(body, media_type="text/html", headers=told)
    readers.greet(request, response)
    if files.is_not_modified(response.headers, request.headers):
        unchanged = NotModifiedResponse(response.headers)
        # A browser that has the page of an older release learns of the policy too.
        unchanged.headers[headers.POLICY] = policy
        readers.greet(request, unchanged)
        return unchanged
    if request.method == "HEAD":
        response.body = b""  # its length stays in the head
    return response


def page(shell: str, query: str, up: str = "./", style: str = "") -> str:
    """
    Return Streamlit's page with the scripts, the styles, the notice, the title and the language.

    Parameters
    ----------
    shell
        The page as Streamlit ships it.
    query
        What stands after ``?`` in the address; the links to the plain edition carry it.
    up
        The way from the page's folder to the app's.
    style
        Where the pages' stylesheet is, below the app's folder; none if empty.
    """
    params = parse_qsl(query, keep_blank_values=True)
    lang = "en" if ("lang", "en") in params else "zh"
    kept = [pair for pair in params if pair[0] != "lang"]
    links = []
    for each in LANGS:
        carried = urlencode(kept if each == "zh" else [*kept, ("lang", each)])
        links.append((each, up + PLAIN + (f"?{carried}" if carried else "")))
    head = render.filled("server/compat_head", names=_addresses(), up=up)
    body = render.filled("server/compat_body", links=links, style=style and up + style, t=text)
    tongue = "zh-CN" if lang == "zh" else "en"
    put = (tongue, escape(text("frame.title", lang)), body, f"\n{head}")
    for place, words in zip(PLACES, put, strict=True):
        shell = place.sub(lambda _, words=words: words, shell, count=1)
    return shell


@cache
def _shell(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


@cache
def _asset(name: str) -> bytes:
    return (_HERE / "assets" / name).read_bytes()


@cache
def _addresses() -> dict[str, str]:
    """Return where each asset is served, below the app's own path."""
    found = {}
    for name in ASSETS:
        stem, _, suffix = name.partition(".")
        found[name] = f"{PATH}/{stem}.{hashlib.sha256(_asset(name)).hexdigest()[:16]}.{suffix}"
    return found


def _serving(body: bytes, media: str) -> "Callable[[Request], Awaitable[Response]]":
    async def serve(_request: Request) -> Response:
        return Response(body, media_type=media, headers=_YEAR)

    return serve
