"""Build the map: folium renders its shell, then the data is spliced in as escaped JSON."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

import folium
import pandas as pd
from branca.element import Element, Figure, MacroElement
from folium.utilities import JsCode
from jinja2 import Environment, FileSystemLoader

from atlas import i18n
from atlas.maps import marks, style, topology
from atlas.maps.layers import LAYERS, PANES, SURROUNDINGS, Layer
from atlas.maps.web import columns, outlines, packing
from atlas.model import positions
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from atlas.model.atlas import Atlas

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
# The map's own script, in the order its parts rest on one another.
_PROGRAM = (
    "codec.js",
    "memory.js",
    "topology.js",
    "placement.js",
    "symbols.js",
    "zones.js",
    "zones-svg.js",
    "zones-canvas.js",
    "boundaries.js",
    "overlay.js",
    "outlines.js",
    "parks.js",
    "surroundings.js",
    "shades.js",
    "legend.js",
    "card.js",
    "ground.js",
    "camera.js",
    "gestures.js",
    "outside.js",
    "presenting.js",
    "geodesic.js",
    "geojson.js",
    "marks.js",
    "drafting.js",
    "marking.js",
    "measuring.js",
    "reach.js",
    "picking.js",
    "atlas-map.js",
)
_VARIABLE = re.compile(r"--[a-z0-9-]+")
# Stems of the styles that scripts read; of the others style sheets have all.
_SCRIPTED = ("type/", "level/", "area/", "text/", "tag/", "mark/", "park/", "site/")
_PAPER = "sheet"  # what the keys of a printed sheet's styles begin with
_MARKER = "atlas-data-goes-here"
# What could end a script element or break a line in one; JSON may write it as \uXXXX as well.
_UNSAFE = ("<", ">", "&", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}")
_UNSEEN = 2e-2  # degrees: edges that another line covers
_AS_BOUNDARIES = 5e-3  # degrees: rivers are as generalised as the boundaries that they cross
_DECIMALS = 5
_NAMES = ("name_zh", "name_en", "short_zh", "short_en")
_CENTRE = (37.9, 100.5)  # shown until the script fits the province to the window
# What a map shows first.
_START = {"lang": "zh", "scheme": Selection().scheme, "show": None, "tiles": None}
# What lies beneath an atlas's zones, as JSON: most of the work, and the same at every map.
_BENEATH: WeakKeyDictionary[Atlas, str] = WeakKeyDictionary()


def document(atlas: Atlas, *, tiles: Mapping[str, str] | None = None, whole: bool = True) -> str:
    """
    Give the whole map as one self-contained HTML document.

    Both languages, both themes and both regionalisations are in it; `window.atlas` drives it.

    Parameters
    ----------
    atlas : Atlas
        What `atlas.load()` gives.
    tiles : mapping, optional
        ``url`` (an XYZ template) and ``attribution`` of an online base map. Without it the
        document asks no host for anything.
    whole : bool
        Whether many outlines, too, are as fine as the closest look; else who holds the map is asked
        for them as they are needed.

    Returns
    -------
    str
    """
    styles = _styles(atlas)
    before, after = _shell(styles, tiles=tiles is not None)
    asked = None if tiles is None else dict(tiles)
    return before + _data(atlas, styles, whole=whole, tiles=asked) + after


def explore(
    atlas: Atlas, selection: Selection | gpd.GeoDataFrame | None = None, *, lang: str = "zh"
) -> AtlasMap:
    """
    Give the map as a folium map, for a notebook or to save.

    Parameters
    ----------
    atlas : Atlas
    selection : Selection or GeoDataFrame, optional
        The zones to show, in its regionalisation, or rows of ``atlas.zones``; all when left out.
    lang : str
        ``zh`` or ``en``.
    """
    scheme = Selection().scheme
    if isinstance(selection, Selection):
        scheme = selection.scheme
        selection = selection.apply(atlas)
    show = None if selection is None else selection.index.tolist()
    styles = _styles(atlas)
    return AtlasMap(styles, data=_data(atlas, styles, show=show, lang=lang, scheme=scheme))


class AtlasMap(folium.Map):
    """A folium map whose page is the atlas's document."""

    # Leaflet stands in the page itself (head.html.j2); nothing comes from a CDN.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares them
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(
        self,
        styles: tuple[style.Style, ...],
        *,
        data: str | None = None,
        tiles: bool = False,
    ) -> None:
        # Leaflet takes more here than folium's types allow: parts of a level, and scripts.
        options: dict[str, Any] = {
            "zoom_start": 6,
            "zoom_snap": 0.25,
            "zoom_delta": 0.5,
            # A drawing stretched further than that costs more than drawing it anew.
            "zoom_animation_threshold": 2,
            "zoom_animation": JsCode("MOTION"),
            "fade_animation": JsCode("MOTION"),
            "inertia": JsCode("MOTION"),
        }
        super().__init__(location=_CENTRE, tiles=None, zoom_control=False, **options)
        self._head = _Head(styles, tiles=tiles)
        for name, z_index in PANES.items():
            self.add_child(_named(folium.map.CustomPane(name, z_index=z_index), f"pane_{name}"))
        groups = {}
        for key in LAYERS:
            groups[key] = f"layer_{key.replace('-', '_')}"
            group = folium.FeatureGroup(name=key, control=False, show=False)
            self.add_child(_named(group, groups[key]))
        self.add_child(_Shell(self.get_name(), groups))
        _Page(data).add_child(self)

    def get_name(self) -> str:
        """Give a name that does not change, so that the same data makes the same document."""
        return "atlas_map"

    # folium's map gives nothing back either, though branca's element says that it gives text.
    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """Render as folium does, with a header that lets people zoom the page."""
        super().render(**kwargs)
        cast("Figure", self.get_root()).header.add_child(self._head, name=self.get_name())


