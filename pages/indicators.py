"""Indicators: every figure of the plan, as charts and as a table."""

from pages.ui import cache, downloads, frame, indicators, state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas, filtered=False)
indicators.chart(view, atlas)
indicators.points(view, atlas)
chosen = indicators.choose(view, atlas)
indicators.table(view, atlas, chosen)
downloads.table_file(view, chosen, name="gansu-indicators")
