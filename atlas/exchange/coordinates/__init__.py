"""Coordinates: which system they are in, how they are written, and where that is in WGS 84."""

from atlas.exchange.coordinates.systems import (
    DATUMS,
    SYSTEMS,
    System,
    from_wgs84,
    of_crs,
    to_wgs84,
)

__all__ = ["DATUMS", "SYSTEMS", "System", "from_wgs84", "of_crs", "to_wgs84"]
