"""The pages of the zones: one, by area, by cluster, side by side."""
