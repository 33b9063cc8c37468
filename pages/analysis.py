"""Analysis: Concentration, likeness, gaps, partners and space, computed from the listings of the plan and the positions; every number with its formula."""

from pages.ui import cache, frame, state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas)
