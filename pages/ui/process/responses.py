"""Read requests and send answers beside the pages: known again by their tags, never stale."""

import hashlib
import re
import string
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote_from_bytes

from starlette.requests import Request
from starlette.responses import Response

READING = ("GET", "HEAD")
# The data change when someone applies a file: what is kept must be asked for again each time.
FRESH = {"Cache-Control": "no-cache"}
PLAIN = {"X-Content-Type-Options": "nosniff"}
HOST = re.compile(r"([0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", re.ASCII)


def parameters(request: Request, *, most: int | None = None) -> list[tuple[str, str]]:
    """
    Return the parameters of a request's query, blank ones too, in their order.

    Parameters
    ----------
    request
        The request.
    most
        Bytes of the query that are looked at; None for all.
    """
    # Some clients write Chinese as it is, where it should be escaped; a query is bytes.
    written = quote_from_bytes(request.scope["query_string"][:most], safe=string.printable)
    return parse_qsl(written, keep_blank_values=True)


def origin(request: Request) -> str:
    """Return where the server is reached: scheme, host and the path that a proxy put before it."""
    root = request.scope.get("root_path", "").rstrip("/")
    host = request.headers.get("host", "")
    if not HOST.fullmatch(host):
        host = ":".join(map(str, request.scope.get("server") or ("localhost",)))
    return f"{request.scope['scheme']}://{host}{root}"


def sent(
    request: Request,
    body: bytes,
    media: str,
    headers: Mapping[str, str],
    status: int = 200,
) -> Response:
    """
    Return a response; without its body where the client has it or asked for the head alone.

    Parameters
    ----------
    request
        What is answered.
    body
        The whole answer.
    media
        Its media type, with the charset where it has one.
    headers
        Further headers.
    status
        Of HTTP; only a 200 gets a tag.
    """
    headers = {**PLAIN, **headers}
    if status == 200:  # noqa: PLR2004
        # Weak: the server may compress what it sends.
        headers["ETag"] = f'W/"{hashlib.sha256(media.encode() + body).hexdigest()[:32]}"'
        if _has(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        headers["Content-Length"] = str(len(body))
        body = b""
    headers["Content-Type"] = media
    return Response(body, status, headers)


def _has(given: str, tag: str) -> bool:
    """Return whether a client has what a tag stands for."""
    known = {each.strip().removeprefix("W/") for each in given.split(",")}
    return "*" in known or tag.removeprefix("W/") in known
