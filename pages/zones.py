"""Zones: the directory, and everything the plan says of one zone."""

import streamlit as st

from pages.ui import cache
from pages.ui.parts import downloads, frame, maps, register
from pages.ui.session import state
from pages.ui.zones import zone

atlas = cache.the_atlas()
view = state.current()
zones = view.selection.apply(atlas)

with st.container():
    frame.heading(view, atlas)
    if zones.empty:
        frame.nothing(view, atlas)
directory, sheet = st.columns([1, 2.6], gap="medium")
with directory:
    register.register(view, atlas, zones, size="is-narrow")
    downloads.zone_files(view, atlas, zones)
with sheet:
    zone.sheet_top(view, atlas)
    if not view.zone:
        maps.zone_map(view, atlas, zones)
    else:
        place, near = st.columns([1.5, 1], gap="medium")
        with place:
            maps.small_map(view, atlas, around=zone.surroundings(view, atlas))
        with near:
            zone.sheet_position(view, atlas)
        zone.sheet_attachments(view, atlas)
        zone.sheet_life(view, atlas)
        zone.sheet_text(view, atlas)
