"""Measure every sheet as a cartographer looks at it: `make audit`, and a sample of it as a test."""
