"""What libraries give back, as JSON holds it: texts, numbers, dates; and how a file is refused."""

import datetime as dt
import math

from atlas.exchange.findings import ERROR, Finding, RefusedError


def wrong(code: str, row: int | None = None, *, value: str = "", **values: object) -> RefusedError:
    """Return what is wrong with a file as the error that refuses it."""
    return RefusedError(Finding(code, ERROR, row, value=value, values=values))


def cell(value: object) -> object:  # noqa: PLR0911 - a type, a line
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
