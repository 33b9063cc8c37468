"""Hand a draft from the process that reads to the one that asked, as plain JSON."""

import datetime as dt
from dataclasses import astuple
from typing import Any

import pandas as pd

from atlas.exchange.findings import Finding
from atlas.exchange.guard import arrays
from atlas.exchange.parsed import Draft, StatedCRS

_PLAIN = (
    "name",
    "kind",
    "roles",
    "stated",
    "encoding",
    "encoding_sure",
    "layer",
    "about",
    "one_of",
)
_LISTS = ("encodings", "layers", "taken")


def told(draft: Draft) -> dict[str, Any]:
    """Return a draft as JSON holds it."""
    table, crs = draft.table, draft.crs
    return {
        **{name: getattr(draft, name) for name in (*_PLAIN, *_LISTS)},
        "rows": [int(row) for row in table.index],
        "columns": [[head, [_told(cell) for cell in table[head]]] for head in table.columns],
        "shapes": None if draft.geometry is None else arrays.told(draft.geometry),
        "lonlat": None if draft.lonlat is None else arrays.told(draft.lonlat),
        "crs": list(astuple(crs)) if crs else None,
        "findings": [each.crossing() for each in draft.findings],
    }


def _told(cell: object) -> object:
    return {"date": cell.isoformat()} if isinstance(cell, dt.date) else cell


def heard(said: dict[str, Any]) -> Draft:
    """Return the draft that was told so."""
    index = pd.Index(said["rows"], name="row", dtype=int)
    columns = {
        head: pd.Series([_heard(cell) for cell in cells], index=index, dtype=object)
        for head, cells in said["columns"]
    }
    heads = pd.Index([head for head, _ in said["columns"]], dtype=object)
    plain: dict[str, Any] = {name: said[name] for name in _PLAIN}
    plain |= {name: tuple(said[name]) for name in _LISTS}
    return Draft(
        **plain,
        table=pd.DataFrame(columns, index=index, columns=heads),
        geometry=None if said["shapes"] is None else arrays.heard(said["shapes"]),
        lonlat=None if said["lonlat"] is None else arrays.heard(said["lonlat"]),
        crs=StatedCRS(*said["crs"]) if said["crs"] else None,
        findings=tuple(map(Finding.crossed, said["findings"])),
    )


def _heard(cell: Any) -> Any:  # noqa: ANN401 - what a cell holds
    return dt.date.fromisoformat(cell["date"]) if isinstance(cell, dict) else cell
