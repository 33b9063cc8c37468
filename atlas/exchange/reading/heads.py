"""Tell what a column is for by its head."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from atlas.exchange.coordinates import systems
from atlas.exchange.draft import ROLES

SPELLINGS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "heads.toml").read_text(encoding="utf-8")
)
EXPORTED: dict[str, list[str]] = SPELLINGS.pop("exported")
STABLE = 19  # columns that every table of the atlas has
PLACES = ("lon", "lat", "x", "y", "point")
FORMS = ("codes", "workbook", "shapefile")


def folded(head: str) -> str:
    """Return a head without what does not count: case, width, spaces, signs, a note in brackets."""
    plain = unicodedata.normalize("NFKC", head).lower()
    bare = re.sub(r"\([^()]*\)\s*$", "", plain)
    return re.sub(r"[\s_\-.:/*#]+", "", bare or plain)


_SYSTEM_HEADS = {folded(head) for head in SPELLINGS.pop("system")}
_ROLES: dict[str, str] = {}
for _role in ROLES:
    for _spelling in SPELLINGS.get(_role, ()):
        _ROLES.setdefault(folded(_spelling), _role)


def roles(heads: Iterable[str]) -> dict[str, str]:
    """
    Return head -> role for the heads that have one; of two with one role the first has it.

    Parameters
    ----------
    heads
        As they stand in the file.
    """
    heads = list(heads)
    found = _exported(heads)
    for head in heads:
        role = _role(head)
        if role and head not in found and role not in found.values():
            found[head] = role
    return found


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
