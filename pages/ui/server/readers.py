"""Know a browser again by a secret of its own, so that nobody takes up another's session."""

import hashlib
import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from atlas.office import attempts
from pages.ui.session import browser

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "atlas_reader"
# What Streamlit is told of a connection (`server.trustedUserHeaders`): it resumes a session for
# nobody of whom it is told anything else.
HEADER = browser.READER.encode()
# A session that is taken up again comes over another connection: a sign-in has to be shown anew.
CONNECTION = browser.CONNECTION.encode()
BYTES = browser.SHORTEST


def greet(request: Request, response: Response) -> None:
    """Give a browser that has none its secret, along with the page."""
    if not browser.cookie(request.headers.get("cookie", ""), COOKIE):
        _give(request, response, secrets.token_urlsafe(BYTES))


def keep(request: Request, response: Response) -> None:
    """Have a browser in which an editor signs in known as such beyond its own end."""
    given = browser.cookie(request.headers.get("cookie", ""), COOKIE)
    _give(request, response, given, max_age=int(attempts.KNOWN_S))


def _give(request: Request, response: Response, secret: str, *, max_age: int | None = None) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=max_age,
        httponly=True,
        secure=request.url.scheme == "https",
        # A link in a mail leads here with it: another secret would cut off other windows.
        samesite="lax",
    )


def reader(cookies: str) -> str:
    """Return what tells a browser from others, by the cookies that it sends."""
    given = browser.cookie(cookies, COOKIE)
    # Who has none is somebody else each time.
    return hashlib.sha256((given or secrets.token_urlsafe(BYTES)).encode()).hexdigest()


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
            known = reader(Headers(raw=scope["headers"]).get("cookie", ""))
            ours = {HEADER: known.encode(), CONNECTION: secrets.token_urlsafe(BYTES).encode()}
            others = [(name, value) for name, value in scope["headers"] if name not in ours]
            scope = {**scope, "headers": [*others, *ours.items()]}
        elif scope["type"] == "http" and scope.get("scheme") == "https":
            send = _secured(send)
        await self._app(scope, receive, send)


def _secured(send: "Send") -> "Send":
    """Return what sends answers whose cookies, Streamlit's own too, go over https alone."""

    async def sent(message: "Message") -> None:
        if message["type"] == "http.response.start":
            heads = [
                (name, value + b"; Secure")
                if name.lower() == b"set-cookie" and b"; secure" not in value.lower()
                else (name, value)
                for name, value in message.get("headers", ())
            ]
            message = {**message, "headers": heads}
        await send(message)

    return sent
