"""Peer (b): st_folium with feature_group_to_add, which keeps the base map."""

import streamlit as st
from streamlit_folium import st_folium

from atlas import load
from tests.bench.peers.drawing import base, symbols

atlas = st.cache_resource(load)()
chosen = st.pills("type", list(atlas.types.index), selection_mode="multi")
zones = atlas.select(type=chosen) if chosen else atlas.zones
st_folium(
    base(atlas),
    feature_group_to_add=symbols(zones),
    height=600,
    use_container_width=True,
    returned_objects=["last_object_clicked_tooltip"],
)
