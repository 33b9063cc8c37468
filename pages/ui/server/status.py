"""Tell a monitor whether the process lives and whether it is ready: ``/health`` and ``/ready``."""

import asyncio
import datetime as dt
import json
import threading
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from atlas.i18n import LANGS, text
from pages.ui.process import audit
from pages.ui.process.stopping import WORK

if TYPE_CHECKING:
    from starlette.requests import Request

HEALTH, READY = "/health", "/ready"
FRESH_S = 15.0  # of what is known of data and store; what is older is looked up, for the next asker
SENT = {"Cache-Control": "no-cache, no-store", "X-Content-Type-Options": "nosniff"}
STARTED = dt.datetime.now().astimezone()
_LOOKING = threading.Lock()


def routes(base_url: str = "") -> list[Route]:
    """
    Return the routes of both addresses.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    """
    above = f"/{base_url.strip('/')}" if base_url.strip("/") else ""
    # HEAD comes with GET; any other method is refused by the route itself.
    return [
        Route(f"{above}{HEALTH}", health, methods=["GET"]),
        Route(f"{above}{READY}", ready, methods=["GET"]),
    ]


async def health(_request: "Request") -> Response:
    """Answer that the process lives."""
    return _answer({"status": "ok", "version": version(), "since": _moment(STARTED)})


async def ready(_request: "Request") -> Response:
    """Answer whether the data are there; nothing is read before the answer goes out."""
    # Streamlit's caches may be made only when its runtime stands, which is after the routes are.
    from pages.ui import cache  # noqa: PLC0415

    now = cache.condition()
    if now.age_s > FRESH_S:
        asyncio.get_running_loop().run_in_executor(None, _look)
    data = {"version": now.plan.version, "date": now.plan.date} if now.plan else None
    if WORK.stopping:
        status, said = "stopping", _said("stopping")
    elif data is None:
        status, said = "no_data", _said("no_data")
    else:
        status, said = "ready", {}
    store: dict[str, object] = {"status": "ok"}
    if now.trouble:
        # Its own words may name a machine and an account; they stand in the log.
        store = {"status": "trouble", "since": _moment(now.troubled), **_said("store_trouble")}
    body = {"status": status, "since": _moment(now.since), **said, "data": data, "store": store}
    body["audit"] = _audit()
    return _answer(body, 200 if status == "ready" else 503)


def _audit() -> dict[str, object]:
    """Return whether the audit trail is written; where it lies is nobody's business here."""
    trouble = audit.trouble()
    if trouble is None:
        return {"status": "ok"}
    return {"status": "trouble", "since": _moment(trouble[1]), **_said("audit_trouble")}


def _look() -> None:
    """Look for data and store in a thread, one at a time."""
    from pages.ui import cache  # noqa: PLC0415 - see `ready`

    if _LOOKING.acquire(blocking=False):
        try:
            cache.look()
        finally:
            _LOOKING.release()


@lru_cache
def version() -> str:
    """Return the version of the programs around the data."""
    file = Path(__file__).parents[3] / "pyproject.toml"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"]
    except (OSError, ValueError, KeyError):
        return ""


def _said(key: str) -> dict[str, object]:
    return {"message": {lang: text(f"status.{key}", lang) for lang in LANGS}}


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _answer(body: dict[str, object], status: int = 200) -> Response:
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, status, SENT, "application/json")
