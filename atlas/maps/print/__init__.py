"""The map on paper: projection, base map, symbols, names and what stands round it."""
