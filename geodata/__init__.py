"""The atlas's data: hand-kept tables, source cards, one build script, the GeoPackage it makes."""

from pathlib import Path

ROOT = Path(__file__).parent
TABLES = ROOT / "tables"
SOURCES = ROOT / "sources.toml"
GPKG = ROOT / "atlas.gpkg"

__all__ = ["GPKG", "ROOT", "SOURCES", "TABLES"]
