"""Time the building of the map document beside folium, geopandas and leafmap, at four sizes."""

import time
import warnings
from collections.abc import Callable

import folium
import geopandas as gpd
import leafmap.foliumap as leafmap

from atlas.maps import web
from tests.bench.synthetic import atlas_of
from tests.bench.table import Row, median_ms

SIZES = (42, 2_543, 10_000, 100_000)
TOOLTIP = ["name_zh", "zone_type", "level"]
# The largest size at which a peer is asked: beyond it takes minutes and proves nothing more.
LARGEST = {"Marker loop": 10_000, "folium.GeoJson": 100_000, "explore": 100_000, "leafmap": 100_000}
GOAL_KB = {42: 600, 10_000: 1_500, 100_000: 8_000}
LEAFMAP_GOAL = 0.1


def marker_loop(zones: gpd.GeoDataFrame) -> str:
    """Draw one Marker a zone, as most tutorials do."""
    drawn = folium.Map(location=(38, 100), zoom_start=6)
    for zone in zones.itertuples():
        folium.Marker((zone.lat, zone.lon), tooltip=zone.name_zh).add_to(drawn)
    return drawn.get_root().render()


def geojson(zones: gpd.GeoDataFrame) -> str:
    """Draw the zones as one folium.GeoJson."""
    drawn = folium.Map(location=(38, 100), zoom_start=6)
    folium.GeoJson(
        zones[[*TOOLTIP, "geometry"]],
        marker=folium.CircleMarker(radius=5),
        style_function=lambda _: {},
        tooltip=folium.GeoJsonTooltip(TOOLTIP),
    ).add_to(drawn)
    return drawn.get_root().render()


def explore(zones: gpd.GeoDataFrame) -> str:
    """Draw the zones as GeoDataFrame.explore does."""
    drawn = zones[[*TOOLTIP, "geometry"]].explore(column="zone_type", tooltip=TOOLTIP)
    return drawn.get_root().render()


def with_leafmap(zones: gpd.GeoDataFrame) -> str:
    """Draw the zones with leafmap's folium backend."""
    drawn = leafmap.Map(center=(38, 100), zoom=6)
    drawn.add_gdf(zones[[*TOOLTIP, "geometry"]], layer_name="zones", info_mode="on_hover")
    return drawn.get_root().render()


PEERS: dict[str, Callable[[gpd.GeoDataFrame], str]] = {
    "Marker loop": marker_loop,
    "folium.GeoJson": geojson,
    "explore": explore,
    "leafmap": with_leafmap,
}


def _timed(run: Callable[[], str], *, size: int) -> tuple[float, int]:
    """Time a peer: a median after a warm-up where it is quick, one run where it takes seconds."""
    if size < SIZES[2]:
        return median_ms(run, times=3), len(run().encode())
    start = time.perf_counter()
    document = run()
    return (time.perf_counter() - start) * 1000, len(document.encode())


def measure() -> list[Row]:
    """Return, for each size, our time beside each peer's, and the documents' sizes."""
    rows = []
    for size in SIZES:
        atlas = atlas_of(size)
        document = web.document(atlas)
        ours = median_ms(lambda atlas=atlas: web.document(atlas), times=5)
        ours_kb = len(document.encode()) / 1000
        for name, draw in PEERS.items():
            if size > LARGEST[name]:
                rows.append(
                    Row(f"map document, {size:,} zones", ours, peer_name=f"{name}: not run")
                )
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the peers' own deprecations are not our subject
                took, length = _timed(lambda draw=draw, atlas=atlas: draw(atlas.zones), size=size)
            strict = name == "leafmap" and size == 10_000
            rows.append(
                Row(
                    f"map document, {size:,} zones",
                    ours,
                    peer_name=f"{name} ({length / 1000:,.0f} kB)",
                    peer=took,
                    goal=f"<= {LEAFMAP_GOAL} ×" if strict else "< 1 ×",
                    reached=ours / took <= (LEAFMAP_GOAL if strict else 1),
                )
            )
        goal = GOAL_KB.get(size)
        rows.append(
            Row(
                f"document size, {size:,} zones",
                ours_kb,
                unit="kB",
                goal=f"<= {goal:,} kB" if goal else "",
                reached=ours_kb <= goal if goal else None,
            )
        )
    return rows
