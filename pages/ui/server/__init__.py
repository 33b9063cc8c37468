"""The server around the pages: its routes, its middleware, its start and its end."""

import contextlib
import logging
from collections.abc import AsyncIterator

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from atlas.edition import Edition
from atlas.errors import AtlasFileError
from pages.ui import interface
from pages.ui.plain import routes as plain
from pages.ui.server import compat, parts, sessions

_LOG = logging.getLogger(__name__)


def routes(base_url: str = "") -> list[BaseRoute]:
    """
    Return what is served beside Streamlit's own pages.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    """
    served = (interface, plain, compat, parts)
    return [route for each in served for route in each.routes(base_url)]


def middleware(base_url: str = "") -> list[Middleware]:  # noqa: ARG001 - each names its own paths
    """
    Return what stands between the network and every route, the outermost first.

    Parameters
    ----------
    base_url
        As for `routes`.
    """
    return [Middleware(compat.CompatiblePage)]


@contextlib.asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Prepare the process before the first request, and end it in order."""
    sessions.raise_descriptor_limit()
    sessions.release_what_is_left(app)
    await run_in_threadpool(_warm_up)
    sessions.freeze()
    yield


def _warm_up() -> None:
    """Read and draw what the first reader would wait for."""
    # Streamlit's caches may be made only when its runtime stands, which it does by now.
    from pages.ui import cache  # noqa: PLC0415

    try:
        cache.edition_atlas(Edition())
    except AtlasFileError as error:
        _LOG.error("%s", error)
