"""What all tests share: the atlas as it is shipped, and one browser."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.shipped import ATLAS

# No test reads or writes what lies beside the app; a server that a test starts does not either.
os.environ["ATLAS_STORE"] = f"sqlite:///{Path(tempfile.mkdtemp(prefix='atlas-')) / 'none.sqlite'}"


@pytest.fixture(scope="session")
def a():
    return ATLAS


@pytest.fixture(scope="session")
def browser():
    """Give one Chromium to all: Playwright runs but one at a time in a process."""
    # Playwright is imported where it is needed: `make test-fast` does without.
    from tests.browser.chromium import started  # noqa: PLC0415

    with started() as chromium:
        yield chromium
