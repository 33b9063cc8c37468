"""What all tests share: the atlas as it is shipped, and one browser."""

import pytest

import atlas
from tests.browser.chromium import started


@pytest.fixture(scope="session")
def a():
    return atlas.load()


@pytest.fixture(scope="session")
def browser():
    """Give one Chromium to all: Playwright runs but one at a time in a process."""
    with started() as chromium:
        yield chromium
