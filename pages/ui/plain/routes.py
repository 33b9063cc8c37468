"""Serve the plain edition beside the pages: the routes under ``/plain``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from atlas import ogc
from atlas.briefing import address, formats
from atlas.exchange import writing
from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.attachments import MIME, listed
from atlas.model.read import AtlasFileError
from atlas.model.vocabulary import SelectionError, nearest
from atlas.office.edition import NOW
from atlas.office.errors import StoreError
from atlas.office.vintage import Vintage
from atlas.ogc import RefusedRequestError
from pages.ui.plain import files, filters, pages
from pages.ui.plain.pages import Held
from pages.ui.plain.reader import HERE, ZONES, Reader
from pages.ui.plain.shelf import GONE, Made, Shelf, Workshop
from pages.ui.process import audit, journal, responses
from pages.ui.session import state
from pages.ui.session.view import BRIEFING

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

Holder = Callable[[Vintage], Held]
LONGEST = 8 * 2**10  # bytes of a query: more than any selection needs
PAGES_ROOM = 8 * 2**20  # bytes of pages that are kept
AGAIN_S = 10  # when to come back to makers that are busy
HTML, CSS, TEXT = (f"text/{kind}; charset=utf-8" for kind in ("html", "css", "plain"))
OWN = "'self'"
POLICY = {
    "Content-Security-Policy": f"default-src 'none'; style-src {OWN}; img-src {OWN}; "
    f"form-action {OWN}; base-uri 'none'; frame-ancestors {OWN}"
}
# A drawing brings its letters and their style along.
DRAWN = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src data:"}
ATTACHED = {"Content-Security-Policy": "default-src 'none'; sandbox"}
INVALID = "InvalidParameterValue"


def held_by_pages(asked: Vintage) -> Held:
    """
    Return what the app's pages show.

    Raises
    ------
    RefusedRequestError
        With status 503 where no data can be read.
    """
    # Streamlit's caches may be made only when its runtime stands, which is after the routes are.
    from pages.ui import cache  # noqa: PLC0415

    try:
        build = cache.vintage_build(asked)
    except AtlasFileError as error:
        raise ogc.unavailable(error) from error
    return Held(build.atlas, build.key, build.own_zones, cache.reading(), held_by_pages)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """
    A request as the edition understands it.

    Attributes
    ----------
    request
        As it came.
    params
        Its parameters, blank ones too.
    view
        Who reads what.
    held
        What there is.
    shelf
        Pages that were made of the same.
    """

    request: Request
    params: Sequence[tuple[str, str]]
    view: Reader
    held: Held
    shelf: Shelf

    @property
    def given(self) -> dict[str, str]:
        """Parameter name -> its last value."""
        return dict(self.params)


Answer = Callable[[Asked], Response | files.Task]


class Endpoint:
    """
    One path as an ASGI application; it takes every method, so that no page takes what is left.

    Parameters
    ----------
    house
        What all paths share: the holder, the prefix, what was made and who makes.
    page
        The page of the app that it is like: it decides which parameters are read.
    answer
        Gives the response, or the task of making it.
    """

    def __init__(self, house: "House", page: str, answer: Answer) -> None:
        self._house, self._page, self._answer = house, page, answer

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request; what takes time is done in threads."""
        request = Request(scope, receive)
        try:
            response = await run_in_threadpool(self._respond, request)
            if isinstance(response, files.Task):
                made = await self._house.made(request, response)
                _tell(request, response, made)
                response = _saved(request, made)
        except ClientDisconnect:
            response = Response(status_code=GONE)
        except RefusedRequestError as error:
            response = await run_in_threadpool(self._refused, request, error)
        await response(scope, receive, send)

    def _respond(self, request: Request) -> Response | files.Task:
        if request.method not in responses.READING:
            raise ogc.wrong_method(request.method)
        if len(request.scope["query_string"]) > LONGEST:
            raise RefusedRequestError(414, "UriTooLong", "plain.too_long", most=LONGEST // 2**10)
        return self._answer(self._asked(request))

    def _asked(self, request: Request) -> Asked:
        params = responses.parameters(request, most=LONGEST)
        values: dict[str, list[str]] = {}
        for name, value in params:
            values.setdefault(name, []).append(value)
        if zone := request.path_params.get("zone"):
            values["zone"] = [zone]
        vintage, _ = Vintage.parse(values)
        held = self._house.holder(vintage)
        view = state.parse(values, held.atlas, page=self._page)
        reader = Reader.of(view, _up(request, self._house.prefix))
        return Asked(request, params, reader, held, self._house.pages)

    def _refused(self, request: Request, error: RefusedRequestError) -> Response:
        """Say what cannot be had: on a page, if there are the data that every page needs."""
        headers = responses.FRESH | POLICY
        if error.status == 405:  # noqa: PLR2004
            headers |= {"Allow": ", ".join(responses.READING)}
        if error.status == 503:  # noqa: PLR2004
            headers |= {"Retry-After": str(AGAIN_S)}
        try:
            asked = self._asked(request)
        except RefusedRequestError:
            body = error.message(_lang(request)).encode()
            return responses.sent(request, body, TEXT, headers, error.status)
        page = pages.refusal(asked.view, asked.held, error.message(_lang(request)).splitlines())
        return responses.sent(request, page.encode(), HTML, headers, error.status)


class House:
    """
    What the edition's paths share.

    Parameters
    ----------
    holder
        Gives what there is of a vintage of the data.
    prefix
        The path of the plain edition.
    """

    def __init__(self, holder: Holder, prefix: str) -> None:
        self.holder, self.prefix = holder, prefix
        self.pages = Shelf(PAGES_ROOM)
        self._shelf = Shelf()
        # Drawings of pages do not wait behind documents and books of maps.
        self._drawings, self._pieces = Workshop(), Workshop()

    async def made(self, request: Request, task: files.Task) -> Made:
        """
        Return a file: one that is kept, or made anew as soon as a maker is free.

        Raises
        ------
        RefusedRequestError
            If it cannot be had so (400), or the makers are busy (503).
        ClientDisconnect
            If nobody waits for it any more.
        """
        kept = self._shelf.get(task.key)
        if kept is None:
            try:
                if task.apart:
                    kept = await task.apart(request)
                else:
                    workshop = self._drawings if task.drawn else self._pieces
                    # Who waited may find it made by then.
                    kept = await workshop.make(lambda: self._shelf.get(task.key) or task.work())
            except AtlasError as error:
                raise ogc.refused(error) from error
            self._shelf.put(task.key, kept)
        elif kept.name:
            form = kept.name.rpartition(".")[2]
            journal.event("export", format=form, bytes=len(kept.body), kept=True)
        return kept


def routes(base_url: str = "", *, holder: Holder = held_by_pages) -> list[Route]:
    """
    Return the routes of the plain edition.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    holder
        Gives what there is of a vintage of the data.
    """
    above = base_url.strip("/")
    prefix = f"/{above}/{HERE}" if above else f"/{HERE}"
    house = House(holder, prefix)
    paths: dict[str, tuple[str, Answer]] = {
        "": ("overview", _overview),
        "/": ("overview", _overview),
        f"/{ZONES}/{{zone}}": (ZONES, _zone),
        "/files": (BRIEFING, _page),
        "/changes": ("changes", _page),
        "/indicators": ("indicators", _page),
        "/sources": ("about", _page),
        "/help": ("help", _page),
        "/file": (BRIEFING, _file),
        "/file.{kind}": (BRIEFING, _file),
        "/map.svg": ("overview", partial(_drawing, "map")),
        "/area.svg": ("overview", partial(_drawing, "area")),
        "/zone.svg": (ZONES, partial(_drawing, "zone")),
        "/locator.svg": (ZONES, partial(_drawing, "locator")),
        "/life.svg": (ZONES, _life),
        "/attached/{digest}": (ZONES, _attached),
        "/plain.css": ("overview", _style),
        "/{rest:path}": ("overview", _missing),
    }
    return [
        Route(f"{prefix}{path}", Endpoint(house, page, answer))
        for path, (page, answer) in paths.items()
    ]


# Answers ------------------------------------------------------------------------------------------


def _overview(asked: Asked) -> Response:
    """Return the overview; what a form has sent becomes the app's own link first."""
    tidy = filters.tidied(asked.params)
    if tidy == list(asked.params):
        return _page(asked)
    query = f"?{urlencode(tidy)}" if tidy else ""
    headers = {"Location": f"{asked.view.up}{HERE}{query}", **responses.PLAIN, **responses.FRESH}
    return Response(status_code=303, headers=headers)


def _zone(asked: Asked) -> Response:
    zone = asked.request.path_params["zone"]
    if asked.view.zone != zone:
        view, held = asked.view, asked.held
        meant = nearest(zone, held.atlas.zones, flag="zone")
        said = [meant.message(view.lang)]
        if zone.startswith("own-") and not view.edition.own:
            said.insert(0, text("notice.own_zone", view.lang))
        page = pages.refusal(view, held, said, meant=meant.nearest)
        headers = responses.FRESH | POLICY
        return responses.sent(asked.request, page.encode(), HTML, headers, 404)
    return _page(asked)


def _page(asked: Asked) -> Response:
    view, held = asked.view, asked.held
    key = (held.key, held.own_zones, held.office.notice(), view)
    made = asked.shelf.get(key)
    if made is None:
        made = Made(pages.PAGES[view.page](view, held).encode(), HTML)
        asked.shelf.put(key, made)
    return responses.sent(asked.request, made.body, made.media, responses.FRESH | POLICY)


def _style(asked: Asked) -> Response:
    sheet = pages.stylesheet(asked.held)
    return responses.sent(asked.request, sheet.encode(), CSS, responses.FRESH)


def _file(asked: Asked) -> files.Task:
    view, held = asked.view, asked.held
    # On a page what is unknown is told and left out; a file that did so would pass for the asked.
    if view.unknown:
        raise ogc.refused(SelectionError(view.unknown))
    of_office = view.edition.own or view.edition.as_of != NOW or view.selection.where
    if held.office.trouble and of_office:
        raise ogc.unavailable(held.office.trouble)
    kind = asked.request.path_params.get("kind") or asked.given.get("kind", "")
    if kind in writing.EXPORTERS:
        return files.table(view, held, kind, files.options(asked.given))
    if kind not in formats.SNAPSHOTS:
        known = ", ".join([*writing.EXPORTERS, *formats.SNAPSHOTS])
        raise RefusedRequestError(
            404, "NotFound", "plain.no_format", value=ogc.shown(kind), known=known
        )
    scope = asked.request.scope
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    above = path.rpartition(f"/{HERE}/")[0]
    base = address.usable() or f"{responses.origin(asked.request)}{above}/"
    try:
        return files.piece(view, held, kind, files.order(view, base, asked.given))
    except AtlasError as error:
        raise ogc.refused(error) from error


def _drawing(name: str, asked: Asked) -> files.Task:
    if asked.view.page == ZONES and not asked.view.zone:
        raise ogc.missing_path()
    return files.drawing(asked.view, asked.held, name)


def _life(asked: Asked) -> Response:
    """Return the drawing of a zone's life."""
    # It brings Streamlit's caches along, which may be made only when its runtime stands.
    from pages.ui.zones import zone  # noqa: PLC0415

    if not asked.view.zone or not (drawn := zone.life_line(asked.view, asked.held.atlas)):
        raise ogc.missing_path()
    media = formats.SNAPSHOTS["svg"].mime
    return responses.sent(asked.request, drawn.encode(), media, responses.FRESH | DRAWN)


def _attached(asked: Asked) -> Response:
    """Return a photo or document of a zone, or a thumbnail; none that the atlas does not show."""
    atlas, digest = asked.held.atlas, asked.request.path_params["digest"]
    found = listed(atlas.attachments, digest)
    if found is None:
        raise ogc.missing_path()
    try:
        data = atlas.blob(digest)
    except StoreError as error:
        raise ogc.unavailable(error) from error
    # What came from outside runs nothing here, and a document is not opened within the atlas.
    shown = "inline" if found.is_image else "attachment"
    named = f"{shown}; filename=\"attached.{found.kind}\"; filename*=UTF-8''{quote(found.name)}"
    headers = responses.FRESH | ATTACHED | {"Content-Disposition": named}
    return responses.sent(asked.request, data, MIME[found.kind], headers)


def _missing(_asked: Asked) -> Response:
    raise ogc.missing_path()


# Requests -----------------------------------------------------------------------------------------


def _lang(request: Request) -> str:
    return ogc.language(responses.parameters(request, most=LONGEST))


def _up(request: Request, prefix: str) -> str:
    """Return the way from a request's address to where the app is served."""
    root = request.scope.get("root_path", "")
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    path = raw.decode("latin-1").removeprefix(root)
    return "../" * (path.count("/") - prefix.count("/"))


def _tell(request: Request, task: files.Task, made: Made) -> None:
    """Tell the audit trail of a file that is taken out; nobody signs in here."""
    # Who asks for the head alone, as portals do to see whether a link lives, takes nothing out.
    if made.name and task.of and request.method != "HEAD":
        by = replace(task.of, source=audit.address(request.client.host if request.client else None))
        form = made.name.rpartition(".")[2]
        audit.taken(by, form, len(made.body), made.zones)


def _saved(request: Request, made: Made) -> Response:
    """Return a file: to be saved under its name, or shown if it has none."""
    if not made.name:
        return responses.sent(request, made.body, made.media, responses.FRESH | DRAWN)
    suffix = made.name.rpartition(".")[2]
    # Old clients take the plain name, others the Chinese one (RFC 6266).
    saved = f"attachment; filename=\"gansu-zones.{suffix}\"; filename*=UTF-8''{quote(made.name)}"
    headers = {**responses.FRESH, **POLICY, "Content-Disposition": saved}
    return responses.sent(request, made.body, made.media, headers)
