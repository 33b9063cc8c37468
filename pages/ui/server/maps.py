"""Serve maps to other portals: ``/api/map.png``, ``/api/map.svg``, of whatever a link selects."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from atlas import ogc
from atlas.briefing.order import WORDS, OrderError
from atlas.i18n.errors import AtlasError
from atlas.maps import frame, specification
from atlas.maps.specification import SCREEN
from atlas.model.vocabulary import SelectionError
from atlas.office.edition import NOW
from atlas.office.vintage import Vintage
from atlas.selection.flags import SHEET
from pages.ui.plain import files
from pages.ui.plain.pages import Held
from pages.ui.plain.reader import Reader
from pages.ui.plain.routes import DRAWN, held_by_pages
from pages.ui.plain.shelf import GONE, Made, Shelf, Workshop
from pages.ui.process import responses
from pages.ui.server import api
from pages.ui.session import inquiry, state
from pages.ui.session.view import BRIEFING

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

OPERATION = ogc.OPERATIONS["map"]
MAKERS, QUEUE = 1, 4  # a map takes a core for a second or two; pages come first
ROOM = 24 * 2**20  # bytes of maps that are kept
# What a link to a page has beside what is documented: who copies one has the map that is shown.
OF_LINKS = {
    *(each.name for each in (*specification.PARAMETERS, *state.LOOKED_AT, *inquiry.PARAMETERS)),
    *(name.replace("_", "-") for name in WORDS),
    *(SHEET, "mode"),
} - {"lang"}


class Endpoint:
    """
    The maps as an ASGI application.

    Parameters
    ----------
    holder
        Gives what there is of a vintage of the data.
    prefix
        The path of the interface.
    """

    def __init__(self, holder: Callable[[Vintage], Held], prefix: str) -> None:
        self._holder, self._prefix = holder, prefix
        self._shelf, self._workshop = Shelf(ROOM), Workshop(MAKERS, QUEUE)

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request: at once with a map that is kept, else as soon as it can be drawn."""
        request = Request(scope, receive)
        response = await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return api.preflight()
        lang = ogc.language(responses.parameters(request))
        try:
            if request.method not in responses.READING:
                raise ogc.wrong_method(request.method)
            task = await run_in_threadpool(self._task, request)
            made = self._shelf.get(task.key)
            if made is None:
                made = await self._made(request, task)
                self._shelf.put(task.key, made)
        except ClientDisconnect:
            return Response(status_code=GONE)
        except ogc.RefusedRequestError as error:
            return api.refusal(request, error, lang)
        except AtlasError as error:
            return api.refusal(request, ogc.refused(error), lang)
        return api.sent(request, made.body, made.media, responses.FRESH | DRAWN)

    async def _made(self, request: Request, task: files.Task) -> Made:
        if task.apart:
            return await task.apart(request)
        # Who waited may find it drawn by then.
        return await self._workshop.make(lambda: self._shelf.get(task.key) or task.work())

    def _task(self, request: Request) -> files.Task:
        """Return the drawing of what is asked for, or refuse what is not understood."""
        params = responses.parameters(request)
        if kind := request.path_params.get("kind"):
            params = [*(pair for pair in params if pair[0] != "f"), ("f", kind)]
        held = self._holder(ogc.vintage(params))
        documented = [pair for pair in params if pair[0] not in OF_LINKS]
        query = ogc.parse(OPERATION, documented, held.atlas)
        kind = query.format or OPERATION.preferred(request.headers.get("accept", ""))
        given = dict(params)
        if kind == "svg" and "width" in given:
            raise ogc.refused(AtlasError("features.no_pixels"))
        values: dict[str, list[str]] = {}
        for name, value in params:
            values.setdefault(name, []).append(value)
        if query.bbox is not None:
            if not frame.is_frame(query.bbox):
                wrong = {"value": given["bbox"], "span": frame.MIN_SPAN}
                raise ogc.refused(OrderError([("frame", wrong)]))
            values |= {"extent": [SCREEN], "frame": [frame.write(query.bbox)]}
        view = state.parse(values, held.atlas, page=BRIEFING)
        if view.unknown:
            raise ogc.refused(SelectionError(view.unknown))
        of_office = view.edition.own or view.edition.as_of != NOW or view.selection.where
        if held.office.trouble and of_office:
            raise ogc.unavailable(held.office.trouble)
        base = api.base_of(request, self._prefix).removesuffix(api.PATH)
        reader = Reader.of(view, "")
        asked = files.order(reader, f"{base}/", given)
        width = query.width if kind == "png" else None
        return files.piece(reader, held, kind, asked, width=width)


def routes(base_url: str = "", *, holder: Callable[[Vintage], Held] = held_by_pages) -> list[Route]:
    """
    Return the routes of the maps; they stand before the interface's own.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    holder
        Gives what there is of a vintage of the data.
    """
    above = base_url.strip("/")
    prefix = f"/{above}{api.PATH}" if above else api.PATH
    endpoint = Endpoint(holder, prefix)
    return [Route(f"{prefix}{OPERATION.path}{end}", endpoint) for end in ("", ".{kind}")]