class _Page(Figure):
    """The page around the map; what it renders has the data in it."""

    _template = _TEMPLATES.get_template("document.html.j2")

    def __init__(self, data: str | None) -> None:
        super().__init__(width="100%", height="640px")
        self.data = data
        self.marker = _MARKER

    @property
    def program(self) -> str:
        return "\n".join(packing.bare(_asset(name)) for name in _PROGRAM)

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 branca's signature
        shell = packing.tight(packing.packed(super().render(**kwargs)))
        if self.data is None:
            return shell
        before, after = shell.split(_MARKER)
        return before + self.data + after


class _Head(Element):
    """What the page needs before the map: Leaflet, the styles, the map's own CSS."""

    _template = _TEMPLATES.get_template("head.html.j2")

    def __init__(self, styles: tuple[style.Style, ...], *, tiles: bool) -> None:
        super().__init__()
        self.styles = styles
        self.tiles = tiles
        self.notice = _asset("leaflet-license.txt")
        self.leaflet_js = _leaflet("leaflet.js")
        self.leaflet_css = packing.bare(_leaflet("leaflet.css"))
        self.atlas_css = packing.bare(_asset("atlas-map.css"))
        self.asked = frozenset(_VARIABLE.findall(self.atlas_css))


class _Shell(MacroElement):
    """Hand folium's map and feature groups to the map's own script."""

    _template = _TEMPLATES.get_template("shell.js.j2")

    def __init__(self, map_name: str, groups: dict[str, str]) -> None:
        super().__init__()
        self._name = "Shell"
        self.map_name = map_name
        self.groups = groups


def _named(element: Element, name: str) -> Element:
    """Give a folium element a name that does not change from run to run."""
    # folium has no parameter for it.
    element.get_name = lambda: name  # type: ignore[method-assign]
    return element


def _styles(atlas: Atlas) -> tuple[style.Style, ...]:
    """
    Return the styles that a map may need.

    Of types and levels those that the atlas has, and of a printed sheet's those that it shares.
    """
    asked = _VARIABLE.findall(_asset("atlas-map.css"))
    known = {"type": atlas.types.index, "level": atlas.levels.index}

    def is_of(key: str) -> bool:
        table, _, slug = key.partition("/")
        if table == _PAPER:
            return f"--{table}-{slug}-fill" in asked
        return table not in known or slug in known[table]

    return tuple(each for each in style.read(atlas.style) if is_of(each.key))


