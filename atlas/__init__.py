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

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atlas import geo
    from atlas.exchange import writing as export
    from atlas.maps.notebook import Atlas, load
    from atlas.model.atlas import ZoneSheet
    from atlas.model.read import AtlasFileError
    from atlas.model.vocabulary import SelectionError, UnknownValue
    from atlas.selection import counts
    from atlas.selection.selection import Selection

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
# Name -> the module that has it, or that it is.
_HOMES = {
    "Atlas": "atlas.maps.notebook",
    "AtlasFileError": "atlas.model.read",
    "Selection": "atlas.selection.selection",
    "SelectionError": "atlas.model.vocabulary",
    "UnknownValue": "atlas.model.vocabulary",
    "ZoneSheet": "atlas.model.atlas",
    "load": "atlas.maps.notebook",
}
_MODULES = {
    "counts": "atlas.selection.counts",
    "export": "atlas.exchange.writing",
    "geo": "atlas.geo",
}


def __getattr__(name: str) -> object:
    """Import what is asked for: ``python -m atlas --help`` needs none of it and starts at once."""
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the names, for completion in a notebook."""
    return [*globals(), *__all__]
