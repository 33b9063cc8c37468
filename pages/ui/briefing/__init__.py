"""The page of finished pieces."""
