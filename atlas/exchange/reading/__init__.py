"""Read a planner's file, whatever its format, into a `Draft`: nothing is decided yet."""

import base64
import codecs
import csv
import io
import re
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, Finding, RefusedError
from atlas.exchange.guards import unguarded
from atlas.exchange.parsed import Draft
from atlas.exchange.reading import decode, guard, heads, pasted, redline, sniff, table
from atlas.exchange.reading.limits import LIMITS
from atlas.exchange.reading.sniff import FORMATS, format_name
from atlas.exchange.reading.template import template, template_csv
from atlas.i18n import text
from atlas.model.names import clean

__all__ = ["FORMATS", "LIMITS", "format_name", "read", "template", "template_csv"]

_DELIMITERS = (",", "\t", ";", chr(0xFF0C))  # the last is a full-width comma
# Columns that GDAL's driver adds to what stands in a KML file.
_OF_KML = {
    *("timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility"),
    *("drawOrder", "icon", "snippet", "id"),
}
_DECLARED = re.compile(r"<\?xml[^>]*?\?>")  # may name an encoding that is no longer its own
LANG = "zh"  # of the tables that the atlas puts beside its files
_CRS = 20_000  # characters of a description that PROJ is asked to read


def read(name: str, data: bytes, *, encoding: str = "", layer: str = "") -> Draft:
    """
    Read a file.

    Parameters
    ----------
    name
        Its name as given; empty for pasted text. It says nothing that its content does not.
    data
        Its content.
    encoding
        Of its text, where the one who brings it knows better; empty to judge it.
    layer
        The sheet or layer wanted; empty for the first.

    Returns
    -------
    Draft
        With everything that was found on the way.

    Raises
    ------
    RefusedError
        If it cannot be read, or holds more than is taken; whatever the bytes, nothing else.
    """
    called = " ".join(clean(name))[:200]
    if not data.strip():
        raise RefusedError(Finding("read.empty", ERROR))
    if len(data) > LIMITS.bytes:
        raise RefusedError(Finding("read.bytes", ERROR, values={"mb": LIMITS.bytes // 2**20}))
    kind = sniff.binary(data)
    if kind:
        return _guarded(called, kind, data, encoding=encoding, layer=layer)
    if len(data) > LIMITS.text:
        raise RefusedError(Finding("read.bytes", ERROR, values={"mb": LIMITS.text // 2**20}))
    said = decode.decode(data, encoding)
    kind = sniff.textual(called, said)
    if kind in {"geojson", "kml"}:
        return _guarded(called, kind, _in_utf8(data, said), encoding="", layer=layer)
    if kind == "redline":
        n_lines = said.text.count("\n")
        if n_lines > LIMITS.lines:
            values = {"n": n_lines, "most": LIMITS.lines}
            raise RefusedError(Finding("read.lines", ERROR, values=values))
        return _checked(called, redline.read(called, said.text, encoding=said.encoding), said)
    if kind == "csv" or (called and _is_table(said.text)):
        return _checked(called, _csv(called, said), said)
    if len(said.text) > LIMITS.pasted:
        raise RefusedError(Finding("read.unknown", ERROR))
    return _checked(called, pasted.read(said.text), said)


def _in_utf8(data: bytes, said: decode.Text) -> bytes:
    """Return a text in UTF-8, the only encoding in which GDAL reads GeoJSON and KML."""
    if said.encoding == decode.UTF8:
        return data
    return _DECLARED.sub('<?xml version="1.0"?>', said.text, count=1).encode()


def _checked(name: str, draft: Draft, said: decode.Text) -> Draft:
    """Return the draft of a text with what is to be said of its encoding and its name."""
    found = [*draft.findings, *sniff.contradiction(name, draft.kind)]
    if not said.sure:
        found.append(Finding("read.encoding_judged", QUESTION, value=said.encoding))
    return _draft(draft, name=name, said=said, found=found)


def _draft(draft: Draft, *, name: str, said: decode.Text, found: list[Finding]) -> Draft:
    return Draft(
        name=name,
        kind=draft.kind,
        table=draft.table,
        roles=draft.roles,
        geometry=draft.geometry,
        crs=draft.crs,
        stated=draft.stated,
        encoding=said.encoding,
        encoding_sure=said.sure,
        encodings=said.others,
        layers=draft.layers,
        layer=draft.layer,
        findings=tuple(found),
    )


# Tables as text -----------------------------------------------------------------------------------


def _is_table(said: str) -> bool:
    """Return whether a text has a line of heads that are known."""
    for line in said.splitlines()[: table.SEARCHED]:
        for sign in _DELIMITERS:
            cells = line.split(sign)
            known = sum(heads.is_known(cell.strip().strip('"')) for cell in cells)
            if known > 1 or (known and len(cells) > 1 and known >= len(cells) / 2):
                return True
    return False


def _csv(name: str, said: decode.Text) -> Draft:
    start = "\n".join(said.text.splitlines()[: table.SEARCHED])
    sign = max(_DELIMITERS, key=start.count)
    rows: list[list[str]] = []
    n_cells = 0
    csv.field_size_limit(LIMITS.text)
    try:
        for n, row in enumerate(csv.reader(io.StringIO(said.text, newline=""), delimiter=sign), 1):
            if n > LIMITS.rows:
                raise RefusedError(Finding("read.rows", ERROR, values={"most": LIMITS.rows}))
            if len(row) > LIMITS.columns:
                values = {"most": LIMITS.columns}
                raise RefusedError(Finding("read.columns", ERROR, n, values=values))
            n_cells += len(row)
            if n_cells > LIMITS.cells:
                raise _too_many_cells()
            rows.append(row)
    except csv.Error as error:
        raise RefusedError(Finding("read.csv", ERROR, value=str(error))) from None
    made, found = table.of_rows(rows, guarded=True)
    roles = heads.roles(made.columns)
    return Draft(
        name=name,
        kind="csv",
        table=made,
        roles=roles,
        stated=heads.stated(roles, made, table.above(rows)),
        findings=tuple(found),
    )


def _too_many_cells() -> RefusedError:
    return RefusedError(Finding("read.cells", ERROR, values={"most": LIMITS.cells}))


# What the child read ------------------------------------------------------------------------------


def _guarded(name: str, kind: str, data: bytes, *, encoding: str, layer: str) -> Draft:
    answer = guard.ask(kind, data, layer=layer)
    found: list[Finding] = [*answer["findings"], *sniff.contradiction(name, kind)]
    above = ""
    said = decode.Text("", "", sure=True, others=())
    if kind == "xlsx":
        if not answer["rows"]:
            raise RefusedError(*found, Finding("read.empty", ERROR))
        if sum(map(len, answer["rows"])) > LIMITS.cells:
            raise _too_many_cells()
        cells = [_cells(row) for row in answer["rows"]]
        made, more = table.of_rows(cells, guarded=False)
        above = table.above(cells)
        found += more
        shapes = None
    else:
        if sum(map(len, answer["columns"])) > LIMITS.cells:
            raise _too_many_cells()
        if kind == "shp":
            said = _of_shapefile(answer, encoding, found)
        made, shapes = _layer(answer, kind, found)
    if len(answer["layers"]) > 1:
        values = {"n": len(answer["layers"]), "layer": answer["layer"]}
        found.append(Finding("read.layers", NOTE, values=values))
    roles = heads.roles(made.columns, shaped=shapes is not None)
    draft = Draft(
        name=name,
        kind="kml" if kind == "kmz" else kind,
        table=made,
        roles=roles,
        stated=heads.stated(roles, made, above) if shapes is None else heads.areas(made),
        geometry=shapes,
        crs=_crs(answer.get("crs", ""), found) if shapes is not None else None,
        layers=tuple(answer["layers"]),
        layer=answer["layer"],
    )
    return _draft(draft, name=name, said=said, found=found)


def _cells(row: list[Any]) -> list[Any]:
    return [pd.Timestamp(cell["date"]).date() if isinstance(cell, dict) else cell for cell in row]


def _layer(
    answer: dict[str, Any], kind: str, found: list[Finding]
) -> tuple[pd.DataFrame, np.ndarray | None]:
    """Return a layer's attributes and shapes; rows are features, counted from 1."""
    wkb = answer["shapes"]
    columns = [_cells(column) for column in answer["columns"]]
    n = len(wkb) or len(columns[0] if columns else ())
    if not n:
        raise RefusedError(*found, Finding("read.no_rows", ERROR))
    index = pd.RangeIndex(1, n + 1, name="row")
    there = [
        # The driver calls a column "id" of the file's own so, for it has one itself.
        ("id" if kind in {"kml", "kmz"} and head == "id2" else head, column)
        for head, column in zip(answer["heads"], columns, strict=True)
        if any(cell is not None for cell in column)
        and not (kind in {"kml", "kmz"} and head in _OF_KML)
    ]
    names, cells = zip(*there, strict=True) if there else ((), ())
    made = table.of_columns(names, cells, index, found)
    if not wkb:
        return made, None
    shapes = np.full(n, None, dtype=object)
    for at, each in enumerate(wkb):
        if each is None:
            continue
        shapes[at] = shapely.from_wkb(base64.b64decode(each), on_invalid="ignore")
        if shapes[at] is None:
            found.append(Finding("read.shape", ERROR, at + 1))
    return made, shapes


def _of_shapefile(answer: dict[str, Any], encoding: str, found: list[Finding]) -> decode.Text:
    """Give a shapefile's texts, which came as bytes, their letters; say by which encoding."""
    pieces = [head.encode("latin-1") for head in answer["heads"]]
    pieces += [
        cell.encode("latin-1")
        for column in answer["columns"]
        for cell in column
        if isinstance(cell, str) and not cell.isascii()
    ]
    said = decode.Text("", encoding or answer.get("cpg", ""), sure=True, others=())
    ranked = decode.judged(pieces)
    others = tuple(name for name, _ in ranked)
    chosen = _codec(said.encoding)
    if said.encoding and (not chosen or any(decode.cut(each, chosen) is None for each in pieces)):
        found.append(Finding("read.cpg_wrong", WARNING, value=said.encoding))
        chosen = ""
    sure = bool(chosen) or all(piece.isascii() for piece in pieces)
    if not chosen:
        if all(decode.cut(each, decode.UTF8) is not None for each in pieces):
            chosen, sure = decode.UTF8, True
        elif others:
            chosen = others[0]
        else:
            raise RefusedError(*found, Finding("read.encoding_unknown", ERROR))
    if not sure:
        found.append(Finding("read.encoding_judged", QUESTION, value=chosen))

    def letters(given: Any) -> Any:  # noqa: ANN401 - a cell, or a head
        return decode.cut(given.encode("latin-1"), chosen) if isinstance(given, str) else given

    whole = _columns_of(answer.get("fields", ""))
    answer["heads"] = [whole.get(letters(head), letters(head)) for head in answer["heads"]]
    answer["columns"] = [[letters(cell) for cell in column] for column in answer["columns"]]
    if answer.get("no_prj"):
        found.append(Finding("read.no_prj", NOTE))
    return decode.Text("", chosen, sure=sure, others=tuple(n for n in others if n != chosen))


def _columns_of(fields: str) -> dict[str, str]:
    """Return field -> column as the atlas says beside its own shapefiles; nothing for others."""
    heads = [text(f"writing.field.{each}", LANG) for each in ("field", "column")]
    try:
        rows = [row[: len(heads)] for row in csv.reader(io.StringIO(fields))]
    except csv.Error:
        return {}
    if not rows or rows[0] != heads:
        return {}
    return {unguarded(row[0]): unguarded(row[1]) for row in rows[1:] if len(row) == len(heads)}


def _codec(said: str) -> str:
    """Return the codec that a .cpg file names, however it spells it; nothing if none is known."""
    plain = said.strip().lower().removeprefix("ansi").removeprefix("oem").strip()
    for spelling in (plain, f"cp{plain}", {"936": "gbk", "65001": "utf-8"}.get(plain, "")):
        try:
            return codecs.lookup(spelling).name
        except (LookupError, ValueError):
            continue
    return ""


def _crs(said: str, found: list[Finding]) -> CRS | None:
    if not said:
        return None
    try:
        return CRS.from_user_input(said[:_CRS])
    except CRSError:
        found.append(Finding("read.crs", WARNING, value=said))
        return None
