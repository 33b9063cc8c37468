"""Review: what one editor proposes shows once another has approved it, and nothing is lost."""

import contextlib

import pytest
import shapely
import sqlalchemy as sa

from atlas.i18n import LANGS
from atlas.office import ConflictError, Record, ReviewError, StoreError, copy, open_store, review
from atlas.office.checking import check
from atlas.office.record import decisions, undone

ZONE = "lanzhou-hitech"
OWN = Record("own-a", name_zh="甲", county="620102", geometry=shapely.box(103.1, 36.1, 103.2, 36.2))


def value(n, zone=ZONE):
    return Record(zone, values={"n": n})


def given(store, *records, who="anna", **said):
    return store.apply({r.zone: r for r in records}, base=store.state(), who=who, **said)


@pytest.fixture
def reviewed(store):
    """Give a store with one change, under review since."""
    given(store, value(1))
    review.switch(store, on=True, who="chief")
    return store


def test_nothing_is_reviewed_unless_the_office_says_so(store):
    assert not review.is_on(store)
    assert given(store, value(1)).action == "import"
    assert store.status()["format"] == 1
    assert review.switch(store, on=False, who="chief") is None
    assert review.switch(store, on=True, who="chief").action == "review_on"
    assert review.switch(store, on=True, who="chief") is None
    assert (store.status()["format"], store.status()["review"]) == (2, True)
    assert given(store, value(2)).action == "propose"
    review.switch(store, on=False, who="chief")
    assert given(store, value(3)).action == "import"
    assert [each.number for each in review.waiting(store)] == [3]


def test_a_proposal_counts_in_no_state_until_it_is_approved(reviewed):
    entry = given(reviewed, value(2), OWN, file="a.csv", checksum="ab", note="三季度")
    assert (entry.number, entry.action, entry.added, entry.changed) == (3, "propose", 1, 1)
    for as_of in (None, 3):
        state = reviewed.state(as_of)
        assert dict(state.records) == {ZONE: value(1)}
        assert dict(state.stamps) == {ZONE: 1}
    assert (reviewed.state().revision, reviewed.last().number) == (1, 1)
    assert {(c.zone, c.before, c.after) for c in reviewed.changes(3) if c.column} == {(ZONE, 1, 2)}

    approval = review.approve(reviewed, 3, who="bella")
    assert (approval.number, approval.action, approval.decides, approval.undoes) == (
        *(4, "approve"),
        *(3, 0),
    )
    assert (approval.who, approval.file, approval.checksum, approval.note) == (
        *("bella", "a.csv"),
        *("ab", "三季度"),
    )
    assert dict(reviewed.state().records) == {ZONE: value(2), OWN.zone: OWN}
    assert dict(reviewed.state(3).records) == {ZONE: value(1)}
    assert dict(reviewed.state().stamps) == {ZONE: 4, OWN.zone: 4}
    assert review.waiting(reviewed) == []
    assert reviewed.entries()[1] == entry
    assert check(reviewed).faults == ()


@pytest.mark.parametrize("who", ["anna", " Anna ", "\uff41nna"])
def test_nobody_approves_what_he_proposed(reviewed, who):
    given(reviewed, value(2))
    with pytest.raises(ReviewError) as caught:
        review.approve(reviewed, 3, who=who)
    assert caught.value.kind == "own"
    assert all("anna" in caught.value.message(lang) for lang in LANGS)
    assert reviewed.head() == 3
    # Who made it may take it back.
    assert review.reject(reviewed, 3, who=who, why="wrong file").action == "reject"


def test_a_rejection_stays_in_the_history_with_its_reason(reviewed):
    proposal = given(reviewed, value(2))
    for why in ("", " \n", "x" * 201):
        with pytest.raises(ReviewError) as caught:
            review.reject(reviewed, 3, who="bella", why=why)
        assert caught.value.kind == "why"
    entry = review.reject(reviewed, 3, who="bella", why="  来源\n不明 ")
    assert (entry.number, entry.decides, entry.note, entry.zones) == (4, 3, "来源 不明", 0)
    assert reviewed.changes(4) == ()
    assert dict(reviewed.state().records) == {ZONE: value(1)}
    assert reviewed.entries()[:2] == [entry, proposal]
    assert decisions(reviewed.entries()) == {3: entry}
    assert check(reviewed).faults == ()
    for decide in (review.approve, lambda *a, **k: review.reject(*a, **k, why="again")):
        with pytest.raises(ReviewError) as caught:
            decide(reviewed, 3, who="bella")
        assert caught.value.kind == "decided"
        assert all("bella" in caught.value.message(lang) for lang in LANGS)


