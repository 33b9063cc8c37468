"""The frame around every page: title, navigation, language, filters."""

import streamlit as st

from pages.ui import cache
from pages.ui.data import access
from pages.ui.parts import components, filters, frame, keeping
from pages.ui.process import stopping
from pages.ui.session import presence, state

PAGES = (
    *("overview", "clusters", "areas", "zones", "compare", "changes", "analysis"),
    *("indicators", "plan", "briefing", "data", "help", "about"),
)

cache.begin()
atlas = cache.the_atlas()
pages = {name: st.Page(f"{name}.py", title=name, url_path=name) for name in PAGES}
# The bare address shows the overview too; under its own path it can be linked to.
home = st.Page("overview.py", title="home", default=True, visibility="hidden", url_path="home")
chosen = st.navigation([home, *pages.values()], position="hidden")
view = state.read(atlas, page=chosen.url_path or PAGES[0])

frame.configure(view, atlas)
components.client(view)
keeping.take(view, atlas)
frame.header(view, atlas, pages=PAGES)
filters.panel(view, atlas)
with presence.watched(), access.in_use():
    chosen.run()
frame.footer(view, atlas)
keeping.mount(view)
stopping.WORK.seen()
