"""The plan: The structure of the plan and its references, what the atlas took from where, and the slips of the text."""

from pages.ui import cache, frame, state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas)
