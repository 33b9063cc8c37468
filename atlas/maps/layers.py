"""The map's layers: one frozen record each, in one dict that drives shell, legend and tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas import i18n

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

# Strata from below to above, with their CSS z-index. Leaflet's own panes: tiles 200, markers 600.
PANES: dict[str, int] = {
    "neighbours": 310,
    "prefectures": 320,
    "veil": 322,
    "rivers": 325,
    "counties": 330,
    "ethnic": 340,
    "province": 350,
    "land": 355,
    "sites": 410,
    "analysis": 420,
    "shade": 430,
    "outlines": 440,
    "names": 450,
    "accuracy": 460,
    "others": 600,
    "parks": 605,
    "zones": 610,
    "measures": 620,
    "marks": 630,
}
TYPE, TAG = "type-", "tag-"  # what begins the keys of layers of types and of groups of tags
# The group of what lies around the zones: it shows only when asked for; a page loads it then.
SURROUNDINGS = "surroundings"


@dataclass(frozen=True, slots=True)
class Layer:
    """
    One thing the legend shows and hides.

    Attributes
    ----------
    key : str
        Its name in links, in `window.atlas.layers` and in the style table.
    title : str
        Its title's key in the i18n tables; the types' title takes the type's own name.
    pane : str
        The stratum it is drawn in; empty for tiles, which have Leaflet's own.
    on : bool
        Whether it shows at first.
    group : str
        The part of the legend it stands in: ``types``, ``tags``, ``base`` or ``surroundings``.
    """

    key: str
    title: str
    pane: str
    on: bool
    group: str


LAYERS: dict[str, Layer] = {
    layer.key: layer
    for layer in (
        Layer("tiles", "map.layer.tiles", pane="", on=True, group="base"),
        Layer("neighbours", "map.layer.neighbours", pane="neighbours", on=True, group="base"),
        Layer("prefectures", "map.layer.prefectures", pane="prefectures", on=True, group="base"),
        Layer("rivers", "map.layer.rivers", pane="rivers", on=True, group="base"),
        Layer("counties", "map.layer.counties", pane="counties", on=True, group="base"),
        Layer("ethnic", "map.layer.ethnic", pane="ethnic", on=True, group="base"),
        Layer("province", "map.layer.province", pane="province", on=True, group="base"),
        Layer("outlines", "map.layer.outlines", pane="outlines", on=True, group="base"),
        Layer("parks", "map.layer.parks", pane="parks", on=True, group="base"),
        Layer("names", "map.layer.names", pane="names", on=True, group="base"),
        Layer("landforms", "map.layer.landforms", pane="names", on=False, group=SURROUNDINGS),
        Layer("river-names", "map.layer.river-names", pane="names", on=False, group=SURROUNDINGS),
        Layer("airports", "map.layer.airports", pane="sites", on=False, group=SURROUNDINGS),
        Layer("stations", "map.layer.stations", pane="sites", on=False, group=SURROUNDINGS),
        Layer("power-plants", "map.layer.power-plants", pane="sites", on=False, group=SURROUNDINGS),
        Layer("type-innovation", "map.layer.type", pane="zones", on=True, group="types"),
        Layer("type-upgrade", "map.layer.type", pane="zones", on=True, group="types"),
        Layer("type-specialty", "map.layer.type", pane="zones", on=True, group="types"),
        Layer("type-city-industry", "map.layer.type", pane="zones", on=True, group="types"),
        Layer("type-foundation", "map.layer.type", pane="zones", on=True, group="types"),
        Layer("type-unlisted", "map.layer.type", pane="zones", on=True, group="types"),
        Layer("type-own", "map.layer.type", pane="zones", on=True, group="types"),
        Layer("tag-platform", "map.layer.tag-platform", pane="zones", on=False, group="tags"),
        Layer("tag-demo", "map.layer.tag-demo", pane="zones", on=False, group="tags"),
        Layer("tag-example", "map.layer.tag-example", pane="zones", on=False, group="tags"),
    )
}


def title(layer: Layer, atlas: Atlas, *, lang: str) -> str:
    """Give the layer's title in a language."""
    if layer.group != "types":
        return i18n.text(layer.title, lang)
    name = atlas.label("types", layer.key.removeprefix(TYPE), lang)
    return i18n.text(layer.title, lang, name=name)
