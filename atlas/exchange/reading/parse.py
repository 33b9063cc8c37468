"""
Read a planner's file, whatever its format, into a `Draft`: the work that the guarded child does.

All that looks into the bytes happens here; `atlas.exchange.reading` has it done.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.exchange.coordinates import conversion
from atlas.exchange.coordinates.systems import stated_crs
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, Finding, RefusedError
from atlas.exchange.guard import arrays
from atlas.exchange.guard.limits import Limits
from atlas.exchange.parsed import Draft, StatedCRS
from atlas.exchange.reading import (
    archives,
    cass,
    containers,
    corners,
    crossing,
    decode,
    formats,
    geometries,
    heads,
    layers,
    letters,
    levels,
    ovital,
    pasted,
    redline,
    separated,
    sniff,
    stacked,
    table,
)

_DECLARED, _CLOSED = "<?xml", "?>"
LANG = "zh"  # of the tables that the atlas puts beside its files
SHEETS = {"xlsx", "xls", "html"}  # formats of sheets, each of which may hold several tables
ALONE = "1"  # what the only sheet of a format without names of sheets is called
FEW = 20  # lines that are no coordinates, among which coordinates may still be meant
ODD = 0.01  # share of signs that nobody writes, beyond which bytes are no text
DEEP = 1  # archives within each other, beside the outer one
_CRS = 20_000  # characters of a description that PROJ is asked to read


def told(
    path: Path, limits: Limits, *, name: str, encoding: str, layers: Sequence[str]
) -> dict[str, Any]:
    """
    Read a file for another process, the work that `atlas.exchange.guard` is asked for.

    Parameters
    ----------
    path
        The file.
    limits
        How much of it is taken.
    name, encoding
        As of `atlas.exchange.reading.read`.
    layers
        The sheets or layers wanted; none to judge.

    Returns
    -------
    dict
        The draft, as `crossing` has it.

    Raises
    ------
    RefusedError
        If it cannot be read.
    """
    return crossing.told(_bounded(_read(path, limits, name, encoding, layers), limits))


def _read(  # noqa: PLR0913, PLR0917 - all that is known of the file
    path: Path, limits: Limits, name: str, encoding: str, wanted: Sequence[str], depth: int = 0
) -> Draft:
    data = path.read_bytes()
    kind = sniff.binary(path, data, limits)
    if kind:
        return (
            _contained(path, limits, name, encoding, wanted, depth)
            if kind == "zip"
            else _layered(name, kind, path, limits, encoding=encoding, wanted=wanted)
        )
    if len(data) > limits.text:
        raise RefusedError(Finding("read.bytes", ERROR, values={"mb": limits.text // 2**20}))
    said = _text(data, encoding)
    kind = sniff.textual(name, said)
    if kind == "ovjsn":
        return _checked(name, ovital.read(said.text), said)
    if kind in formats.READERS:
        path.write_bytes(_in_utf8(data, said))
        return _layered(name, kind, path, limits, encoding="", wanted=wanted)
    if kind == "redline":
        n_lines = said.text.count("\n")
        if n_lines > limits.lines:
            values = {"n": n_lines, "most": limits.lines}
            raise RefusedError(Finding("read.lines", ERROR, values=values))
        return _checked(name, redline.read(name, said.text, encoding=said.encoding), said)
    if kind == "csv" or (name and separated.is_table(said.text)):
        return _checked(name, _csv(name, said, limits, wanted), said)
    return _checked(name, _pasted(name, said, limits, wanted), said)


def _pasted(name: str, said: decode.Text, limits: Limits, wanted: Sequence[str]) -> Draft:
    """Return the coordinates that a text is; a file's must be mostly that."""
    unknown = RefusedError(Finding("read.unknown", ERROR))
    if len(said.text) > limits.pasted:
        cass.refused_at_length(said.text)
        raise unknown
    try:
        draft = pasted.read(said.text, wanted)
    except RefusedError:
        if said.sure:
            raise
        raise unknown from None
    unread = sum(each.code == "pasted.unread" for each in draft.findings)
    if name and unread > FEW and unread > len(draft.table):
        # A text of something else, in which some numbers happen to stand.
        raise unknown
    return draft


