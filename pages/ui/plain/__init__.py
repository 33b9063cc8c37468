"""The plain edition: the atlas as forms, tables and drawings for browsers without scripts."""
