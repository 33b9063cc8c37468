"""What was tried, how often, and what did not hold."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from atlas.i18n import LANGS
from atlas.i18n.errors import AtlasError


@dataclass(slots=True)
class Tried:
    """
    One thing that was tried again and again.

    Attributes
    ----------
    what
        It, in words.
    outcomes
        How often it ended in which way that is as it should be.
    faults
        What did not hold, each time.
    skipped
        Why it could not be tried here.
    """

    what: str
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def times(self) -> int:
        """How often it was tried."""
        return self.outcomes.total() + len(self.faults)

    def held(self, outcome: str) -> None:
        """Note an outcome that is as it should be."""
        self.outcomes[outcome] += 1

    def failed(self, said: str) -> None:
        """Note what did not hold."""
        self.faults.append(said)

    def expect(self, wrong: str, outcome: str) -> None:
        """Note what did not hold, or the outcome if nothing is wrong."""
        if wrong:
            self.failed(f"{outcome}: {wrong}")
        else:
            self.held(outcome)

    def line(self) -> str:
        """Return a row of the table."""
        if self.skipped:
            return f"{self.what:<58}       –  skipped: {self.skipped}"
        said = ", ".join(f"{n} {outcome}" for outcome, n in sorted(self.outcomes.items()))
        verdict = f"{len(self.faults)} DID NOT HOLD" if self.faults else "held"
        return f"{self.what:<58} {self.times:>7}  {verdict}: {said}"


Run = Callable[[Path, int], Iterator[Tried]]  # in an empty folder, so many times


@dataclass(frozen=True, slots=True)
class Trouble:
    """
    A kind of trouble.

    Attributes
    ----------
    run
        Tries it and tells what became of it.
    often
        How often, at length.
    sample
        How often in the suite.
    """

    run: Run
    often: int = 200
    sample: int = 5


def in_words(error: AtlasError) -> str:
    """Return what is wrong with how an error is said; nothing if it is in words, in both."""
    zh, en = (error.message(lang) for lang in LANGS)
    if zh == en or not zh or not en:
        return f"said in one language: {zh}"
    # What the database calls it may stand behind the words, not in their place.
    if getattr(error, "kind", "") == "database" or "Errno" in zh or "{" in zh:
        return f"not in words: {zh}"
    return ""