def _text(data: bytes, encoding: str) -> decode.Text:
    """Return a text from its bytes; what is none is not read in whatever encoding lets it pass."""
    try:
        said = decode.decode(data, encoding)
    except RefusedError:
        if encoding or b"\0" not in data[: decode.SAMPLE]:
            raise
        raise RefusedError(Finding("read.unknown", ERROR)) from None
    start = said.text[: decode.SAMPLE]
    odd = sum(not char.isprintable() and not char.isspace() for char in start)
    if odd > len(start) * ODD + 1:
        raise RefusedError(Finding("read.unknown", ERROR))
    return said


def _contained(  # noqa: PLR0913, PLR0917 - all that is known of the file
    path: Path, limits: Limits, name: str, encoding: str, wanted: Sequence[str], depth: int
) -> Draft:
    """Return what is read of an archive: all layers of shapefiles, else one thing in it."""
    if depth > DEEP:
        raise RefusedError(Finding("read.zip_deep", ERROR))
    there = containers.contents(path, archives.members(path, limits))
    if containers.is_kmz(there):
        return _layered(name, "kmz", path, limits, encoding=encoding, wanted=wanted)
    about, taken, found = {}, list(wanted), containers.beside(there)
    if containers.are_shapefiles(there):
        about = containers.about(path, there)
        taken, said = layers.chosen(about, wanted)
        found += said
    drafts = []
    names: dict[str, list[str]] = {}
    for n, (item, inside) in enumerate(containers.chosen(there, taken)):
        folder = path.parent / f"unpacked-{depth}-{n}"
        inner = containers.unpacked(path, item, folder)
        if item.kind:
            draft = _layered("", item.kind, inner, limits, encoding=encoding, wanted=inside)
        else:
            draft = _read(inner, limits, item.main, encoding, inside, depth + 1)
        drafts.append(draft)
        names[item.label] = containers.within(item, draft, alone=len(there.items) == 1)
    draft = layers.joined(drafts)
    if len(there.items) > 1:
        listed = [each for item in there.items for each in names.get(item.label, [item.label])]
        read = [
            label if names[label] == [label] else f"{label}{containers.WITHIN}{each.layer}"
            for label, each in zip(names, drafts, strict=True)
        ]
        draft = replace(draft, layers=tuple(listed), layer=read[0], taken=tuple(read), about=about)
        if not about:
            found += _left(listed, read[0])
    elif drafts[0].kind == "shp":
        (label,) = names
        draft = replace(draft, layers=(label,), layer=label, taken=(label,))
    return replace(draft, name=name, findings=(*draft.findings, *found))


def _left(names: Sequence[str], taken: str) -> list[Finding]:
    """Say which of several layers is read, and which are not."""
    left = ", ".join(each for each in names if each != taken)
    values = {"n": len(names), "layer": taken, "left": left}
    return [Finding("read.layers", NOTE, values=values)] if len(names) > 1 else []


def _bounded(draft: Draft, limits: Limits) -> Draft:
    """Return a draft without the shapes that would keep whoever works on them for hours."""
    if draft.geometry is None:
        return draft
    kept, found = arrays.bounded(draft.geometry, draft.number, most=limits.corners)
    lonlat = draft.lonlat
    if lonlat is not None:
        lonlat = lonlat.copy()
        lonlat[shapely.is_missing(kept)] = None
    return replace(draft, geometry=kept, lonlat=lonlat, findings=(*draft.findings, *found))


def _in_utf8(data: bytes, said: decode.Text) -> bytes:
    """Return a text in UTF-8, the only encoding in which GDAL reads GeoJSON and KML."""
    if said.encoding == decode.UTF8:
        return data
    # Its declaration names an encoding that is no longer its own.
    start = said.text.lstrip("\ufeff \t\r\n")
    if start.startswith(_DECLARED):
        _, closed, rest = start.partition(_CLOSED)
        start = rest if closed else start
    return start.encode()


def _checked(name: str, draft: Draft, said: decode.Text) -> Draft:
    """Return the draft of a text with what is to be said of its encoding and its name."""
    found = [*draft.findings, *sniff.contradiction(name, draft.kind)]
    if not said.sure:
        found.append(Finding("read.encoding_judged", QUESTION, value=said.encoding))
    return _draft(draft, name=name, said=said, found=found)


def _draft(draft: Draft, *, name: str, said: decode.Text, found: list[Finding]) -> Draft:
    return replace(
        draft,
        name=name,
        encoding=said.encoding,
        encoding_sure=said.sure,
        encodings=said.others,
        findings=tuple(found),
    )


# Tables as text -----------------------------------------------------------------------------------


