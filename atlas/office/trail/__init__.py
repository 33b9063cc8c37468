"""
The audit trail: who did what, in a file of its own that is only ever appended to.

It is apart from the log, which names nobody. One JSON line an event; each bears a digest of itself
and of the line before, so that a change, a line taken out or two exchanged are found.
"""
