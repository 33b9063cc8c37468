"""A sample of each trouble; the long run is `python -m tests.trouble`."""

import pytest

from tests.trouble.table import TROUBLES


@pytest.mark.parametrize("name", TROUBLES)
def test_it_holds(name, tmp_path):
    trouble, skipped = TROUBLES[name], []
    for tried in trouble.run(tmp_path, trouble.sample):
        assert tried.faults == [], tried.what
        assert tried.skipped or tried.times, tried.what
        skipped += [f"{tried.what}: {tried.skipped}"] if tried.skipped else []
    if skipped:
        pytest.skip("; ".join(skipped))
