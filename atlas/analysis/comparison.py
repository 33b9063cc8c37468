"""Set some zones side by side."""

MOST = 10  # zones that can be compared