def _csv(name: str, said: decode.Text, limits: Limits, wanted: Sequence[str]) -> Draft:
    """Return the tables of a text that are taken, as one draft; most have but one."""
    rows = separated.rows(said.text, limits)
    drafts = [_table(name, said.text, rows, limits, part) for part in wanted or [""]]
    taken = tuple(each.layer for each in drafts if each.layer)
    return replace(layers.joined(drafts), taken=taken)


def _table(name: str, text: str, whole: stacked.Rows, limits: Limits, part: str) -> Draft:
    """Return one table of the rows of a text."""
    rows, said, several = stacked.taken(whole, "", part, {"layers": [], "layer": ""})
    try:
        made, found = table.of_rows(rows, guarded=True)
    except RefusedError as refused:
        return _headless(name, "csv", text, refused)
    roles = heads.roles(made.columns)
    draft = Draft(
        name=name,
        kind="csv",
        table=made,
        roles=roles,
        stated={**heads.hinted(made, [name]), **heads.stated(roles, made, table.above(rows))},
        layers=tuple(said["layers"]),
        layer=said["layer"],
        findings=(*several, *found),
    )
    return _tabular(draft, limits, title=table.title(rows))


def _tabular(draft: Draft, limits: Limits, *, title: str) -> Draft:
    """Return the draft of a table with the shapes that stand in its cells or in its rows."""
    found = list(draft.findings)
    shapes = geometries.column(draft.table, limits, found)
    if shapes is None:
        return corners.outlined(draft, title=title)
    made = draft.table.drop(columns=shapes.head)
    said = f"EPSG:{shapes.srid}" if shapes.srid else ""
    stated, lonlat = _system(said, shapes.geometry, found)
    return replace(
        draft,
        table=made,
        roles=heads.roles(made.columns, shaped=True),
        stated=draft.stated | heads.areas(made),
        geometry=shapes.geometry,
        lonlat=lonlat,
        crs=stated,
        findings=tuple(found),
    )


def _system(
    said: str, shapes: NDArray[np.object_], found: list[Finding]
) -> tuple[StatedCRS | None, NDArray[np.object_] | None]:
    """Return the system that a file states, and its shapes in degrees where none of ours is it."""
    described = _crs(said, found)
    if described is None:
        return None, None
    stated = stated_crs(described)
    if stated.system:
        return stated, None
    lonlat, approximate = conversion.converted(shapes, described)
    return replace(stated, approximate=approximate), lonlat


def _headless(name: str, kind: str, said: str, refused: RefusedError) -> Draft:
    """Return the corners of a table without heads; refuse any other as before."""
    if refused.findings[-1].code != "read.no_heads":
        raise refused
    try:
        draft = pasted.read(said)
    except RefusedError:
        raise refused from None
    if draft.stated.get("shape") != "polygon" or any(f.level == ERROR for f in draft.findings):
        raise refused
    return replace(draft, name=name, kind=kind)


# What a library reads -----------------------------------------------------------------------------


def _layered(  # noqa: PLR0913 - all that is known of the file
    name: str, kind: str, path: Path, limits: Limits, *, encoding: str, wanted: Sequence[str]
) -> Draft:
    """Return the layers of a file that are taken, as one draft."""

    def one(n: int, layer: str) -> Draft:
        # Readers rename and unpack what they are given, unless it has parts beside it.
        own = path
        if path.is_file() and kind not in formats.BYTES:
            folder = path.parent / f"layer-{path.stem}-{n}"
            folder.mkdir()
            own = Path(shutil.copy(path, folder))
        return _formatted(name, kind, own, limits, encoding=encoding, layer=layer)

    first = one(0, wanted[0] if wanted else "")
    about = first.about or {layer: [0, ""] for layer in first.layers}
    if not first.about:
        taken = list(wanted) or [first.layer]
        found: list[Finding] = []
    else:
        taken, found = layers.chosen(about, wanted, one_of=first.one_of)
    drafts = [
        first if layer == first.layer else one(n, layer) for n, layer in enumerate(taken, start=1)
    ]
    taken = [each.layer for each in drafts]
    draft = layers.joined(drafts)
    if len(draft.table) > limits.rows:
        raise RefusedError(Finding("read.rows", ERROR, values={"most": limits.rows}))
    taken = [layer for layer in taken if layer]
    layer = taken[0] if taken else ""
    return replace(draft, layer=layer, taken=tuple(taken), findings=(*found, *draft.findings))


