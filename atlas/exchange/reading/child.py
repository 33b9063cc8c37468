"""
Read one untrusted file, in a process of its own with little memory, time and no way out.

Run as a script, by its path, with a request in JSON on standard input; it answers in JSON. It
imports nothing of the atlas, so that it starts fast and has nothing to give away. Findings leave as
[code, level, row, column, value, values].
"""

import base64
import datetime as dt
import json
import math
import resource
import sys
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

Json = dict[str, Any]
ERROR, WARNING, NOTE = "error", "warning", "note"
FIELDS, MOST_SAID = "fields.csv", 200_000  # what the atlas itself puts beside a shapefile; bytes


class Wrong(Exception):  # noqa: N818 - a finding on its way out
    """What is wrong with the file, as a finding."""

    def __init__(
        self, code: str, row: int | None = None, column: str = "", value: str = "", **values: object
    ) -> None:
        super().__init__(code)
        self.finding = [code, ERROR, row, column, value, values]


def main() -> None:
    """Answer the request on standard input."""
    request = json.loads(sys.stdin.read())
    limits = request["limits"]
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = READERS[request["kind"]](request)
    except Wrong as wrong:
        answer = {"findings": [wrong.finding]}
    except MemoryError:
        answer = {"findings": [["read.too_large", ERROR, None, "", "", {}]]}
    except Exception as error:  # noqa: BLE001 - whatever a parser makes of a hostile file
        answer = {"findings": [["read.broken", ERROR, None, "", type(error).__name__, {}]]}
    said = json.dumps(answer, ensure_ascii=True, allow_nan=False)
    if len(said) > limits["answer"]:
        said = json.dumps({"findings": [["read.too_large", ERROR, None, "", "", {}]]})
    sys.stdout.write(said)


