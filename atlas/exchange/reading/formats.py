"""
Read the formats that others' libraries read: their rows, their columns, their shapes.

Only the guarded child does so. What is returned is plain: texts, numbers, dates, bytes.
"""

import datetime as dt
import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shapely

from atlas.exchange.findings import QUESTION, WARNING, Finding
from atlas.exchange.guard import DRIVERS
from atlas.exchange.guard.limits import Limits
from atlas.exchange.reading import dbf, decode, drawings, kml, markup, tracks, workbooks
from atlas.exchange.reading.plain import cell, wrong

Json = dict[str, Any]
Reader = Callable[[str, Path, str, Limits], Json]  # of the format, the file, the layer wanted
MOST_SAID = 200_000  # bytes of what the atlas itself puts beside a shapefile
_MAPINFO = {"mif", "tab"}
BYTES = {"shp", *_MAPINFO}  # formats whose texts come as bytes, a letter each
_LETTERS = "ISO-8859-1"  # in which every byte is a letter
_XML, _JSON = {"gpx", "gml"}, {"geojson", "esrijson", "topojson", "ndjson"}
_TRACES = {"track_points", "route_points"}  # layers of GPX that repeat the corners of others
_WAYPOINTS = "waypoints"


# Layers -------------------------------------------------------------------------------------------


def _only(kind: str) -> None:
    """Leave GDAL the driver of one format alone, before it is loaded."""
    others = {driver for driver in DRIVERS.values() if driver != DRIVERS[kind]}
    skipped = os.environ.get("OGR_SKIP", "")
    os.environ["OGR_SKIP"] = ",".join((skipped, *sorted(others)))  # read when GDAL is loaded


