"""Answer an error that nobody expected with a number, which the log's line bears too."""

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from atlas.exchange import guard
from atlas.i18n import LANGS, text
from pages.ui.markup import render
from pages.ui.process import journal
from pages.ui.session import state

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FULL = 507  # Insufficient Storage
SENT = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def on_script_error(error: Exception) -> bool:
    """
    Show the number of an error where a page's script ended, and write it into the log.

    Parameters
    ----------
    error
        Of the page or of what a button does.

    Returns
    -------
    bool
        True: Streamlit need not show the error itself.
    """
    number = journal.mishap(error, where="page")
    st.error(text(_key(error, "page"), state.language(), number=number))
    return True


class Mishaps:
    """
    An ASGI middleware: what a route raises becomes an answer with a number.

    Parameters
    ----------
    app
        What stands behind it.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand a request on; an answer that has begun cannot be taken back, and is cut off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: "Message") -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            # Only the first part of the path: an id or a word that was looked for may follow.
            root = scope["path"].lstrip("/").partition("/")[0]
            number = journal.mishap(error, where="http", method=scope["method"], path=f"/{root}")
            if begun:
                raise
            await _answer(Request(scope), error, number)(scope, receive, send)


def middleware() -> Middleware:
    """Return the middleware, to be set before all others."""
    return Middleware(Mishaps)


def _key(error: Exception, where: str) -> str:
    """Return what is said of an error: a disk that is full is nobody's riddle."""
    full = isinstance(error, OSError) and error.errno in guard.NO_ROOM
    return "mishap.full" if full else f"mishap.{where}"


def _answer(request: Request, error: Exception, number: str) -> Response:
    """Return the answer: a page for people, JSON for programs."""
    lang = _language(request)
    key = _key(error, "http")
    said = text(key, lang, number=number)
    status = FULL if key == "mishap.full" else 500
    if "text/html" in request.headers.get("accept", ""):
        page = render.page("server/mishap", lang=lang, said=said)
        return Response(page, status, SENT, "text/html")
    body = {"code": "ServerError", "description": said, "number": number}
    return Response(json.dumps(body, ensure_ascii=False), status, SENT, "application/json")


def _language(request: Request) -> str:
    asked = parse_qs(request.scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    return asked if asked in LANGS else LANGS[0]
