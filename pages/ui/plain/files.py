"""The files that the plain edition gives: tables and layers, finished pieces, its own drawings."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from starlette.requests import Request

from atlas.briefing import formats
from atlas.briefing.book import Picture, around
from atlas.briefing.order import WORDS, Order, check
from atlas.exchange import writing
from atlas.i18n import dates
from atlas.model.atlas import Atlas
from atlas.selection import counts
from atlas.selection.selection import Selection
from pages.ui.parts import office_templates
from pages.ui.plain.pages import Held
from pages.ui.plain.reader import Reader
from pages.ui.plain.shelf import Made, by_workers
from pages.ui.process import audit, journal
from pages.ui.process.pool import works
from pages.ui.process.pool.job import Job
from pages.ui.session.view import View

PLAN = (600.0, 410.0)  # points: the map, above its legend
AREA = (270.0, 205.0)
ZONE = (400.0, 283.0)
LOCATOR = (230.0, 182.0)
MOST_OF_ONE = 12  # pieces underway for one address, behind which there may be an office


@dataclass(frozen=True, slots=True)
class Task:
    """
    A file to be made.

    Attributes
    ----------
    key
        What it is made of: the same key, the same file.
    work
        Makes it.
    drawn
        Whether it is a drawing of one of the edition's own pages.
    of
        Of whom the audit trail has a file that is taken out; whose address it is, is not known yet.
    apart
        Has workers make it for a request, see `pages.ui.plain.shelf.by_workers`; None where it is
        made in place.
    """

    key: Hashable
    work: Callable[[], Made]
    drawn: bool = False
    of: audit.Reader | None = None
    apart: Callable[[Request], Awaitable[Made]] | None = None


def _task(  # noqa: PLR0913 - what a file is
    key: Hashable,
    held: Held,
    work: Callable[..., bytes],
    args: tuple[object, ...],
    finish: Callable[[bytes], Made],
    *,
    form: str = "",
    zones: int | None = None,
    of: audit.Reader | None = None,
) -> Task:
    """Return the making of a file, in place or by workers."""
    write = partial(work, held.atlas, *args)

    def made(body: bytes) -> Made:
        return replace(finish(body), zones=zones)

    def here() -> Made:
        return made(journal.export(write, form=form, zones=zones) if form else write())

    def begin(owner: str) -> Job:
        return Job(
            *(owner, work, args, held.data),
            form=form,
            zones=zones,
            most=MOST_OF_ONE,
            reader=None,
        )

    async def apart(request: Request) -> Made:
        return made(await by_workers(request, key, begin))

    return Task(key, here, not form, of, apart if works.is_heavy(held.atlas) else None)


def order(view: Reader, base_url: str, given: Mapping[str, str]) -> Order:
    """
    Return the sheet that a link asks for.

    Parameters
    ----------
    view
        The selection and the form.
    base_url
        Where the atlas is served.
    given
        Parameter name -> value; of these the words that stand on the sheet.
    """
    return Order(
        map=view.map,
        lang=view.lang,
        date=dates.today(),
        base_url=base_url,
        templates=office_templates.in_use(shared=True) if view.form.template else (),
        **view.form.of_order(),
        **{name: given.get(name.replace("_", "-"), "") for name in WORDS},
    )


def piece(view: Reader, held: Held, kind: str, asked: Order, *, width: int | None = None) -> Task:
    """
    Return the making of a finished piece.

    Parameters
    ----------
    view
        What is selected.
    held
        The data.
    kind
        A key of `atlas.briefing.formats.SNAPSHOTS`.
    asked
        See `order`.
    width
        Pixels of a picture for a screen, in place of the order's dots an inch.

    Raises
    ------
    OrderError
        If it cannot be made so.
    """
    check(asked)
    snapshot = formats.SNAPSHOTS[kind]
    name = f"{view.file_stem(held.atlas)}{snapshot.suffix}"
    return _task(
        (held.key, kind, asked, name, width),
        held,
        works.piece,
        (kind, asked, width),
        partial(Made, media=_media(snapshot.mime), name=name),
        form=kind,
        zones=counts.total(held.atlas, asked.selection),
        of=_of(view, held),
    )


def table(view: Reader, held: Held, kind: str, options: writing.Options) -> Task:
    """
    Return the making of a file of the selected zones; the making raises `ExportError`.

    Parameters
    ----------
    view
        What is selected.
    held
        The data.
    kind
        A key of `atlas.exchange.writing.EXPORTERS`.
    options
        Coordinate system, encoding and digits.
    """
    exporter, selection = writing.EXPORTERS[kind], view.selection
    name = f"{view.file_stem(held.atlas)}{exporter.suffix}"
    media = _media(exporter.mime, exporter.encoding_of(options) or "utf-8")
    return _task(
        (held.key, kind, selection, options, name),
        held,
        works.table,
        (kind, selection, options),
        partial(Made, media=media, name=name),
        form=kind,
        zones=counts.total(held.atlas, selection),
        of=_of(view, held),
    )


def _of(view: Reader, held: Held) -> audit.Reader:
    """Return what the audit trail has of who takes a file out."""
    return audit.Reader("", "", View.query(view).lstrip("?"), held.atlas.version)


def options(given: Mapping[str, str]) -> writing.Options:
    """Return what a link asks of a table; digits that are no number are refused by the format."""
    digits = given.get("digits", "").strip()
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) == 1 else -1
    return writing.Options(
        given.get("crs", ""),
        given.get("encoding", ""),
        number if digits else writing.Options().digits,
    )


def drawing(view: Reader, held: Held, name: str) -> Task:
    """
    Return the making of one of the edition's own drawings.

    Parameters
    ----------
    view
        What is selected.
    held
        The data.
    name
        A key of `DRAWINGS`.
    """
    picture = DRAWINGS[name](view, held.atlas)
    finish = partial(Made, media=formats.SNAPSHOTS["svg"].mime)
    return _task((held.key, picture), held, works.drawing, (picture,), finish)


def _map(view: Reader, atlas: Atlas) -> Picture:  # noqa: ARG001 - as the other drawings
    shown = view.map
    bare = _bare(view, view.selection)
    asked = bare.with_(shade=shown.shade, breaks=shown.breaks, shade_as=shown.shade_as)
    return Picture("plan", asked, *PLAN)


def _area(view: Reader, atlas: Atlas) -> Picture:  # noqa: ARG001 - as the other drawings
    return Picture("map", _bare(view, view.selection).with_(extent="fit"), *AREA)


def _zone(view: Reader, atlas: Atlas) -> Picture:
    whole = _bare(view, Selection(scheme=view.selection.scheme))
    return Picture("zone", around(atlas, whole, view.zone), *ZONE)


def _locator(view: Reader, atlas: Atlas) -> Picture:
    whole = _bare(view, Selection(scheme=view.selection.scheme))
    return Picture("locator", around(atlas, whole, view.zone), *LOCATOR)


DRAWINGS: dict[str, Callable[[Reader, Atlas], Picture]] = {
    "map": _map,
    "area": _area,
    "zone": _zone,
    "locator": _locator,
}


def _bare(view: Reader, selection: Selection) -> Order:
    """Return the order of a drawing: nothing of the form, all other zones as dots."""
    return Order.of(selection, view.lang, dates.today(), vintage=view.vintage, context=True)


def _media(mime: str, charset: str = "utf-8") -> str:
    return f"{mime}; charset={charset}" if mime.startswith("text/") else mime
