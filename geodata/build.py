"""Build the GeoPackages from the tables: ``python -m geodata.build [--check]``.

The build is reproducible: the same tables and packages give the same file, byte for byte. Wrong
data is refused with every problem listed, and the last good file stays where it is.
"""

import argparse
import contextlib
import hashlib
import sqlite3
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import jinja2
import numpy as np
import pandas as pd
import pyogrio

from geodata import GPKG, OSM_GPKG, ROOT, SOURCES, TABLES, boundaries, files, surroundings
from geodata.schema import check, geometry, read
from geodata.schema.problems import Problem
from geodata.schema.tables import SCHEMES

CRS = boundaries.CRS
MADE = (GPKG, OSM_GPKG)
QGIS = ROOT / "qgis"
NUMBERS = (
    *("lon", "lat", "accuracy_km", "assumed_km"),
    *("km", "bearing", "about_lon", "about_lat", "sources"),
    *("seat_lon", "seat_lat"),
    *("value", "rank", "rows", "start", "length"),
    *("area_ha", "unread"),
)
JOINED = (
    *("zones", "positions", "parks", "prefectures", "counties", "neighbours"),
    *("airports", "landforms", "named_rivers"),
)
# Symbols of ours -> markers that QGIS has.
UNSEEN = "0,0,0,0"  # QGIS's way of writing no colour
MARKERS = {"plane": "cross_fill", "sign": "square", "bolt": "lightning"}
POSITION_COLUMNS = {
    "basis": "position_basis",
    "agreement": "position_agreement",
    "source": "position_source",
}
PLACE = ("lon", "lat", "basis", "accuracy_km")  # of a main park: those of its zone


def inputs_sha256(tables: Path = TABLES, sources: Path = SOURCES) -> str:
    """Return one checksum over all tables and the source cards, in the order of their names."""
    digest = hashlib.sha256()
    for path in [*sorted(tables.glob("*.csv")), sources]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Turn the columns that hold numbers into numbers; an empty cell stays empty."""
    found = [name for name in NUMBERS if name in table]
    return table.assign(**{name: pd.to_numeric(table[name]) for name in found})


def spatial_layers(
    tables: dict[str, pd.DataFrame], drawn: boundaries.Boundaries
) -> dict[str, gpd.GeoDataFrame]:
    """
    Return the spatial layers, EPSG:4326, each with the attributes of its table.

    Parameters
    ----------
    tables
        The checked tables by name, all text.
    drawn
        The map under the zones, its units those of the tables.
    """
    positions = tables["positions"].rename(columns=POSITION_COLUMNS)
    zones = _numbers(
        tables["zones"]
        .rename(columns={"type": "zone_type"})
        .merge(positions.rename(columns={"zone": "id"}), on="id", how="left", validate="1:1")
    )
    points = gpd.points_from_xy(zones["lon"], zones["lat"])
    layers = {
        "zones": gpd.GeoDataFrame(zones, geometry=points, crs=CRS),
        "parks": _parks(tables["parks"], tables["positions"]),
    }
    for name in ("prefectures", "counties", "neighbours"):
        shapes = getattr(drawn, name)
        joined = _numbers(tables[name]).merge(shapes, on="adcode", how="left", validate="1:1")
        layers[name] = gpd.GeoDataFrame(joined, geometry="geometry", crs=CRS)
    return {
        **layers,
        "province": drawn.province,
        "rivers": drawn.rivers,
        **surroundings.layers(tables, drawn.province, drawn.rivers),
    }


def _parks(parks: pd.DataFrame, positions: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the parks, the main ones where their zones are; those without a place have none."""
    of_zone = parks[["zone"]].merge(positions, on="zone", how="left", validate="m:1")
    main = (parks["main"] == "yes").to_numpy()
    placed = {name: parks[name].where(~main, of_zone[name].set_axis(parks.index)) for name in PLACE}
    filled = _numbers(parks.assign(**placed))
    points = np.asarray(gpd.points_from_xy(filled["lon"], filled["lat"]), dtype=object)
    points[filled["lon"].isna().to_numpy()] = None  # known by name only
    return gpd.GeoDataFrame(filled, geometry=points, crs=CRS)


def plain_layers(tables: dict[str, pd.DataFrame], cards: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Return the layers without geometry: other tables, source cards, the data's version."""
    layers = {name: _numbers(table) for name, table in tables.items() if name not in JOINED}
    sources = (
        pd.DataFrame.from_dict(cards["cards"], orient="index").rename_axis("key").reset_index()
    )
    layers["sources"] = sources.fillna("").astype(str)
    meta = {
        "data_version": cards["data"]["version"],
        "data_date": str(cards["data"]["date"]),
        "inputs_sha256": inputs_sha256(),
    }
    layers["meta"] = pd.DataFrame(list(meta.items()), columns=["key", "value"])
    return layers


def _named() -> dict[str, dict[str, str]]:
    """Return the Chinese names of layers and fields."""
    return tomllib.loads((QGIS / "names.toml").read_text(encoding="utf-8"))


def colour(hexadecimal: str, opacity: str = "1") -> str:
    """Return a style table's colour as QGIS writes it: red,green,blue,alpha."""
    if not hexadecimal:
        return ""
    channels = [int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5)]
    return ",".join(str(c) for c in [*channels, round(float(opacity or 1) * 255)])


