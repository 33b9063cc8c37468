"""Prove that the trail is whole: nothing changed, nothing taken out, nothing exchanged."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from atlas.i18n import text
from atlas.office.trail import files, lines
from atlas.office.trail.keeping import BEGIN, CUT
from atlas.office.trail.lines import Event

KEPT_DAYS = 183  # a record is kept for half a year at least
# What may be found; the first are faults.
FAULTS = ("changed", "gone", "not_tied", "file_gone", "cut", "early", "unread", "other", "half")
NOTES = ("broken", "begins")


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What is found of the trail.

    Attributes
    ----------
    kind
        One of `FAULTS` or `NOTES`.
    values
        Of its sentence.
    """

    kind: str
    values: Mapping[str, object]

    @property
    def is_fault(self) -> bool:
        """Whether the trail is not whole."""
        return self.kind in FAULTS

    def message(self, lang: str) -> str:
        """Say what is found."""
        return text(f"trail.found.{self.kind}", lang, **self.values)


@dataclass(slots=True)
class Proof:
    """
    What a trail is found to be.

    Attributes
    ----------
    files
        How many there are.
    events
        How many whole lines they have.
    n, chain
        Number and digest of the last.
    found
        What is wrong, and what is worth knowing, in the order of the lines.
    """

    files: int = 0
    events: int = 0
    n: int = 0
    chain: str = lines.START
    found: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not any(each.is_fault for each in self.found)


def proved(
    path: Path, *, known: Mapping[int, str] | None = None, today: dt.date | None = None
) -> Proof:
    """
    Read a trail from its first line to its last.

    Parameters
    ----------
    path
        As of `files.place`.
    known
        Number -> digest, or its first digits, as somebody has kept them elsewhere.
    today
        From which the half year is counted; the machine's day unless given.
    """
    reader = _Reader(dict(known or {}), today or dt.datetime.now().astimezone().date())
    before = ""
    for file in files.there(path):
        reader.file(file, before)
        before = file.name
    reader.ended()
    return reader.proof


class _Reader:
    """Goes through the lines of all files, one after the other."""

    def __init__(self, known: dict[int, str], today: dt.date) -> None:
        self.proof, self.known, self._today = Proof(), known, today
        self._at: dict[str, object] = {}  # the file and the line that are read
        # Lines that are none: where they stand and what they are.
        self._broken: list[tuple[dict[str, object], bytes]] = []

    def say(self, kind: str, **values: object) -> None:
        """Note what is found, where it is read unless said otherwise."""
        self.proof.found.append(Finding(kind, self._at | values))

    def file(self, file: Path, before: str) -> None:
        """Go through one file; `before` is the name of the one before it."""
        self.proof.files += 1
        self._at, begun = {"file": file.name, "line": 0}, False
        try:
            with file.open("rb") as source:
                for place, row in enumerate(source, start=1):
                    self._at = {"file": file.name, "line": place}
                    whole = row.endswith(b"\n")
                    found = lines.parsed(row[:-1]) if whole else None
                    if found is None:
                        self._broken.append((self._at, row.removesuffix(b"\n")))
                        continue
                    if not begun:
                        begun = True
                        self._begin(found[0], before)
                    self._line(*found)
        except OSError as error:
            self.say("unread", reason=error.strerror or type(error).__name__)

    def ended(self) -> None:
        """Say what stands behind the last whole line: nothing that came later knows of it."""
        for at, _ in self._broken:
            self.say("half", **at)
        self.proof.chain = self._chain()
        for n in sorted(self.known):
            self.say("other", n=n)

    def _begin(self, event: Event, before: str) -> None:
        """Hold the first line of a file against the file before it."""
        after = event.what if event.event == BEGIN else {}
        named, chain = str(after.get("after", "")), str(after.get("chain", ""))
        if before:
            if named != before or chain != self._chain():
                self.say("file_gone", before=before, named=named or "-")
                self._go_on(event, chain)
        elif event.n > 1:
            self._go_on(event, chain)
            early = self._day(event) > self._today - dt.timedelta(days=KEPT_DAYS)
            self.say("early" if early else "begins", n=event.n, day=event.time[:10])

    def _go_on(self, event: Event, chain: str) -> None:
        """Take what a file says of what stood before it: of its own lines the rest is found."""
        self.proof.n, self.proof.chain, self._broken = event.n - 1, chain, []

    def _line(self, event: Event, body: bytes) -> None:
        proof = self.proof
        tied = lines.tied(self._chain(), body) == event.chain
        for at, _ in self._broken:
            self.say("broken" if tied else "changed", **at)
        if not tied:
            missing = event.n - proof.n - 1 - len(self._broken)
            if missing > 0:
                self.say("gone", first=event.n - missing, last=event.n - 1)
            elif not self._broken:
                self.say("not_tied", n=event.n)
        self._broken = []
        if event.event == CUT:
            self.say("cut", n=event.what.get("known", ""))
        kept = self.known.pop(event.n, None)
        if kept is not None and not event.chain.startswith(kept.lower()):
            self.say("other", n=event.n)
        proof.n, proof.chain, proof.events = max(proof.n, event.n), event.chain, proof.events + 1

    def _chain(self) -> str:
        """Return what the next line is tied to: what was broken off counts as it lies there."""
        chain = self.proof.chain
        for _, row in self._broken:
            chain = lines.tied_broken(chain, row)
        return chain

    def _day(self, event: Event) -> dt.date:
        try:
            return dt.date.fromisoformat(event.time[:10])
        except ValueError:
            return self._today
