"""Photos and documents of zones in the store: changes like any other, their bytes under digests."""

import pytest
import sqlalchemy as sa

from atlas.i18n import LANGS
from atlas.office import Record, StoreError, attachments, blobs, copy, open_store, review
from atlas.office.attachments import Given
from atlas.office.checking import check
from atlas.office.edition import derive
from atlas.office.errors import AttachmentError
from tests.shipped import ATLAS

ZONE = "dunhuang"
PHOTO = Given("jpeg", "园区.jpg", b"a photo" * 99, b"a thumbnail", 40, 30)
PAPER = Given("pdf", "批复.pdf", b"%PDF- a paper" * 99)
KNOWN = ATLAS.zones.index


def attach(store, given=PHOTO, zone=ZONE, who="anna", **said):
    return attachments.attach(store, zone, given, known=KNOWN, who=who, **said)


def test_what_is_attached_comes_out_again_and_shows(store):
    entry = attach(store, caption=" 大门\n东侧 ", day="2026-11-30")
    attach(store, PAPER)
    assert (entry.number, entry.action, entry.file, entry.added) == (1, "import", "园区.jpg", 1)
    photo, paper = store.state().records[ZONE].attachments
    assert (photo.caption, photo.day, photo.who, photo.bytes) == (
        *("大门 东侧", "2026-11-30"),
        *("anna", len(PHOTO.data)),
    )
    assert (photo.width, photo.height, photo.is_image, paper.is_image) == (40, 30, True, False)
    assert (photo.said, paper.said) == ("大门 东侧 · 2026-11-30", "批复.pdf")
    assert store.blob(photo.digest) == PHOTO.data
    assert store.blob(photo.small) == PHOTO.small
    assert (store.blob(paper.digest), paper.small) == (PAPER.data, "")
    assert derive(ATLAS, store.state()).attachments == {ZONE: (photo, paper)}
    assert derive(ATLAS, store.state(1)).attachments == {ZONE: (photo,)}
    assert [(c.field, len(c.before), len(c.after)) for c in store.changes(2)] == [
        ("attachments", 1, 2)
    ]
    assert store.status()["format"] == 2
    assert check(store).faults == ()


def test_it_is_taken_off_and_put_back_and_never_lost(store):
    attach(store)
    digest = store.state().records[ZONE].attachments[0].digest
    attachments.detach(store, ZONE, digest[:8], who="bella")
    assert store.state().records == {}  # the office says nothing else of the zone
    assert store.blob(digest) == PHOTO.data
    store.undo(2, who="anna")
    assert store.state().records[ZONE].attachments[0].digest == digest
    for wrong in ("", "ffff", digest + "0"):
        with pytest.raises(AttachmentError) as caught:
            attachments.detach(store, ZONE, wrong, who="bella")
        assert caught.value.kind == "none"


def test_the_rest_of_a_record_stays(store):
    record = Record(ZONE, values={"n": 1})
    store.apply({ZONE: record}, base=store.state(), who="anna")
    attach(store)
    assert store.state().records[ZONE].values == {"n": 1}
    digest = store.state().records[ZONE].attachments[0].digest
    attachments.detach(store, ZONE, digest, who="anna")
    assert store.state().records == {ZONE: record}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"zone": "nowhere"}, "zone"),
        ({"zone": "own-none"}, "zone"),
        ({"given": PAPER, "day": "2026-13-01"}, "day"),
        ({}, "there"),
    ],
)
def test_what_cannot_be_attached_is_said(store, said, kind):
    attach(store)
    with pytest.raises(AttachmentError) as caught:
        attach(store, **said)
    assert caught.value.kind == kind
    assert all(caught.value.message(lang) for lang in LANGS)
    assert store.head() == 1


def test_there_is_so_much_room_and_no_more(store, monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 1)
    attach(store)
    with pytest.raises(AttachmentError) as caught:
        attach(store, PAPER)
    assert caught.value.kind == "many"
    monkeypatch.setattr(blobs, "MOST_IN_ALL", len(PHOTO.data) + len(PHOTO.small) + 10)
    with pytest.raises(AttachmentError) as caught:
        attach(store, PAPER, zone="yumen")
    assert caught.value.kind == "full"
    attach(store, zone="yumen")  # the same bytes take no room
    assert store.head() == 2


def test_it_is_reviewed_like_any_change(store):
    review.switch(store, on=True, who="chief")
    assert attach(store).action == "propose"
    assert store.state().records == {}
    review.approve(store, 2, who="bella")
    assert len(store.state().records[ZONE].attachments) == 1


def test_it_moves_with_the_store(store, tmp_path):
    attach(store)
    attach(store, PAPER)
    target = open_store(f"sqlite:///{tmp_path / 'moved.sqlite'}")
    copy(store, target)
    assert dict(target.state().records) == dict(store.state().records)
    assert [target.blob(each.digest) for each in target.state().records[ZONE].attachments] == [
        PHOTO.data,
        PAPER.data,
    ]
    assert target.status()["format"] == 2
    assert check(target).faults == ()
    target.close()


@pytest.mark.parametrize("deed", ["UPDATE atlas_blobs SET data = :data", "DELETE FROM atlas_blobs"])
def test_bytes_that_are_others_or_gone_are_noticed(store, deed):
    attach(store)
    digest = store.state().records[ZONE].attachments[0].digest
    with store._engine.begin() as connection:
        connection.execute(sa.text(deed), {"data": b"other"} if ":data" in deed else {})
    with pytest.raises(StoreError) as caught:
        store.blob(digest)
    assert caught.value.kind == "blob_damaged"
    assert {fault.kind for fault in check(store).faults} == {"blob_damaged"}
