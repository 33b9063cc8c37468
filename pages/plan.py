"""The plan: its structure and references, what the atlas took from where, and its slips."""

from pages.ui import cache, frame, plan, state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas, filtered=False)
plan.search_box(view, atlas)
plan.hits(view, atlas)
plan.structure(view, atlas)
plan.slips(view, atlas)
