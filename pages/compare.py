"""Compare: Up to ten zones side by side: industries in common and apart, clusters, distances, tags."""

from pages.ui import cache, frame, state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas)
