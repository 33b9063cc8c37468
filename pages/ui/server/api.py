"""Serve `atlas.ogc` beside the pages: the routes under ``/api``."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

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
AGAIN_S = 10  # when to ask again for what cannot be had now
STALE = "Atlas-Stale-Since"  # of what an office has added, where its store cannot be read now
ALLOWED = ", ".join((*responses.READING, "OPTIONS"))
EVERYWHERE = {
    # Any page of any host may read what anyone may read.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"ETag, Content-Crs, Link, {STALE}",
}
PREFLIGHT = {
    "Allow": ALLOWED,
    "Access-Control-Allow-Methods": ALLOWED,
    # Of these, scripts of maps and of older portals send some with every question.
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, "
    "X-Requested-With",
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
    "schema": ogc.schema,
    "queryables": ogc.queryables,
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
            return preflight()
        try:
            if request.method not in responses.READING:
                raise ogc.wrong_method(request.method)
            if self._operation is None:
                raise ogc.missing_path()
            return self._answer(request, self._operation, params)
        except ogc.RefusedRequestError as error:
            return refusal(request, error, lang)

    def _answer(
        self, request: Request, operation: ogc.Operation, params: list[tuple[str, str]]
    ) -> Response:
        asked = ogc.vintage(params)
        atlas = self._holder(asked)
        collection = request.path_params.get("collection", "")
        query = ogc.parse(operation, params, atlas, collection=collection)
        # What is left open is as the client would rather have it; links and pages follow.
        wanted = query.format or operation.preferred(request.headers.get("accept", ""))
        query = replace(query, format=wanted)
        base = base_of(request, self._prefix)
        answer = ANSWERS[operation.name](atlas, query, base, *request.path_params.values())
        media, headers = operation.formats[wanted], dict(FRESH)
        office = self._known()
        if asked.edition.as_of and office.trouble and office.since:
            headers[STALE] = office.since.isoformat(timespec="seconds")
            answer = {**answer, "notice": office.notice(query.lang)}
        if operation.media == ogc.GEOJSON:
            headers["Content-Crs"] = f"<{query.crs.uri}>"
        if wanted == "html":
            page = _page(atlas, query, base, answer)
            return sent(request, page.encode(), media, headers | PAGE)
        if wanted == "xsd":
            schema = ogc.xsd(atlas, ogc.HOLDINGS[collection])
            return sent(request, schema, media, headers)
        if wanted == "csv":
            headers["Link"] = ", ".join(_links(answer))
            return sent(request, ogc.csv(atlas, query, collection, answer), media, headers)
        return sent(request, _json(answer), media, headers)


def base_of(request: Request, prefix: str) -> str:
    """
    Return where the interface is reached.

    What the administrator has set is what all clients reach; a proxy may hide it from requests.
    """
    given = address.usable()
    return f"{given.rstrip('/')}{PATH}" if given else responses.origin(request) + prefix


def preflight() -> Response:
    """Return what a page of another host is told that asks what it may ask."""
    return Response(status_code=204, headers=responses.PLAIN | EVERYWHERE | PREFLIGHT)


def refusal(request: Request, error: ogc.RefusedRequestError, lang: str) -> Response:
    """Return what a program is told of a request that cannot be served."""
    headers = {"Allow": ALLOWED} if error.status == 405 else {}  # noqa: PLR2004
    if error.status == 503:  # noqa: PLR2004
        headers["Retry-After"] = str(AGAIN_S)
    return sent(request, _json(error.body(lang)), ogc.JSON, headers, error.status)


def _links(answer: Mapping[str, Any]) -> list[str]:
    """Return the links of an answer that has no place for them within (RFC 8288)."""
    return [
        f'<{link["href"]}>; rel="{link["rel"]}"; type="{link["type"]}"'
        for link in answer["links"]
        if link["rel"] in {"self", "next", "prev"}
    ]


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
        Route(
            f"{prefix}{ogc.OPERATIONS[name].path}",
            Endpoint(holder, prefix, ogc.OPERATIONS[name], known),
        )
        for name in ANSWERS
    ]
    return [
        *found,
        Route(f"{prefix}/", Endpoint(holder, prefix, ogc.OPERATIONS["landing"], known)),
        # Without it a page's frame would answer, and say that all is well.
        Route(f"{prefix}/{{rest:path}}", Endpoint(holder, prefix)),
    ]


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


def sent(
    request: Request, body: bytes, media: str, headers: Mapping[str, str], status: int = 200
) -> Response:
    """Return a response that any page of any host may read; see `responses.sent`."""
    media = f"{media}; charset=utf-8" if media.startswith("text/") else media
    return responses.sent(request, body, media, {**EVERYWHERE, **headers}, status)
