"""The brief on one upright page: map, counts, names, what puts zones into a cluster, sources."""

from atlas.briefing.brief.document import document
from atlas.briefing.brief.page import pdf

__all__ = ["document", "pdf"]
