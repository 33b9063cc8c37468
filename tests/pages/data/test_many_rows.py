"""What a row of a file may be said to be, where an office has thousands of zones."""

import pytest

from pages.ui import cache
from pages.ui.data import decisions
from tests.bench.offices import records_of
from tests.shipped import ATLAS

PLAN = ATLAS.zones.index.tolist()


@pytest.mark.parametrize("n", [decisions.OFFERED, decisions.OFFERED + 1, 3_000])
def test_of_very_many_those_named_alike_are_offered(n, monkeypatch):
    monkeypatch.setattr(cache, "base_atlas", lambda: ATLAS)
    records = records_of(ATLAS, n)
    names = {zone: record.name_zh for zone, record in records.items()}
    wanted = [*records][n // 2]
    found = decisions.offered([*records, PLAN[0]], names[wanted][:-1], names)
    assert found[: len(PLAN)] == PLAN
    assert len(found) == len(set(found)) <= len(PLAN) + decisions.OFFERED
    if n == decisions.OFFERED:
        assert found[len(PLAN) :] == [*records]
    else:
        assert found[len(PLAN)] == wanted
        assert all(set(names[zone]) & set(names[wanted]) for zone in found[len(PLAN) :])


def test_a_row_without_a_name_is_offered_the_plans_zones(monkeypatch):
    monkeypatch.setattr(cache, "base_atlas", lambda: ATLAS)
    records = records_of(ATLAS, 400)
    assert decisions.offered([*records], "", {}) == PLAN
