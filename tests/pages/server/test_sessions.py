"""Readers come and go: what their sessions held of the process is given back."""

import asyncio
import sys

import pytest

from tests.asgi import apart
from tests.bench.crowd import Habit, crowd, footprint
from tests.browser.server import started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
HURRIED = Habit(arrivals_s=0.5, think_s=0.01)


def come(number, url):
    met = apart(lambda: asyncio.run(crowd(number, [url], HURRIED)))
    assert met.errors == []
    return met


@pytest.fixture(scope="module")
def served():
    with started() as server:
        yield server.url, server.process.pid


def test_fifty_sessions_leave_no_descriptor_and_no_thread(served):
    url, pid = served
    come(10, url)  # what is made once is made
    before = footprint(pid)
    for _ in range(5):
        come(10, url)
    after = footprint(pid)
    assert after.descriptors <= before.descriptors
    assert after.threads <= before.threads + 2  # a pool may have grown to its size
    # A session that is kept for its reader's return holds about 0.1 MB; 118 may be kept.
    assert after.rss_mb - before.rss_mb < 40


def test_a_page_is_fetched_once_and_a_click_is_small(served):
    url, _ = served
    met = come(1, url)
    assert max(met.first_bytes) <= 250_000
    assert max(met.click_bytes) <= 20_000
    assert min(met.click_bytes) < 10_000  # what was shown before travels as its name alone
