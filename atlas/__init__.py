"""
Read, select, count and draw the development zones of Gansu's 13th five-year plan.

>>> import atlas
>>> a = atlas.load()
>>> len(a.zones)
42
>>> a.select(area="hexi", level="national")["name_en"].str.split().str[0].tolist()
['Jinchang', 'Jiuquan', 'Zhangye']

`select` takes the flags of the command line, slugs or Chinese names, and gives a GeoDataFrame in
EPSG:4326. A `Selection` is the same question as a value: it makes the link, the caption and the
file name too.

>>> here = atlas.Selection.from_params({"area": "hexi", "cluster": "clean-coal"}, a)
>>> here.to_params()
{'area': ['hexi'], 'cluster': ['clean-coal']}
>>> here.apply(a).equals(a.select(area="hexi", cluster="clean-coal"))
True

`a.explore(here)` draws it on a folium map, `a.zone("jinchang-etdz")` gathers all that the plan says
of one zone, `atlas.counts.crosstab(a, a.zones)` sets areas against clusters.
"""

from atlas import counts, export, geo
from atlas.errors import AtlasFileError, SelectionError, UnknownValue
from atlas.load import Atlas, ZoneSheet, load
from atlas.selection import Selection

__all__ = [
    "Atlas",
    "AtlasFileError",
    "Selection",
    "SelectionError",
    "UnknownValue",
    "ZoneSheet",
    "counts",
    "export",
    "geo",
    "load",
]
