"""The atlas's data: hand-kept tables, source cards, one build script, the GeoPackage it makes."""

from pathlib import Path

ROOT = Path(__file__).parent
TABLES = ROOT / "tables"
SOURCES = ROOT / "sources.toml"
GPKG = ROOT / "atlas.gpkg"
OSM = ROOT / "osm"  # what is OpenStreetMap's, under its own licence
OSM_GPKG = OSM / "osm.gpkg"
NATURAL_EARTH = ROOT / "natural_earth"

__all__ = ["GPKG", "NATURAL_EARTH", "OSM", "OSM_GPKG", "ROOT", "SOURCES", "TABLES"]
