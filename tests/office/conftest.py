"""Both kinds of store, each empty for every test."""

import os

import pytest
import sqlalchemy as sa

from atlas.office import open_store
from tests import postgres


@pytest.fixture(scope="session")
def database():
    """One PostgreSQL with PostGIS for all tests; without any, CI fails and a laptop skips."""
    try:
        with postgres.running() as url:
            yield url
    except postgres.Missing as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def emptied(database):
    """Give the PostgreSQL without a table of ours."""
    engine = sa.create_engine(sa.make_url(database).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        tables = "SELECT tablename FROM pg_tables WHERE tablename LIKE 'atlas%'"
        for (name,) in connection.execute(sa.text(tables)).all():
            connection.execute(sa.text(f"DROP TABLE {name} CASCADE"))
    engine.dispose()
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Where an empty store is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite"
    return request.getfixturevalue("emptied")


@pytest.fixture
def store(url):
    """Give an empty store with its tables made."""
    opened = open_store(url, create=True)
    yield opened
    opened.close()
