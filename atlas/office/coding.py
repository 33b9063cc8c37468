"""Write records as JSON and read them back without loss."""

import datetime as dt
import json
from dataclasses import asdict, fields
from typing import Any

from shapely.geometry.base import BaseGeometry

from atlas.model.attachments import Attachment
from atlas.office.record import Record, Value

_TEXTS = ("name_zh", "name_en", "county", "kind", "source")
_LISTS = ("aliases", "industries")
_ATTACHED = "attachments"  # only of a record that has some: programs before them know none
_DATE = "date"  # a date is {"date": "2026-11-23"}: JSON has none


def encoded(record: Record) -> str:
    """Return everything of a record but zone and geometry, as JSON."""
    content: dict[str, Any] = {name: getattr(record, name) for name in _TEXTS}
    content |= {name: list(getattr(record, name)) for name in _LISTS}
    content["accuracy_km"] = record.accuracy_km
    content["values"] = {head: _out(value) for head, value in record.values.items()}
    if record.attachments:
        content[_ATTACHED] = [asdict(each) for each in record.attachments]
    # The office's columns stay in the order in which they came.
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def decoded(zone: str, text: str, geometry: BaseGeometry | None) -> Record:
    """
    Return the record of a zone from what `encoded` wrote and its geometry.

    Raises
    ------
    ValueError, TypeError, LookupError
        If it is not what `encoded` writes: a record is whole or not at all.
    """
    content = json.loads(text, parse_constant=_refused)
    texts: dict[str, Any] = {name: _a(str, content[name]) for name in _TEXTS}
    lists: dict[str, Any] = {
        name: tuple(_a(str, each) for each in _a(list, content[name])) for name in _LISTS
    }
    accuracy = content["accuracy_km"]
    return Record(
        zone=_a(str, zone),
        geometry=geometry,
        accuracy_km=None if accuracy is None else _a((int, float), accuracy),
        values={head: _in(value) for head, value in _a(dict, content["values"]).items()},
        attachments=tuple(_attachment(_a(dict, e)) for e in _a(list, content.get(_ATTACHED, []))),
        **texts,
        **lists,
    )


def _attachment(told: dict[str, Any]) -> Attachment:
    types = {field.name: field.type for field in fields(Attachment)}
    for name, value in told.items():
        _a(types[name], value)
    return Attachment(**told)


def _a(kind: Any, value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a value that is of a kind."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(type(value).__name__)
    return value


def _refused(value: str) -> float:
    raise ValueError(value)


def _out(value: Value) -> object:
    return {_DATE: value.isoformat()} if isinstance(value, dt.date) else value


def _in(value: Value | dict[str, str]) -> Value:
    if isinstance(value, dict):
        return dt.date.fromisoformat(value[_DATE])
    if not isinstance(value, str | int | float | bool | None):
        raise TypeError(type(value).__name__)
    return value
