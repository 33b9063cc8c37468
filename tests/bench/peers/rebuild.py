"""Peer (a): the ordinary st_folium page, which builds the map anew at every click."""

import streamlit as st
from streamlit_folium import st_folium

from atlas import load
from tests.bench.peers.drawing import base, symbols

atlas = st.cache_resource(load)()
chosen = st.pills("type", list(atlas.types.index), selection_mode="multi")
zones = atlas.select(type=chosen) if chosen else atlas.zones
drawn = base(atlas)
symbols(zones).add_to(drawn)
st_folium(drawn, height=600, use_container_width=True)
