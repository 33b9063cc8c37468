"""
A zone's life in time: when it was approved, which documents list it, what has become of it since.

Whatever is told has its source and how sure it is; what no document says is not filled in.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from atlas.i18n import text
from atlas.model import documents, later
from atlas.model.documents import LIST, PLAN, STANDING, STATE
from atlas.office.vintage import Vintage, other

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

APPROVED, CERTAIN = "approved", "certain"
OF_ALL = "law"  # the kind of changes of the whole province that belong to the life of each zone
MONTHS = 12
# What documents are asked of a zone, and of which of these it is told that they differ.
ABOUT = ("name", "level", "code", "approved", "area", "industries", "same", "date")
HELD = ("name", "level", "industries")
DATED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Event:
    """
    What happened to a zone, or was written of it.

    Attributes
    ----------
    date, until
        ISO 8601, as fine as it is known; `until` is empty but for what lasted, or lies between.
    kind
        A kind of documents or of changes, or `APPROVED`.
    words
        What, in one language.
    basis
        How well it is founded, in words; empty where a document says it of itself.
    doubtful
        Whether one source alone says so, or it is inferred.
    source
        References and cards, joined by ``|``.
    of_zone
        Whether it is about this zone, not about its county or the province.
    """

    date: str
    until: str
    kind: str
    words: str
    basis: str
    doubtful: bool
    source: str
    of_zone: bool = True

    @property
    def is_document(self) -> bool:
        """Whether it is that a document lists the zone, or leaves it out."""
        return self.kind in {PLAN, LIST}

    def dated(self, lang: str) -> str:
        """Return when it was, as a reader sees it."""
        return later.when({"date": self.date, "until": self.until}, lang)


def life(atlas: "Atlas", zone: str, lang: str = "zh") -> tuple[Event, ...]:
    """
    Return what is known of a zone, the earliest first.

    Parameters
    ----------
    atlas
        Of any document.
    zone
        The id of a zone of any document; one of an office's own has no life here.
    lang
        Of the words.
    """
    said = documents.naming(atlas, zone)
    # What is known now is said by the documents and changes themselves.
    spoken = said[said.index.map(atlas.documents["kind"].to_dict()) != STATE]
    if spoken.empty:
        return ()
    changed = [*_changed(atlas, zone, lang)]
    # What raised a zone is its approval, as a list of national zones has it.
    raised = {event.date for event in changed if event.kind in STANDING}
    found = [each for each in _approved(atlas, zone, spoken, lang) if each.date not in raised]
    found += [*_listed(atlas, spoken, lang), *changed]
    return tuple(sorted(found, key=lambda event: event.date))


def last(events: Sequence[Event]) -> str:
    """Return since when nothing is known of the zone itself: the last date that it is told of."""
    return max((each.until or each.date for each in events if each.of_zone), default="")


@dataclass(frozen=True, slots=True)
class Said:
    """
    One thing that documents say of a zone, side by side.

    Attributes
    ----------
    about
        What: the string ``life.row_…`` names it.
    cells
        What each document says, in the order of the documents; empty where one does not say.
    differs
        Whether those that say it do not say the same.
    """

    about: str
    cells: tuple[str, ...]
    differs: bool


def sides(atlas: "Atlas", zone: str, lang: str = "zh") -> tuple[Said, ...]:
    """
    Return what each of ``atlas.documents`` says of a zone; nothing of one that none names.

    Parameters
    ----------
    atlas
        Of any document.
    zone
        The zone's id.
    lang
        Of the cells.
    """
    said = documents.naming(atlas, zone)
    if said.empty:
        return ()
    every = [other(atlas, Vintage(slug)) for slug in atlas.documents.index]
    cells = [_cells(each, zone, said, lang) for each in every]
    rows = []
    for about in ABOUT:
        told = tuple(each.get(about, "") for each in cells)
        known = {each for each in told if each}
        rows.append(Said(about, told, differs=len(known) > 1 and about in HELD))
    return tuple(row for row in rows if any(row.cells))


def _cells(atlas: "Atlas", zone: str, said: "pd.DataFrame", lang: str) -> dict[str, str]:
    """Return what one document says, ready to be read; that it does not list the zone."""
    if atlas.document not in said.index or zone not in atlas.zones.index:
        return {"name": text("life.absent", lang)}
    row, own = said.loc[atlas.document], atlas.zone_industries
    why = row[f"note_{lang}"]
    same = text(f"changes.same_{row['same']}", lang)
    return {
        "name": row[f"name_{lang}"],
        "level": atlas.label("levels", row["level"], lang),
        "code": row["code"],
        "approved": row["approved"],
        "area": f"{row['area_ha']:,.2f}" if row["area_ha"] > 0 else "",
        "industries": text("list.comma", lang).join(
            atlas.label("industries", each, lang)
            for each in own.loc[own["zone"] == zone, "industry"]
        ),
        "same": text("life.because", lang, same=same, why=why) if why else same,
        "date": row["date"],
    }


def _approved(atlas: "Atlas", zone: str, said: pd.DataFrame, lang: str) -> Iterator[Event]:
    known = documents.listed(atlas)
    if zone not in known.index or not known.loc[zone, "approved"]:
        return
    row = known.loc[zone]
    name = atlas.label("documents", row["document"], lang, short=True)
    words = text("life.approved", lang, document=name)
    basis = _basis(said.loc[row["document"]], lang)
    yield Event(row["approved"], "", APPROVED, words, *basis, row["source"])


def _listed(atlas: "Atlas", said: pd.DataFrame, lang: str) -> Iterator[Event]:
    """Yield the documents, each with what it calls the zone, or that it does not list it."""
    levels = atlas.of_plan.levels
    for slug, document in atlas.documents.iterrows():
        if document["kind"] == STATE:
            continue
        name, date = document[f"name_{lang}"], document["date"]
        if slug not in said.index:
            key = "unnamed" if document["kind"] == PLAN else "unlisted"
            words = text(f"life.{key}", lang, name=name, date=date)
            yield Event(date, "", document["kind"], words, "", False, document["source"])
            continue
        row = said.loc[slug]
        words = text(
            "life.listed_code" if row["code"] else "life.listed",
            lang,
            name=name,
            zone=row[f"name_{lang}"],
            level=levels.loc[row["level"], f"name_{lang}"],
            **_figures(row),
        )
        yield Event(date, "", document["kind"], words, *_basis(row, lang), row["source"])


def _basis(row: "pd.Series", lang: str) -> tuple[str, bool]:
    """Say that it is inferred that a document means this zone, where it is."""
    inferred = row["same"] != CERTAIN
    return (text("basis.inferred", lang), True) if inferred else ("", False)


def _figures(row: "pd.Series") -> dict[str, str]:
    """Return code and hectares, where a document has them."""
    return {"code": row["code"], "area": f"{row['area_ha']:,.2f}"} if row["code"] else {}


def _changed(atlas: "Atlas", zone: str, lang: str) -> Iterator[Event]:
    """Yield later changes of a zone, of its county, and the laws that hold for all."""
    plan, table = atlas.of_plan, atlas.changes
    row = (plan.zones if zone in plan.zones.index else plan.later_zones).loc[zone]
    of_all = (table["zone"] == "") & (table["county"] == "") & (table["kind"] == OF_ALL)
    # That a list leaves the zone out is told with the lists.
    lists = plan.documents.loc[plan.documents["kind"] == LIST, "date"]
    of_lists = (table["kind"] == LIST) & table["date"].isin(lists)
    mine = (table["zone"] == zone) & ~of_lists
    of_county = (table["zone"] == "") & (table["county"] == row["county"])
    rows = table[mine | of_county | of_all]
    for change, told in zip(rows.to_dict("records"), later.changes(rows, lang), strict=True):
        yield Event(
            change["date"],
            change["until"],
            change["kind"],
            told.what,
            told.basis,
            told.doubtful,
            told.source,
            of_zone=change["zone"] == zone,
        )


# On a line ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """
    An event on a line of time.

    Attributes
    ----------
    event
        What it is.
    number
        Its place in the list, from 1.
    at
        Where it is on the line, 0 to 1.
    label
        Where its number stands, 0 to 1: beside others that are close in time.
    """

    event: Event
    number: int
    at: float
    label: float


@dataclass(frozen=True, slots=True)
class Line:
    """
    A line of time.

    Attributes
    ----------
    first, last
        Years at its ends.
    marks
        The events.
    ticks
        Years that are named, each with where it is, 0 to 1.
    """

    first: int
    last: int
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[int, float], ...]


TICKS = (1, 2, 5, 10, 20)  # years between two that are named
MOST_TICKS = 8


def line(events: Sequence[Event], *, apart: float = 0.03) -> Line:
    """
    Return the events of a life on a line, the numbers no closer than they can be read.

    Parameters
    ----------
    events
        The earliest first; at least one.
    apart
        Shares of the line that two numbers are apart at least, where there is room.
    """
    years = [year(each.date) for each in events]
    first, end = int(years[0]), int(years[-1]) + 1
    span = end - first
    at = [(each - first) / span for each in years]
    step = next((each for each in TICKS if span / each <= MOST_TICKS), TICKS[-1])
    ticks = [each for each in range(first, end + 1) if each % step == 0]
    places = _spread(at, min(apart, 1 / max(len(at) - 1, 1)))
    return Line(
        first,
        end,
        tuple(
            Mark(event, number, here, label)
            for number, (event, here, label) in enumerate(
                zip(events, at, places, strict=True), start=1
            )
        ),
        tuple((each, (each - first) / span) for each in ticks),
    )


def year(date: str) -> float:
    """Return a date as years; the middle of the year or month where no more is known."""
    found = DATED.fullmatch(date)
    if found is None:
        raise ValueError(date)
    whole, month, day = found.groups()
    if month is None:
        return int(whole) + 0.5
    part = 0.5 if day is None else (int(day) - 0.5) / 31
    return int(whole) + (int(month) - 1 + part) / MONTHS


def _spread(at: Sequence[float], apart: float) -> list[float]:
    """Return places in order, each pair so far apart, on a line from 0 to 1."""
    places: list[float] = []
    for here in at:
        places.append(max(here, places[-1] + apart) if places else here)
    limit = 1.0
    for n in reversed(range(len(places))):
        places[n] = min(places[n], limit)
        limit = places[n] - apart
    return places
