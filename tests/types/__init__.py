"""The type checker: what it may know of tables, and what it still finds."""
