"""Overview: how many zones are selected, where they are, and which."""

import streamlit as st

from pages.ui import cache
from pages.ui.parts import approvals, downloads, frame, maps, panels, register
from pages.ui.plan import help as answered
from pages.ui.session import state
from pages.ui.zones import zone

atlas = cache.the_atlas()
view = state.current()
zones = view.selection.apply(atlas)

# The map is told first: it is what a click is for. It also keeps its place in the page whether or
# not a notice stands above it.
head = st.container(key="page-head")
head.empty()  # what holds nothing has no room kept
where, what = maps.places(view, [2.7, 1])
small = st.container()
with where:
    maps.zone_map(view, atlas, zones)
with head:
    frame.heading(view, atlas)
    answered.first(view, atlas)
    zone.figures(view, atlas, zones)
    approvals.approvals(view, atlas, zones)
    panels.chooser(view, atlas)
    if zones.empty:
        frame.nothing(view, atlas)
with what:
    zone.card(view, atlas)
    zone.spread(view, atlas, zones)
downloads.zone_files(view, atlas, zones)
register.register(view, atlas, zones)
with small:  # drawn last: the first time they take a while
    maps.small_maps(view, atlas)
