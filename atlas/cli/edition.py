"""Which zones of which edition of the atlas a command is about."""

import argparse

from atlas import office
from atlas.cli.arguments import SINGLE
from atlas.i18n.errors import UseError
from atlas.model.atlas import Atlas
from atlas.model.names import clean
from atlas.model.read import load
from atlas.model.vocabulary import SelectionError, UnknownValue
from atlas.office.edition import NOW, Edition, derive
from atlas.office.place import is_unmade
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection


def edition(args: argparse.Namespace) -> Atlas:
    """
    Return the atlas with what the office has added, as the flags ask for it.

    Raises
    ------
    SelectionError
        If there is no such change.
    StoreError
        If the store cannot be read.
    """
    return derived(asked(args))


def asked(args: argparse.Namespace) -> Edition:
    """
    Return which of the office's data the flags ask for.

    Raises
    ------
    SelectionError
        If they cannot be read.
    """
    found, unknown = Edition.parse({"own": "1" if args.own else "0", "as-of": args.as_of or ""})
    if unknown:
        raise SelectionError(unknown)
    return found


def derived(wanted: Edition) -> Atlas:
    """
    Return an edition of the atlas.

    Raises
    ------
    SelectionError
        If there is no such change.
    StoreError
        If the store cannot be read.
    """
    if is_unmade() and wanted.as_of in {NOW, 0}:
        # What drives databases takes longer to import than the atlas to load.
        return load()
    store = office.open_store()
    head = store.head()
    if wanted.as_of > head:
        raise SelectionError([UnknownValue("as-of", str(wanted.as_of), known=("0", str(head)))])
    state = store.state(None if wanted.as_of == NOW else wanted.as_of)
    return derive(load(), state, own=wanted.own)


def selection(args: argparse.Namespace, atlas: Atlas, **defaults: str) -> Selection:
    """
    Return what the flags select.

    Parameters
    ----------
    args
        The command's arguments.
    atlas
        Knows the values.
    **defaults
        Values of flags that are not given, ``_`` for ``-``.

    Raises
    ------
    SelectionError
        If a value is unknown.
    UseError
        If a flag that holds one value is given several.
    """
    given = {flag: getattr(args, flag.replace("-", "_"), None) for flag in (*FLAGS, *SINGLE)}
    chosen = {flag: value for flag, value in given.items() if value is not None}
    for flag in SINGLE:
        values = clean(chosen.get(flag, ()))
        if len(values) > 1:
            raise UseError("cli.twice", flag=flag, values=", ".join(values))
    usual = {flag.replace("_", "-"): value for flag, value in defaults.items()}
    return Selection.from_params(usual | chosen, atlas)