def _formatted(  # noqa: PLR0913 - all that is known of the file
    name: str, kind: str, path: Path, limits: Limits, *, encoding: str, layer: str
) -> Draft:
    sheet, _, part = layer.partition(containers.WITHIN) if kind in SHEETS else (layer, "", "")
    answer = formats.READERS[kind](kind, path, sheet, limits)
    found: list[Finding] = [*answer["findings"], *sniff.contradiction(name, kind)]
    above = title = ""
    several: list[Finding] = []
    said = decode.Text("", "", sure=True, others=())
    if "rows" in answer:
        if not answer["rows"]:
            raise RefusedError(*found, Finding("read.empty", ERROR))
        if sum(map(len, answer["rows"])) > limits.cells:
            raise separated.too_many_cells(limits)
        whole = [_cells(row) for row in answer["rows"]]
        spans = [levels.Span(*each) for each in answer["spans"]]
        sheet = answer["layer"] or ALONE
        cells, answer, several = stacked.taken(whole, sheet, part, answer, spans)
        found += several
        try:
            made, more = table.of_rows(cells, guarded=False, spans=spans)
        except RefusedError as refused:
            return _headless(name, kind, _as_text(cells), refused)
        above, title = table.above(cells), table.title(cells)
        found += more
        shapes = None
    else:
        if sum(map(len, answer["columns"])) > limits.cells:
            raise separated.too_many_cells(limits)
        if kind in formats.BYTES:
            said = letters.of_bytes(answer, encoding, found)
        made, shapes = _layer(answer, limits, found)
    if "about" not in answer and not several:
        found += _left(answer["layers"], answer["layer"])
    roles = heads.roles(made.columns, shaped=shapes is not None)
    stated, lonlat = None, None
    if shapes is not None:
        stated, lonlat = _system(answer.get("crs", ""), shapes, found)
    draft = Draft(
        name=name,
        kind="kml" if kind == "kmz" else kind,
        table=made,
        roles=roles,
        stated=_stated(roles=roles, made=made, above=above, answer=answer, name=name),
        geometry=shapes,
        lonlat=lonlat,
        crs=stated,
        layers=tuple(answer["layers"]),
        layer=answer["layer"],
        about=answer.get("about", {}),
        one_of=answer.get("one_of", False),
    )
    draft = _draft(draft, name=name, said=said, found=found)
    return draft if "columns" in answer else _tabular(draft, limits, title=title)


def _as_text(cells: Sequence[Sequence[object]]) -> str:
    """Return the rows of a sheet as text, as if they had been pasted."""
    return "\n".join(",".join("" if c is None else str(c) for c in row) for row in cells)


def _stated(
    *,
    roles: dict[str, str],
    made: pd.DataFrame,
    above: str,
    answer: dict[str, Any],
    name: str,
) -> dict[str, Any]:
    """Return what a table or a layer says of its coordinates and its areas."""
    names = (name, answer["layer"])
    if answer.get("shapes"):
        return {**heads.said_of_layer(made, answer, names), **heads.areas(made)}
    return {**heads.hinted(made, names), **heads.stated(roles, made, above)}


def _cells(row: list[Any]) -> list[Any]:
    return [pd.Timestamp(cell["date"]).date() if isinstance(cell, dict) else cell for cell in row]


def _layer(
    answer: dict[str, Any], limits: Limits, found: list[Finding]
) -> tuple[pd.DataFrame, NDArray[np.object_] | None]:
    """Return a layer's attributes and shapes; rows are features, counted from 1."""
    wkb = answer["shapes"]
    columns = [_cells(column) for column in answer["columns"]]
    n = len(wkb) or len(columns[0] if columns else ())
    if not n:
        raise RefusedError(*found, Finding("read.no_rows", ERROR))
    index = pd.RangeIndex(1, n + 1, name="row")
    there = [
        (head, column)
        for head, column in zip(answer["heads"], columns, strict=True)
        if any(cell is not None for cell in column)
    ]
    names, cells = zip(*there, strict=True) if there else ((), ())
    made = table.of_columns(names, cells, index, found)
    if not wkb:
        return made, None
    return made, arrays.of_wkb(wkb, limits, found)


def _crs(said: str, found: list[Finding]) -> CRS | None:
    if not said:
        return None
    try:
        return CRS.from_user_input(said[:_CRS])
    except CRSError:
        found.append(Finding("read.crs", WARNING, value=said))
        return None