def _drawing(kind: str, path: Path, layer: str, limits: Limits) -> Json:
    """Read the closed lines of a drawing, and the words within them."""
    _only(kind)
    os.environ["DXF_ENCODING"] = _LETTERS  # what its bytes mean is judged by their words
    os.environ["DXF_CLOSED_LINE_AS_POLYGON"] = "YES"  # with the arcs of its sides drawn out
    import pyogrio  # noqa: PLC0415 - see `_only`

    path = path.rename(path.with_suffix(".dxf"))
    try:
        meta, _, shapes, columns = pyogrio.raw.read(
            path,
            columns=["Layer", "SubClasses", "Text"],
            max_features=limits.vertices,
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        raise wrong("read.drawing_broken") from None
    given = dict(zip(map(str, meta["fields"]), columns, strict=True))
    if shapes is None or sum(len(each) for each in shapes if each) > 30 * limits.vertices:
        raise wrong("read.vertices", most=limits.vertices)
    read = shapely.from_wkb(shapes, on_invalid="ignore")
    return drawings.outlines(given, read, layer, limits)


def _layers(kind: str, path: Path, layer: str, limits: Limits) -> Json:
    """Read one layer of what GDAL reads, by the driver of its format alone."""
    _only(kind)
    import pyogrio  # noqa: PLC0415 - see `_only`

    path, options, extra = _prepared(kind, path)
    # QGIS keeps its styles in a layer of this name.
    layers = [str(name) for name, _ in pyogrio.list_layers(path) if name != "layer_styles"]
    about = {name: _about(path, name, options) for name in layers}
    closed = _closed(path, about) if kind == "gpx" else {}
    if kind == "gpx":
        layers, about = _of_gpx(about, closed)
    if not layers:
        raise wrong("read.no_sheet")
    alone, asked = layers == [path.stem], bool(layer)
    layer = layer or next((name for name in layers if about.get(name, [1])[0]), layers[0])
    if layer not in layers:
        raise wrong("read.no_layer", value=layer)
    info = pyogrio.read_info(path, layer=layer, **options)
    if info["features"] > limits.rows:
        raise wrong("read.rows", most=limits.rows)
    if len(info["fields"]) > limits.columns:
        raise wrong("read.columns", most=limits.columns)
    meta, _, shapes, columns = pyogrio.raw.read(
        path,
        layer=layer,
        force_2d=True,
        datetime_as_string=True,
        max_features=limits.rows + 1,
        **options,
    )
    if len(shapes if shapes is not None else columns[0] if len(columns) else ()) > limits.rows:
        raise wrong("read.rows", most=limits.rows)
    heads = [str(head) for head in meta["fields"]]
    cells = _columns(kind, path, layer, heads, columns)
    if kind == "shp":
        extra["findings"] = _of_dbf(path.with_suffix(".dbf"), heads, cells)
    if layer in closed:
        shapes = closed[layer]
        extra["findings"] = [_said_of_track(layer, n, asked=asked) for n in range(len(shapes))]
    return {
        "heads": heads,
        "columns": cells,
        "shapes": _shapes(shapes, limits),
        "crs": meta["crs"] or "",
        # A format without names of layers calls its only one as its file is called here.
        "layers": [] if alone else layers,
        "layer": "" if alone else layer,
        "about": {} if alone else about,
        "findings": [],
        **extra,
    }


def _columns(
    kind: str, path: Path, layer: str, heads: list[str], columns: list[Any]
) -> list[list[object]]:
    """Return the columns of a layer, whole numbers and yes or no as such beside a gap too."""
    import pyogrio  # noqa: PLC0415 - see `_layers`

    if kind in _MAPINFO:
        # Arrow has texts in UTF-8 only, and no number is missing here.
        return [[_scalar(value) for value in column.tolist()] for column in columns]
    options = {"encoding": _LETTERS} if kind in BYTES else {}
    _, table = pyogrio.raw.read_arrow(path, layer=layer, read_geometry=False, **options)
    return [[_scalar(value) for value in table[head].to_pylist()] for head in heads]


def _prepared(kind: str, path: Path) -> tuple[Path, dict[str, str], Json]:
    """Return a file made fit for a driver, what that is told, and what stands beside the file."""
    if path.is_file() and not path.suffix:
        path = path.rename(path.with_suffix(f".{kind}"))
    if kind in BYTES:
        # Bytes come back as they are; what they mean is judged by who asked.
        return path, {"encoding": _LETTERS}, _beside(path) if kind == "shp" else {}
    if kind in _XML:
        markup.held(path.read_bytes())
    if kind == "gml":
        path.write_bytes(markup.unreferred(path.read_bytes()))
    if kind in _JSON:
        given = _unlinked(path.read_bytes(), lines=kind == "ndjson")
        path.write_bytes("\n".join(map(json.dumps, given)).encode())
        return path, {}, {"spoken": markup.spoken(given[0])} if kind == "geojson" else {}
    return path, {}, {}


def _about(path: Path, layer: str, options: dict[str, str]) -> list[Any]:
    """Return how many rows a layer has and of what kind its shapes are, as `Draft.about` has it."""
    import pyogrio  # noqa: PLC0415 - see `_layers`

    info = pyogrio.read_info(path, layer=layer, force_feature_count=True, **options)
    return [int(info["features"]), _family(str(info["geometry_type"] or ""))]


def _family(kind: str) -> str:
    if not kind or kind == "None":
        return ""
    return "area" if "Polygon" in kind else "point" if "Point" in kind else "mixed"


def _closed(path: Path, about: Json) -> dict[str, list[bytes]]:
    """Return layer -> the outlines that its tracks enclose, where each of them closes."""
    import pyogrio  # noqa: PLC0415 - see `_layers`

    found = {}
    for layer in tracks.LAYERS & set(about):
        read = pyogrio.raw.read(path, layer=layer, columns=[], force_2d=True)
        outlines = tracks.outlines(read[2] if read[2] is not None else [])
        if outlines is not None:
            found[layer] = outlines
    return found


def _said_of_track(layer: str, n: int, *, asked: bool) -> Finding:
    """Say that a track is taken for the area that it encloses; unless it was chosen, ask."""
    if asked:
        return Finding("read.closed_line", WARNING, n + 1)
    return Finding("read.closed_track", QUESTION, n + 1, values={"layer": layer})


def _of_gpx(about: dict[str, list[Any]], closed: Json) -> tuple[list[str], dict[str, list[Any]]]:
    """Return the layers of GPX that hold anything; beside places no track is meant that is open."""
    there = {name: of for name, of in about.items() if of[0] and name not in _TRACES}
    places = _WAYPOINTS in there
    kinds = {
        name: "area" if name in closed else "" if places and name != _WAYPOINTS else of[1]
        for name, of in there.items()
    }
    return list(there), {name: [there[name][0], kinds[name]] for name in there}


def _of_dbf(path: Path, heads: list[str], cells: list[list[object]]) -> list[Finding]:
    """Make numbers whole that their fields say are; return what GDAL passes over."""
    for n, is_whole in enumerate(dbf.whole(path)[: len(cells)]):
        if is_whole:
            cells[n] = [_whole(value) for value in cells[n]]
    return dbf.overflown(path, heads)


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unlinked(data: bytes, *, lines: bool) -> list[Any]:
    """Return the values of some JSON, of which a feature may stand on each line."""
    try:
        return [markup.loaded(each) for each in (markup.lines(data) if lines else [data])]
    except RecursionError:
        raise wrong("read.deep", most=markup.DEEPEST) from None
    except ValueError as error:
        raise wrong("read.json", value=str(error)) from None


def _scalar(value: Any) -> object:  # noqa: ANN401 - what a column holds
    if isinstance(value, float) and math.isnan(value):
        return None
    if hasattr(value, "tolist") or isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, bytes | dict):
        return str(value)
    if isinstance(value, str) and len(value) >= 10 and value[4:5] == "-":  # noqa: PLR2004
        try:
            return cell(dt.datetime.fromisoformat(value))
        except ValueError:
            return value
    return cell(value)


