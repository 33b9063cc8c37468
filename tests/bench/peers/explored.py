"""Peer of a page with many own zones: the same zones as geopandas.explore maps them, as HTML."""

import sys

from atlas import load
from atlas.office.edition import derive
from tests.bench.offices import state_of


def main() -> None:
    """Map so many own zones, with what is known of each, into a file."""
    number, file = int(sys.argv[1]), sys.argv[2]
    atlas = load()
    shown = derive(atlas, state_of(atlas, number), own=True)
    shapes = shown.zones.set_geometry(
        shown.outlines.geometry.reindex(shown.zones.index).fillna(shown.zones.geometry)
    )
    columns = ["name_zh", "level", "zone_type", "prefecture", "geometry"]
    shapes[columns].explore(column="zone_type").save(file)


if __name__ == "__main__":
    main()
