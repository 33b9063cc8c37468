"""The files of `cases/` as they arrived, read and held against the shipped atlas."""

from pathlib import Path

import pytest
import shapely

from atlas.exchange import reading
from atlas.exchange.findings import RefusedError
from atlas.exchange.proposal import Choices, propose
from atlas.office.record import EMPTY
from tests.shipped import ATLAS

CASES = Path(__file__).parent / "cases"
HITECH, ETDZ = "lanzhou-hitech", "lanzhou-etdz"
NAMES = ["兰州高新技术产业开发区", "兰州经济技术开发区"]
# Where the files' outlines lie, and how large they are.
MIDDLE = {HITECH: (103.8850, 36.0625), ETDZ: (103.7175, 36.1025)}
HECTARES = {HITECH: 449.850, ETDZ: 874.272}
OUTLINES = [
    shapely.Polygon([(103.9, 36.055), (103.9, 36.07), (103.87, 36.07), (103.87, 36.055)]),
    shapely.Polygon([(103.735, 36.09), (103.735, 36.115), (103.7, 36.115), (103.7, 36.09)]),
]
NEAR = 2e-5  # degrees: two metres


def case(name):
    return (CASES / name).read_bytes()


def read(name, data=None, **options):
    return reading.read(name, case(name) if data is None else data, **options)


def refused(name, data=None, **options):
    """Return the findings that a file is refused with."""
    with pytest.raises(RefusedError) as caught:
        read(name, data, **options)
    return caught.value.findings


def proposed(draft, state=EMPTY, **choices):
    return propose(ATLAS, state, draft, Choices(**choices))


def codes(findings, *levels):
    return [each.code for each in findings if not levels or each.level in levels]


def at_home(proposal, *zones):
    """Hold the shapes of a proposal against the true places and areas of its zones."""
    matches = dict(zip(proposal.matches["zone"], range(len(proposal.matches)), strict=True))
    assert set(zones) <= set(matches)
    for zone in zones:
        shape = proposal.placement.geometry[matches[zone]]
        assert abs(shape.centroid.x - MIDDLE[zone][0]) < NEAR, zone
        assert abs(shape.centroid.y - MIDDLE[zone][1]) < NEAR, zone
        area = proposal.placement.area_ha[matches[zone]]
        assert area == pytest.approx(HECTARES[zone], rel=1e-4), zone
