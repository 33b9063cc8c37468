"""Good files of every format, and children that read them without starting Python for each."""

import pytest

from atlas.exchange import guard
from tests.exchange import samples
from tests.exchange.nursery import nursery


@pytest.fixture(scope="session")
def good(tmp_path_factory):
    return samples.all_of_them(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="session")
def children():
    """Give what answers a request by a child that is forked."""
    with nursery() as made:
        yield made


@pytest.fixture
def forked(children, monkeypatch):
    """Have the guard's child forked instead of started; return the peaks of its memory."""
    children.peaks.clear()
    children.killed.clear()
    monkeypatch.setattr(guard, "_run", children.run)
    return children.peaks
