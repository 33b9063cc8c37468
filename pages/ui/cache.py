"""Keep what is slow to make: the atlas, its map document and the standing parts of the pages."""

import contextlib
import datetime as dt
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import jinja2
import streamlit as st

import atlas
from atlas import plan
from atlas.briefing.order import DPI, Order
from atlas.i18n.errors import AtlasError
from atlas.model import documents
from atlas.model.atlas import Atlas
from atlas.model.read import GPKG, AtlasFileError
from atlas.office import EMPTY, State, Store, StoreError, edition, open_store
from atlas.office.edition import NOW
from atlas.office.latest import Latest, Reading
from atlas.office.vintage import Vintage
from pages.ui.markup.build import Build
from pages.ui.markup.files import NAMED, File
from pages.ui.process import journal
from pages.ui.process.pool import works
from pages.ui.process.pool.data import Data
from pages.ui.session import state
from pages.ui.session.held import Condition, Held

_DRAWING = threading.Lock()
BUILDS = 8  # vintages whose drawn parts are kept
# What data that cannot be read (`AtlasError` is a ValueError) or drawn raise.
_UNUSABLE = (ValueError, LookupError, TypeError, AttributeError, OSError, jinja2.TemplateError)


def _opened() -> Store:
    return the_store()


@dataclass
class _Kept:
    """
    The last good build of the plan and which file was tried last; what was drawn.

    Attributes
    ----------
    plan, plain
        The plan's atlas and its build.
    key
        What tells it from others.
    tried
        What told the file that was last tried from others.
    since
        When the plan's build was taken up.
    builds
        The builds drawn last by what they are of, the one asked for last at the end.
    office
        What is known of the office's store.
    lock
        Held while something is built, never while the store is asked: sessions run in threads of
        their own.
    """

    plan: Atlas | None = None
    plain: Build | None = None
    key: str = ""
    tried: tuple[int, ...] | None = ()
    since: dt.datetime | None = None
    builds: OrderedDict[tuple[object, ...], Build] = field(default_factory=OrderedDict)
    office: Latest = field(default_factory=lambda: Latest(_opened, _told))
    lock: threading.RLock = field(default_factory=threading.RLock)


@st.cache_resource(show_spinner=False)
def _kept() -> _Kept:
    """Hold the last good build for all sessions."""
    return _Kept()


def _plan() -> Build:
    """
    Return the build of the plan that lies there now; if it cannot be read or drawn, the last good.

    Raises
    ------
    AtlasFileError
        If no build could be read since the server started.
    """
    kept = _kept()
    found = _stamp()
    if kept.plan is None or found != kept.tried:
        try:
            fresh = replace(
                atlas.load(GPKG),
                editions=lambda asked: vintage_build(asked).atlas,
                blob=lambda digest: the_store().blob(digest),
            )
            if _stamp() != found:
                # It may be half the one and half the other; the next run tries again.
                raise AtlasFileError("replaced", name=GPKG.name)
            key = f"{fresh.version}-{found[0]}"
            build = Build(fresh, key)
            # Drawn at once, so that a build is used whole or not at all.
            _ = build.standing, build.stylesheet
        except _UNUSABLE as error:
            told = journal.told(error) if kept.tried != found else {}
            if told:
                said = {"reason": error.message("en")} if isinstance(error, AtlasError) else {}
                journal.event("data_refused", level=logging.ERROR, **said, **told)
            kept.tried = found
            if kept.plan is None:
                raise
        else:
            was = kept.plan.version if kept.plan else None
            kept.plan, kept.key, kept.builds = fresh, key, OrderedDict()
            kept.plain, kept.tried, kept.since = build, found, _now()
            journal.event("data", version=fresh.version, date=fresh.date, was=was)
    return kept.plain


def _stamp() -> tuple[int, int, int] | None:
    """Return what tells the file that lies there from one before or after it."""
    try:
        found = GPKG.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


def _told(reading: Reading) -> None:
    """Write that the store fell into trouble, with what it said itself, or that it is back."""
    trouble = reading.trouble
    if trouble is None:
        journal.event("store", state="back")
        return
    said = {"cause": trouble.kind, "reason": trouble.message("en"), "detail": trouble.detail}
    journal.event("store", level=logging.WARNING, state="trouble", **said)


def _key(asked: Vintage, revision: int, last: tuple[int, str]) -> tuple[object, ...]:
    """Return what the build of a vintage as of an entry is kept by."""
    kept = _kept()
    if kept.plan is None:
        raise AtlasFileError("missing", path=GPKG)  # as `_plan` does, which has been called before
    # A link may name a document that there is not: the page says so, and shows the plan.
    document = asked.document if asked.document in kept.plan.documents.index else kept.plan.document
    return (kept.key, document, asked.edition.own, revision, *last)


