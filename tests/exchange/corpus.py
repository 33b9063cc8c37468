"""
The files of `cases/`, and what becomes of them on their way, held against the places they mean.

`places.csv` is the oracle: where each zone of each file truly lies, what is open about the file and
what answers that. Whatever is ready to be written without a question must lie there; of a file that
was damaged, so near to its zone that nobody would ask. `python -m tests.exchange.corpus 1000` tries
a thousand changed files and prints every fault with the words that bring it back.
"""

import argparse
import contextlib
import csv
import re
import signal
import sys
import tempfile
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import shapely
from pyproj import Geod

from atlas.exchange import guard, reading, report
from atlas.exchange.findings import ERROR, QUESTION, Finding, RefusedError
from atlas.exchange.proposal import Choices, Proposal, propose
from atlas.exchange.reading import parse
from atlas.i18n import LANGS
from atlas.office.record import EMPTY
from tests.effort import an_end
from tests.exchange.damage import BROKEN, KEPT, File
from tests.exchange.kept import CASES
from tests.exchange.nursery import Nursery, nursery
from tests.shipped import ATLAS

PLACES = Path(__file__).parent / "places.csv"
NEAR_KM = 0.003  # from its true place, within which a shape is where it should be
AREA = 2e-4  # of an area that may be lost to rounded corners
# How far from a zone's place anybody would take another for it: as the atlas says it asks beyond.
TIMES, BEYOND_KM = 2.0, 5.0
GEOD = Geod(ellps="WGS84")
READY, ASKED, SAME, REFUSED = "ready", "asked", "same", "refused"
# What may be a fault of our own that the guarded child caught; or a library's, of a broken file.
OURS = {"KeyError", "IndexError", "TypeError", "AttributeError", "AssertionError", "NameError"}
_UNFILLED = re.compile("{[a-z_]+}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a zone of a file lies, degrees, EPSG:4326, and how large it is; None if unknown."""

    zone: str
    at: tuple[float, float] | None
    hectares: float | None


@dataclass(slots=True)
class Truth:
    """What is right of a file: what becomes of it, what answers its questions, its places."""

    outcome: str
    answer: str
    places: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Said:
    """What became of a file: its proposal, or the findings that it is refused with."""

    outcome: str
    findings: Sequence[Finding]
    proposal: Proposal | None = None
    faults: list[str] = field(default_factory=list)


@cache
def truths() -> dict[str, Truth]:
    """Return file -> what is right of it."""
    found: dict[str, Truth] = {}
    with PLACES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            truth = found.setdefault(row["file"], Truth(row["outcome"], row["answer"]))
            if row["zone"]:
                at = (float(row["lon"]), float(row["lat"])) if row["lon"] else None
                area = float(row["hectares"]) if row["hectares"] else None
                truth.places.append(Place(row["zone"], at, area))
    return found


def brought(name: str, data: bytes, **decided: Any) -> Said:
    """Read a file and hold it against the atlas, as page and command line do."""
    options = {key: decided.pop(key) for key in ("layer", "encoding") if key in decided}
    try:
        with an_end():
            draft = reading.read(name, data, **options)
            proposal = propose(ATLAS, EMPTY, draft, Choices(**decided))
    except RefusedError as error:
        faults = _wrongly_said(error.findings) if error.findings else ["refused without a word"]
        return Said(REFUSED, error.findings, faults=faults + _raised(name, data, error.findings))
    open_ = any(each.level in {ERROR, QUESTION} for each in proposal.findings)
    outcome = ASKED if open_ else READY if proposal.records else SAME
    said = Said(outcome, proposal.findings, proposal, _wrongly_said(proposal.findings))
    for lang in LANGS:
        report.lines(ATLAS, proposal, lang)
    return said


def _wrongly_said(findings: Sequence[Finding]) -> list[str]:
    """Return what of the findings is no sentence for people."""
    return [
        f"a template that is not filled: {each.code}"
        for each in findings
        for lang in LANGS
        if _UNFILLED.search(each.message(lang).replace(str(each.value), ""))
    ]


def _raised(name: str, data: bytes, findings: Sequence[Finding]) -> list[str]:
    """Return what our own code raised, where the child caught something that it may have."""
    if not any(each.code == "read.broken" and each.value in OURS for each in findings):
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given"
        path.write_bytes(data)
        try:
            parse.told(path, guard.LIMITS, name=name, encoding="", layers=[])
        except Exception as error:  # noqa: BLE001 - it is what is looked for
            last = traceback.extract_tb(error.__traceback__)[-1]
            ours = Path(last.filename).is_relative_to(guard.HOME / "atlas")
            return [f"{type(error).__name__} in {last.name}: {error}"] * ours
    return []


def answered(truth: Truth, said: Said) -> dict[str, Any]:
    """Return the choices that answer what a file leaves open."""
    if truth.answer != "zone":
        name, sign, value = truth.answer.partition("=")
        return {name: value} if sign else {}
    assert said.proposal
    matches = said.proposal.matches
    zone = truth.places[0].zone
    return {"zones": {int(row): zone for row in matches.index[matches["zone"] == ""]}}


# Held against the truth ---------------------------------------------------------------------------


def as_it_is(name: str, data: bytes, truth: Truth, *, strict: bool) -> list[str]:
    """
    Return what is wrong with how a file is understood that means what the handed one means.

    Parameters
    ----------
    name, data
        The file.
    truth
        Of the handed one.
    strict
        Whether no more may be asked than of the handed one: else more questions are no fault.
    """
    said = brought(name, data)
    if REFUSED in {truth.outcome, said.outcome}:
        right = truth.outcome == said.outcome
        return said.faults + ([] if right else [f"{said.outcome}: {_codes(said)}"])
    faults = list(said.faults)
    if said.outcome != truth.outcome and (strict or said.outcome != ASKED):
        faults.append(f"{said.outcome}, not {truth.outcome}: {_codes(said)}")
    choices = answered(truth, said)
    if choices:
        said = brought(name, data, **choices)
        if said.outcome == ASKED and strict:
            faults.append(f"still open: {_codes(said)}")
    if said.proposal is None:
        return [*faults, f"refused after its answer: {_codes(said)}"]
    if said.outcome == ASKED and not strict and not _is_placed(said.proposal):
        return faults
    return faults + [each for place in truth.places for each in _misplaced(place, said.proposal)]


def as_damaged(name: str, data: bytes, truth: Truth) -> list[str]:
    """Return what is wrong with what a damaged file would write without asking."""
    said = brought(name, data)
    if said.outcome != READY:
        return said.faults
    assert said.proposal
    far = []
    for zone, record in said.proposal.records.items():
        if record is None or record.geometry is None:
            continue
        shape = record.geometry
        places = [each for each in truth.places if each.zone == zone and each.at]
        if any(_km(shape, each.at) <= NEAR_KM for each in places if each.at):
            continue
        away, room = _from_home(shape, zone, places)
        if away > room:
            far.append(f"{zone} is ready {away:.1f} km away, {shape.wkt[:160]}")
    return said.faults + far


def _from_home(shape: Any, zone: str, places: Sequence[Place]) -> tuple[float, float]:
    """Return how far the farthest part of a shape lies from its zone, and how far it may."""
    if zone not in ATLAS.zones.index:
        return 0.0, 0.0  # an own zone: only somebody's answer makes one
    row = ATLAS.zones.loc[zone]
    room = TIMES * float(row["accuracy_km"]) + BEYOND_KM
    corners = shapely.get_coordinates(shape)
    size = max((each.hectares or 0.0 for each in places), default=0.0)
    away = max(_apart(x, y, row["lon"], row["lat"]) for x, y in corners)
    return away, room + 2 * (size / 100) ** 0.5


def _is_placed(proposal: Proposal) -> bool:
    return any(shape is not None for shape in proposal.placement.geometry)


def _misplaced(place: Place, proposal: Proposal) -> Iterator[str]:
    at = [n for n, zone in enumerate(proposal.matches["zone"]) if zone == place.zone]
    shapes = [proposal.placement.geometry[n] for n in at]
    if not at:
        yield f"{place.zone} is missing"
    elif place.at is None and place.hectares is None:
        if any(shape is not None for shape in shapes):
            yield f"{place.zone} has a place that nobody gave"
    elif any(shape is None for shape in shapes):
        yield f"{place.zone} has no place"
    else:
        if place.at and min(_km(shape, place.at) for shape in shapes) > NEAR_KM:
            yield f"{place.zone} lies {min(_km(s, place.at) for s in shapes):.3f} km away"
        areas = [float(proposal.placement.area_ha[n]) for n in at]
        if place.hectares and not abs(sum(areas) - place.hectares) <= 3 * AREA * place.hectares:
            yield f"{place.zone} has {sum(areas):.4f} ha, not {place.hectares}"


def _km(shape: Any, at: tuple[float, float]) -> float:
    return _apart(shape.centroid.x, shape.centroid.y, *at)


def _apart(x: float, y: float, lon: float, lat: float) -> float:
    return float(GEOD.inv(x, y, lon, lat)[2]) / 1000


def _codes(said: Said) -> str:
    found = [each.code for each in said.findings if each.level in {ERROR, QUESTION}]
    return ", ".join(dict.fromkeys(found))


# Many of them -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """A file, what is done to it, and the chance of it."""

    file: str
    change: str
    number: int

    def made(self) -> File | None:
        """Return the file as it becomes; None where it has no such thing to change."""
        change = (KEPT | BROKEN)[self.change]
        chance = Random(f"{self.file} {self.change} {self.number}")  # noqa: S311
        made = change(self.file, (CASES / self.file).read_bytes(), chance)
        return made if made is not None and made[1] else None

    def faults(self) -> list[str] | None:
        """Try it and return what is wrong; None where there is nothing to try."""
        made = self.made()
        if made is None:
            return None
        truth = truths()[self.file]
        if self.change in KEPT:
            return as_it_is(*made, truth, strict=False)
        return as_damaged(*made, truth)


def sample(n: int, seed: int) -> Iterator[Trial]:
    """Yield trials: every file in turn, with the change that it can have and was had least."""
    chance = Random(seed)  # noqa: S311
    files, changes = list(truths()), [*KEPT, *BROKEN]
    had: Counter[str] = Counter()
    done: Counter[tuple[str, str]] = Counter()
    for number in range(n):
        file = files[number % len(files)]
        chance.shuffle(changes)
        for change in sorted(changes, key=lambda each: (done[file, each], had[each])):
            trial = Trial(file, change, number + seed)
            done[file, change] += 1
            if trial.made() is not None:
                had[change] += 1
                yield trial
                break


def tried(trial: Trial, children: Nursery) -> list[str] | None:
    """Return the faults of a trial, what ended its child among them; None if nothing was tried."""
    children.killed.clear()
    try:
        faults = trial.faults()
    except Exception as error:  # noqa: BLE001 - a traceback is the fault that is looked for
        faults = [f"{type(error).__name__}: {error}"]
    if faults is None:
        return None
    # A library that is refused memory ends its process itself: that is what a child is for.
    killed = [number for number in children.killed if number != signal.SIGABRT]
    return faults + [f"its child was ended by signal {number}" for number in killed]


@contextlib.contextmanager
def forking() -> Iterator[Nursery]:
    """Have the guard's children forked, as the tests' fixture does."""
    with nursery() as children, mock.patch.object(guard, "_run", children.run):
        yield children


def main() -> int:
    """Try as many files as asked for and print what is wrong; 1 if anything is."""
    parser = argparse.ArgumentParser(prog="python -m tests.exchange.corpus", description=__doc__)
    parser.add_argument("number", type=int, help="how many changed files")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--again", nargs=3, metavar=("FILE", "CHANGE", "NUMBER"), help="one alone")
    asked = parser.parse_args()
    wanted = sample(asked.number, asked.seed)
    if asked.again:
        wanted = iter([Trial(asked.again[0], asked.again[1], int(asked.again[2]))])
    done: Counter[str] = Counter()
    wrong: dict[str, int] = defaultdict(int)
    with forking() as children:
        for trial in wanted:
            faults = tried(trial, children)
            if faults is None:
                continue
            done[trial.change] += 1
            for fault in faults:
                wrong[trial.change] += 1
                sys.stdout.write(f"{trial.file} {trial.change} {trial.number}: {fault}\n")
                sys.stdout.flush()
    for change, n in sorted(done.items()):
        sys.stdout.write(f"{change:16}{n:7}{wrong[change]:5} faults\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
