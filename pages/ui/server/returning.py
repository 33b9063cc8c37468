"""Lead whoever logs in or out elsewhere back to the page that he left, not to the first one."""

from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from pages.ui.server import origins

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "atlas_back"
MOST = 2000  # characters of an address
KEPT_S = 600  # a log-in elsewhere may ask for a second factor
# Streamlit's own paths.
LEAVING, BACK = ("auth/login", "auth/logout"), "oauth2callback"


class Returning:
    """
    An ASGI middleware: after a log-in elsewhere one stands where one stood before.

    Streamlit leads to the app's first page. Where somebody came from is in his browser meanwhile.

    Parameters
    ----------
    app
        What stands behind it.
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    """

    def __init__(self, app: "ASGIApp", base_url: str = "") -> None:
        self._app = app
        self._above = f"/{base_url.strip('/')}".rstrip("/")

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        path = scope.get("path", "").removeprefix(f"{self._above}/")
        if scope["type"] != "http" or path not in {*LEAVING, BACK}:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        kept = unquote(request.cookies.get(COOKIE, ""))
        back = self._own(kept) if path == BACK else self._came_from(request)

        async def sent(message: "Message") -> None:
            if message["type"] == "http.response.start" and back:
                headers = MutableHeaders(scope=message)
                home = headers.get("location") == f"{self._above}/"
                if home and message["status"] == HTTPStatus.FOUND:
                    headers["location"] = back
                headers.append("set-cookie", self._cookie("" if home else back))
            await send(message)

        await self._app(scope, receive, sent)

    def _came_from(self, request: Request) -> str:
        """Return path and query of the page that led here; nothing of a page that is not ours."""
        page = request.headers.get("referer", "")
        if not origins.is_own(page, request.headers.get("host", "")):
            return ""
        address = urlsplit(page)
        return self._own(f"{address.path}?{address.query}" if address.query else address.path)

    def _own(self, path: str) -> str:
        """Return a path of the app as it goes into a header; nothing where it could lead away."""
        kept = quote(path, safe="/?&=%:,;+!@~'()*$.-_|")
        # Two slashes, or one that leans the other way, begin the name of a host.
        leads_away = path.startswith("//") or "\\" in path or len(kept) > MOST
        return "" if leads_away or not path.startswith(f"{self._above}/") else kept

    def _cookie(self, path: str) -> str:
        """Return the head that has a browser keep a path for a while, or forget it."""
        cookie: SimpleCookie = SimpleCookie({COOKIE: quote(path, safe="")})
        cookie[COOKIE]["path"] = f"{self._above}/"
        cookie[COOKIE]["max-age"] = KEPT_S if path else 0
        cookie[COOKIE]["httponly"] = True
        # The provider's page leads back here with it.
        cookie[COOKIE]["samesite"] = "lax"
        return cookie[COOKIE].OutputString()
