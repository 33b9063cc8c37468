"""What all tests share: the atlas as it is shipped."""

import pytest

import atlas


@pytest.fixture(scope="session")
def a():
    return atlas.load()
