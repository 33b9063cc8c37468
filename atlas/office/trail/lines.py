"""A line of the trail: what it tells, and the digest that ties it to the line before."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

START = "0" * 64  # what the very first line is tied to
MOST = 1000  # characters of a value
PROOFS = ("begun", "store", "history", "seal")  # what people need not see
_CHAIN = re.compile(rb'^(\{.*),"chain":"([0-9a-f]{64})"\}$', re.DOTALL)
# The fields of a line, in their order.
FIELDS = ("n", "time", "event", "outcome", "who", "source", "what")


@dataclass(frozen=True, slots=True)
class Event:
    """
    An event as the trail tells it.

    Attributes
    ----------
    n
        Counts from 1 without a gap, over all files.
    time
        ISO, with the zone of the machine.
    event
        What happened, a word.
    outcome
        ``"done"``, ``"refused"``, or ``"begun"`` of a change whose end is a line of its own.
    who
        The name; empty of a reader, who signs in nowhere.
    source
        The address that it came from; ``"command"`` for the command line.
    what
        The rest, by names.
    chain
        The digest of this line and of all before it.
    """

    n: int
    time: str
    event: str
    outcome: str
    who: str
    source: str
    what: Mapping[str, Any] = field(default_factory=dict)
    chain: str = ""


def telling(event: Event) -> Iterator[tuple[str, object]]:
    """Give what an event tells beside its fields, without what only programs ask for."""
    for name, value in event.what.items():
        if name not in PROOFS:
            yield name, value


def tied(before: str, content: bytes) -> str:
    """Return the digest of some bytes that follow a line with a digest."""
    return hashlib.sha256(before.encode() + content).hexdigest()


def tied_broken(before: str, row: bytes) -> str:
    """
    Return the digest of a row that is no line and follows a line with a digest.

    An event without its own digest would be such a row: as if it had been broken off, it must not
    fit what follows. No event begins with a line end.
    """
    return tied(before, b"\n" + row)


def written(told: Mapping[str, Any], before: str) -> tuple[bytes, str]:
    """
    Return the line of an event, with its end, and its digest.

    Parameters
    ----------
    told
        What it tells, by the names of `FIELDS`.
    before
        The digest of the line before.
    """
    body = json.dumps(_short(told), ensure_ascii=False, separators=(",", ":"), default=str)
    # A name can neither end a line nor turn its direction, whatever reads it.
    body = "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in body)
    content = body.encode()
    chain = tied(before, content)
    return content[:-1] + b',"chain":"' + chain.encode() + b'"}\n', chain


def _short(value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    if isinstance(value, str):
        return value if len(value) <= MOST else f"{value[:MOST]}…"
    if isinstance(value, Mapping):
        return {str(name): _short(each) for name, each in value.items()}
    return value


def parsed(line: bytes) -> tuple[Event, bytes] | None:
    """Return the event of a line without its end, and what its digest is of; None if it is none."""
    found = _CHAIN.match(line)
    if found is None:
        return None
    body = found[1] + b"}"
    try:
        told = json.loads(body)
        event = Event(**{name: told[name] for name in FIELDS}, chain=found[2].decode())
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    sound = type(told["n"]) is int and type(told["what"]) is dict
    return (event, body) if sound else None
