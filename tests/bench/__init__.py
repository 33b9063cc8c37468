"""Measure the atlas beside its peers, in one run, as ratios."""
