"""Know a browser again by a secret of its own, so that nobody takes up another's session."""

import hashlib
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "atlas_reader"
# What Streamlit is told of a connection (`server.trustedUserHeaders`): it resumes a session for
# nobody of whom it is told anything else.
HEADER = b"x-atlas-reader"
BYTES = 32


def greet(request: Request, response: Response) -> None:
    """Give a browser that has none its secret, along with the page."""
    if not request.cookies.get(COOKIE):
        response.set_cookie(
            COOKIE,
            secrets.token_urlsafe(BYTES),
            httponly=True,
            secure=request.url.scheme == "https",
            # A link in a mail leads here with it: another secret would cut off other windows.
            samesite="lax",
        )


class SameReader:
    """
    An ASGI middleware: a websocket tells Streamlit which browser it comes from.

    The id of a session stands in the addresses of its uploads, and so in the logs of proxies; with
    it alone Streamlit hands a session over, an editor's too. The secret stands in no address and
    no script can read it.

    Parameters
    ----------
    app
        What stands behind it.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand a request on, with what only the server may say."""
        if scope["type"] == "websocket":
            given = _secret(Headers(raw=scope["headers"]).get("cookie", ""))
            # Who has none is somebody else each time.
            known = hashlib.sha256((given or secrets.token_urlsafe(BYTES)).encode()).hexdigest()
            others = [(name, value) for name, value in scope["headers"] if name != HEADER]
            scope = {**scope, "headers": [*others, (HEADER, known.encode())]}
        await self._app(scope, receive, send)


def _secret(cookies: str) -> str:
    """Return the secret among the cookies that a browser sends; nothing where there is none."""
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    # Whoever makes up a short one is not taken for somebody else who did.
    return found.value if found and len(found.value) >= BYTES else ""
