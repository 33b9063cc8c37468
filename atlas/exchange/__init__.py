"""Bring zones in from other offices' files, and hand them on in the formats those take."""
