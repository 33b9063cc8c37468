"""The commands that bring data in and keep them: import, history, undo, store."""

import argparse
import getpass
import hashlib
import sys
from functools import partial
from pathlib import Path

from atlas.cli import attaching, backing, entries, reviewing, traced
from atlas.cli.arguments import Command, Task
from atlas.cli.output import Unsettled, format_of
from atlas.cli.systems import system
from atlas.exchange import reading, report, writing
from atlas.exchange.coordinates.packed import READINGS
from atlas.exchange.distances import FAR
from atlas.exchange.findings import ERROR, QUESTION, RefusedError, shown
from atlas.exchange.proposal import MERGE, MODES, NEW, SKIP, Choices, propose
from atlas.exchange.records import PARKS
from atlas.i18n import text
from atlas.i18n.errors import FAILED, UseError
from atlas.model.names import clean
from atlas.model.read import load
from atlas.office import Store, copy, editors, open_store, passwords
from atlas.office.checking import check
from atlas.office.database.address import redacted
from atlas.office.record import KINDS

STDIN = "-"
# How many words follow each, at least and at most: addresses, a number, a switch, a zone.
DEEDS = {
    "init": (0, 0),
    "status": (0, 0),
    "check": (0, 0),
    "copy": (2, 2),
    "password": (0, 0),
    "review": (1, 1),
    "proposals": (0, 0),
    "approve": (1, 1),
    "reject": (1, 1),
    "attach": (2, 2),
    "attachments": (0, 1),
    "detach": (2, 2),
    "backup": (1, 1),
    "restore": (1, 1),
}
ELSEWHERE = {
    **dict.fromkeys(("review", "proposals", "approve", "reject"), reviewing.answer),
    **dict.fromkeys(("attach", "attachments", "detach"), attaching.answer),
    **dict.fromkeys(("backup", "restore"), backing.answer),
}
REPORTS = ("text", "json")


def _use(command: Command, key: str) -> str:
    return text(f"intake.use.{key}", command.lang)


def _add_import(command: Command) -> None:
    sub, use = command.parser, partial(_use, command)
    command.takes_formats(REPORTS)
    sub.add_argument("file", metavar="FILE", nargs="+", type=command.given, help=use("file"))
    for flag, metavar in (
        ("name", "NAME"),
        ("crs", "CRS"),
        ("encoding", "NAME"),
    ):
        sub.add_argument(f"--{flag}", metavar=metavar, default="", help=use(flag))
    sub.add_argument("--layer", action="append", default=[], metavar="NAME", help=use("layer"))
    for flag, default in (
        ("unmatched", ""),
        ("similar", ""),
        ("mode", MERGE),
        ("kind", ""),
        ("angles", ""),
        ("far", ""),
        ("parks", ""),
    ):
        sub.add_argument(f"--{flag}", metavar="WORD", default=default, help=use(flag))
    sub.add_argument(
        "--zone",
        action="append",
        default=[],
        metavar="ROW=ID",
        help=use("zone"),
        type=command.given,
    )
    sub.add_argument("--apply", action="store_true", help=use("apply"))
    sub.add_argument("--dry-run", action="store_true", help=use("dry_run"))
    sub.add_argument("--who", default="", metavar="NAME", help=use("who"))
    sub.add_argument("--note", default="", metavar="TEXT", help=use("note"))


def _add_history(command: Command) -> None:
    sub, use = command.parser, partial(_use, command)
    command.takes_formats(REPORTS)
    sub.add_argument("--zone", default="", metavar="ID", help=use("of_zone"))
    sub.add_argument("--limit", default="", metavar="N", help=use("limit"))
    sub.add_argument("--entry", default="", metavar="N", help=use("entry"))


def _add_undo(command: Command) -> None:
    sub, use = command.parser, partial(_use, command)
    sub.add_argument("number", metavar="N", help=use("number"))
    sub.add_argument("--who", default="", metavar="NAME", help=use("who"))


def _add_store(command: Command) -> None:
    sub, use = command.parser, partial(_use, command)
    command.takes_formats(REPORTS)
    sub.add_argument("deed", metavar="DEED", help=use("deed"))
    sub.add_argument("stores", nargs="*", metavar="URL|N|WORD", help=use("stores"))
    sub.add_argument("--caption", default="", metavar="TEXT", help=use("caption"))
    sub.add_argument("--day", default="", metavar="DATE", help=use("day"))
    sub.add_argument("--who", default="", metavar="NAME", help=use("who"))
    sub.add_argument("--why", default="", metavar="TEXT", help=use("why"))
    sub.add_argument("--keep", default="", metavar="N", help=use("keep"))
    sub.add_argument("--trail", action="append", default=[], metavar="FILE", help=use("trail"))


