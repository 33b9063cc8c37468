"""Zones as a GeoPackage that QGIS opens with the atlas's symbols."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import jinja2
import shapely

from atlas.exchange.writing.fields import unique
from atlas.exchange.writing.geometry import (
    OUTLINES,
    PARKS,
    POINTS,
    layer,
    outlines_of,
    table_of,
)
from atlas.exchange.writing.tables import COLUMNS, EXTRA, LANG, park_rows
from atlas.exchange.writing.texts import source
from atlas.i18n import text
from geodata import files
from geodata.build import QGIS, colour, write_styles

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.exchange.writing.options import Options
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

LINE = "line/standard"  # of the style table


def to_gpkg(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", options: "Options"
) -> bytes:
    """
    Return a GeoPackage: layer ``zones`` of points, ``outlines`` and ``parks`` where any is known.

    The layers' descriptions say the source and that positions are approximate; QGIS finds their
    symbols in ``layer_styles``.
    """
    table = table_of(atlas, zones, selection, options.crs)
    outlines = outlines_of(atlas, zones)
    layers = {POINTS: (zones.geometry.to_numpy(), "Point")}
    if not shapely.is_missing(outlines).all():
        layers[OUTLINES] = (outlines, "MultiPolygon")
    parks = park_rows(atlas, zones)
    described = f"{source(atlas)} {text('note.position_text', LANG)}"
    with files.scratch() as folder:
        file = folder / "zones.gpkg"
        for name, (shapes, kind) in layers.items():
            # The id stays a text column: GeoPackage keeps its own numeric one.
            layer(table, shapes, options.crs).to_file(
                file,
                driver="GPKG",
                layer=name,
                engine="pyogrio",
                use_arrow=True,  # dates stay dates
                geometry_type=kind,
                promote_to_multi=kind == "MultiPolygon",
                layer_options={"DESCRIPTION": described, "GEOMETRY_NAME": "geom"},
            )
        placed = parks.geometry.notna().to_numpy()
        if placed.any():
            layer(parks.drop(columns="geometry"), parks.geometry.to_numpy(), options.crs).to_file(
                file,
                driver="GPKG",
                layer=PARKS,
                engine="pyogrio",
                use_arrow=True,
                geometry_type="Point",
                layer_options={"DESCRIPTION": described, "GEOMETRY_NAME": "geom"},
            )
        documents = _styles(atlas, table.columns, layers)
        if placed.any():
            documents[PARKS] = _of_parks(atlas, parks.columns.drop("geometry"))
        write_styles(file, documents, atlas.date)
        return file.read_bytes()


def _styles(atlas: "Atlas", columns: Iterable[str], layers: Iterable[str]) -> dict[str, str]:
    """Return a QML document for each layer, by the templates of the atlas's own GeoPackage."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(QGIS), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    ours = {column: text(f"column.{column}", LANG) for column in (*COLUMNS, *EXTRA)}
    aliases = unique(ours.get(column, column) for column in columns)
    fields = [{"name": name, "alias": alias} for name, alias in zip(columns, aliases, strict=True)]
    line = atlas.style.loc[LINE].to_dict()
    documents = {
        POINTS: templates.get_template("zones.qml.j2").render(
            fields=fields,
            rules=_rules(atlas),
            label="name_zh",
            text=_coloured(atlas, "text/zone"),
        ),
        OUTLINES: templates.get_template("outline.qml.j2").render(
            fields=fields, kind="fill", line=_coloured(atlas, LINE) | {"dash": line["dash"]}
        ),
    }
    return {name: documents[name] for name in layers}


def _of_parks(atlas: "Atlas", columns: Iterable[str]) -> str:
    """Return the QML document of the layer of parks."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(QGIS), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    fields = [{"name": name, "alias": text(f"writing.of.{name}", LANG)} for name in columns]
    sign, words = _coloured(atlas, "park/other"), _coloured(atlas, "text/zone")
    rule = sign | {"label": text("writing.sheet.parks", LANG), "filter": ""}
    return templates.get_template("zones.qml.j2").render(
        fields=fields, rules=[rule], label="name_zh", text=words
    )


def _coloured(atlas: "Atlas", key: str) -> dict[str, str]:
    """Return a row of the style table with its colours as QGIS writes them."""
    row: dict[str, str] = atlas.style.loc[key].to_dict()
    return row | {side: colour(row[side], row["opacity"]) for side in ("fill", "stroke")}


def _rules(atlas: "Atlas") -> list[dict[str, object]]:
    """Return a rule for each type and level that has a symbol."""
    rules = []
    for kind in atlas.types.itertuples():
        for level in atlas.levels.itertuples():
            keys = f"type/{kind.Index}", f"level/{level.Index}"
            if not set(keys) <= {*atlas.style.index}:
                continue
            symbol, rank = (_coloured(atlas, key) for key in keys)
            rules.append(
                {
                    "label": f"{kind.name_zh} · {level.name_zh}",
                    "filter": f"\"type\" = '{kind.name_zh}' and \"level\" = '{level.name_zh}'",
                    "shape": symbol["shape"],
                    "fill": symbol["fill"],
                    "stroke": rank["stroke"],
                    "width": rank["width"],
                    "size": round(float(symbol["size"]) * float(rank["size"]), 2),
                }
            )
    return rules
