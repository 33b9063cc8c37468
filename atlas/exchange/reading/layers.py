"""Which layers of a file are taken, and several of them taken together as one table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.exchange.coordinates.rows import PLACES
from atlas.exchange.findings import ERROR, NOTE, QUESTION, Finding, RefusedError
from atlas.exchange.parsed import Draft
from atlas.exchange.words import WORDS
from atlas.i18n import LANGS, text

About = Mapping[str, Sequence[Any]]  # layer -> how many rows it has, and "area", "point", "mixed"
OURS = WORDS["ours"]  # names of the layers of our own files
SHEETS = "read.layers"  # says which sheet was read and which not, which is not so of several
# Questions that a choice of layers answers.
ANSWERED = frozenset(
    {
        *("read.layers_which", "read.layers_one", "read.tables"),
        *("read.closed_track", "pasted.scattered"),
    }
)
NAMED = 20  # layers that a message names
PARALLEL = {"area_ha": None, "area_room_ha": 0.0, "area": None}  # statements row by row


def chosen(
    about: About, wanted: Sequence[str], *, one_of: bool = False
) -> tuple[list[str], list[Finding]]:
    """
    Return the layers that are taken and what is said of them; none is dropped unsaid.

    Layers of one kind are taken together. Where outlines stand beside points both may be meant, and
    that is asked; the outlines are taken until it is answered. Of a file of the atlas's own the
    parks, each of which lies in one of the zones, are taken only when they are wanted.

    Parameters
    ----------
    about
        All layers, with how many rows each has and of what kind its shapes are, empty for none.
    wanted
        Those that were decided on; empty for none.
    one_of
        As of `Draft`: then the first is taken until it is asked which.
    """
    for name in wanted:
        if name not in about:
            raise RefusedError(Finding("read.no_layer", ERROR, value=name))
    meant = {name: of for name, of in about.items() if name not in _parks(about)}
    shaped = [name for name, (n, kind) in meant.items() if n and kind]
    full = shaped or [name for name, (n, _) in meant.items() if n]
    kinds = {about[name][1] for name in full}
    taken = list(wanted) or full or list(about)[:1]
    if not wanted and (len(kinds) > 1 or (one_of and len(full) > 1)):
        taken = [name for name in full if about[name][1] != "point"][: 1 if one_of else None]
        values = {"layers": listed(about, list(about)), "taken": listed(about, taken)}
        code = "read.layers_one" if one_of else "read.layers_which"
        return taken, [Finding(code, QUESTION, values=values)]
    if len(about) == 1:
        return taken, []
    left = [name for name in about if name not in taken]
    values = {"taken": listed(about, taken), "left": listed(about, left)}
    return taken, [Finding("read.layers_left" if left else "read.layers_all", NOTE, values=values)]


def _parks(about: About) -> set[str]:
    """Return the layer of parks of a file that the atlas has written."""
    return {*OURS["parks"]} & {*about} if {*OURS["zones"]} & {*about} else set()


def listed(about: About, names: Sequence[str]) -> dict[str, str]:
    """Return layers with their counts as sentences list them, by language."""
    more = len(names) - NAMED
    return {
        lang: text("list.comma", lang).join(
            [text("reading.layer", lang, name=n, n=about[n][0]) for n in names[:NAMED]]
            + ([text("reading.more_layers", lang, n=more)] if more > 0 else [])
        )
        for lang in LANGS
    }


def joined(drafts: Sequence[Draft]) -> Draft:
    """
    Return several layers of a file as one, its rows counted through.

    Raises
    ------
    RefusedError
        If they are in different coordinate systems, or differ in what they state of them.
    """
    first = drafts[0]
    if len(drafts) == 1:
        return first
    # What has no coordinates states nothing of them, whatever stands in its title.
    placed = [d for d in drafts if d.geometry is not None or set(PLACES) & set(d.roles.values())]
    systems = {(each.crs, *_apart(each.stated)) for each in placed}
    if len(systems) > 1:
        raise RefusedError(Finding("read.layers_differ", ERROR))
    roles: dict[str, str] = {}
    tables: list[pd.DataFrame] = []
    shapes = []
    findings: list[Finding] = []
    rows = 0
    for each in drafts:
        # What one layer calls otherwise than another is one column by what it is for.
        known = {role: head for head, role in roles.items()}
        renamed = {
            head: known[role]
            for head, role in each.roles.items()
            if known.get(role, head) != head and known[role] not in each.table.columns
        }
        roles |= {renamed.get(head, head): role for head, role in each.roles.items()}
        numbers = {int(number): rows + n for n, number in enumerate(each.table.index, start=1)}
        tables.append(each.table.rename(columns=renamed))
        none = np.full(len(each.table), None, dtype=object)
        shapes.append(none if each.geometry is None else each.geometry)
        findings += [
            one if one.row is None else replace(one, row=numbers.get(one.row, one.row))
            for one in each.findings
            if one.code != SHEETS
        ]
        rows += len(each.table)
    heads = list(dict.fromkeys(head for table in tables for head in table.columns))
    index = pd.RangeIndex(1, rows + 1, name="row")
    cells = {
        head: [
            cell
            for table in tables
            for cell in (table[head].tolist() if head in table else [None] * len(table))
        ]
        for head in heads
    }
    table = {head: pd.Series(column, index=index, dtype=object) for head, column in cells.items()}
    stated = {**first.stated}
    for key, nothing in PARALLEL.items():
        if any(key in each.stated for each in drafts):
            stated[key] = [
                said
                for each in drafts
                for said in each.stated.get(key) or [nothing] * len(each.table)
            ]
    return replace(
        first,
        table=pd.DataFrame(table, index=index, columns=pd.Index(heads, dtype=object)),
        roles=roles,
        geometry=None if all(d.geometry is None for d in drafts) else np.concatenate(shapes),
        lonlat=None if first.lonlat is None else _lonlat(drafts),
        stated=stated,
        findings=tuple(_once(findings)),
    )


def _lonlat(drafts: Sequence[Draft]) -> NDArray[np.object_] | None:
    """Return the shapes of several layers in degrees, where each has them."""
    shapes = [each.lonlat for each in drafts if each.lonlat is not None]
    return np.concatenate(shapes) if len(shapes) == len(drafts) else None


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings, those of the whole file that every layer repeats but once."""
    kept: list[Finding] = []
    for each in findings:
        if each.row is not None or each not in kept:
            kept.append(each)
    return kept


def _apart(stated: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Return what is stated of the whole layer."""
    return tuple(sorted((key, said) for key, said in stated.items() if key not in PARALLEL))