@lru_cache(maxsize=4)
def _shell(styles: tuple[style.Style, ...], *, tiles: bool) -> tuple[str, str]:
    """Render the shell once a style table; what comes before the data and what after."""
    before, after = AtlasMap(styles, tiles=tiles).get_root().render().split(_MARKER)
    return before, after


@cache
def _asset(name: str) -> str:
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


@cache
def _leaflet(name: str) -> str:
    """Read a file of Leaflet without what it would load: a source map and marker images."""
    path = distribution("XStatic-Leaflet").locate_file(f"xstatic/pkg/leaflet/data/{name}")
    text = Path(str(path)).read_text(encoding="utf-8")
    text = re.sub(r"//# sourceMappingURL=\S+", "", text)
    return re.sub(r"url\(images/[^)]*\)", "none", text)


def _escaped(data: Mapping[str, Any]) -> str:
    """Write JSON that a script element can hold whatever texts are in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in _UNSAFE:
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _data(
    atlas: Atlas,
    styles: tuple[style.Style, ...],
    *,
    whole: bool = True,
    **start: Any,  # noqa: ANN401 what JSON can hold
) -> str:
    """Write everything the map's script draws from, as escaped JSON; `start` changes `_START`."""
    start = _START | start
    own = {
        "version": atlas.version,
        "start": start,
        "text": {lang: i18n.table(lang, "map.") for lang in i18n.LANGS},
        "layers": [
            {"key": layer.key, "title": layer.title, "group": layer.group, "on": layer.on}
            for layer in _layers(atlas, tiles=start["tiles"] is not None)
        ],
        "style": {row.key: row.for_script() for row in styles if row.key.startswith(_SCRIPTED)},
        "marks": marks.for_script(),
        "zones": _zones(atlas),
        "outlines": outlines.payload(atlas, fine=whole),
        "parks": _places(atlas, positions.placed(atlas), "name"),
        "disputed": _places(atlas, positions.disputed(atlas), "what"),
    }
    # Two objects become one: the brace that ends the first and the one that opens the second go.
    return _escaped(own)[:-1] + "," + _beneath(atlas)[1:]


def _layers(atlas: Atlas, *, tiles: bool) -> list[Layer]:
    """Give the layers that have something to show."""
    empty = set() if tiles else {"tiles"}
    empty |= {"outlines"} if atlas.outlines.empty else set()
    empty |= {"parks"} if positions.placed(atlas, atlas.zones.index).empty else set()
    types = {layer.key for layer in LAYERS.values() if layer.group == "types"}
    empty |= types - {f"type-{slug}" for slug in atlas.types.index}
    around = {layer.key for layer in LAYERS.values() if layer.group == SURROUNDINGS}
    empty |= around - atlas.surroundings.keys()
    return [layer for layer in LAYERS.values() if layer.key not in empty]


def _places(atlas: Atlas, rows: gpd.GeoDataFrame, said: str) -> list[dict[str, Any]]:
    """Give places of zones by the zones' numbers, with what is said of each in both languages."""
    numbers = atlas.zones.index.get_indexer(pd.Index(rows["zone"]))
    return [
        {
            "zone": int(zone),
            "at": [round(row.geometry.y, _DECIMALS), round(row.geometry.x, _DECIMALS)],
            "zh": row[f"{said}_zh"],
            "en": row[f"{said}_en"],
            "km": f"{row['accuracy_km']:g}",
        }
        for zone, (_, row) in zip(numbers, rows.iterrows(), strict=True)
        if zone >= 0
    ]


def _beneath(atlas: Atlas) -> str:
    """Write the map under the zones and the names on it, once an atlas."""
    if atlas not in _BENEATH:
        _BENEATH[atlas] = _escaped(
            {
                "vocabulary": _vocabulary(atlas),
                "counties": _counties(atlas),
                "prefectures": _prefectures(atlas),
                "neighbours": _neighbours(atlas),
                "rivers": topology.encode_lines(
                    atlas.rivers.geometry.simplify(_AS_BOUNDARIES), step=1e-3
                ),
            }
        )
    return _BENEATH[atlas]


def _names(table: pd.DataFrame, *extra: str) -> dict[str, list[str]]:
    """Give a table's slugs, names and further columns as lists."""
    names = {"slug": table.index.tolist(), "zh": _list(table.name_zh), "en": _list(table.name_en)}
    return names | {column: _list(table[column]) for column in extra}


