"""Tell what a column is for by its head."""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from atlas import geo
from atlas.exchange.coordinates import angles, systems
from atlas.exchange.coordinates.rows import DEGREES, PLACES, is_swapped
from atlas.exchange.parsed import ROLES
from atlas.exchange.words import WORDS

_TABLE = tomllib.loads((Path(__file__).parent / "heads.toml").read_text(encoding="utf-8"))
EXPORTED: dict[str, list[str]] = _TABLE.pop("exported")
_BESIDE: dict[str, list[str]] = _TABLE.pop("beside")  # words of coordinates and around them
SPELLINGS: dict[str, list[str]] = _TABLE
HECTARES: dict[str, float] = WORDS["hectares"]  # of each unit of area
PRODUCERS: dict[str, dict[str, Any]] = WORDS["producer"]
STABLE = 19  # columns that every table of the atlas has
LONGEST = 300  # characters of a cell that may be a head
LEVEL = " / "  # between a head and the one below it
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


def _positions() -> dict[str, re.Pattern[str]]:
    """Return what a head of longitude or latitude is like: the word, and others around it."""
    made = {}
    for role in ("lon", "lat"):
        words, before, after = (
            "|".join(map(re.escape, sorted(_BESIDE[name], key=len, reverse=True)))
            for name in (role, "before", "after")
        )
        made[role] = re.compile(
            rf"(?:(?:{before})[\s_\-.]*)*(?:{words})(?:[\s_\-.]*(?:{after}))*\d{{0,2}}"
        )
    return made


_POSITIONS = _positions()


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
    # What stands below another head is that of the table only where nothing else is.
    for told in (_role, lambda head: _role(head.rpartition(LEVEL)[2])):
        for head in heads:
            role = told(head)
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


def unit(said: str) -> str:
    """Return a word as units are compared: without width, case, spaces and brackets."""
    return re.sub(r"[\s()\[\]]+", "", unicodedata.normalize("NFKC", said).lower())


def coordinate(head: str) -> str:
    """Return the role of a head that is one of a coordinate; nothing of any other."""
    role = _role(head)
    return role if role in PLACES else ""


def is_known(head: object) -> bool:
    """Return whether a cell is a head with a role."""
    return isinstance(head, str) and len(head) <= LONGEST and bool(_role(head))


def _role(head: str) -> str:
    """Return the role of a head; of coordinates also where it names their datum."""
    if role := _ROLES.get(folded(head)):
        return role
    below = head.rpartition(LEVEL)[2]
    for said in (systems.unsaid(head), below, systems.unsaid(below)):
        role = _ROLES.get(folded(said)) or _position(said)
        if role in PLACES:
            return role
    return ""


def _position(head: str) -> str:
    """Return the role of a head that has a word for a coordinate among others; else nothing."""
    said = re.sub(r"\([^()]*\)", " ", unicodedata.normalize("NFKC", head).lower())
    for role, pattern in _POSITIONS.items():
        if pattern.fullmatch(" ".join(said.split())):
            return role
    return ""


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
            datums = {systems.said(said) for said in words}
            if len(datums) == 1:
                return {"datum": datums.pop(), "datum_words": min(words)}
            if datums:
                # One system is taken for a whole file: which, is asked.
                return {"datum": "", "datum_words": ", ".join(sorted(words))}
    datum = systems.said(above)
    return {"datum": datum, "datum_words": above} if datum else {}