def _shapes(shapes: Any, limits: Limits) -> list[bytes | None]:  # noqa: ANN401 - an array, a list
    """Return well-known binary, still unread; None where there is none."""
    if shapes is None:
        return []
    if sum(len(each) for each in shapes if each is not None) > 20 * limits.vertices:
        raise wrong("read.vertices", most=limits.vertices)
    return list(shapes)


def _beside(path: Path) -> Json:
    """Return what stands beside a shapefile's shapes, and make its coordinate system readable."""
    extra: Json = {}
    said, prj = (path.with_suffix(suffix) for suffix in (".csv", ".prj"))
    if said.exists() and said.stat().st_size <= MOST_SAID:
        extra["fields"] = said.read_bytes().decode("utf-8-sig", errors="replace")
    if (cpg := path.with_suffix(".cpg")).exists():
        extra["cpg"] = cpg.read_bytes()[:80].decode("ascii", errors="replace").strip()
        cpg.unlink()
    if prj.exists():
        # Chinese programs name systems in GBK; GDAL gives back the bytes, which nothing reads.
        prj.write_text(decode.decode(prj.read_bytes()).text, encoding="utf-8")
    else:
        extra["no_prj"] = True
    return extra


def _parquet(_kind: str, path: Path, _layer: str, limits: Limits) -> Json:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only this format needs it

    file = pq.ParquetFile(path)
    if file.metadata.num_rows > limits.rows:
        raise wrong("read.rows", most=limits.rows)
    size = sum(
        file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups)
    )
    if size > limits.expanded // 2:
        raise wrong("read.bomb", mb=size // 2**20)
    table = file.read()
    about = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    name = about.get("primary_column", "")
    crs = ""
    shapes: list[bytes | None] = []
    if name in table.column_names:
        column = about["columns"][name]
        if column.get("encoding", "WKB") != "WKB":
            raise wrong("read.encoding_parquet", value=str(column.get("encoding")))
        crs = json.dumps(column["crs"]) if column.get("crs") else "OGC:CRS84"
        shapes = _shapes(table[name].to_pylist(), limits)
    heads = [head for head in table.column_names if head != name]
    if len(heads) > limits.columns:
        raise wrong("read.columns", most=limits.columns)
    return {
        "heads": heads,
        "columns": [[_scalar(value) for value in table[head].to_pylist()] for head in heads],
        "shapes": shapes,
        "crs": crs,
        "layers": [],
        "layer": "",
        "findings": [],
    }


READERS: dict[str, Reader] = {
    "xlsx": workbooks.xlsx,
    "xls": workbooks.other,
    "html": workbooks.html,
    "parquet": _parquet,
    **dict.fromkeys(DRIVERS, _layers),
    "kml": kml.read,
    "kmz": kml.read,
    "dxf": _drawing,
}
