"""Peer of the crowd: an ordinary Streamlit page with st_folium that filters by its address."""

import streamlit as st
from streamlit_folium import st_folium

from atlas import load
from tests.bench.peers.drawing import base, symbols

FLAGS = ("area", "type", "cluster", "level")

atlas = st.cache_resource(load)()
asked = {flag: st.query_params.get_all(flag) for flag in FLAGS}
zones = atlas.select(**{flag: values for flag, values in asked.items() if values})
drawn = base(atlas)
symbols(zones).add_to(drawn)
st_folium(drawn, height=600, use_container_width=True)
st.dataframe(zones[["name_zh", "level", "zone_type", "prefecture"]])
