"""After a log-in elsewhere one stands where one stood before, and nowhere else."""

from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.ui.server.returning import BACK, COOKIE, LEAVING, Returning

HOST = "http://testserver"
PROVIDER = "https://log-in.example.cn/authorize"


@pytest.fixture(params=["", "atlas"])
def served(request):
    """Give what asks for a path, and the path above."""
    above = f"/{request.param}".rstrip("/")
    leads = dict.fromkeys(LEAVING, PROVIDER) | {BACK: f"{above}/"}
    app = Starlette(
        routes=[
            Route(f"{above}/{path}", lambda _, to=to: RedirectResponse(to, 302))
            for path, to in leads.items()
        ]
    )
    client = TestClient(Returning(app, request.param), base_url=HOST, follow_redirects=False)

    def ask(path, **headers):
        return client.get(f"{above}/{path}", headers=headers)

    return ask, above


@pytest.mark.parametrize(
    "page", ["data", "data?task=history", f"data?zone=a&q={quote('装备 制造')}&x=%25;%22"]
)
def test_one_comes_back_to_the_page_that_one_left(served, page):
    ask, above = served
    for path in LEAVING:
        left = ask(path, referer=f"{HOST}{above}/{page}")
        assert left.headers["location"] == PROVIDER
        assert "httponly" in left.headers["set-cookie"].lower()
        back = ask(BACK)
        assert back.headers["location"] == f"{above}/{page}"
        assert "max-age=0" in back.headers["set-cookie"].lower()
        assert ask(BACK).headers["location"] == f"{above}/", "it is used once"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://evil.example/data",
        f"{HOST}//evil.example/",
        f"{HOST}/\\evil.example/",
        f"{HOST}.evil.example/data",
        "null",
        f"{HOST}/data?q={'a' * 3000}",
    ],
)
def test_a_page_that_is_not_ours_is_not_come_back_to(served, page):
    ask, above = served
    left = ask(LEAVING[0], **({"referer": page} if page else {}))
    assert COOKIE not in left.headers.get("set-cookie", "")
    assert ask(BACK).headers["location"] == f"{above}/"


@pytest.mark.parametrize(
    "kept", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", ""]
)
def test_what_somebody_else_put_into_the_browser_leads_nowhere(served, kept):
    ask, above = served
    back = ask(BACK, cookie=f"{COOKIE}={quote(kept, safe='')}")
    assert back.headers["location"] == f"{above}/"


def test_no_line_of_its_own_comes_into_a_header(served):
    ask, above = served
    back = ask(
        BACK, cookie=f"{COOKIE}={quote(f'{above}/data?a=1' + chr(13) + chr(10) + 'x: y', safe='')}"
    )
    assert "\n" not in back.headers["location"]
    assert "x" not in back.headers
