"""About: sources, method, accuracy, the plan's slips, terms of use."""

from pages.ui import about, cache, frame, state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas, filtered=False)
about.method(view, atlas)
about.sources(view, atlas)
about.positions(view, atlas)
about.slips(view, atlas)
about.terms(view, atlas)
