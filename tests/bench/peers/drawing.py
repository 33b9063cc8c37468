"""What both peers' pages draw: the boundaries and the zones, from the atlas's own data."""

import folium
import geopandas as gpd

from atlas import Atlas

COLOURS = {
    "innovation": "#c0392b",
    "upgrade": "#d68910",
    "specialty": "#2471a3",
    "city-industry": "#148f77",
    "foundation": "#6c3483",
}


def base(atlas: Atlas) -> folium.Map:
    """Return a map with the counties on it."""
    drawn = folium.Map(location=(37.7, 100.5), zoom_start=6, tiles=None)
    folium.GeoJson(
        atlas.counties[["name_zh", "geometry"]],
        style_function=lambda _: {"color": "#888", "weight": 1, "fillOpacity": 0.1},
    ).add_to(drawn)
    return drawn


def symbols(zones: gpd.GeoDataFrame) -> folium.FeatureGroup:
    """Return one circle a zone."""
    group = folium.FeatureGroup(name="zones")
    for zone in zones.itertuples():
        folium.CircleMarker(
            (zone.lat, zone.lon),
            radius=6,
            color=COLOURS[zone.zone_type],
            tooltip=zone.name_zh,
            class_name="peer-zone",
        ).add_to(group)
    return group
