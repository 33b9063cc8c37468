"""Serve `atlas.ogc` beside the pages: the routes under ``/api``."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas import ogc
from atlas.briefing import address
from atlas.i18n import LANGS
from atlas.model.read import AtlasFileError
from atlas.office.edition import NOW
from atlas.office.latest import Reading
from atlas.office.vintage import Vintage
from pages.ui.markup import render
from pages.ui.process import responses

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from atlas.model.atlas import Atlas

Holder = Callable[[Vintage], "Atlas"]
Known = Callable[[], Reading]
PATH = "/api"
STALE = "Atlas-Stale-Since"  # of what an office has added, where its store cannot be read now
ALLOWED = ", ".join((*responses.READING, "OPTIONS"))
EVERYWHERE = {
    # Any page of any host may read what anyone may read.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"ETag, {STALE}",
}
PREFLIGHT = {
    "Allow": ALLOWED,
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
FRESH = {**responses.FRESH, "Vary": "Accept"}
PAGE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
ANSWERS = {
    "landing": ogc.landing,
    "openapi": ogc.document,
    "conformance": ogc.conformance,
    "collections": ogc.collections,
    "collection": ogc.collection,
    "items": ogc.items,
    "item": ogc.item,
}


def held_by_pages(asked: Vintage) -> "Atlas":
    """
    Return the atlas that the pages show.

    Raises
    ------
    RefusedRequestError
        With status 503 where what is asked for cannot be read now.
    """
    # Streamlit's caches may be made only when its runtime stands, which is after the routes are.
    from pages.ui import cache  # noqa: PLC0415

    try:
        found, _ = cache.vintage_atlas(asked)
    except AtlasFileError as error:
        raise ogc.unavailable(error) from error
    trouble = cache.trouble()
    if trouble and asked.edition.as_of not in {NOW, found.revision}:
        raise ogc.unavailable(trouble)
    return found


def known_by_pages() -> Reading:
    """Return what the pages know of the office's data."""
    from pages.ui import cache  # noqa: PLC0415 - see `held_by_pages`

    return cache.reading()


class Endpoint:
    """
    One operation as an ASGI application; it takes every method, so that no page takes what is left.

    Parameters
    ----------
    holder
        Gives the atlas of a vintage; what it may refuse, it says in the language given.
    prefix
        The path of the interface.
    operation
        What is asked; None where a path leads nowhere.
    known
        Tells whether what the office has added is what its store holds now.
    """

    def __init__(
        self,
        holder: Holder,
        prefix: str,
        operation: ogc.Operation | None = None,
        known: Known = Reading,
    ) -> None:
        self._holder, self._prefix, self._operation = holder, prefix, operation
        self._known = known

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request; the atlas is asked in a thread, since it may have to be read."""
        request = Request(scope)
        response = await run_in_threadpool(self.respond, request)
        await response(scope, receive, send)

    def respond(self, request: Request) -> Response:
        """Return the response to a request."""
        params = responses.parameters(request)
        lang = ogc.language(params)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=responses.PLAIN | EVERYWHERE | PREFLIGHT)
        try:
            if request.method not in responses.READING:
                raise ogc.wrong_method(request.method)
            if self._operation is None:
                raise ogc.missing_path()
            return self._answer(request, self._operation, params)
        except ogc.RefusedRequestError as error:
            allowed = {"Allow": ALLOWED} if error.status == 405 else {}  # noqa: PLR2004
            return _sent(request, _json(error.body(lang)), ogc.JSON, allowed, error.status)

    def _answer(
        self, request: Request, operation: ogc.Operation, params: list[tuple[str, str]]
    ) -> Response:
        asked = ogc.vintage(params)
        atlas = self._holder(asked)
        collection = request.path_params.get("collection", "")
        query = ogc.parse(operation, params, atlas, collection=collection)
        ids = request.path_params.values()
        base = self._base(request)
        answer = ANSWERS[operation.name](atlas, query, base, *ids)
        office, headers = self._known(), dict(FRESH)
        if asked.edition.as_of and office.trouble and office.since:
            headers[STALE] = office.since.isoformat(timespec="seconds")
            answer = {**answer, "notice": office.notice(query.lang)}
        wanted = query.format or _preferred(request.headers.get("accept", ""))
        if operation.html and wanted == "html":
            page = _page(atlas, query, base, answer)
            return _sent(request, page.encode(), ogc.HTML, headers | PAGE)
        return _sent(request, _json(answer), operation.media, headers)

    def _base(self, request: Request) -> str:
        """
        Return where the interface is reached.

        What the administrator has set is what all clients reach; a proxy may hide it from requests.
        """
        given = address.usable()
        return f"{given.rstrip('/')}{PATH}" if given else responses.origin(request) + self._prefix


def routes(
    base_url: str = "", *, holder: Holder = held_by_pages, known: Known = known_by_pages
) -> list[Route]:
    """
    Return the routes of the interface.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    holder
        Gives the atlas of a vintage.
    known
        Tells whether what the office has added is what its store holds now.
    """
    above = base_url.strip("/")
    prefix = f"/{above}{PATH}" if above else PATH
    found = [
        Route(f"{prefix}{operation.path}", Endpoint(holder, prefix, operation, known))
        for operation in ogc.OPERATIONS.values()
    ]
    return [
        *found,
        Route(f"{prefix}/", Endpoint(holder, prefix, ogc.OPERATIONS["landing"], known)),
        # Without it a page's frame would answer, and say that all is well.
        Route(f"{prefix}/{{rest:path}}", Endpoint(holder, prefix)),
    ]


def _preferred(accept: str) -> str:
    """Return ``"html"`` where a client would rather have that, as browsers do."""
    weights: dict[str, float] = {}
    for part in accept.split(","):
        kind, *params = (piece.strip().lower() for piece in part.split(";"))
        given = dict(param.partition("=")[::2] for param in params)
        try:
            weights[kind] = float(given.get("q", 1))
        except ValueError:
            continue
    other = weights.get("*/*", 0.0)
    json_weight = weights.get(ogc.JSON, weights.get("application/*", other))
    html_weight = weights.get(ogc.HTML, weights.get("text/*", other))
    return "html" if html_weight > json_weight else "json"


def _page(atlas: "Atlas", query: ogc.Query, base: str, answer: Mapping[str, object]) -> str:
    """Return the landing page for people."""
    other = LANGS[1 - LANGS.index(query.lang)]
    kept = [pair for pair in query.carried if pair[0] != "lang"]
    here = ogc.OPERATIONS["landing"]
    return render.markup(
        "server/api",
        lang=query.lang,
        atlas=atlas,
        answer=answer,
        collections=ogc.collections(atlas, query, base)["collections"],
        base=base,
        switch=ogc.address(base, here, [*kept, ("lang", other), ("f", "html")]),
    )


def _json(answer: Mapping[str, object]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _sent(
    request: Request, body: bytes, media: str, headers: Mapping[str, str], status: int = 200
) -> Response:
    media = f"{media}; charset=utf-8" if media == ogc.HTML else media
    return responses.sent(request, body, media, {**EVERYWHERE, **headers}, status)
