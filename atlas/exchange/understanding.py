"""What was understood of a file, said before anything is written: the same on every way in."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely

from atlas.exchange.coordinates import SYSTEMS
from atlas.exchange.distances import Distance
from atlas.exchange.findings import shown
from atlas.exchange.proposal import NEW, SKIP, Proposal
from atlas.i18n import text
from atlas.model.series import Series, among
from atlas.office.record import AREAL

OWN, LEFT_OUT = "own", "left_out"  # what a column is for that has no role
SHOWN = 20  # columns, layers or rows that people are shown; programs get all
WHOLE, NUMBER = "whole", "number"
TYPES = ((bool, "yes_no"), (int, WHOLE), (float, NUMBER), (dt.date, "date"), (str, "words"))


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer or sheet: its name, how many rows it has (None if not told), whether it was taken."""

    name: str
    rows: int | None
    taken: bool


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a file.

    Attributes
    ----------
    head
        As it stands.
    role
        What it is for: one of `atlas.exchange.parsed.ROLES`, `OWN` or `LEFT_OUT`.
    type
        What its cells are: ``whole``, ``number``, ``yes_no``, ``date``, ``words``, ``mixed`` or
        ``empty``.
    example
        Its first cell that holds anything, as a message repeats it.
    """

    head: str
    role: str
    type: str
    example: str


@dataclass(frozen=True, slots=True)
class Understood:
    """
    What was understood of a file.

    Attributes
    ----------
    layers
        All that it has.
    columns
        All of the rows taken.
    system
        The coordinate system: a key of `SYSTEMS`, empty where it is open or there is none.
    how
        ``certain``, ``chosen``, ``open`` or ``none``.
    reasons
        Language -> why, in sentences.
    rows
        How many there are (``all``), are of a ``zone``, are `NEW`, left out (`SKIP`) or ``open``;
        how many have an ``area``, a ``point`` or no place (``placeless``).
    distances
        How far rows lie from where their zones are shown, the farthest first.
    """

    layers: tuple[Layer, ...]
    columns: tuple[Column, ...]
    system: str
    how: str
    reasons: dict[str, list[str]]
    rows: dict[str, int]
    distances: tuple[Distance, ...]

    @property
    def series(self) -> tuple[Series, ...]:
        """The yearly series among the own columns of numbers."""
        return among(
            each.head for each in self.columns if each.role == OWN and each.type in {WHOLE, NUMBER}
        )


def understood(proposal: Proposal) -> Understood:
    """Return what was understood of the file of a proposal."""
    draft, placement, choices = proposal.draft, proposal.placement, proposal.choices
    taken = draft.taken or (draft.layer,)
    best = [each for each in placement.candidates if each.system == placement.system][:1]
    how = (
        ("certain" if placement.certain else "chosen")
        if placement.system
        else ("open" if placement.candidates else "none")
    )
    return Understood(
        layers=tuple(
            Layer(name, (draft.about.get(name) or [None])[0], name in taken)
            for name in draft.layers
        ),
        columns=tuple(_columns(draft.table, draft.roles, choices.left_out)),
        system=placement.system,
        how=how,
        reasons={lang: best[0].why(lang) if best else [] for lang in ("zh", "en")},
        rows=_rows(proposal),
        distances=tuple(sorted(proposal.distances, key=lambda each: (not each.is_far, -each.km))),
    )


def _columns(table: pd.DataFrame, roles: dict[str, str], left_out: tuple[str, ...]) -> list[Column]:
    found = []
    for head in table.columns:
        cells = [cell for cell in table[head].tolist() if cell is not None]
        kinds = {
            next((word for of, word in TYPES if isinstance(cell, of)), "mixed") for cell in cells
        }
        if kinds == {WHOLE, NUMBER}:
            kinds = {NUMBER}
        kind = kinds.pop() if len(kinds) == 1 else "mixed" if kinds else "empty"
        role = roles.get(head) or (LEFT_OUT if head in left_out else OWN)
        found.append(Column(str(head), role, kind, shown(cells[0]) if cells else ""))
    return found


def _rows(proposal: Proposal) -> dict[str, int]:
    of = Counter(
        zone if zone in {NEW, SKIP} else "zone" if zone else "open"
        for zone in proposal.matches["zone"]
    )
    shapes = proposal.placement.geometry
    there = shapes[~shapely.is_missing(shapes)]
    areal = sum(shape.geom_type in AREAL for shape in there)
    return {
        "all": len(proposal.draft.table),
        **{name: of[name] for name in ("zone", NEW, SKIP, "open")},
        "area": areal,
        "point": len(there) - areal,
        "placeless": len(shapes) - len(there),
    }


def record(found: Understood, lang: str) -> dict[str, Any]:
    """Return it as JSON has it."""
    return {
        "layers": [
            {"name": each.name, "rows": each.rows, "taken": each.taken} for each in found.layers
        ],
        "columns": [
            {
                "head": each.head,
                "role": each.role,
                "type": each.type,
                "example": each.example,
            }
            for each in found.columns
        ],
        "series": [{"name": each.name(lang), "years": [*each.heads]} for each in found.series],
        "system": {"key": found.system, "how": found.how, "reasons": found.reasons[lang]},
        "rows": found.rows,
        "distances": [
            {
                "row": each.row,
                "zone": each.zone,
                "km": round(each.km, 3),
                "accuracy_km": each.accuracy_km,
                "far": each.is_far,
            }
            for each in found.distances
        ],
    }


def lines(found: Understood, lang: str, *, names: dict[str, str]) -> list[str]:
    """
    Return it as lines for people.

    Parameters
    ----------
    found
        What was understood.
    lang
        ``"zh"`` or ``"en"``.
    names
        Zone -> its name.
    """
    said = [text("understood.title", lang)]
    if found.layers:
        layers = [layer(each, lang) for each in found.layers]
        said.append(text("understood.part.layers", lang, listed=_listed(layers, lang)))
    if found.columns:
        columns = [column(each, lang) for each in found.columns]
        said.append(text("understood.part.columns", lang, listed=_listed(columns, lang)))
    if found.series:
        listed = _listed([yearly(each, lang) for each in found.series], lang)
        said.append(text("understood.part.series", lang, listed=listed))
    said += [system(found, lang), text("understood.said.rows", lang, **found.rows)]
    if found.distances:
        far = [distance(each, lang, names) for each in found.distances]
        said.append(text("understood.part.distances", lang, listed=_listed(far, lang)))
    return [said[0], *(f"  {each}" for each in said[1:])]


def _listed(items: list[str], lang: str) -> str:
    more = len(items) - SHOWN
    kept = items[:SHOWN] + ([text("understood.more", lang, n=more)] if more > 0 else [])
    return text("understood.between", lang).join(kept)


def layer(each: Layer, lang: str) -> str:
    """Say a layer, how many rows it has and whether it was taken."""
    taken = text(f"understood.layer.{'taken' if each.taken else 'left'}", lang)
    name = shown(each.name)
    if each.rows is None:
        return text("understood.said.sheet", lang, name=name, taken=taken)
    return text("understood.said.layer", lang, name=name, n=each.rows, taken=taken)


def column(each: Column, lang: str) -> str:
    """Say a column and what it is for."""
    role = text(f"understood.role.{each.role}", lang)
    kind = text(f"understood.type.{each.type}", lang)
    key = "understood.said.own" if each.role == OWN else "understood.said.column"
    return text(key, lang, head=shown(each.head), role=role, type=kind)


def yearly(each: Series, lang: str) -> str:
    """Say a yearly series and its years."""
    years = text("list.comma", lang).join(map(str, each.heads))
    return text("understood.said.series", lang, name=shown(each.name(lang)), years=years)


def system(found: Understood, lang: str) -> str:
    """Say the coordinate system and why it is that."""
    if found.how in {"open", "none"}:
        return text(f"understood.how.{found.how}", lang)
    # Sentences of Chinese end in a sign that needs no space behind it.
    why = (" " if lang == "en" else "").join(found.reasons[lang])
    name = SYSTEMS[found.system].name(lang)
    how = text(f"understood.how.{found.how}", lang)
    key = "understood.said.system" if why else "understood.said.system_bare"
    return text(key, lang, name=name, how=how, why=why)


def distance(each: Distance, lang: str, names: dict[str, str]) -> str:
    """Say how far a row lies from where its zone is shown."""
    key = "understood.said.far" if each.is_far else "understood.said.distance"
    return text(key, lang, row=each.row, zone=names.get(each.zone, each.zone), km=km(each.km))


def km(value: float) -> str:
    """Return kilometres as they are shown: to ten metres below ten, whole above."""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004 - ten
