"""Serve the pictures of the help page."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from pages.ui.plan import help as answered

HEADERS = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
MEDIA = "image/webp"


def routes(base_url: str = "") -> list[Route]:
    """
    Return the route of the pictures.

    Parameters
    ----------
    base_url
        The path below which the app is served (Streamlit's ``server.baseUrlPath``).
    """
    above = f"/{base_url.strip('/')}".rstrip("/")
    path = f"{above}/{answered.PLACE}/{{name}}"
    return [Route(path, _answer, methods=["GET", "HEAD"])]


async def _answer(request: Request) -> Response:
    found = answered.pictures().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    return FileResponse(found, media_type=MEDIA, headers=HEADERS)
