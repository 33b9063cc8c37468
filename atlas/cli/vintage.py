"""Which zones of which vintage of the atlas a command is about."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from atlas import office
from atlas.cli.arguments import SINGLE
from atlas.cli.places import picked
from atlas.i18n.errors import UseError
from atlas.model import documents
from atlas.model.atlas import USUAL_DOCUMENT, Atlas
from atlas.model.names import clean
from atlas.model.read import load
from atlas.model.vocabulary import SelectionError, UnknownValue
from atlas.office.edition import NOW, derive
from atlas.office.place import is_unmade
from atlas.office.vintage import Vintage
from atlas.selection import counts, narrowing, renamed
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection


def vintage(args: argparse.Namespace) -> Atlas:
    """
    Return the atlas of a document with what the office has added, as the flags ask for it.

    Raises
    ------
    SelectionError
        If there is no such document or change.
    StoreError
        If the store cannot be read.
    """
    return derived(asked(args))


def asked(args: argparse.Namespace) -> Vintage:
    """
    Return which document and which of the office's data the flags ask for.

    Raises
    ------
    SelectionError
        If they cannot be read.
    """
    given = {"own": "1" if args.own else "0", "as-of": args.as_of or ""}
    found, unknown = Vintage.parse(given | {"document": args.document or USUAL_DOCUMENT})
    if unknown:
        raise SelectionError(unknown)
    return found


def _blob(digest: str) -> bytes:
    """Return the bytes of something that is attached to a zone."""
    return office.open_store().blob(digest)


def derived(wanted: Vintage) -> Atlas:
    """
    Return a vintage of the atlas.

    Raises
    ------
    SelectionError
        If there is no such document or change.
    StoreError
        If the store cannot be read.
    """
    edition = wanted.edition
    if is_unmade() and edition.as_of in {NOW, 0}:
        # What drives databases takes longer to import than the atlas to load.
        return documents.under(load(), wanted.document)
    loaded = replace(load(), editions=cache(derived), blob=_blob)
    known = documents.under(loaded, wanted.document)
    if not edition.as_of:
        # The document alone can be had whatever has become of the store.
        return known
    store = office.open_store()
    head = store.head()
    if edition.as_of > head:
        raise SelectionError([UnknownValue("as-of", str(edition.as_of), known=("0", str(head)))])
    state = store.state(None if edition.as_of == NOW else edition.as_of)
    return derive(known, state, own=edition.own)


def selection(args: argparse.Namespace, atlas: Atlas, **defaults: str) -> Selection:
    """
    Return what the flags select; where that is no zone, say what would have to be dropped.

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
        If a flag that holds one value is given several, or no zone lies where the flags say.
    """
    given = {flag: getattr(args, flag.replace("-", "_"), None) for flag in (*FLAGS, *SINGLE)}
    chosen = {flag: value for flag, value in given.items() if value is not None}
    for flag in SINGLE:
        values = clean(chosen.get(flag, ()))
        if len(values) > 1:
            raise UseError("cli.twice", flag=flag, values=", ".join(values))
    usual = {flag.replace("_", "-"): value for flag, value in defaults.items()}
    found = picked(Selection.from_params(usual | chosen, atlas), args, atlas)
    if not counts.total(atlas, found):
        # Beside the answer: whoever reads that is a program.
        sys.stderr.write(narrowing.message(found, atlas, lang=args.lang) + "\n")
    if said := renamed.message(atlas, found, args.lang):
        sys.stderr.write(said + "\n")
    return found


def either(args: argparse.Namespace, atlas: Atlas, among: Iterable[str]) -> Selection:
    """
    Return what the flags select among the zones of some documents: a value that one knows is known.

    Raises
    ------
    SelectionError
        If none knows all values; it speaks of those that the first does not know.
    """
    wrong = None
    for document in among:
        try:
            return selection(args, documents.under(atlas, document))
        except SelectionError as error:
            wrong = wrong or error
    raise wrong or AssertionError(among)