def test_what_was_overtaken_is_refused_and_its_difference_shown(reviewed):
    given(reviewed, value(2), OWN)
    given(reviewed, value(3), who="bella")
    review.approve(reviewed, 4, who="anna")
    with pytest.raises(ConflictError) as caught:
        review.approve(reviewed, 3, who="bella")
    assert [(c.zone, c.entry.number) for c in caught.value.conflicts] == [(ZONE, 5)]
    assert all("3" in caught.value.message(lang) for lang in LANGS)
    assert OWN.zone not in reviewed.state().records
    found = review.proposed(reviewed, 3)
    assert [(c.before, c.after) for c in found.changes if c.column] == [(3, 2)]
    assert [c.zone for c in found.conflicts] == [ZONE]
    assert found.outcome() == {"added": 1, "changed": 1, "removed": 0}
    # What was put back as it was is no obstacle.
    undo = reviewed.undo(5, who="anna")
    review.approve(reviewed, undo.number, who="bella")
    assert review.proposed(reviewed, 3).conflicts == ()
    review.approve(reviewed, 3, who="bella")
    assert reviewed.state().records[ZONE] == value(2)


def test_an_undo_is_reviewed_too(reviewed):
    given(reviewed, value(2))
    with pytest.raises(ReviewError) as caught:
        reviewed.undo(3, who="anna")
    assert caught.value.kind == "undo"
    review.approve(reviewed, 3, who="bella")
    asked = reviewed.undo(4, who="anna")
    assert (asked.action, asked.deed, asked.undoes) == ("propose", "propose_undo", 4)
    assert reviewed.state().records[ZONE] == value(2)
    assert undone(reviewed.entries()) == {}
    done = review.approve(reviewed, asked.number, who="bella")
    assert reviewed.state().records[ZONE] == value(1)
    assert undone(reviewed.entries()) == {4: done.number}
    # It is a change like any other; undone, it counts as an undo no more.
    again = reviewed.undo(done.number, who="anna")
    last = review.approve(reviewed, again.number, who="bella")
    assert reviewed.state().records[ZONE] == value(2)
    assert undone(reviewed.entries()) == {done.number: last.number}


@pytest.mark.parametrize("number", [1, 2, 99])
def test_what_is_no_proposal_is_not_decided_on(reviewed, number):
    for decide in (review.approve, lambda *a, **k: review.reject(*a, **k, why="x")):
        with pytest.raises((ReviewError, StoreError)) as caught:
            decide(reviewed, number, who="bella")
        assert caught.value.kind in {"none", "no_entry"}
    assert reviewed.head() == 2


def test_review_moves_with_its_history(reviewed, tmp_path):
    given(reviewed, value(2))
    given(reviewed, value(3))
    review.reject(reviewed, 3, who="bella", why="x")
    target = open_store(f"sqlite:///{tmp_path / 'moved.sqlite'}")
    copy(reviewed, target)
    assert target.entries() == reviewed.entries()
    assert review.is_on(target)
    assert target.status()["format"] == 2
    assert [each.number for each in review.waiting(target)] == [4]
    review.approve(target, 4, who="bella")
    assert target.state().records[ZONE] == value(3)
    target.close()


@pytest.mark.parametrize(
    ("number", "action"),
    [(3, "import"), (3, "reject"), (4, "propose"), (4, "import"), (5, "import"), (2, "import")],
)
def test_an_action_that_was_altered_is_noticed(reviewed, number, action):
    given(reviewed, value(2))
    review.approve(reviewed, 3, who="bella")
    given(reviewed, value(9))
    told = dict(reviewed.state().records)
    with reviewed._engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE atlas_entries SET action = :action WHERE number = :number"),
            {"number": number, "action": action},
        )
    assert [fault.kind for fault in check(reviewed).faults] == ["damaged"]
    with contextlib.suppress(StoreError):
        assert dict(reviewed.state().records) == told
