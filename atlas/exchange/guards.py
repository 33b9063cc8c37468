"""The guard before what a spreadsheet takes for a formula: set by writers, taken off by readers."""

import unicodedata
from typing import overload

# Excel in some languages takes their full-width forms as well; `inert` folds these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


@overload
def inert(value: str) -> str: ...
@overload
def inert(value: object) -> object: ...
def inert(value: object) -> object:
    """Return a text that a spreadsheet would take for a formula behind a quote, its guard."""
    if not isinstance(value, str):
        return value
    # A lone carriage return would end the row: pandas does not quote it.
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{value}" if _is_risky(value) else value


def unguarded(value: str) -> str:
    """Return a text without the guard that `inert` put before it."""
    return value[1:] if value[:1] == "'" and _is_risky(value) else value


def _is_risky(value: str) -> bool:
    # What has a quote before it by itself gets another, or it would lose its own when read.
    return unicodedata.normalize("NFKC", value.lstrip("'")[:1]) in FORMULA_STARTS
