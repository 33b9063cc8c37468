"""What all tests share: the atlas as it is shipped, one browser, and which tests are slow."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.shipped import ATLAS

# No test reads or writes what lies beside the app; a server that a test starts does not either.
os.environ["ATLAS_STORE"] = f"sqlite:///{Path(tempfile.mkdtemp(prefix='atlas-')) / 'none.sqlite'}"

# What `pytest --fast` leaves out besides all tests with a browser or PostgreSQL: what starts a
# server or takes more than some seconds. Who works on one of these asks for its file.
SLOW = (
    *(
        "audit/test_audit.py",
        "browser",
        "deploy",
        "pages/server/test_sessions.py",
        "pages/server/test_api.py",
        "trouble/test_troubles.py",
    ),
    *("analysis/test_charts.py", "cli/test_drawing.py", "cli/test_questions.py"),
    *(
        f"briefing/test_{name}.py"
        for name in (
            *("book", "brief", "document", "legends"),
            *("report", "sheet", "slides", "templates"),
        )
    ),
    *(
        "exchange/test_corpus.py",
        "exchange/test_fuzz.py",
        "exchange/test_round_trip.py",
        "office/test_store.py",
    ),
    *("geodata/test_build.py", "geodata/test_schema.py"),
    *(
        "pages/analysis/test_analysis_page.py",
        "pages/briefing/test_briefing_page.py",
        "pages/data/test_data_page.py",
        "pages/data/test_signing.py",
    ),
    *("pages/test_hostile.py", "pages/test_new_data.py", "pages/plain/test_plain.py"),
    *("pages/plan/test_plan_page.py", "cli/test_planner.py", "cli/test_start.py"),
)


def pytest_addoption(parser):
    parser.addoption("--fast", action="store_true", help="leave out what is slow to test")


def pytest_ignore_collect(collection_path, config):
    here = collection_path.relative_to(Path(__file__).parent).as_posix()
    # Nothing said, other rules decide.
    return True if config.getoption("fast") and here in SLOW else None


def pytest_collection_modifyitems(config, items):
    if not config.getoption("fast"):
        return
    slow = [item for item in items if is_slow(item)]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


def is_slow(item):
    given = getattr(item, "callspec", None)
    return "browser" in item.fixturenames or (given and "postgresql" in given.params.values())


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
