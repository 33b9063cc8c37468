"""Hand a browser the secret of its sign-in, as a cookie that no script reads."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.ui.process.sign_ins import SIGN_INS
from pages.ui.server import origins, readers
from pages.ui.session import browser

PATH = "sign-in"
MOST = 200  # bytes of a ticket
_NEVER = {"Cache-Control": "no-store"}


def routes(base_url: str = "") -> list[Route]:
    """
    Return the route.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    """
    above = f"/{base_url.strip('/')}".rstrip("/")

    async def answer(request: Request) -> Response:
        ticket = await _body(request)
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        secret = ""
        if ticket and (origin is None or origins.is_own(origin, host)):
            reader = readers.reader(request.headers.get("cookie", ""))
            secret = SIGN_INS.keep(ticket, reader)
        if not secret:
            return Response(status_code=HTTPStatus.FORBIDDEN, headers=_NEVER)
        response = Response(status_code=HTTPStatus.NO_CONTENT, headers=_NEVER)
        readers.keep(request, response)
        response.set_cookie(
            browser.SIGN_IN,
            secret,
            path=above or "/",
            httponly=True,
            secure=request.url.scheme == "https",
            samesite="strict",
        )
        return response

    return [Route(f"{above}/{PATH}", answer, methods=["POST"])]


async def _body(request: Request) -> str:
    """Return a ticket; nothing where what comes is none."""
    found = b""
    async for part in request.stream():
        found += part
        if len(found) > MOST:
            return ""
    return found.decode("ascii", "replace")