def _list(values: pd.Series) -> list[Any]:
    return values.astype(object).where(values.notna(), None).tolist()


def _vocabulary(atlas: Atlas) -> dict[str, Any]:
    return {
        "types": _names(atlas.types),
        "levels": _names(atlas.levels) | {"type": _usual_types(atlas)},
        "position_kinds": _names(atlas.position_kinds),
        "schemes": _names(atlas.schemes),
        "areas": _names(atlas.areas, "scheme", "short_zh", "short_en"),
        "industries": _names(atlas.industries),
        "tags": _names(atlas.tags, "group"),
    }


def _usual_types(atlas: Atlas) -> list[str]:
    """Give for each level the type that most of its zones are of: the level's symbol is its."""
    counts = pd.crosstab(atlas.zones["level"], atlas.zones["zone_type"]).reindex(
        index=atlas.levels.index, columns=atlas.types.index, fill_value=0
    )
    return [str(slug) for slug in counts.idxmax(axis=1)]


def _zones(atlas: Atlas) -> dict[str, Any]:
    """Give the zones column by column; `columns` says how each is written."""
    zones = atlas.zones
    members = atlas.members
    inferred = members[members.basis == "inferred"]
    of_zone = {
        "industries": (atlas.zone_industries, "industry", atlas.industries),
        "tags": (atlas.zone_tags, "tag", atlas.tags),
        "areas": (members, "area", atlas.areas),
        "inferred": (inferred, "area", atlas.areas),
    }
    metres = (zones.accuracy_km.to_numpy(dtype=float) * 1000).round().astype(int)
    return {
        "n": len(zones),
        "id": columns.texts(zones.index),
        # One after the other: what is called the same twice is written once.
        "names": columns.texts(pd.concat([zones[name] for name in _NAMES])),
        "type": columns.codes(zones.zone_type, vocabulary=atlas.types.index),
        "level": columns.codes(zones.level, vocabulary=atlas.levels.index),
        "lon": columns.degrees(zones.lon),
        "lat": columns.degrees(zones.lat),
        "accuracy": columns.pack(metres),
        "county": columns.codes(zones.county, vocabulary=atlas.counties.index),
        "known": columns.codes(zones.position_kind, vocabulary=atlas.position_kinds.index),
        "parks": columns.texts(zones.multi_park),
        **{
            name: columns.lists(
                table.zone, table[column], zones=zones.index, vocabulary=vocabulary.index
            )
            for name, (table, column, vocabulary) in of_zone.items()
        },
    }


def _label_points(table: gpd.GeoDataFrame) -> list[list[float]]:
    return table[["label_lat", "label_lon"]].astype(float).round(4).to_numpy().tolist()


def _counties(atlas: Atlas) -> dict[str, Any]:
    counties = atlas.counties
    return {
        **_names(counties),
        "prefecture": atlas.prefectures.index.get_indexer(pd.Index(counties.prefecture)).tolist(),
        "ethnic": (counties.ethnic == "yes").tolist(),
        "at": _label_points(counties),
        "topology": topology.encode(counties.geometry),
    }


def _prefectures(atlas: Atlas) -> dict[str, Any]:
    prefectures = atlas.prefectures
    areas, inferred = {}, {}
    for scheme in atlas.schemes.index:
        areas[scheme] = _list(prefectures[f"area_{scheme}"])
        basis = prefectures.get(f"basis_{scheme}")
        inferred[scheme] = [] if basis is None else prefectures.index[basis == "inferred"].tolist()
    return {
        **_names(prefectures, "short_zh"),
        "areas": areas,
        "inferred": inferred,
        "at": _label_points(prefectures),
    }


def _neighbours(atlas: Atlas) -> dict[str, Any]:
    neighbours = atlas.neighbours
    abroad = neighbours["adcode"].str.isalpha().tolist()
    return {
        **_names(neighbours),
        "abroad": abroad,
        "at": _label_points(neighbours),
        # Their borders with the province are its own lines, but for that with another country.
        "topology": topology.encode(
            neighbours.geometry,
            step=1e-3,
            rough=_UNSEEN,
            exact=neighbours["adcode"].str.isalpha().tolist(),
        ),
    }
