"""Give the texts of a layer that came as bytes, such as a shapefile's, their letters."""

import codecs
import csv
import io
from dataclasses import replace
from typing import Any

from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, Finding, RefusedError
from atlas.exchange.guards import unguarded
from atlas.exchange.reading import decode
from atlas.i18n import text

LANG = "zh"  # of the tables that the atlas puts beside its files


def of_bytes(answer: dict[str, Any], encoding: str, found: list[Finding]) -> decode.Text:
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

    found[:] = [replace(each, column=letters(each.column)) for each in found]
    whole = _columns_of(answer.get("fields", ""))
    answer["heads"] = [whole.get(letters(head), letters(head)) for head in answer["heads"]]
    answer["columns"] = [[letters(cell) for cell in column] for column in answer["columns"]]
    found[:] = [
        replace(each, column=whole.get(letters(each.column), letters(each.column)))
        if each.code == "read.stars"
        else each
        for each in found
    ]
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