def _drawn(key: tuple[object, ...]) -> Build | None:
    """Return a build that was drawn before, and keep it for longer."""
    kept = _kept()
    if key in kept.builds:
        kept.builds.move_to_end(key)
    return kept.builds.get(key)


def _draw(key: tuple[object, ...], asked: Vintage, now: State) -> Build:
    """Return the build of a vintage with the office's data."""
    kept = _kept()
    plan, plain, document = kept.plan, kept.plain, str(key[1])
    if plan is None or plain is None:
        raise AtlasFileError("missing", path=GPKG)  # see `_key`
    if not now.revision and document == plan.document:
        return plain
    shown = documents.under(plan, document)
    own_zones = sum(record.is_own for record in now.records.values())
    if now.revision:
        shown = edition.derive(shown, now, own=asked.edition.own)
    kept.builds[key] = Build(shown, "-".join(map(str, key)), own_zones)
    while len(kept.builds) > BUILDS:
        kept.builds.popitem(last=False)
    return kept.builds[key]


def _state(revision: int, reading: Reading) -> State:
    """Return the office's data after an entry; those read last where these cannot be read now."""
    if not revision:
        return EMPTY
    if revision == reading.now.revision or reading.trouble:
        return reading.now
    try:
        return the_store().state(revision)
    except StoreError as error:
        _kept().office.fail(error)
        return reading.now


def _held(asked: Vintage) -> Held:
    """
    Return what a vintage is drawn from; the store is asked while no lock is held.

    The plan alone waits for no store; what the office has added, where it cannot be read now, is
    what was read of it last.
    """
    kept, as_of = _kept(), asked.edition.as_of
    with kept.lock:
        plan = _plan().atlas
    reading = kept.office.fresh() if as_of else kept.office.known()
    head, _ = reading.last
    revision = head if as_of == NOW else min(as_of, head)
    with kept.lock:
        if build := _drawn(_key(asked, revision, reading.last)):
            return Held(asked, build, kept.plan or plan, reading.now)
    now = _state(revision, reading)
    with kept.lock:
        key = _key(asked, now.revision, reading.last)
        build = _drawn(key) or _draw(key, asked, now)
        return Held(asked, build, kept.plan or plan, reading.now)


def _build(asked: Vintage | None = None) -> Build:
    """Return a vintage's build; that of the URL, as the run began with it, unless one is named."""
    if asked is None:
        asked, held = state.vintage(), state.held()
        if held is not None and held.asked == asked:
            return held.build
    return _held(asked).build


@st.cache_resource(show_spinner=False)
def the_store() -> Store:
    """Return the store of the office's data; it is opened when something is first asked of it."""
    return open_store()


def trouble() -> StoreError | None:
    """Return why the office's data cannot be read now; None where they can."""
    return _kept().office.known().trouble


def reading() -> Reading:
    """Return what is known of the office's data; nothing is read for it."""
    return _kept().office.known()


def store_now() -> Store:
    """
    Return the store of the office's data, for who would read it.

    Raises
    ------
    StoreError
        If it could not be read when it was last looked at: nobody waits for it again.
    """
    if error := trouble():
        raise error
    return the_store()


def base_atlas() -> Atlas:
    """Return the atlas of the plan alone, as this run began with it."""
    if held := state.held():
        return held.plan
    with _kept().lock:
        return _plan().atlas


def office() -> State:
    """Return what the office has added, as it was when this page began to be drawn."""
    held = state.held()
    return held.now if held else reading().now


def begin() -> None:
    """
    Look what data there are, and hold this run to them.

    Raises
    ------
    AtlasFileError
        If no build could be read since the server started.
    """
    before, found = state.held(), _held(state.vintage())
    renewed = found.plan.version if before and before.plan is not found.plan else ""
    state.hold(replace(found, renewed=renewed))


def renewed() -> str:
    """Return the data's version where it is new to this session since its last run."""
    held = state.held()
    return held.renewed if held else ""


def condition() -> Condition:
    """Return what is held in memory; nothing is read for it."""
    kept = _kept()
    known, age = kept.office.known(), time.monotonic() - kept.office.looked_at
    return Condition(kept.plan, kept.since, known.trouble, known.since, age)


def look() -> None:
    """Take up what data lie there now, for who has no page; the log says what cannot be read."""
    with contextlib.suppress(*_UNUSABLE):
        _build(Vintage())


