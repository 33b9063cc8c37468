"""The pages of the plan: its places, where they differ, its figures, where all comes from."""
