"""Tell what a column is for by its head."""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from atlas.exchange.coordinates import angles, systems
from atlas.exchange.parsed import ROLES
from atlas.exchange.words import WORDS

_TABLE = tomllib.loads((Path(__file__).parent / "heads.toml").read_text(encoding="utf-8"))
EXPORTED: dict[str, list[str]] = _TABLE.pop("exported")
SPELLINGS: dict[str, list[str]] = _TABLE
HECTARES: dict[str, float] = WORDS["hectares"]  # of each unit of area
STABLE = 19  # columns that every table of the atlas has
PLACES = ("lon", "lat", "x", "y", "point")
FORMS = ("codes", "workbook", "shapefile")


def folded(head: str) -> str:
    """Return a head without what does not count: case, width, spaces, signs, a note in brackets."""
    plain = unicodedata.normalize("NFKC", head).lower()
    bare = re.sub(r"\([^()]*\)\s*$", "", plain)
    return re.sub(r"[\s_\-.:/*#]+", "", bare or plain)


_AREA_HEADS = {folded(head) for head in SPELLINGS.pop("area")}
_GENERAL = {folded(head) for head in SPELLINGS.pop("general")}
_SYSTEM_HEADS = {folded(head) for head in SPELLINGS.pop("system")}
_ROLES: dict[str, str] = {}
for _name in ROLES:
    for _spelling in SPELLINGS.get(_name, ()):
        _ROLES.setdefault(folded(_spelling), _name)


def roles(heads: Iterable[str], *, shaped: bool = False) -> dict[str, str]:
    """
    Return head -> role for the heads that have one; of two with one role the first has it.

    Parameters
    ----------
    heads
        As they stand in the file.
    shaped
        Whether its rows have shapes beside their columns.
    """
    heads = list(heads)
    found = _exported(heads)
    for head in heads:
        role = _role(head)
        if role and head not in found and role not in found.values():
            found[head] = role
    if shaped or set(PLACES) & set(found.values()):
        return found
    return {head: role for head, role in found.items() if folded(head) not in _GENERAL}


def _exported(heads: list[str]) -> dict[str, str]:
    """Return the roles of a table that this atlas wrote; nothing for any other."""
    for form in FORMS:
        if set(EXPORTED[form][:STABLE]) <= set(heads):
            known = dict(zip(EXPORTED[form], EXPORTED["roles"], strict=False))
            return {head: known[head] for head in heads if head in known}
    return {}


def is_known(head: object) -> bool:
    """Return whether a cell is a head with a role."""
    return isinstance(head, str) and bool(_role(head))


def _role(head: str) -> str:
    """Return the role of a head; of coordinates also where it names their datum."""
    if role := _ROLES.get(folded(head)):
        return role
    role = _ROLES.get(folded(systems.unsaid(head)), "")
    return role if role in PLACES else ""


def stated(roles: Mapping[str, str], table: pd.DataFrame, above: str = "") -> dict[str, str]:
    """
    Return what a table says of the datum of its coordinates, as `Draft.stated` has it.

    Parameters
    ----------
    roles
        Of its heads.
    table
        Its rows; a column of systems that is the same in all states it.
    above
        What stands above its heads.
    """
    for head, role in roles.items():
        if role in PLACES and (datum := systems.said(head)):
            return {"datum": datum, "datum_words": head}
    for head in table.columns:
        if folded(head) in _SYSTEM_HEADS:
            words = {cell.strip() for cell in table[head].dropna() if isinstance(cell, str)}
            if len(words) == 1:
                (said,) = words
                return {"datum": systems.said(said), "datum_words": said}
    datum = systems.said(above)
    return {"datum": datum, "datum_words": above} if datum else {}


def areas(table: pd.DataFrame) -> dict[str, Sequence[object]]:
    """
    Return what a column states of the areas of its rows, as `Draft.stated` has it.

    Parameters
    ----------
    table
        The rows; of several columns the first counts.

    Returns
    -------
    dict
        ``area_ha`` and, by how far numbers so rounded may be off, ``area_room_ha``; ``area``
        instead, as it stands, where no unit is named. Empty where no column states any.
    """
    for head in table.columns:
        # The unit stands in brackets, behind a line or behind the word itself.
        bare, unit = _united(unicodedata.normalize("NFKC", head).lower())
        if bare not in _AREA_HEADS:
            continue
        cells = [_amount(cell) for cell in table[head]]
        hectares = [HECTARES.get(of or unit) for _, of, _ in cells]
        amounts = [amount for amount, _, _ in cells]
        if not any(hectares):
            return {"area": amounts}
        sizes: list[float | None] = []
        rooms = []
        for (amount, _, room), each in zip(cells, hectares, strict=True):
            if amount is None or each is None:
                sizes.append(None)
                rooms.append(0.0)
            else:
                sizes.append(amount * each)
                rooms.append(room * each)
        return {"area_ha": sizes, "area_room_ha": rooms}
    return {}


def _united(said: str) -> tuple[str, str]:
    """Return a text without signs and without its unit of area, and that unit."""
    plain = re.sub(r"[\s_\-.:/*#()\[\]]+", "", said)
    units = (unit for unit in HECTARES if plain.endswith(unit) and plain != unit)
    unit = max(units, key=len, default="")
    return plain.removesuffix(unit), unit


def _amount(cell: object) -> tuple[float | None, str, float]:
    """Return the number that a cell states, its unit if it has one, and half its last digit."""
    said = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).strip().lower()
    unit = max((unit for unit in HECTARES if said.endswith(unit)), key=len, default="")
    number = angles.read(said.removesuffix(unit).strip())
    if number is None or number.is_angle or not math.isfinite(number.value) or number.value <= 0:
        return None, "", 0.0
    decimals = len(said.removesuffix(unit).strip().partition(".")[2])
    return number.value, unit, 0.5 * 10.0**-decimals
