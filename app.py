"""Start the atlas: `streamlit run app.py`."""

import streamlit as st

from pages.ui import server

_BASE = st.get_option("server.baseUrlPath")
# A `pages/` folder beside the main script would run a deep link's page without its frame; naming
# the frame as the script keeps Streamlit from taking the folder for its own.
app = st.App(
    "pages/main.py",
    routes=server.routes(_BASE),
    middleware=server.middleware(_BASE),
    lifespan=server.lifespan,
    on_script_error=server.on_script_error,
)
