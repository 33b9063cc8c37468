"""Briefings as a Word document."""

from atlas.briefing.document.briefings import document

__all__ = ["document"]