def qgis_styles(
    tables: dict[str, pd.DataFrame], layers: Mapping[str, gpd.GeoDataFrame]
) -> dict[str, str]:
    """Return a QML document for each layer of the atlas's file, from the one style table."""
    style, render = _styles(tables), _renderer(layers)
    zone_rules = []
    for kind in tables["types"].itertuples():
        for level in tables["levels"].itertuples():
            symbol, rank = style[f"type/{kind.slug}"], style[f"level/{level.slug}"]
            zone_rules.append(
                {
                    "label": f"{kind.name_zh} · {level.name_zh}",
                    "filter": f"\"zone_type\" = '{kind.slug}' and \"level\" = '{level.slug}'",
                    "shape": symbol["shape"],
                    "fill": symbol["fill"],
                    "stroke": rank["stroke"],
                    "width": rank["width"],
                    "size": round(float(symbol["size"]) * float(rank["size"]), 2),
                }
            )
    hatch = style["area/inferred"]
    area_rules = [
        {
            "label": area.name_zh + (" *" if inferred else ""),
            "filter": f'"area_{SCHEMES[0]}" = \'{area.slug}\' and "basis_{SCHEMES[0]}" '
            f"{'=' if inferred else '<>'} 'inferred'",
            "fill": style[f"area/{area.slug}"]["fill"],
            "hatch": hatch if inferred else None,
        }
        for area in tables["areas"].query("scheme == @SCHEMES[0]").itertuples()
        for inferred in (False, True)
    ]
    outlines = {
        "province": ("fill", "line/province", None),
        "counties": ("fill", "line/county", "text/county"),
        "neighbours": ("fill", "line/neighbour", "text/neighbour"),
        "rivers": ("line", "line/river", None),
        "named_rivers": ("line", "line/river", "text/river"),
    }
    documents = {
        "zones": render("zones.qml.j2", "zones", rules=zone_rules, text=style["text/zone"]),
        "prefectures": render(
            "areas.qml.j2",
            "prefectures",
            rules=area_rules,
            line=style["line/prefecture"],
            text=style["text/prefecture"],
        ),
    }
    sign = style["park/other"]
    rule = {
        **{name: sign[name] for name in ("shape", "fill", "stroke", "width", "size")},
        "label": _named()["layers"]["parks"],
        "filter": "",
    }
    documents["parks"] = render(
        "zones.qml.j2", "parks", rules=[rule], text=style["text/zone"], label="name_zh"
    )
    for layer, (shape, border, text) in outlines.items():
        documents[layer] = render(
            "outline.qml.j2",
            layer,
            kind=shape,
            line=style[border],
            text=style[text] if text else None,
        )
    # A landform is its name: its edge is known too roughly to be drawn.
    documents["landforms"] = render(
        "outline.qml.j2",
        "landforms",
        kind="fill",
        line={"fill": "", "stroke": UNSEEN, "width": "0"},
        text=style["text/landform"],
    )
    return documents | {"airports": render("sites.qml.j2", "airports", **_site(style, "airports"))}


def osm_styles(
    tables: dict[str, pd.DataFrame], layers: Mapping[str, gpd.GeoDataFrame]
) -> dict[str, str]:
    """Return a QML document for each layer of OpenStreetMap's, from the one style table."""
    style, render = _styles(tables), _renderer(layers)
    return {
        layer: render("sites.qml.j2", layer, **_site(style, layer.replace("_", "-")))
        for layer in layers
    }


def _site(style: Mapping[str, dict[str, str]], key: str) -> dict[str, object]:
    """Return what a style of sites is made of."""
    site = style[f"site/{key}"]
    site = site | {"shape": MARKERS[site["shape"]]}
    return {"site": site, "text": style["text/site"], "label": "name_zh"}


def _styles(tables: dict[str, pd.DataFrame]) -> dict[str, dict[str, str]]:
    """Return the rows of the style table by their keys, with colours as QGIS writes them."""
    return {
        row["key"]: {str(name): value for name, value in row.items()}
        | {
            "fill": colour(row["fill"], row["opacity"]),
            "stroke": colour(row["stroke"], row["opacity"]),
        }
        for row in tables["style"].to_dict("records")
    }


def _renderer(layers: Mapping[str, gpd.GeoDataFrame]) -> Callable[..., str]:
    """Return what renders a template with a layer's fields."""
    names = _named()
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(QGIS), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )

    def render(template: str, layer: str, **values: object) -> str:
        columns = layers[layer].columns.drop("geometry")
        fields = [{"name": c, "alias": names["fields"].get(c, c)} for c in columns]
        return templates.get_template(template).render(fields=fields, **values)

    return render


