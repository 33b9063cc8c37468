"""The command that lists the audit trail, or proves it whole."""

import argparse
import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from atlas.cli import entries
from atlas.cli.arguments import Command, Task
from atlas.cli.output import ANSWERS, Answer, Unsettled, aligned, format_of, said
from atlas.exchange import writing
from atlas.exchange.findings import shown
from atlas.i18n import table, text
from atlas.i18n.errors import UseError
from atlas.office.trail import files, proof
from atlas.office.trail.changing import BEGUN
from atlas.office.trail.lines import Event

CHECK = "check"
PROOFS = ("begun", "store", "history", "seal")  # what programs ask for, and people need not see
LEAST = 8  # digits of a digest that tell it from others
NAMED = ("sign_in", "lock_out", "upload", "apply", "undo", "export")  # in the help


def _add(command: Command) -> None:
    sub, lang = command.parser, command.lang
    command.takes_formats(ANSWERS)
    sub.add_argument("deed", nargs="?", choices=[CHECK], help=text("trail.cli.deed", lang))
    for flag in ("since", "until", "who", "limit", "path"):
        metavar = {"limit": "N", "path": "FILE", "who": "NAME"}.get(flag, "DATE")
        sub.add_argument(
            f"--{flag}", default="", metavar=metavar, help=text(f"trail.cli.{flag}", lang)
        )
    known = " ".join(NAMED)
    for flag, metavar in (("event", "WORD"), ("known", "N=DIGEST")):
        help_ = text(f"trail.cli.{flag}", lang, known=known)
        sub.add_argument(f"--{flag}", action="append", default=[], metavar=metavar, help=help_)


def _run(args: argparse.Namespace) -> bytes:
    path = Path(args.path) if args.path else files.place()
    return _proved(args, path) if args.deed == CHECK else _listed(args, path)


# Proving ------------------------------------------------------------------------------------------


def _proved(args: argparse.Namespace, path: Path) -> bytes:
    lang = args.lang
    found = proof.proved(path, known=_known(args.known))
    if args.format == "json":
        told = {"files": found.files, "records": found.events, "last": found.n}
        findings = [
            {"kind": each.kind, "fault": each.is_fault, "message": each.message(lang)}
            for each in found.found
        ]
        whole = {"whole": found.is_whole, "digest": found.chain, "found": findings}
        report = writing.json_text(told | whole)
    else:
        faults = sum(each.is_fault for each in found.found)
        head = text("trail.cli.broken", lang, n=faults)
        if not faults:
            values: dict[str, object] = {"n": found.events, "files": found.files}
            values |= {"last": found.n, "chain": found.chain}
            key = "whole" if found.files else "none"
            head = text(f"trail.cli.{key}", lang, path=path, **values)
        report = "".join(f"{line}\n" for line in (head, *(f.message(lang) for f in found.found)))
    if not found.is_whole:
        raise Unsettled(report.encode())
    return report.encode()


def _known(given: list[str]) -> dict[int, str]:
    found = {}
    for each in given:
        number, _, digest = each.partition("=")
        if len(digest) < LEAST or not all(sign in "0123456789abcdef" for sign in digest.lower()):
            raise UseError("trail.cli.pair", value=shown(each))
        found[entries.number(number)] = digest.lower()
    return found


# Listing ------------------------------------------------------------------------------------------


def _listed(args: argparse.Namespace, path: Path) -> bytes:
    wanted_as = format_of(args)
    wanted = list(_wanted(args, path))
    if args.limit:
        wanted = wanted[-entries.number(args.limit) :]
    rows = pd.DataFrame(
        [
            {
                **{name: getattr(each, name) for name in ("n", "time", "event", "outcome")},
                **{name: getattr(each, name) for name in ("who", "source")},
                "what": dict(each.what) if wanted_as == "json" else " ".join(_said(each)),
                "chain": each.chain,
            }
            for each in wanted
        ],
        columns=["n", "time", "event", "outcome", "who", "source", "what", "chain"],
    )
    if not wanted:
        key = "none_such" if files.there(path) else "none"
        return said(args, Answer(rows, (text(f"trail.cli.{key}", args.lang, path=path),)))
    return said(args, Answer(rows, tuple(_lines(wanted, args.lang))))


def _wanted(args: argparse.Namespace, path: Path) -> Iterator[Event]:
    since = _moment(args.since, whole_day=False) if args.since else None
    until = _moment(args.until, whole_day=True) if args.until else None
    for each in files.events(path):
        try:
            at = dt.datetime.fromisoformat(each.time).astimezone()
        except ValueError:  # whatever it says, it is listed
            at = None
        if at and ((since and at < since) or (until and at >= until)):
            continue
        if args.who and each.who != args.who.strip():
            continue
        if args.event and each.event not in args.event:
            continue
        yield each


def _moment(given: str, *, whole_day: bool) -> dt.datetime:
    """Return a moment of this machine's zone; of a day its beginning, or its end."""
    try:
        found = dt.datetime.fromisoformat(given.strip()).astimezone()
    except (ValueError, OverflowError):
        raise UseError("trail.cli.moment", value=shown(given)) from None
    days = whole_day and len(given.strip()) == len("2026-12-01")
    return found + dt.timedelta(days=1) if days else found


def _lines(events: list[Event], lang: str) -> list[str]:
    """Return events as lines for people; of a change that has come to its end the end alone."""
    ended = {each.what.get("begun") for each in events}
    words = table(lang, "trail.")
    rows = [
        (
            str(each.n),
            each.time[:19].replace("T", " "),
            words.get(f"trail.event.{each.event}", shown(each.event)),
            words.get(f"trail.outcome.{each.outcome}", shown(each.outcome)),
            shown(each.who) or "-",
            shown(each.source) or "-",
            " ".join(_said(each, without=PROOFS)),
        )
        for each in events
        if not (each.outcome == BEGUN and each.n in ended)
    ]
    return aligned(rows, right=[0])


def _said(event: Event, without: Collection[str] = ()) -> list[str]:
    return [f"{name}={shown(each)}" for name, each in event.what.items() if name not in without]


COMMANDS = {"trail": Task(_add, _run)}
