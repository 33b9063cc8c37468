"""Reach the database of a store: within bounds of time, and what it refuses said in words."""
