"""The pages most people would write instead: they belong to the benchmark, not to the app."""
