"""The atlas as it was: its own process makes whatever is asked for, however heavy."""

from pathlib import Path

import streamlit as st

from pages.ui import server
from pages.ui.process.pool import works

works.HEAVY = 10**9
app = st.App(
    str(Path(__file__).parents[3] / "pages" / "main.py"),
    routes=server.routes(),
    middleware=server.middleware(),
    lifespan=server.lifespan,
    on_script_error=server.on_script_error,
)
