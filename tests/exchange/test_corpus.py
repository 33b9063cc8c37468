"""The handed files, rewritten and damaged: nothing wrong is ready to be written."""

import pytest
import shapely

from atlas.exchange.proposal import Proposal
from tests.exchange import corpus
from tests.exchange.corpus import Place, Trial, Truth
from tests.exchange.damage import BROKEN, KEPT
from tests.exchange.kept import CASES, HITECH, proposed, read

GIB = 2**30
SEED, MANY = 20161125, 150  # of the sample; `python -m tests.exchange.corpus` takes more


def test_every_handed_file_has_its_truth():
    assert set(corpus.truths()) == {path.name for path in CASES.iterdir()}


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize("name", corpus.truths())
def test_every_handed_file_is_understood_rightly(name):
    truth = corpus.truths()[name]
    assert corpus.as_it_is(name, (CASES / name).read_bytes(), truth, strict=True) == []


@pytest.mark.usefixtures("forked")
def test_nothing_wrong_is_ready_whatever_became_of_a_file(children):
    children.peaks.clear()
    done = [(trial, corpus.tried(trial, children)) for trial in corpus.sample(MANY, SEED)]
    assert [(trial, faults) for trial, faults in done if faults] == []
    assert {trial.change for trial, faults in done if faults is not None} == set(KEPT | BROKEN)
    assert max(children.peaks) < GIB


# The oracle itself --------------------------------------------------------------------------------


@pytest.mark.usefixtures("forked")
def test_what_lies_elsewhere_is_a_fault():
    name = "table_row_of_units.csv"
    right = corpus.truths()[name]
    data = (CASES / name).read_bytes()
    wrong = Truth("ready", "", [Place(HITECH, (103.886, 36.062), None)])
    assert corpus.as_it_is(name, data, right, strict=True) == []
    assert "lies 0.090 km away" in corpus.as_it_is(name, data, wrong, strict=True)[0]
    moved = data.replace(b"103.885", b"103.905")
    assert "lies" in corpus.as_it_is(name, moved, right, strict=True)[0]
    assert corpus.as_damaged(name, moved, right) == []  # two kilometres: nobody would ask


@pytest.mark.usefixtures("forked")
def test_what_is_ready_far_from_its_zone_is_a_fault(monkeypatch):
    name = "table_row_of_units.csv"
    data = (CASES / name).read_bytes().replace(b"103.885", b"103.385")
    truth = corpus.truths()[name]
    assert corpus.as_damaged(name, data, truth) == []  # it is asked about
    monkeypatch.setattr(Proposal, "can_apply", True)
    monkeypatch.setattr(corpus, "QUESTION", "none")
    assert f"{HITECH} is ready" in corpus.as_damaged(name, data, truth)[0]


@pytest.mark.usefixtures("forked")
def test_an_area_that_differs_is_a_fault():
    proposal = proposed(read("kml_unclosed_ring.kml"))
    place = Place(HITECH, (103.885, 36.0625), 449.85)
    assert list(corpus._misplaced(place, proposal)) == []
    proposal.placement.area_ha[0] *= 1.001
    assert "ha, not" in next(corpus._misplaced(place, proposal))
    proposal.placement.geometry[0] = shapely.Point(103.885, 36.0625)
    assert len(list(corpus._misplaced(place, proposal))) == 1


def test_the_same_trial_is_the_same_again():
    trials = list(corpus.sample(300, 7))
    assert trials == list(corpus.sample(300, 7))
    assert {trial.file for trial in trials} == set(corpus.truths())
    table = (CASES / "table_row_of_units.csv").read_bytes()
    for name, change in (KEPT | BROKEN).items():
        made = [
            change("table_row_of_units.csv", table, corpus.Random(f"{name} 3")) for _ in range(2)
        ]
        assert made[0] == made[1] or name == "as_workbook"
    assert Trial("format_S36_bare.shp", "columns_moved", 1).faults() is None
