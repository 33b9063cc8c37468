"""Industries and clusters: which zones carry one, and which phrases of the plan say so."""

import streamlit as st

from pages.ui import cache
from pages.ui.parts import downloads, frame, maps, panels
from pages.ui.session import state
from pages.ui.zones import clusters, zone

atlas = cache.the_atlas()
view = state.current()
zones = view.selection.apply(atlas)

head = st.container(key="clusters-head")
head.empty()  # what holds nothing has no room kept
where, what = maps.places(view, [1.6, 1])
small = st.container()
with where:
    maps.zone_map(view, atlas, zones)
with head:
    frame.heading(view, atlas)
    clusters.chooser(view, atlas)
    panels.chooser(view, atlas)
    if zones.empty:
        frame.nothing(view, atlas)
with what:
    zone.card(view, atlas)
    clusters.evidence(view, atlas, zones)
downloads.zone_files(view, atlas, zones)
clusters.matrix(view, atlas)
clusters.strategy(view, atlas)
clusters.unmapped(view, atlas, zones)
with small:
    maps.small_maps(view, atlas)
