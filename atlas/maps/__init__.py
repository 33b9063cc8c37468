"""What maps are drawn from: symbols, palettes, layers, colours by value, shared lines."""
