"""What applying a file would do: its rows placed, matched and held against what is there."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as replaced

import numpy as np
import pandas as pd

from atlas.exchange import distances, matching
from atlas.exchange.coordinates import SYSTEMS, detection
from atlas.exchange.coordinates.placement import Placement
from atlas.exchange.distances import Distance
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, Finding
from atlas.exchange.matching import CHOSEN, CLASH, NEAR, NONE, PLACE, TOTAL, Known, Match
from atlas.exchange.parsed import Draft
from atlas.exchange.records import PLANS, Present, Rows, made, presently, split
from atlas.exchange.words import WORDS
from atlas.model.atlas import Atlas
from atlas.model.names import normalise, syllables
from atlas.office.edition import derive
from atlas.office.record import OWN, Change, Record, State, changes

NEW, SKIP = "new", "skip"  # what may be chosen for a row beside a zone
MERGE, REPLACE = "merge", "replace"
MODES = (MERGE, REPLACE)
MANY = 100  # rows without a zone that are asked about one by one
STEP = 1000  # zones between two words on progress
PLACED = 0.4  # share of the work until the rows are placed, by the clock
NAMED = 3  # candidates that a question names
CANDIDATES = 8  # of a row whose names lead to different zones
SLUG = 48  # characters of an own zone's id
Progress = Callable[[float], None]
TOTAL_WORD = 8  # characters of a word for a sum, such as "all prefectures together"
_TOTAL_ENDS = tuple(WORDS["total"]["ends"])
_TOTALS = {normalise(word) for word in WORDS["total"]["said"]}
_QUESTIONS = {
    NEAR: "match.near",
    PLACE: "match.place",
    NONE: "match.none",
    CLASH: "match.clash",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """
    What whoever brings a file has decided; what is left out is decided where it is certain.

    Attributes
    ----------
    system
        Key of the coordinate system the file is in; empty to take the certain one.
    swap
        Whether its axes are swapped; None to judge by the numbers.
    zones
        Row -> id of a zone, `NEW` or `SKIP`.
    unmatched
        What becomes of rows that match no zone: empty to ask, `NEW` or `SKIP`.
    similar
        What becomes of rows whose names are only near those of zones: empty to ask, `NEW` or
        `SKIP`.
    mode
        `MERGE` leaves what the file does not speak of; `REPLACE` takes it out.
    kind
        How well the positions are known, one of `atlas.office.record.KINDS`; empty for what the
        format implies.
    left_out
        Heads of columns not to be taken.
    angles
        How numbers that may be degrees, minutes and seconds written as one are read: one of
        `atlas.exchange.coordinates.packed.READINGS`; empty to ask.
    parks
        How several parks of one zone are taken: empty to ask, `records.MAIN` for the first row,
        `records.JOIN` for the words of all and the place of the first.
    far
        What becomes of places far from where their zones are shown: empty to ask, `distances.TAKE`.
    """

    system: str = ""
    swap: bool | None = None
    zones: Mapping[int, str] = field(default_factory=dict)
    unmatched: str = ""
    similar: str = ""
    mode: str = MERGE
    kind: str = ""
    left_out: tuple[str, ...] = ()
    angles: str = ""
    far: str = ""
    parks: str = ""


@dataclass(frozen=True, eq=False)
class Proposal:
    """
    What applying a file would do.

    Attributes
    ----------
    draft
        The file as read.
    choices
        What was decided.
    placement
        Its coordinates.
    matches
        Indexed by row: ``zone`` (an id, `NEW`, `SKIP` or empty where it is open), ``how`` (``id``,
        ``name``, ``alias``, ``near``, ``place``, ``chosen``, ``none``), ``said`` (what the row is
        called), ``candidates`` (tuple of ids, the likelier first).
    records
        Zone -> the record it would have; None where its record would be taken out. Only zones that
        would change.
    changes
        Value by value, what would change.
    base
        The state that it was held against.
    findings
        All findings, of reading, placing and matching, by row.
    distances
        How far rows lie from where their zones are shown.
    """

    draft: Draft
    choices: Choices
    placement: Placement
    matches: pd.DataFrame
    records: Mapping[str, Record | None]
    changes: tuple[Change, ...]
    base: State
    findings: tuple[Finding, ...]
    distances: tuple[Distance, ...] = ()

    @property
    def can_apply(self) -> bool:
        """Whether nothing is wrong, nothing is open and something would change."""
        settled = not any(finding.level in {ERROR, QUESTION} for finding in self.findings)
        return settled and bool(self.records)

    def kinds(self, at: Iterable[int]) -> list[str]:
        """Return how well the positions of the rows at some places of the file would be known."""
        rows = Rows(self.draft, self.placement.geometry, kind=self.choices.kind)
        return [rows.kind_of(int(n)) for n in at]

    def outcome(self) -> dict[str, list[str]]:
        """Return the zones that would be ``added``, ``changed`` and ``removed``, in file order."""
        found: dict[str, list[str]] = {"added": [], "changed": [], "removed": []}
        for zone, record in self.records.items():
            if record is None:
                found["removed"].append(zone)
            else:
                found["changed" if zone in self.base.records else "added"].append(zone)
        return found


def propose(
    atlas: Atlas,
    state: State,
    draft: Draft,
    choices: Choices | None = None,
    *,
    progress: Progress = lambda _: None,
) -> Proposal:
    """
    Return what applying a file would do.

    Parameters
    ----------
    atlas
        The plan's atlas, without what the office has added.
    state
        What the office has added so far.
    draft
        The file as read.
    choices
        What was decided; None for nothing.
    progress
        Told now and then what share of the work is done, 0 to 1.

    Returns
    -------
    Proposal
        Whatever is wrong or open is among its findings; nothing is guessed.
    """
    choices = choices or Choices()
    known = Known(atlas, state)
    matches, said = _named(draft, known)
    table_rows = [int(row) for row in draft.table.index]
    expected = {
        row: known.place_of(match.zone)
        for row, match in zip(table_rows, matches, strict=True)
        if match.zone
    }
    placement = detection.place(
        draft,
        province=atlas.province,
        expected={row: place for row, place in expected.items() if place[0] == place[0]},
        system=choices.system,
        swap=choices.swap,
        angles=choices.angles,
    )
    progress(PLACED)
    found = [*draft.findings, *placement.findings]
    if known.is_tired:
        found.append(Finding("match.tired", WARNING))
    matches = _placed(matches, known, placement)
    matches = _summed(draft, matches, said, found)
    matches = _decided(table_rows, matches, known, choices, found)
    skipped = {row for row, match in zip(table_rows, matches, strict=True) if match.zone == SKIP}
    # What is wrong with a row that is left out stands in nobody's way.
    found = [
        replaced(each, level=NOTE)
        if each.row in skipped and each.level in {ERROR, QUESTION}
        else each
        for each in found
    ]
    found += _asked(table_rows, matches, said, known)
    present = presently(derive(atlas, state, own=True).zones)
    lying = distances.measured(table_rows, matches, placement.geometry, known, present)
    if not any(each.code == "place.packed" for each in found):
        settled = frozenset(row for row, zone in choices.zones.items() if zone in known)
        found += distances.asked(lying, known, decided=choices.far, settled=settled)
        taken = [
            None if row in skipped else shape
            for row, shape in zip(table_rows, placement.geometry, strict=True)
        ]
        found += distances.corners_asked(table_rows, taken, decided=choices.far)
    refused = {each.row for each in found if each.level == ERROR and each.row is not None}
    system = SYSTEMS.get(placement.system)
    rows = Rows(
        draft,
        placement.geometry,
        choices.left_out,
        choices.kind,
        frozenset(refused),
        system.name("zh") if system and system.approximate else "",
        parks=choices.parks,
    )
    after = _records(
        atlas, state, rows, matches, present, mode=choices.mode, found=found, progress=progress
    )
    before = {zone: state.records.get(zone) for zone in after}
    changed = changes(before, after)
    zones = {change.zone for change in changed}
    return Proposal(
        draft=draft,
        choices=choices,
        placement=placement,
        matches=matching.table(draft.table.index, matches, said),
        records={zone: record for zone, record in after.items() if zone in zones},
        changes=changed,
        base=state,
        findings=tuple(sorted(found, key=lambda each: each.row or 0)),
        distances=lying,
    )


def _named(draft: Draft, known: Known) -> tuple[list[Match], list[str]]:
    """Return what each row is by its id, its name or its other names, and what it is called."""
    rows = Rows(draft, np.empty(0, dtype=object))
    matches, said = [], []
    seen: dict[str, Match] = {}

    def called(words: str) -> Match:
        return seen.get(words) or seen.setdefault(words, known.called(words))

    for n in range(len(draft.table)):
        zone_id, name, name_en = (rows.cell(n, role) for role in ("id", "name", "name_en"))
        names = [zone_id, name, *split(rows.cell(n, "alias")), name_en]
        found = [called(words) for words in names if words]
        # Another name alone makes no row certain whose own name is no zone's.
        named = not name or any(called(words).is_exact for words in (zone_id, name) if words)
        matches.append(_agreed(found, named=named))
        said.append(next(filter(None, (name, *names)), ""))
    return matches, said


def _agreed(found: list[Match], *, named: bool) -> Match:
    """Return the zone that all names of a row lead to; where they do not, those it may be."""
    exact = [match for match in found if match.is_exact]
    if not exact:
        return next((match for match in found if match.candidates), Match("", NONE))
    common = set.intersection(*(set(match.zones) for match in exact))
    if len(common) == 1 and named:
        return Match(common.pop(), exact[0].how)
    candidates = dict.fromkeys(zone for match in (*exact, *found) for zone in match.zones)
    clash = CLASH if len({match.zones for match in exact}) > 1 else exact[0].how
    return Match("", clash if named else NEAR, tuple(candidates)[:CANDIDATES])


def _placed(matches: list[Match], known: Known, placement: Placement) -> list[Match]:
    """Return the matches with the zones nearby, where a name says nothing."""
    at = [n for n, match in enumerate(matches) if match.how == NONE]
    near = known.at(placement.geometry[at]) if at else []
    placed = list(matches)
    for n, zones in zip(at, near, strict=True):
        if zones:
            placed[n] = Match("", PLACE, zones)
    return placed


def _summed(
    draft: Draft, matches: list[Match], said: list[str], found: list[Finding]
) -> list[Match]:
    """Return the matches with the rows left out that only sum up the others."""
    kept = list(matches)
    for n, name in enumerate(said):
        if matches[n].how not in {NONE, PLACE}:
            continue
        # The word may stand in another column, such as that of numbers.
        words = [name] if name else [c for c in draft.table.iloc[n] if isinstance(c, str)]
        total = next((word for word in words if _is_total(word)), "")
        if total:
            kept[n] = Match(SKIP, TOTAL)
            found.append(Finding("match.total", NOTE, draft.number(n), value=total))
    return kept


def _is_total(word: str) -> bool:
    plain = normalise(word)
    return plain in _TOTALS or (len(plain) <= TOTAL_WORD and plain.endswith(_TOTAL_ENDS))


def _decided(
    rows: list[int],
    matches: list[Match],
    known: Known,
    choices: Choices,
    found: list[Finding],
) -> list[Match]:
    """Return the matches with what was chosen for rows, and for those that match nothing."""
    decided = []
    for row, match in zip(rows, matches, strict=True):
        chosen = choices.zones.get(row, "")
        if chosen and (chosen in {NEW, SKIP} or chosen in known):
            decided.append(Match(chosen, CHOSEN, match.zones))
            continue
        if chosen:
            found.append(Finding("match.unknown_zone", ERROR, row, value=chosen))
        # A near name may be a zone misspelt: what is decided for the rest does not hold for it.
        for_all = choices.similar if match.how == NEAR else choices.unmatched
        if for_all and not match.zone and match.how in {NEAR, NONE, PLACE}:
            match = replaced(match, zone=for_all)  # noqa: PLW2901 - the row's own
        decided.append(match)
    return decided


def _asked(rows: list[int], matches: list[Match], said: list[str], known: Known) -> list[Finding]:
    """Return a question for every row that is open; one for all where they are many."""
    open_rows = [
        (row, match, name)
        for row, match, name in zip(rows, matches, said, strict=True)
        if not match.zone
    ]
    lone = [each for each in open_rows if not each[1].candidates]
    found = []
    if len(lone) > MANY:
        found.append(Finding("match.many", QUESTION, lone[0][0], values={"n": len(lone)}))
        open_rows = [each for each in open_rows if each[1].candidates]
    for row, match, name in open_rows:
        code = _QUESTIONS.get(match.how, "match.ambiguous")
        values = {"zones": known.names(match.candidates[:NAMED])}
        found.append(Finding(code if name else f"{code}_unnamed", QUESTION, row, "", name, values))
    return found


# Records ------------------------------------------------------------------------------------------


def _records(  # noqa: PLR0913 - a file is held against all of it
    atlas: Atlas,
    state: State,
    rows: Rows,
    matches: list[Match],
    present: Mapping[str, Present],
    *,
    mode: str,
    found: list[Finding],
    progress: Progress,
) -> dict[str, Record | None]:
    """Return the records of the zones that the file is about, and None for those it takes out."""
    of_zone = _by_zone(rows, matches, set(state.stamps), found)
    found += _plans(rows, of_zone)
    after: dict[str, Record | None] = {}
    for done, (zone, at) in enumerate(of_zone.items()):
        if not done % STEP:
            progress(PLACED + (1 - PLACED) * done / len(of_zone))
        old = state.records.get(zone) if mode == MERGE else None
        after[zone] = made(zone, at, rows, atlas=atlas, present=present, old=old, found=found)
    if mode == REPLACE:
        # A row that is left out leaves what is known of its zone.
        kept = {zone for match in matches if _is_left_out(match) for zone in match.candidates}
        gone = [zone for zone in state.records if zone not in after and zone not in kept]
        after |= dict.fromkeys(gone)
        # No file speaks of what is attached to the zones, and so it takes none of it away.
        for zone, record in after.items():
            old = state.records.get(zone)
            if old and old.attachments and (record or not old.is_own):
                after[zone] = replaced(record or Record(zone), attachments=old.attachments)
        if gone:
            found.append(Finding("match.removed", WARNING, values={"n": len(gone)}))
    return after


def _by_zone(
    rows: Rows, matches: list[Match], taken: set[str], found: list[Finding]
) -> dict[str, list[int]]:
    """Return the positions in the file of each zone's rows; new zones get ids not yet taken."""
    of_zone: dict[str, list[int]] = defaultdict(list)
    new: dict[str, str] = {}
    used: Counter[str] = Counter()
    for n, match in enumerate(matches):
        zone = match.zone
        if zone in {"", SKIP}:
            continue
        if zone == NEW:
            name = rows.cell(n, "name")
            if not name:
                found.append(Finding("match.no_name", ERROR, rows.row(n)))
                continue
            if name not in new:
                new[name] = _id(name, taken, used)
                taken.add(new[name])
            zone = new[name]
        of_zone[zone].append(n)
    return of_zone


def _is_left_out(match: Match) -> bool:
    """Tell whether a row was left out by its own choice, not with all that match nothing."""
    return match.zone == SKIP and match.how == CHOSEN


def _id(name: str, taken: set[str], used: Counter[str]) -> str:
    """Return an id for an own zone: its name in plain letters, unlike any that was ever used."""
    name = name[:SLUG]  # more letters would be cut off again
    read = "-".join(syllables(name)) if not name.isascii() else name
    slug = re.sub(r"[^a-z0-9]+", "-", read.lower()).strip("-")[:SLUG].strip("-") or "zone"
    zone = f"{OWN}{slug}"
    # Of thousands that are read alike each begins to count where the one before ended.
    while zone in taken:
        used[slug] += 1
        zone = f"{OWN}{slug}-{used[slug] + 1}"
    return zone


def _plans(rows: Rows, of_zone: Mapping[str, list[int]]) -> list[Finding]:
    """Say which columns are not taken for the plan's zones: these stay as the plan has them."""
    planned = [n for zone, at in of_zone.items() if not zone.startswith(OWN) for n in at]
    return [
        Finding("match.plan", NOTE, column=rows.draft.head(role))
        for role in PLANS
        if any(rows.cell(n, role) for n in planned)
    ]
