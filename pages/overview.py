"""Overview: how many zones are selected, where they are, and which."""

import streamlit as st

from pages.ui import cache
from pages.ui.parts import downloads, frame, maps, register
from pages.ui.session import state
from pages.ui.zones import zone

atlas = cache.the_atlas()
view = state.current()
zones = view.selection.apply(atlas)

# The map is told first: it is what a click is for. It also keeps its place in the page whether or
# not a notice stands above it.
head = st.container()
where, what = st.columns([2.7, 1], gap="medium")
with where:
    maps.zone_map(view, atlas, zones)
with head:
    frame.heading(view, atlas)
    zone.figures(view, atlas, zones)
    if zones.empty:
        frame.nothing(view, atlas)
with what:
    zone.card(view, atlas)
    zone.spread(view, atlas, zones)
downloads.zone_files(view, atlas, zones)
register.register(view, atlas, zones)