def _cell(value: object) -> object:  # noqa: PLR0911
    """Return a value as JSON holds it; a date is {"date": …}."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return {"date": value.date().isoformat()} if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)


# Archives -----------------------------------------------------------------------------------------


def _members(path: Path, limits: Json) -> list[zipfile.ZipInfo]:
    """Return an archive's files after making sure that none is a trap."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > limits["members"]:
            raise Wrong("read.members", n=len(members), most=limits["members"])
        total = sum(member.file_size for member in members)
        packed = max(1, sum(member.compress_size for member in members))
        if total > limits["expanded"] or (total > 2**20 and total / packed > limits["ratio"]):
            raise Wrong("read.bomb", mb=total // 2**20)
        for member in members:
            name = PurePosixPath(member.filename.replace("\\", "/"))
            if name.is_absolute() or ".." in name.parts or ":" in member.filename:
                raise Wrong("read.path", value=member.filename)
            if member.external_attr >> 28 == 0xA:  # noqa: PLR2004 - a symbolic link
                raise Wrong("read.path", value=member.filename)
            if member.flag_bits & 1:
                raise Wrong("read.encrypted", value=member.filename)
        return members


# Workbooks ----------------------------------------------------------------------------------------


def _xlsx(request: Json) -> Json:
    path, limits = Path(request["path"]), request["limits"]
    members = _members(path, limits)
    with zipfile.ZipFile(path) as archive:
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    if b"<!" in part.read(2048).replace(b"<!--", b""):
                        raise Wrong("read.entities")
    from openpyxl import load_workbook  # noqa: PLC0415 - only this format needs it

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheets = list(book.worksheets)
    shown = [sheet.title for sheet in sheets if sheet.sheet_state == "visible"]
    findings: list[list[object]] = [
        ["read.hidden_sheet", NOTE, None, "", sheet.title, {}]
        for sheet in sheets
        if sheet.sheet_state != "visible"
    ]
    if not shown:
        raise Wrong("read.no_sheet")
    title = request["layer"] or shown[0]
    if title not in book.sheetnames:
        raise Wrong("read.no_layer", value=title)
    rows = _sheet(book[title], limits)
    markup = _markup(path, book, title)
    if b"<mergeCell " in markup:
        findings.append(["read.merged", NOTE, None, "", "", {}])
    if b'hidden="1"' in markup:
        findings.append(["read.hidden", NOTE, None, "", "", {}])
    if b"<f>" in markup or b"<f " in markup:
        findings += _uncalculated(path, title, rows)
    return {"rows": rows, "layers": shown, "layer": title, "findings": findings}


def _sheet(sheet: Any, limits: Json) -> list[list[object]]:  # noqa: ANN401 - openpyxl's
    """Return rows of cells; empty rows keep their place."""
    sheet.reset_dimensions()
    rows = []
    for n, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if n > limits["rows"]:
            if any(cell is not None for cell in row):
                raise Wrong("read.rows", most=limits["rows"])
            continue
        cells = [_cell(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if len(cells) > limits["columns"]:
            raise Wrong("read.columns", n, most=limits["columns"])
        rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _markup(path: Path, book: Any, title: str) -> bytes:  # noqa: ANN401 - openpyxl's
    """Return the XML of a sheet."""
    sheet = book[title]
    with zipfile.ZipFile(path) as archive:
        return archive.read(sheet._worksheet_path)  # noqa: SLF001 - no public name for it


def _uncalculated(path: Path, title: str, rows: list[list[object]]) -> list[list[object]]:
    """Say which formulas have no value: the file was never calculated."""
    from openpyxl import load_workbook  # noqa: PLC0415 - see `_xlsx`

    sheet = load_workbook(path, read_only=True, keep_links=False)[title]
    sheet.reset_dimensions()
    found = []
    for n, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        for m, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("=") and n <= len(rows):
                value = rows[n - 1][m] if m < len(rows[n - 1]) else None
                if value is None:
                    found.append(["read.formula", WARNING, n, "", cell, {}])
    return found[:200]


# Layers -------------------------------------------------------------------------------------------


def _layers(request: Json) -> Json:
    """Read one layer of what GDAL reads; its drivers are those that the environment leaves."""
    import pyogrio  # noqa: PLC0415 - only these formats need it

    path, limits = Path(request["path"]), request["limits"]
    options: dict[str, str] = {}
    extra: Json = {}
    if request["kind"] in {"shp", "kmz"}:
        path, extra = _unpacked(path, request)
    if request["kind"] == "shp":
        # Bytes come back as they are; what they mean is judged outside.
        options["encoding"] = "ISO-8859-1"
    # QGIS keeps its styles in a layer of this name.
    layers = [str(name) for name, _ in pyogrio.list_layers(path) if name != "layer_styles"]
    if not layers:
        raise Wrong("read.no_sheet")
    layer = request["layer"] or layers[0]
    if layer not in layers:
        raise Wrong("read.no_layer", value=layer)
    info = pyogrio.read_info(path, layer=layer, **options)
    if info["features"] > limits["rows"]:
        raise Wrong("read.rows", most=limits["rows"])
    if len(info["fields"]) > limits["columns"]:
        raise Wrong("read.columns", most=limits["columns"])
    meta, _, shapes, columns = pyogrio.raw.read(
        path,
        layer=layer,
        force_2d=True,
        datetime_as_string=True,
        max_features=limits["rows"] + 1,
        **options,
    )
    heads = [str(head) for head in meta["fields"]]
    if request["kind"] == "shp":
        cells = [_column(column) for column in columns]
    else:
        # Without Arrow a column of whole numbers or of yes and no that has a gap comes as floats.
        _, table = pyogrio.raw.read_arrow(path, layer=layer, read_geometry=False)
        cells = [[_scalar(value) for value in table[head].to_pylist()] for head in meta["fields"]]
    return {
        "heads": heads,
        "columns": cells,
        "shapes": _shapes(shapes, limits),
        "crs": meta["crs"] or "",
        "layers": extra.get("stems", layers),
        "layer": extra.get("stem", layer),
        "findings": [],
        **extra,
    }


def _column(values: Any) -> list[object]:  # noqa: ANN401 - an array
    return [_scalar(value) for value in values.tolist()]


def _scalar(value: Any) -> object:  # noqa: ANN401 - what a column holds
    if isinstance(value, float) and math.isnan(value):
        return None
    if hasattr(value, "tolist") or isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, bytes | dict):
        return str(value)
    if isinstance(value, str) and len(value) >= 10 and value[4:5] == "-":  # noqa: PLR2004
        try:
            return _cell(dt.datetime.fromisoformat(value))
        except ValueError:
            return value
    return _cell(value)


def _shapes(shapes: Any, limits: Json) -> list[str | None]:  # noqa: ANN401 - an array or a list
    """Return well-known binary as base 64; None where there is none."""
    if shapes is None:
        return []
    if sum(len(each) for each in shapes if each is not None) > 20 * limits["vertices"]:
        raise Wrong("read.vertices", most=limits["vertices"])
    return [None if each is None else base64.b64encode(each).decode() for each in shapes]


def _unpacked(path: Path, request: Json) -> tuple[Path, Json]:
    """Take what is wanted out of an archive, under names of our own."""
    members = _members(path, request["limits"])
    wanted = (".kml",) if request["kind"] == "kmz" else (".shp",)
    there = {
        member.filename: member for member in members if not member.filename.startswith("__MACOSX")
    }
    found = sorted(name for name in there if name.lower().endswith(wanted))
    if not found:
        raise Wrong("read.zip_unknown")
    stems = [PurePosixPath(_name(there[name])).stem for name in found]
    chosen = found[stems.index(request["layer"])] if request["layer"] in stems else found[0]
    request["layer"] = ""
    folder = path.parent / "unpacked"
    folder.mkdir()
    extra: Json = {}
    base = chosen[: -len(PurePosixPath(chosen).suffix)]
    with zipfile.ZipFile(path) as archive:
        for name, member in there.items():
            suffix = PurePosixPath(name).suffix.lower()
            if name == FIELDS and member.file_size <= MOST_SAID:
                extra["fields"] = archive.read(member).decode("utf-8-sig", errors="replace")
            if name[: len(name) - len(suffix)] != base or suffix not in PARTS:
                continue
            content = archive.read(member)
            if suffix == ".cpg":
                extra["cpg"] = content[:80].decode("ascii", errors="replace").strip()
                continue
            if suffix == ".kml" and b"<!" in content[:4096].replace(b"<!--", b""):
                raise Wrong("read.entities")
            (folder / f"layer{suffix}").write_bytes(content)
    if request["kind"] == "shp":
        extra |= {"stem": stems[found.index(chosen)], "stems": stems}
        missing = [s for s in (".dbf", ".shx") if not (folder / f"layer{s}").exists()]
        if missing:
            raise Wrong("read.shp_parts", value=", ".join(missing))
        if not (folder / "layer.prj").exists():
            extra["no_prj"] = True
    return folder / f"layer{wanted[0]}", extra


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of an archive's file; Chinese programs write it in GBK without saying so."""
    if member.flag_bits & 0x800:  # it says that it is UTF-8
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".kml"}


def _parquet(request: Json) -> Json:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only this format needs it

    limits = request["limits"]
    file = pq.ParquetFile(request["path"])
    if file.metadata.num_rows > limits["rows"]:
        raise Wrong("read.rows", most=limits["rows"])
    size = sum(
        file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups)
    )
    if size > limits["expanded"] // 2:
        raise Wrong("read.bomb", mb=size // 2**20)
    table = file.read()
    about = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    name = about.get("primary_column", "")
    crs = ""
    shapes: list[str | None] = []
    if name in table.column_names:
        column = about["columns"][name]
        if column.get("encoding", "WKB") != "WKB":
            raise Wrong("read.encoding_parquet", value=str(column.get("encoding")))
        crs = json.dumps(column["crs"]) if column.get("crs") else "OGC:CRS84"
        shapes = _shapes(table[name].to_pylist(), limits)
    heads = [head for head in table.column_names if head != name]
    if len(heads) > limits["columns"]:
        raise Wrong("read.columns", most=limits["columns"])
    return {
        "heads": heads,
        "columns": [[_scalar(value) for value in table[head].to_pylist()] for head in heads],
        "shapes": shapes,
        "crs": crs,
        "layers": [],
        "layer": "",
        "findings": [],
    }


READERS = {
    "xlsx": _xlsx,
    "parquet": _parquet,
    **dict.fromkeys(("geojson", "gpkg", "shp", "kml", "kmz", "fgb"), _layers),
}

if __name__ == "__main__":
    main()