def vintage_build(asked: Vintage) -> Build:
    """Return the build of a vintage: for who has no page."""
    return _build(asked)


def vintage_atlas(asked: Vintage) -> tuple[Atlas, str]:
    """
    Return the atlas of a vintage and what tells it from others: for who has no page.

    Parameters
    ----------
    asked
        The vintage.
    """
    build = _build(asked)
    return build.atlas, build.key


def data(asked: Vintage | None = None) -> Data:
    """Return what a worker draws a vintage from: the page's unless one is named."""
    build = _build(asked)
    return Data(build.key, build.atlas, data)


def the_atlas() -> Atlas:
    """Return the atlas that the page's URL asks for: the build that lies there now, or the last."""
    return _build().atlas


def standing_parts() -> File:
    """Return what a browser needs once: the map's name, the filter forms, the zone tables."""
    return _build().standing


def parts_of(asked: Vintage) -> str:
    """Return where a browser finds the standing parts of another vintage than the page's."""
    return vintage_build(asked).standing.href(asked.query())


def stylesheet() -> File:
    """Return the pages' CSS with the colours of the style table; every vintage has the same."""
    with _kept().lock:
        return _plan().stylesheet


def file(name: str, asked: Vintage) -> File | None:
    """
    Return a file that a page has told a browser of; None where the data are others by now.

    Parameters
    ----------
    name
        Its name.
    asked
        The vintage of the page; it is drawn where this process has not drawn it yet.
    """
    if not NAMED.fullmatch(name):
        return None
    kept = _kept()
    with kept.lock:
        builds = [kept.plain, *kept.builds.values()] if kept.plain else []
    for build in builds:
        for found in build.drawn():
            if found.name == name:
                return found
    # One at a time: a stranger who asks for names that are none must not hold up the readers.
    with _DRAWING:
        build = _build(asked)
        drawn = (build.registers, build.surroundings, build.outlines)
        more = (each for files in drawn for each in files.values())
        files = (build.standing, build.stylesheet, build.document, *more)
        return next((each for each in files if each.name == name), None)


def build_key() -> str:
    """Return what tells one build from another in a browser that keeps the standing parts."""
    return _build().key


@st.cache_data(show_spinner=False, max_entries=96)
def _preview(key: str, order: Order) -> works.Pictured:  # noqa: ARG001 - the key is for the cache
    return works.preview(the_atlas(), order)


def as_seen(order: Order) -> Order:
    """Return an order as it is looked at: at the least resolution, without what is not seen."""
    # What slides and documents are written into is not seen on the sheet.
    return order.with_(dpi=DPI[0], templates=())


def preview(order: Order) -> works.Pictured:
    """
    Return a sheet as it will be, at the least resolution, as PNG, and what it shows in words.

    Parameters
    ----------
    order
        Checked.
    """
    return _preview(build_key(), as_seen(order))


@st.cache_data(show_spinner=False, max_entries=32)
def _small_maps(key: str, order: Order) -> list[works.Pictured]:  # noqa: ARG001 - for the cache
    return works.small_maps(the_atlas(), order)


def small_maps(order: Order) -> list[works.Pictured]:
    """
    Return the small maps that an order parts into, each as PNG and in words.

    Parameters
    ----------
    order
        Checked.
    """
    return _small_maps(build_key(), order)


@st.cache_data(show_spinner=False, max_entries=128)
def _chart(key: str, name: str, _draw: Callable[[], dict[str, object]]) -> dict[str, object]:  # noqa: ARG001 - for the cache
    return _draw()


def chart(name: str, draw: Callable[[], dict[str, object]]) -> dict[str, object]:
    """
    Return a chart's specification; it is made once for each build and name.

    Parameters
    ----------
    name
        Of the chart and all that it depends on beside the data.
    draw
        Makes it.
    """
    return _chart(build_key(), name, draw)


@st.cache_resource(show_spinner=False, max_entries=1)
def _plan_text(key: str, file: str, changed_ns: int | None) -> plan.PlanText:  # noqa: ARG001 - for the cache
    return plan.read(Path(file), the_atlas())


def plan_text() -> plan.PlanText | None:
    """
    Return the plan's text where the environment names its file; None where it names none.

    Raises
    ------
    PlanTextError
        If the file cannot be read or is another text.
    """
    named = os.environ.get(plan.ENV, "").strip()
    if not named:
        return None
    file = Path(named)
    try:
        changed_ns = file.stat().st_mtime_ns
    except OSError:  # reading it says what is wrong
        changed_ns = None
    return _plan_text(build_key(), named, changed_ns)
