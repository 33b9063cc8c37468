"""One server for all tests; each test is a planner with a fresh window."""

import contextlib

import pytest
from playwright.sync_api import Error

from tests.browser.chromium import Watch
from tests.browser.planner import Planner
from tests.browser.server import running

# What a page can store; the cache of what it has fetched stays.
KEPT = "cookies,local_storage,indexeddb,websql,service_workers,cache_storage"


@pytest.fixture(scope="session")
def address():
    with running() as url:
        yield url


@pytest.fixture(scope="session")
def windows(browser):  # noqa: ARG001 - closed before the browser is
    """Browser contexts that are used again, with what they have kept of scripts; nothing else."""
    free = []
    yield free
    for context in free:
        context.close()


@pytest.fixture
def planner(browser, windows, address):
    """Open windows for a planner; afterwards nothing may have called outside or complained."""
    used, watches = [], []

    def sit_down(path="", *, width=1440, height=900, theme="light", url=address):
        # Each window a person of their own: what one stores no other sees.
        context = windows.pop() if windows else browser.new_context(locale="zh-CN")
        watch = Watch()
        watch.follow(context)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        used.append((context, page, url, watch))
        watches.append(watch)
        return Planner(page, url).open(path)

    yield sit_down
    for context, page, url, watch in used:
        with contextlib.suppress(Error):  # a test may have closed it
            tool = context.new_cdp_session(page)
            tool.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": KEPT})
            context.clear_cookies()
            for each in context.pages:
                each.close()
            watch.leave(context)
            windows.append(context)
    assert [url for watch in watches for url in watch.foreign] == []
    assert [words for watch in watches for words in watch.complaints] == []
