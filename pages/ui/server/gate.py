"""Let a client ask for what the pages ask for, and for nothing else that Streamlit would do."""

import logging
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import Response
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.ui.process import journal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What a browser says while someone reads and clicks. Emptying the caches of all readers, watching
# files, asking for the repository and writing files into it are not among it.
MESSAGES = {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"}
OPERATIONS = {"deferred_file", "dataframe_chunk"}  # of ``backend_operation_request``
# Counts of sessions and sizes of caches, which the machine's own monitor may know.
METRICS = "/_stcore/metrics"


class Asked:
    """
    An ASGI middleware: only what pages ask for reaches Streamlit, and its figures stay at home.

    Parameters
    ----------
    app
        What stands behind it.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand a request on, without the messages that no page sends."""
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith(METRICS):
            if not _is_from_here(scope):
                await Response(status_code=404)(scope, receive, send)
                return
        elif scope["type"] == "websocket":
            await self._app(scope, _only(receive), send)
            return
        await self._app(scope, receive, send)


def _only(receive: "Receive") -> "Receive":
    """Return what gives a socket's messages, without those that no page sends."""

    async def next_one() -> "Message":
        while True:
            message = await receive()
            data = message.get("bytes") if message["type"] == "websocket.receive" else None
            if data is None or not (refused := _refused(data)):
                return message
            journal.event("message_refused", level=logging.WARNING, asked=refused)

    return next_one


def _refused(data: bytes) -> str:
    """Return what a message asks for that no page does; nothing where it may pass."""
    asked = BackMsg()
    try:
        asked.ParseFromString(data)
    except Exception:  # noqa: BLE001 - protobuf has no types; Streamlit closes the connection on it
        return ""
    kind = asked.WhichOneof("type") or ""
    if kind == "backend_operation_request":
        operation = asked.backend_operation_request.WhichOneof("payload") or "nothing"
        return "" if operation in OPERATIONS else operation
    return "" if kind in MESSAGES else kind or "nothing"


def _is_from_here(scope: "Scope") -> bool:
    """Tell whether a request comes from this machine, and from nobody behind a proxy on it."""
    if "x-forwarded-for" in Headers(raw=scope["headers"]):
        return False
    host, _ = scope.get("client") or ("", 0)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