def said_of_layer(
    table: pd.DataFrame, answer: Mapping[str, Any], names: Iterable[str]
) -> dict[str, Any]:
    """
    Return what a layer says of its coordinates beside what PROJ reads, as `Draft.stated` has it.

    Parameters
    ----------
    table
        Its rows.
    answer
        What its reader found: ``stated``, ``spoken``, ``titles``.
    names
        Of the file and the layer.

    Returns
    -------
    dict
        ``datum`` and ``datum_words`` where it states them; ``hint`` and ``hint_words`` where a
        title, a name or the columns of a well-known producer only speak for a shifted system.
    """
    found = dict(answer.get("stated", {})) or stated({}, table)
    spoken = answer.get("spoken", {})
    if spoken.get("crs"):
        found = {"declared": spoken["crs"], **found}
        if not _is_crs(spoken["crs"]):
            found |= {"datum": systems.said(spoken["crs"]), "datum_words": spoken["crs"]}
    for key, words in spoken.get("fields", {}).items():
        if folded(key) in _SYSTEM_HEADS and "datum" not in found:
            found |= {"datum": systems.said(words), "datum_words": words}
    return found | hinted(table, [*spoken.get("titles", ()), *answer.get("titles", ()), *names])


def hinted(table: pd.DataFrame, titles: Iterable[str]) -> dict[str, str]:
    """Return which shifted system titles or a producer's columns hint at, and in whose words."""
    for words in titles:
        if (datum := systems.said(words)) in systems.SHIFTED:
            return {"hint": datum, "hint_words": words}
    there = {folded(head) for head in table.columns}
    for name, producer in PRODUCERS.items():
        if set(map(folded, producer["columns"])) <= there:
            return {"hint": producer["datum"], "hint_words": name}
    return {}


def _is_crs(name: str) -> bool:
    try:
        CRS.from_user_input(name)
    except CRSError:
        return False
    return True


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
        own = head.rpartition(LEVEL)[2]
        bare, unit = _united(unicodedata.normalize("NFKC", own).lower())
        if bare not in _AREA_HEADS:
            continue
        cells = [amount(cell) for cell in table[head]]
        hectares = [HECTARES.get(of or unit) for _, of, _ in cells]
        amounts = [number for number, _, _ in cells]
        if not any(hectares):
            return {"area": amounts}
        sizes: list[float | None] = []
        rooms = []
        for (number, _, room), each in zip(cells, hectares, strict=True):
            if number is None or each is None:
                sizes.append(None)
                rooms.append(0.0)
            else:
                sizes.append(number * each)
                rooms.append(room * each)
        return {"area_ha": sizes, "area_room_ha": rooms}
    return {}


def _united(said: str) -> tuple[str, str]:
    """Return a text without signs and without its unit of area, and that unit."""
    plain = re.sub(r"[\s_\-.:/*#()\[\]]+", "", said)
    units = (unit for unit in HECTARES if plain.endswith(unit) and plain != unit)
    unit = max(units, key=len, default="")
    return plain.removesuffix(unit), unit


def unit_of(said: str) -> str:
    """Return the unit of area that some words end with; nothing if none."""
    return max(
        (unit for unit in HECTARES if said.strip().lower().endswith(unit)), key=len, default=""
    )


def unit_code(hectares: float) -> str:
    """Return what a unit of so many hectares is called in code: ``m2``, ``mu``, ``km2``, ``ha``."""
    return min((u for u, of in HECTARES.items() if of == hectares and u.isascii()), key=len)


def planar_ha(shape: BaseGeometry) -> float:
    """Return the hectares of a shape: of degrees on the ellipsoid, of metres in the plane."""
    if max(map(abs, shape.bounds)) >= DEGREES:
        return float(shape.area) * HECTARES["m2"]
    north_first = is_swapped(*shape.bounds[:2])
    lonlat = shapely.transform(shape, lambda points: points[:, ::-1]) if north_first else shape
    return geo.area_km2(lonlat) * HECTARES["km2"]


def amount(cell: object) -> tuple[float | None, str, float]:
    """Return the number of an area's cell, its unit if it has one, and half its last digit."""
    said = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).strip().lower()
    unit = max((unit for unit in HECTARES if said.endswith(unit)), key=len, default="")
    number = angles.read(said.removesuffix(unit).strip())
    if number is None or number.is_angle or not math.isfinite(number.value) or number.value <= 0:
        return None, "", 0.0
    decimals = len(said.removesuffix(unit).strip().partition(".")[2])
    return number.value, unit, 0.5 * 10.0**-decimals
