"""Indicators: every figure of the plan, as charts and as a table."""

import streamlit as st

from pages.ui import cache, downloads, frame, indicators, state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas, filtered=False)
pairs, growth = st.columns(2, gap="large")
with pairs:
    indicators.pairs(view, atlas)
    indicators.points(view, atlas)
with growth:
    indicators.growth(view, atlas)
chosen = indicators.choose(view, atlas)
indicators.table(view, atlas, chosen)
downloads.table_file(view, chosen, name="gansu-indicators")
