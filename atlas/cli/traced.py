"""What a command changes, told to the audit trail: by whom it says, and by which account it was."""

import argparse
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager

from atlas.cli import entries
from atlas.i18n import text
from atlas.office import Store
from atlas.office.trail import files
from atlas.office.trail.changing import Changed, changing
from atlas.office.trail.errors import TrailError
from atlas.office.trail.keeping import Trail, told

try:
    import pwd
except ImportError:  # Windows
    pwd = None  # type: ignore[assignment]

COMMAND = "command"  # where an event comes from


def account() -> str:
    """Return the system's account, whatever name is given, and on whose behalf it says to act."""
    name = ""
    if hasattr(os, "getuid"):
        try:
            name = pwd.getpwuid(os.getuid()).pw_name
        except KeyError:  # a container's user need have no name
            name = str(os.getuid())
    name = name or os.environ.get("USERNAME", "") or platform.node()
    behalf = os.environ.get("SUDO_USER", "")
    return f"{name} ({behalf})" if behalf else name


def change(
    args: argparse.Namespace, store: Store, event: str, what: Mapping[str, object] | None = None
) -> AbstractContextManager[Changed]:
    """
    Tell the audit trail of a change of a store, before it is made and after.

    Parameters
    ----------
    args
        Of the command, which says who makes it.
    store
        What is changed.
    event, what
        As of `atlas.office.trail.changing.changing`.

    Raises
    ------
    TrailError
        If the trail cannot be written; nothing is changed then.
    """

    def unsaid(error: TrailError) -> None:
        _say(args.lang, error)

    return changing(
        Trail(files.place()),
        store,
        event,
        {"account": account(), **(what or {})},
        who=entries.who(args),
        source=COMMAND,
        unsaid=unsaid,
    )


def note(args: argparse.Namespace, event: str, what: Mapping[str, object]) -> None:
    """Tell the audit trail of what is no change; where it cannot be written, say so and go on."""
    said = {"account": account(), **what}
    line = told(event, said, who=entries.who(args), source=COMMAND)
    try:
        Trail(files.place()).append([line])
    except TrailError as error:
        _say(args.lang, error)


def _say(lang: str, error: TrailError) -> None:
    sys.stderr.write(text("trail.cli.unsaid", lang, message=error.message(lang)) + "\n")
