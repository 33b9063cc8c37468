"""The server around the pages: its routes, its middleware, its start and its end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from pages.ui.plain import routes as plain
from pages.ui.server import (
    api,
    compat,
    ending,
    gate,
    headers,
    maps,
    mishaps,
    origins,
    pictures,
    readers,
    returning,
    sessions,
    signing,
    standing,
    status,
    uploads,
    warming,
    watchdog,
)
from pages.ui.server.mishaps import on_script_error

__all__ = ["lifespan", "middleware", "on_script_error", "routes"]


def routes(base_url: str = "") -> list[BaseRoute]:
    """
    Return what is served beside Streamlit's own pages.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    """
    served = (status, maps, api, plain, compat, standing, pictures, signing)
    return [route for each in served for route in each.routes(base_url)]


def middleware(base_url: str = "") -> list[Middleware]:
    """
    Return what stands between the network and every route, the outermost first.

    Parameters
    ----------
    base_url
        As for `routes`.
    """
    return [
        Middleware(headers.Guarded),
        mishaps.middleware(),
        Middleware(origins.OwnPages),
        Middleware(readers.SameReader),
        Middleware(gate.Asked),
        Middleware(uploads.Bounded),
        Middleware(compat.CompatiblePage),
        Middleware(returning.Returning, base_url=base_url),
    ]


@contextlib.asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Prepare the process before the first request, and end it in order."""
    sessions.raise_descriptor_limit()
    sweeping = asyncio.create_task(sessions.sweep(sessions.release_what_is_left(app)))
    leaving = asyncio.create_task(sessions.end_what_is_left(app))
    await asyncio.to_thread(ending.start)
    headers.tell_what_is_wrong()
    await asyncio.to_thread(_tell_roles)
    sessions.freeze()
    watching = watchdog.Watchdog(watchdog.own_address)
    watching.start()
    warm = warming.Warming(warming.steps())
    warm.start()
    with ending.signals(asyncio.get_running_loop()):
        yield
        await ending.stop()
    watching.stop()
    leaving.cancel()
    warm.stop()
    sweeping.cancel()


def _tell_roles() -> None:
    from pages.ui.data import access  # noqa: PLC0415 - caches may be made once the runtime stands

    access.tell_what_is_wrong()
