"""Give what lies around the zones as the map's script takes it, a layer at a time."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from atlas.i18n import LANGS
from atlas.maps import surroundings, topology

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

DECIMALS = 4  # of a degree: some 10 m
COARSE = 5e-3  # degrees: as generalised as the rivers and boundaries of the document
STEP = 1e-3  # degrees: the grid of lines and rings


def payload(atlas: "Atlas", layer: str) -> dict[str, Any]:
    """
    Return what a layer shows, as JSON can hold it.

    Parameters
    ----------
    atlas
        The atlas.
    layer
        A key of ``atlas.surroundings``.

    Returns
    -------
    dict
        ``source``, language -> whom to credit; ``names``, language -> the names, empty where there
        is none; of each site ``at`` [lat, lon], of each river its ``lines``, of each landform its
        ``rings``, as `topology.encode_lines` codes them, and its ``middles`` [lat, lon].
    """
    source = {lang: surroundings.source_of(atlas, layer, lang) for lang in LANGS}
    if layer in surroundings.SITES:
        known = {lang: surroundings.sites(atlas, layer, lang) for lang in LANGS}
        return {
            "source": source,
            "names": {lang: [site.name for site in known[lang]] for lang in LANGS},
            "at": [
                [round(site.lat, DECIMALS), round(site.lon, DECIMALS)] for site in known[LANGS[0]]
            ],
        }
    table = atlas.surroundings[layer]
    names = {lang: table[f"name_{lang}"].tolist() for lang in LANGS}
    if layer == surroundings.RIVERS:
        return {"source": source, "names": names, "lines": _coded(table.geometry)}
    middles = table[["label_lat", "label_lon"]].astype(float).to_numpy().tolist()
    rings = _coded(gpd.GeoSeries(shapely.boundary(np.asarray(table.geometry))))
    return {"source": source, "names": names, "rings": rings, "middles": middles}


def _coded(shapes: gpd.GeoSeries) -> list[dict[str, Any]]:
    """Code the lines of each shape."""
    coarse = shapes.simplify(COARSE)
    return [topology.encode_lines(gpd.GeoSeries([shape]), step=STEP) for shape in coarse]


def body(atlas: "Atlas", layer: str) -> bytes:
    """Return what a layer shows as the file that a page loads when it is first shown."""
    return json.dumps(payload(atlas, layer), ensure_ascii=False, separators=(",", ":")).encode()


def payloads(atlas: "Atlas", layers: Iterable[str]) -> dict[str, Any]:
    """Return what some layers show, by their keys: for a page that can load nothing."""
    return {layer: payload(atlas, layer) for layer in layers}
