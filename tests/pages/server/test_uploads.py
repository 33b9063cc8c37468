"""Whoever uploads, the process bears it: by one session and by all, during and after."""

import asyncio
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from streamlit import config
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from atlas.exchange.reading import LIMITS
from pages.ui import server
from pages.ui.process import journal
from pages.ui.server import sessions, uploads
from tests.asgi import apart


@pytest.fixture
def files(monkeypatch):
    found = MemoryUploadedFileManager("/_stcore/upload_file")
    monkeypatch.setattr(uploads, "kept", lambda: found)
    monkeypatch.setattr(uploads, "OF_ONE", 400)
    monkeypatch.setattr(uploads, "OF_ALL", 1000)
    monkeypatch.setattr(uploads, "FILES", 5)
    return found


@pytest.fixture
def told(monkeypatch):
    lines = []
    monkeypatch.setattr(journal, "event", lambda name, **said: lines.append((name, said["reason"])))
    return lines


def add(files, session, file, size):
    files.add_file(session, UploadedFileRec(file, file, "", bytes(size)))


def atlas(files):
    async def take(request):
        content = await request.body()
        add(files, request.path_params["session"], request.path_params["file"], len(content))
        return Response(status_code=204)

    place = "/atlas/_stcore/upload_file/{session}/{file}"
    return Starlette(
        routes=[Route(place, take, methods=["PUT"])], middleware=[Middleware(uploads.Bounded)]
    )


def sent(app, session, file, *parts):
    """Send a file in parts; each may wait. Return the status."""

    async def send():
        coming, said = iter(parts), []

        async def receive():
            part = next(coming, None)
            if callable(part):
                part = await part()
            return {"type": "http.request", "body": part or b"", "more_body": part is not None}

        async def answer(message):
            said.append(message.get("status"))

        path = f"/atlas/_stcore/upload_file/{session}/{file}"
        scope = {"type": "http", "method": "PUT", "path": path, "headers": [], "query_string": b""}
        await app(scope, receive, answer)
        return said[0]

    return send()


def run(*coroutines):
    async def together():
        return await asyncio.gather(*coroutines)

    return apart(lambda: asyncio.run(together()))


def test_of_one_session_the_latest_files_are_kept(files):
    app = atlas(files)
    for file in "abcdef":
        assert run(sent(app, "one", file, bytes(100))) == [204]
    assert list(files.file_storage["one"]) == list("cdef")
    for n in range(9):  # of no size at all
        run(sent(app, "one", f"empty {n}", b""))
    assert len(files.file_storage["one"]) == uploads.FILES
    # What is read in together stays together, and nobody else's goes.
    run(sent(app, "two", "large", bytes(390)))
    assert uploads.held(files) == 390


def test_what_does_not_fit_beside_all_others_is_refused_while_it_comes(files, told):
    app = atlas(files)
    for session in "abc":
        add(files, session, "file", 300)
    assert run(sent(app, "d", "file", bytes(90), bytes(90), bytes(90))) == [uploads.NO_ROOM]
    assert told == [("upload_refused", "no_room")]
    assert uploads.held(files) == 900
    assert run(sent(app, "d", "file", bytes(90))) == [204]


def test_what_is_on_its_way_counts(files, told):
    """Many files at once, none of which is there before the others begin."""
    app = atlas(files)

    async def later():
        await asyncio.sleep(0.05)
        return bytes(100)

    found = run(*(sent(app, f"{n}", "file", bytes(100), later) for n in range(9)))
    assert 0 < found.count(204) <= 5
    assert uploads.held(files) <= uploads.OF_ALL
    assert len(told) == found.count(uploads.NO_ROOM) == 9 - found.count(204)
    # Nothing of it is counted afterwards.
    files.file_storage.clear()
    files._total_bytes = 0
    assert run(sent(app, "later", "file", bytes(390))) == [204]


def test_what_arrives_after_its_session_is_let_go(files):
    for session in ("stays", "away", "gone"):
        add(files, session, "file", 10)
    there = [SimpleNamespace(session=SimpleNamespace(id=each)) for each in ("stays", "away")]
    manager = SimpleNamespace(is_active_session=lambda _: True, list_sessions=lambda: there)
    runtime = SimpleNamespace(_session_mgr=manager)

    async def watch():
        watching = asyncio.create_task(
            sessions.end_what_is_left(SimpleNamespace(_runtime=runtime), every_s=0.001)
        )
        while len(files.file_storage) == 3:  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.001)
        watching.cancel()

    apart(lambda: asyncio.run(watch()))
    assert sorted(files.file_storage) == ["away", "stays"]


def test_the_server_has_it_and_takes_no_larger_file_than_is_read():
    assert uploads.Bounded in [each.cls for each in server.middleware()]
    assert config.get_option("server.maxUploadSize") * 2**20 == LIMITS.bytes
    assert 2 * LIMITS.bytes <= uploads.OF_ONE
