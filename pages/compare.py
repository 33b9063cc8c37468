"""Compare: up to ten zones side by side, or two lists of the plan against each other."""

import streamlit as st

from pages.ui import cache
from pages.ui.parts import frame, maps
from pages.ui.session import state
from pages.ui.zones import compare

atlas = cache.the_atlas()
view = state.current()
zones = view.selection.apply(atlas)

frame.heading(view, atlas)
compare.chosen(view, atlas)
if len(view.map.compare) > 1:
    said = compare.compared(view, atlas)
    words, where = st.columns([1.5, 1], gap="medium")
    with words:
        compare.reading(view, atlas, said)
    with where:
        maps.small_map(view, atlas, around=view.map.compare, alone=True)
    compare.table(view, atlas, said)
    compare.between(view, atlas, said)
    compare.files(view, atlas, said)
compare.against(view, atlas.of_plan)
compare.candidates(view, atlas, zones)
