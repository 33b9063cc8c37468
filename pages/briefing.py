"""Briefing: the present view as a finished piece: one sheet, several in one file, the book."""

import streamlit as st

from pages.ui import briefing, cache, frame, state

atlas = cache.the_atlas()
view = state.current()
zones = view.selection.apply(atlas)

frame.heading(view, atlas)
briefing.presets(view, atlas)
if zones.empty:
    frame.nothing(view, atlas)
else:
    choices, sheet = st.columns([1, 2.2], gap="medium")
    with choices:
        briefing.choices(view, atlas)
        briefing.words(view, atlas)
    with sheet:
        briefing.sheet(view, atlas)
briefing.collected(view, atlas)
together, checked = st.columns(2, gap="medium")
with together:
    briefing.book(view, atlas)
with checked:
    briefing.verify(view, atlas)
