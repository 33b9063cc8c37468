"""What all tests share: the atlas as it is shipped, and one browser."""

import os
import tempfile
from pathlib import Path

import pytest

import atlas
from tests.browser.chromium import started

# No test reads or writes what lies beside the app; a server that a test starts does not either.
os.environ["ATLAS_STORE"] = f"sqlite:///{Path(tempfile.mkdtemp(prefix='atlas-')) / 'none.sqlite'}"


@pytest.fixture(scope="session")
def a():
    return atlas.load()


@pytest.fixture(scope="session")
def browser():
    """Give one Chromium to all: Playwright runs but one at a time in a process."""
    with started() as chromium:
        yield chromium
