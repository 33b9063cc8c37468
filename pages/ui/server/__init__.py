"""The server around the pages: its routes, its middleware, its start and its end."""

import contextlib
from collections.abc import AsyncIterator

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from pages.ui import interface
from pages.ui.plain import routes as plain


def routes(base_url: str = "") -> list[BaseRoute]:
    """
    Return what is served beside Streamlit's own pages.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    """
    return [*interface.routes(base_url), *plain.routes(base_url)]


def middleware(base_url: str = "") -> list[Middleware]:  # noqa: ARG001 - each names its own paths
    """
    Return what stands between the network and every route, the outermost first.

    Parameters
    ----------
    base_url
        As for `routes`.
    """
    return []


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Prepare the process before the first request, and end it in order."""
    yield
