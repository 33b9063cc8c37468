"""Serve what the pages are drawn from: fetched once by a browser, kept by it for good."""

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas.model.read import AtlasFileError
from atlas.office.vintage import Vintage
from pages.ui.markup.files import FOLDER, File

HEADERS = {
    # The name tells the content: what a browser has of it stays right.
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
# What a map may load is told within it, for its file too; here stands what a file cannot say.
DOCUMENT = {"Content-Security-Policy": "base-uri 'none'; form-action 'none'"}


def routes(base_url: str = "") -> list[Route]:
    """
    Return the route of the files.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    """
    above = base_url.strip("/")
    prefix = f"/{above}/{FOLDER}" if above else f"/{FOLDER}"
    return [Route(f"{prefix}/{{name}}", _answer, methods=["GET", "HEAD"])]


async def _answer(request: Request) -> Response:
    """Answer with a file; 404 where the data are others by now, so that the page asks anew."""
    query = parse_qs(request.scope["query_string"].decode("latin-1"))
    asked, _ = Vintage.parse(query)
    found = await run_in_threadpool(_file, request.path_params["name"], asked)
    if found is None:
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    headers = HEADERS | {"Content-Type": f"{found.mime}; charset=utf-8"}
    headers |= DOCUMENT if found.suffix == ".html" else {}
    if "gzip" in request.headers.get("accept-encoding", ""):
        # Compressed once; the server's own middleware leaves alone what says that it is.
        return Response(found.gzipped, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.body, headers=headers)


def _file(name: str, asked: Vintage) -> File | None:
    # Streamlit's caches may be made only when its runtime stands, which is after the routes are.
    from pages.ui import cache  # noqa: PLC0415

    try:
        return cache.file(name, asked)
    except AtlasFileError:
        return None
