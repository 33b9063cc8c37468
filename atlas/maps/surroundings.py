"""Say what lies around the zones, layer by layer: sites with their names, and whom to credit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.i18n import text
from atlas.maps.layers import LAYERS, SURROUNDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from atlas.maps.specification import Specification
    from atlas.model.atlas import Atlas

# What begins the keys of their styles, and the roles of what is drawn of them.
SITE = "site/"
SITES = tuple(
    key for key, layer in LAYERS.items() if layer.group == SURROUNDINGS and layer.pane == "sites"
)
RIVERS, LANDFORMS = "river-names", "landforms"


@dataclass(frozen=True, slots=True)
class Site:
    """
    An airport, a station, a power plant.

    Attributes
    ----------
    name
        As the map writes it; empty where none is known.
    lon, lat
        EPSG:4326.
    """

    name: str
    lon: float
    lat: float


def shown(atlas: "Atlas", asked: "Specification") -> tuple[str, ...]:
    """Return the layers around the zones that a map shows, in the order of the legend."""
    return tuple(
        key
        for key, layer in LAYERS.items()
        if layer.group == SURROUNDINGS and key in atlas.surroundings and asked.is_on(key)
    )


def sites(atlas: "Atlas", layer: str, lang: str) -> list[Site]:
    """
    Return the sites of a layer in the order of its table, each as a map in a language names it.

    Parameters
    ----------
    atlas
        The atlas.
    layer
        One of `SITES`.
    lang
        ``"zh"`` or ``"en"``.
    """
    table = atlas.surroundings[layer]
    column = f"short_{lang}" if f"short_{lang}" in table else f"name_{lang}"
    key = f"surroundings.name.{layer}"
    return [
        Site(text(key, lang, name=name) if name else "", lon, lat)
        for name, lon, lat in zip(table[column], table["lon"], table["lat"], strict=True)
    ]


def credits_of(atlas: "Atlas", layers: "Iterable[str]", lang: str) -> list[str]:
    """Return whom to credit for some layers, with the licence: a line for each source."""
    titles: dict[str, list[str]] = {}
    for key in layers:
        titles.setdefault(source_of(atlas, key, lang), []).append(text(LAYERS[key].title, lang))
    return [
        text(
            "map.credit.around",
            lang,
            layers=text("map.separator", lang).join(names),
            source=source,
        )
        for source, names in titles.items()
    ]


def source_of(atlas: "Atlas", layer: str, lang: str) -> str:
    """Return where a layer is from, with the licence: all of it has one source."""
    card = atlas.sources.loc[str(atlas.surroundings[layer]["source"].iloc[0])]
    return text("surroundings.source", lang, title=card[f"title_{lang}"], licence=card["licence"])
