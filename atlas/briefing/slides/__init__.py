"""Briefings as slides that can be edited."""

from atlas.briefing.slides.presentation import deck

__all__ = ["deck"]
