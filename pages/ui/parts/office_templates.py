"""The office's own templates that are in use: of this session, of the store, or named."""

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.briefing.template.model import ENV, KINDS, Template
from atlas.briefing.template.reading import read, read_file
from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.i18n.errors import AtlasError
from atlas.office import templates
from pages.ui import cache
from pages.ui.session import state

if TYPE_CHECKING:
    from atlas.office.templates import KeptTemplate

SESSION, STORE, NAMED = "session", "store", "named"  # where one comes from


@dataclass(frozen=True, slots=True)
class InUse:
    """
    A template that pieces are written into, or why one cannot be.

    Attributes
    ----------
    kind
        ``"pptx"`` or ``"docx"``.
    origin
        `SESSION`, `STORE` or `NAMED` by the environment.
    template
        The template; None where it cannot be read.
    name
        Of its file.
    at, who
        When it was kept, and by whom; where it is.
    trouble
        Why it cannot be read.
    """

    kind: str
    origin: str
    template: Template | None
    name: str
    at: dt.datetime | None = None
    who: str = ""
    trouble: AtlasError | None = None


def found(*, shared: bool = False) -> tuple[InUse, ...]:
    """
    Return the templates in use, at most one of a kind: the session's, else the store's, else named.

    Parameters
    ----------
    shared
        Leave the session's out: for who has no session.
    """
    given = {} if shared else state.desk().templates
    try:
        kept = templates.kept(cache.store_now())
    except AtlasError:
        kept = {}  # the data page says what is wrong with the store
    return tuple(filter(None, (_of(kind, given, kept) for kind in KINDS)))


def _of(
    kind: str, given: Mapping[str, Template], kept: "Mapping[str, KeptTemplate]"
) -> InUse | None:
    if template := given.get(kind):
        return InUse(kind, SESSION, template, template.name)
    if each := kept.get(kind):
        template, trouble = _tried(lambda: _kept(each))
        return InUse(kind, STORE, template, each.name, each.at, each.who, trouble)
    if named := os.environ.get(ENV[kind], "").strip():
        path = Path(named)
        template, trouble = _tried(lambda: _named(path, kind, _changed(path)))
        return InUse(kind, NAMED, template, path.name, trouble=trouble)
    return None


def _tried(read_it: Callable[[], Template]) -> tuple[Template | None, AtlasError | None]:
    """Return a template, or why it cannot be read."""
    try:
        return read_it(), None
    except AtlasError as error:
        return None, error


@lru_cache(maxsize=4)
def _kept(kept: "KeptTemplate") -> Template:
    """Return a template of the store, checked like one that is brought."""
    return read(kept.name, templates.content(cache.store_now(), kept.kind))


@lru_cache(maxsize=4)
def _named(file: Path, kind: str, changed_ns: int) -> Template:  # noqa: ARG001 - for the cache
    template = read_file(file)
    if template.kind != kind:
        values = {"kind": kind}
        raise RefusedError(Finding("template.other", ERROR, value=file.name, values=values))
    return template


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:  # reading it says what is wrong
        return 0


def in_use(*, shared: bool = False) -> tuple[Template, ...]:
    """Return the templates that pieces are written into; see `found`."""
    return tuple(each.template for each in found(shared=shared) if each.template)
