"""The files that the plain edition gives: tables and layers, finished pieces, its own drawings."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial

from atlas.briefing import formats
from atlas.briefing.book import Picture, around
from atlas.briefing.order import WORDS, Order, check
from atlas.briefing.typeset import svg
from atlas.exchange import writing
from atlas.i18n import dates
from atlas.model.atlas import Atlas
from atlas.selection import counts
from atlas.selection.selection import Selection
from pages.ui.parts import office_templates
from pages.ui.plain.pages import Held
from pages.ui.plain.reader import Reader
from pages.ui.plain.shelf import Made
from pages.ui.process import audit, journal
from pages.ui.session.view import View

PLAN = (600.0, 410.0)  # points: the map, above its legend
AREA = (270.0, 205.0)
ZONE = (400.0, 283.0)
LOCATOR = (230.0, 182.0)


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
    """

    key: Hashable
    work: Callable[[], Made]
    drawn: bool = False
    of: audit.Reader | None = None


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
    write = partial(formats.screen_picture, width=width) if width else snapshot.write
    name = f"{view.file_stem(held.atlas)}{snapshot.suffix}"

    def work() -> Made:
        zones = counts.total(held.atlas, asked.selection)
        body = journal.export(write, held.atlas, asked, form=kind, zones=zones)
        return Made(body, _media(snapshot.mime), name, zones)

    return Task((held.key, kind, asked, name, width), work, of=_of(view, held))


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
    charset = exporter.encoding_of(options) or "utf-8"

    def work() -> Made:
        zones = selection.apply(held.atlas)
        write = partial(exporter.write, held.atlas, zones, selection, options)
        body = journal.export(write, form=kind, zones=len(zones))
        return Made(body, _media(exporter.mime, charset), name, len(zones))

    return Task((held.key, kind, selection, options, name), work, of=_of(view, held))


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
    return Task((held.key, picture), partial(_drawn, held.atlas, picture), drawn=True)


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


def _drawn(atlas: Atlas, picture: Picture) -> Made:
    # The book brings its typesetter along; only who draws pays for it.
    from atlas.briefing import book  # noqa: PLC0415

    drawn = svg.write(book.compose(atlas, picture))
    return Made(drawn.encode(), formats.SNAPSHOTS["svg"].mime)


def _media(mime: str, charset: str = "utf-8") -> str:
    return f"{mime}; charset={charset}" if mime.startswith("text/") else mime
