"""Let only the atlas's own pages open a session: a page of another site is refused at the door."""

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers

from atlas.briefing import address
from pages.ui.process import journal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

POLICY_VIOLATION = 1008


class OwnPages:
    """
    An ASGI middleware: a websocket is opened for the atlas's own pages alone.

    Streamlit compares a foreign Origin with the machine's public address as well, which it asks an
    outside host for, on the loop that serves everybody: without a name server 20 s each time. What
    is not plainly our own never gets that far; what is own by the administrator's word reaches
    Streamlit with the host that it came from, and is not looked up either.

    Parameters
    ----------
    app
        What stands behind it.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand a request on, or refuse a websocket before anything is looked up."""
        if scope["type"] == "websocket":
            headers = Headers(raw=scope["headers"])
            origin, host = headers.get("origin"), headers.get("host", "")
            if origin is not None and not is_own(origin, host):
                journal.event("origin_refused", level=logging.WARNING, origin=origin[:100])
                await send({"type": "websocket.close", "code": POLICY_VIOLATION})
                return
            if origin is not None:
                scope = {**scope, "headers": _from_host(scope["headers"], _place(origin))}
        await self._app(scope, receive, send)


def is_own(origin: str, host: str) -> bool:
    """
    Tell whether a page of an origin is the atlas's own.

    Parameters
    ----------
    origin
        What a browser says of the page: scheme, host and port, or ``null``.
    host
        What the page asked for.
    """
    place = _place(origin)
    if not place:
        return False
    if place.lower() == host.lower() or not st.get_option("server.enableCORS"):
        return True
    named = [address.usable(), *st.get_option("server.corsAllowedOrigins")]
    return _whole(origin) in {_whole(each.strip()) for each in named if each.strip()}


def _place(origin: str) -> str:
    """Return host and port of an origin; nothing where it has none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _whole(address_of: str) -> str:
    """Return scheme, host and port of an address, its usual port left out as browsers do."""
    try:
        parts = urlsplit(address_of.lower())
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        port = "" if parts.port in {None, usual} else f":{parts.port}"
    except ValueError:
        return address_of
    return f"{parts.scheme}://{parts.hostname}{port}"


def _from_host(headers: list[tuple[bytes, bytes]], place: str) -> list[tuple[bytes, bytes]]:
    """Return headers whose Host is a place: Streamlit asks no further where both agree."""
    kept = [(name, value) for name, value in headers if name != b"host"]
    return [*kept, (b"host", place.encode("latin-1"))]
