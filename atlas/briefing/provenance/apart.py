"""Read a piece that comes from anywhere: a guarded child looks into it, not this process."""

from pathlib import Path
from typing import Any

from atlas.briefing.provenance import reading
from atlas.briefing.provenance.difference import Difference, difference
from atlas.briefing.provenance.record import Proof, ProofError
from atlas.exchange import guard
from atlas.exchange.findings import RefusedError


def read_apart(data: bytes) -> tuple[Proof, Difference]:
    """
    Return the record that a file carries, and what the file shows otherwise than it did.

    Parameters
    ----------
    data
        As of `atlas.briefing.provenance.read`.

    Raises
    ------
    ProofError
        As of `atlas.briefing.provenance.read`, or if the search took more than is given to it.
    RefusedError
        If nothing was looked at, since the child could not start.
    """
    reading.hold(data)
    try:
        answer: dict[str, Any] = guard.ask(told, data)
    except RefusedError as error:
        if any(each.code == "read.not_started" for each in error.findings):
            raise
        raise ProofError("damaged") from error
    if "error" in answer:
        raise ProofError(answer["error"])
    record = Proof.from_json(answer["record"])
    sort, gone, new, parts = answer["shown"]
    return record, Difference(sort, record.contents, tuple(gone), tuple(new), tuple(parts))


def told(path: Path, _limits: guard.Limits) -> dict[str, Any]:
    """Look into a file for another process: the work that `atlas.exchange.guard` is asked for."""
    data = path.read_bytes()
    try:
        found = reading.find(data)
        shown = difference(data, Proof.from_json(found))
    except ProofError as error:
        return {"error": error.key}
    return {"record": found, "shown": [shown.sort, shown.gone, shown.new, shown.parts]}
