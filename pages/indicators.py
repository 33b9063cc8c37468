"""Indicators: every figure of the plan, as charts and as a table."""

from pages.ui import cache
from pages.ui.parts import downloads, frame
from pages.ui.plan import indicators
from pages.ui.session import state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas)
indicators.chart(view, atlas)
indicators.points(view, atlas)
chosen = indicators.choose(view, atlas)
indicators.table(view, atlas, chosen)
downloads.table_file(view, chosen, name="gansu-indicators")
