"""One server for all tests; each test is a planner with a fresh window."""

import pytest

from tests.browser.chromium import Watch
from tests.browser.planner import Planner
from tests.browser.server import running


@pytest.fixture(scope="session")
def address():
    with running() as url:
        yield url


@pytest.fixture
def planner(browser, address):
    """Open windows for a planner; afterwards nothing may have called outside or complained."""
    contexts, watches = [], []

    def sit_down(path="", *, width=1440, height=900, theme="light", url=address):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, locale="zh-CN"
        )
        watch = Watch()
        watch.follow(context)
        contexts.append(context)
        watches.append(watch)
        return Planner(context.new_page(), url).open(path)

    yield sit_down
    for context in contexts:
        context.close()
    assert [url for watch in watches for url in watch.foreign] == []
    assert [words for watch in watches for words in watch.complaints] == []
