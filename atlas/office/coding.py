"""Write records as JSON and read them back without loss."""

import datetime as dt
import json
from typing import Any

from shapely.geometry.base import BaseGeometry

from atlas.office.record import Record, Value

_TEXTS = ("name_zh", "name_en", "county", "kind", "source")
_LISTS = ("aliases", "industries")
_DATE = "date"  # a date is {"date": "2026-11-23"}: JSON has none


def encoded(record: Record) -> str:
    """Return everything of a record but zone and geometry, as JSON."""
    content: dict[str, Any] = {name: getattr(record, name) for name in _TEXTS}
    content |= {name: list(getattr(record, name)) for name in _LISTS}
    content["accuracy_km"] = record.accuracy_km
    content["values"] = {head: _out(value) for head, value in record.values.items()}
    # The office's columns stay in the order in which they came.
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def decoded(zone: str, text: str, geometry: BaseGeometry | None) -> Record:
    """Return the record of a zone from what `encoded` wrote and its geometry."""
    content = json.loads(text)
    texts: dict[str, Any] = {name: content[name] for name in _TEXTS}
    lists: dict[str, Any] = {name: tuple(content[name]) for name in _LISTS}
    return Record(
        zone=zone,
        geometry=geometry,
        accuracy_km=content["accuracy_km"],
        values={head: _in(value) for head, value in content["values"].items()},
        **texts,
        **lists,
    )


def _out(value: Value) -> object:
    return {_DATE: value.isoformat()} if isinstance(value, dt.date) else value


def _in(value: Value | dict[str, str]) -> Value:
    return dt.date.fromisoformat(value[_DATE]) if isinstance(value, dict) else value