def _choice(args: argparse.Namespace, flag: str, known: tuple[str, ...]) -> str:
    value = getattr(args, flag)
    if value and value not in known:
        raise UseError("intake.wrong.choice", flag=flag, value=shown(value), known=", ".join(known))
    return value


def _rows(args: argparse.Namespace) -> dict[int, str]:
    """Return row -> zone from the flags; a zone that is none is found out by the proposal."""
    zones = {}
    for each in args.zone:
        row, sign, zone = each.partition("=")
        if not (sign and zone.strip() and row.strip().isascii() and row.strip().isdecimal()):
            raise UseError("intake.wrong.row", value=shown(each))
        zones[int(row)] = zone.strip()
    return zones


def _content(args: argparse.Namespace) -> tuple[str, bytes]:
    """Return the name and the bytes of the file, or of several as one; no more than may be read."""
    most = reading.LIMITS.bytes
    files = []
    for path in args.file:
        try:
            if path == STDIN:
                data = sys.stdin.buffer.read(most + 1)
            else:
                with Path(path).open("rb") as file:
                    data = file.read(most + 1)
        except OSError as error:
            raise UseError("intake.wrong.file", path=path, reason=error.strerror) from error
        files.append(("" if path == STDIN else Path(path).name, data))
    if sum(len(data) for _, data in files) > most:
        raise UseError("intake.wrong.large", most=most // 2**20, exit_code=FAILED)
    name, data = reading.bundled(files)
    return args.name or name, data


def _bring(args: argparse.Namespace) -> bytes:
    """
    Report on a file and, if asked, apply it.

    Parameters
    ----------
    args
        The command's arguments.

    Returns
    -------
    bytes
        The report.

    Raises
    ------
    Unsettled
        With the report, where the file has errors or open questions.
    """
    wanted, lang = format_of(args), args.lang
    if args.apply and args.dry_run:
        raise UseError("intake.wrong.both")
    choices = Choices(
        system=system(args.crs),
        zones=_rows(args),
        unmatched=_choice(args, "unmatched", (NEW, SKIP)),
        similar=_choice(args, "similar", (NEW, SKIP)),
        mode=_choice(args, "mode", MODES) or MERGE,
        kind=_choice(args, "kind", KINDS),
        angles=_choice(args, "angles", READINGS),
        far=_choice(args, "far", FAR),
        parks=_choice(args, "parks", PARKS),
    )
    name, data = _content(args)
    try:
        draft = reading.read(name, data, encoding=args.encoding, layer=args.layer)
    except RefusedError as error:
        if wanted == "json":
            said = writing.json_text(report.refusal(name, error.findings, lang))
        else:
            said = "\n".join([*report.said(error.findings, lang), text("intake.open", lang)]) + "\n"
        raise Unsettled(said.encode()) from error
    atlas, store = load(), open_store()
    proposal = propose(atlas, store.state(), draft, choices)
    open_ = any(each.level in {ERROR, QUESTION} for each in proposal.findings)
    entry = None
    if args.apply and proposal.can_apply:
        with traced.change(args, store, "apply") as change:
            store.init()
            entry = store.apply(
                proposal.records,
                base=proposal.base,
                who=entries.who(args),
                file=draft.name,
                checksum=hashlib.sha256(data).hexdigest(),
                note=" ".join(clean(args.note)),
            )
            change.entry(entry)
    waits = entry is not None and not entry.is_seen
    if wanted == "json":
        made = entries.record(entry) if entry else None
        found = report.record(atlas, proposal, lang) | {
            "applied": None if waits else made,
            "proposed": made if waits else None,
        }
        said = writing.json_text(found)
    else:
        last = "open" if open_ else "same" if not proposal.records else "ready"
        written = "proposed" if waits else "applied"
        ends = (
            text(f"intake.{written}", lang, n=entry.number)
            if entry
            else text(f"intake.{last}", lang)
        )
        said = "\n".join([*report.lines(atlas, proposal, lang), ends]) + "\n"
    if open_:
        raise Unsettled(said.encode())
    return said.encode()


def _history(args: argparse.Namespace) -> bytes:
    """Return the history, newest first; of one change also what it changed, value by value."""
    wanted, store, lang = format_of(args), open_store(), args.lang
    if args.entry:
        return _one(store, entries.number(args.entry), lang, wanted)
    limit = entries.number(args.limit) if args.limit else None
    found = store.entries(None if args.zone else limit)
    if args.zone:
        touching = {
            number
            for number in store.touching(args.zone)
            if args.zone in {change.zone for change in store.changes(number)}
        }
        if not touching and args.zone not in load().zones.index:
            raise UseError("intake.wrong.zone", value=shown(args.zone))
        found = [each for each in found if each.number in touching][:limit]
    if wanted == "json":
        return writing.json_text([entries.record(each) for each in found]).encode()
    said = [entries.line(each, lang) for each in found] or [text("intake.no_entries", lang)]
    return ("\n".join(said) + "\n").encode()


def _one(store: Store, number: int, lang: str, wanted: str) -> bytes:
    """Return one entry with what it changed."""
    changes = store.changes(number)
    entry = next(each for each in store.entries() if each.number == number)
    table = entries.difference(store, changes, lang)
    if wanted == "json":
        listed = entries.listed(changes, table)
        return writing.json_text([entries.record(entry) | {"changes": listed}]).encode()
    checksum = [text("intake.checksum", lang, checksum=entry.checksum)] if entry.checksum else []
    said = [entries.line(entry, lang), *checksum, *report.changed(table, lang)]
    return ("\n".join(said) + "\n").encode()


def _undo(args: argparse.Namespace) -> bytes:
    """Undo a change."""
    number = entries.number(args.number)
    store = open_store()
    with traced.change(args, store, "undo", {"of": number}) as change:
        entry = change.entry(store.undo(number, who=entries.who(args)))
    done = "undone" if entry.is_seen else "undo_proposed"
    return (text(f"intake.{done}", args.lang, n=number, entry=entry.number) + "\n").encode()


def _keep(args: argparse.Namespace) -> bytes:
    """
    Do what is asked of the store: make it, read it, copy it, review changes, attach to zones.

    Raises
    ------
    Unsettled
        With the report, where the store is damaged, or a proposal cannot be approved as it is.
    """
    wanted = format_of(args)
    if args.deed not in DEEDS:
        raise UseError(
            "intake.wrong.choice",
            flag="store",
            value=shown(redacted(args.deed)),  # who forgets the deed has an address there
            known=", ".join(DEEDS),
        )
    least, most = DEEDS[args.deed]
    if not least <= len(args.stores) <= most:
        raise UseError("intake.wrong.stores", deed=args.deed, n=most, given=len(args.stores))
    if elsewhere := ELSEWHERE.get(args.deed):
        return elsewhere(args, wanted)
    match args.deed:
        case "password":
            return f"{_hashed(args)}\n".encode()
        case "copy" | "init":
            return f"{_made(args)}\n".encode()
        case "check":
            return _checked(args, wanted)
    found = open_store().status()
    if wanted == "json":
        return writing.json_text(dict(found)).encode()
    return "".join(f"{name}: {value}\n" for name, value in found.items()).encode()


def _hashed(args: argparse.Namespace) -> str:
    """Ask a password twice and return its hash; whose it will be, ``--who`` may say."""
    asked = getpass.getpass(text("intake.use.password", args.lang))
    passwords.check(asked, args.who)
    if getpass.getpass(text("intake.use.password_again", args.lang)) != asked:
        raise editors.PasswordError("differ")
    return editors.hashed(asked)


def _made(args: argparse.Namespace) -> str:
    """Make the store, or copy one into another; return what is said of it."""
    if args.deed == "init":
        return text("intake.made", args.lang, store=open_store(create=True).name)
    source, target = map(open_store, args.stores)
    with traced.change(args, target, "copy", {"of": source.name}):
        return text("intake.copied", args.lang, n=copy(source, target))


def _checked(args: argparse.Namespace, wanted: str) -> bytes:
    """Read the store whole, hold it against the audit trail and report on it."""
    lang, store = args.lang, open_store()
    found = check(store)
    lost, untold = backing.against(store, args.trail)
    faults = [each.message(lang) for each in (*found.faults, *lost)]
    notes = [each.message(lang) for each in (*found.notes, *untold)]
    if wanted == "json":
        told = {"entries": found.entries, "records": found.records}
        report = writing.json_text(told | {"faults": faults, "notes": notes}).encode()
    else:
        said = (
            text("store.found", lang, n=len(faults))
            if faults
            else text("store.checked", lang, entries=found.entries, records=found.records)
        )
        report = "".join(f"{line}\n" for line in (said, *faults, *notes)).encode()
    if faults:
        raise Unsettled(report)
    return report


COMMANDS = {
    "import": Task(_add_import, _bring),
    "history": Task(_add_history, _history),
    "undo": Task(_add_undo, _undo),
    "store": Task(_add_store, _keep),
}