STYLES_TABLE = """
create table layer_styles (
  id integer primary key autoincrement not null, f_table_catalog text(256),
  f_table_schema text(256), f_table_name text(256), f_geometry_column text(256),
  styleName text(30), styleQML text, styleSLD text, useAsDefault boolean, description text,
  owner text(30), ui text(30), update_time datetime)
"""


def write_styles(path: Path, documents: dict[str, str], date: str) -> None:
    """Write QGIS's own table of styles, so that the layers open with the atlas's symbols."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(STYLES_TABLE)
        database.executemany(
            "insert into layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
            " ui, update_time) values ('', '', ?, 'geom', ?, ?, '', 1, '', '', '', ?)",
            [(name, name, text, f"{date}T00:00:00.000Z") for name, text in documents.items()],
        )
        database.execute(
            "insert into gpkg_contents (table_name, data_type, identifier, description,"
            " last_change) values ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (f"{date}T00:00:00.000Z",),
        )
        database.commit()
        database.execute("vacuum")


@contextlib.contextmanager
def _gdal_date(date: str) -> Iterator[None]:
    """Let GDAL write the data's date where it would write the clock's."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{date}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def build(path: Path, osm: Path | None = None) -> list[Problem]:
    """
    Write the GeoPackages, or return every problem of the data and write nothing.

    Parameters
    ----------
    path
        The atlas's file. Each file is replaced in one step once the new one is whole.
    osm
        That of what is OpenStreetMap's, apart from the atlas's since its licence is another; beside
        it where nothing is said.

    Returns
    -------
    list of Problem
        Empty when the files were written.

    Raises
    ------
    boundaries.PackageMissingError
        If a package that carries the raw geometry is not installed.
    """
    problems = check.problems(gpkg=None)
    if problems:
        return problems
    tables = read.read_tables()
    cards = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
    drawn = boundaries.build(tables["odd_units"])
    # Before the join: it would drop what has no row and draw nothing for what has no shape.
    problems = [
        *geometry.check_geometry(tables, drawn.counties),
        *geometry.check_units(
            tables,
            drawn.districts,
            prefectures=drawn.prefectures["adcode"],
            neighbours=drawn.neighbours["adcode"],
        ),
    ]
    if problems:
        return problems
    spatial = spatial_layers(tables, drawn)
    plain = plain_layers(tables, cards)
    date = str(cards["data"]["date"])
    _write(path, {**spatial, **plain}, qgis_styles(tables, spatial), date)
    stranger = surroundings.osm_layers()
    _write(osm or path.with_name(OSM_GPKG.name), stranger, osm_styles(tables, stranger), date)
    return []


def _write(
    path: Path,
    layers: Mapping[str, pd.DataFrame | gpd.GeoDataFrame],
    styles: dict[str, str],
    date: str,
) -> None:
    """Write a GeoPackage whole, with QGIS's styles."""
    names = _named()["layers"]
    with files.replacing(path) as draft:
        with _gdal_date(date):
            for layer, table in layers.items():
                pyogrio.write_dataframe(
                    table,
                    draft,
                    layer=layer,
                    driver="GPKG",
                    layer_options={"IDENTIFIER": names[layer], "DESCRIPTION": names[layer]},
                )
        write_styles(draft, styles, date)


def differences(one: Path, other: Path) -> list[str]:
    """Return the names of layers whose content differs between two builds, geometry included."""

    def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
        with contextlib.closing(sqlite3.connect(path)) as database:
            names = [n for (n,) in database.execute("select table_name from gpkg_contents")]
            return {
                name: database.execute(f'select * from "{name}" order by 1').fetchall()  # noqa: S608 - our own layers
                for name in names
            }

    left, right = content(one), content(other)
    return sorted(name for name in left | right if left.get(name) != right.get(name))


def main() -> int:
    """Build the file, or with ``--check`` prove that the committed one is fresh."""
    parser = argparse.ArgumentParser(prog="python -m geodata.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with a fresh build")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    asked = parser.parse_args()
    with files.scratch() as folder:
        targets = {each: folder / each.name if asked.check else each for each in MADE}
        try:
            problems = build(*targets.values())
        except (boundaries.PackageMissingError, OSError) as trouble:
            print(trouble, file=sys.stderr)
            return 1
        for problem in problems:
            print(problem.text(asked.lang), file=sys.stderr)
        if problems:
            return 1
        for path, target in targets.items():
            if asked.check:
                stale = differences(target, path) if path.exists() else [path.name]
                if stale:
                    print(f"{path.name} is stale ({', '.join(stale)}): make data", file=sys.stderr)
                    return 1
            print(f"{path.name}: {'fresh' if asked.check else 'built'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
