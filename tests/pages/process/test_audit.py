"""What pages tell the audit trail: soon where one only reads, first where something is changed."""

import errno
import hashlib
import threading
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette

from atlas.i18n import LANGS
from atlas.office import Record, open_store
from atlas.office.trail import files, keeping, lock, proof
from atlas.office.trail.errors import TrailError
from pages.ui import cache
from pages.ui.process import audit, journal
from pages.ui.server import status
from tests.asgi import apart, ask

READER = audit.Reader("张三", "192.0.2.7", "area=hexi&text=\u202e</script>", "2026.11.6")
LONG = 60.0  # seconds: nothing here takes that long unless it is broken


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Give where the trail of this test lies; nothing waits from another."""
    monkeypatch.setenv(files.ENV, str(tmp_path / "audit.jsonl"))
    monkeypatch.setattr(audit, "AGAIN_S", 0.01)
    monkeypatch.setattr(audit, "_ASKING", audit._Asking(lambda: READER))
    assert audit.flush(LONG)
    yield tmp_path / "audit.jsonl"
    assert audit.flush(LONG)


@pytest.fixture
def refusing(monkeypatch, path):  # noqa: ARG001 - the trail that refuses
    """Let the trail not be written until it may be again."""
    state = SimpleNamespace(refuses=True, error=errno.ENOSPC)
    real = keeping.files.opened

    def opened(file):
        if state.refuses:
            raise OSError(state.error, "no")
        return real(file)

    monkeypatch.setattr(keeping.files, "opened", opened)
    yield state
    state.refuses = False


@pytest.fixture
def log(monkeypatch):
    said = []
    monkeypatch.setattr(
        journal, "event", lambda name, **given: said.append({"event": name} | given)
    )
    return said


def told(path):
    assert audit.flush(LONG)
    return list(files.events(path))[1:]


def test_a_file_taken_out_is_told_by_whoever_looked_when_it_was_offered(path, log, monkeypatch):
    take = audit.taking(lambda n: b"x" * n, 7, form="pdf", zones=3)
    monkeypatch.setattr(audit, "_ASKING", audit._Asking())  # it is made outside of the page
    assert told(path) == []
    assert take() == b"x" * 7
    (event,) = told(path)
    assert (event.event, event.outcome, event.who, event.source) == (
        *("export", "done", "张三", "192.0.2.7"),
    )
    assert event.what == {
        "format": "pdf",
        "bytes": 7,
        "zones": 3,
        "selection": READER.selection,
        "version": "2026.11.6",
    }
    assert [each["event"] for each in log] == ["export"]
    assert "张三" not in str(log)  # the log names nobody


def test_a_file_read_in_is_told_by_kind_size_digest_and_outcome(path, log):
    audit.upload("xlsx", b"PK", "read")
    audit.upload("template", b"x", "refused")
    good, bad = told(path)
    assert good.what == {"kind": "xlsx", "bytes": 2, "sha256": hashlib.sha256(b"PK").hexdigest()}
    assert (good.outcome, bad.outcome, bad.what["reason"]) == ("done", "refused", "refused")
    assert [each["outcome"] for each in log] == ["read", "refused"]


def test_who_only_reads_waits_for_nobody(path):
    with lock.held(path.with_suffix(".lock")):
        # The writer cannot come in; whoever takes something out is gone on with at once.
        thread = threading.Thread(
            target=lambda: [audit.note("export", {"place": n}) for n in range(500)]
        )
        thread.start()
        thread.join(LONG)
        assert not thread.is_alive()
        assert list(files.events(path)) == []
    assert [each.what["place"] for each in told(path)] == list(range(500))
    assert proof.proved(path).is_whole


@pytest.mark.parametrize(("wrong", "event"), [("password", "sign_in"), ("waits", "lock_out")])
def test_who_is_not_let_in_is_told(path, wrong, event):
    audit.signed("mallory\n", wrong, way="password")
    audit.note("sign_out")
    first, second = told(path)
    assert (first.event, first.outcome, first.who, first.source) == (
        *(event, "refused", "mallory\n", "192.0.2.7"),
    )
    assert (second.event, second.who) == ("sign_out", "张三")


def test_nobody_comes_in_and_nothing_is_changed_without_its_line(path, refusing, log, tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite", create=True)
    with pytest.raises(TrailError):
        audit.signed("张三", "", way="password")
    with pytest.raises(TrailError), audit.changing(store, "apply", "张三") as change:
        change.entry(store.apply({"own-x": Record("own-x")}, base=store.state(), who="张三"))
    assert store.head() == 0
    audit.note("export", {"zones": 3})  # reading goes on
    error, _ = audit.trouble()
    assert error.kind == "full"
    assert [each["state"] for each in log if each["event"] == "audit"] == ["trouble"]
    refusing.refuses = False
    # What was not done, and what was, is told once it can be.
    events = [(each.event, each.outcome, each.what.get("wanted")) for each in told(path)]
    assert sorted(events, key=str) == [
        ("export", "done", None),
        ("unwritten", "refused", "apply"),
        ("unwritten", "refused", "sign_in"),
    ]
    assert audit.trouble() is None
    assert log[-1] == {"event": "audit", "state": "back"}
    audit.signed("张三", "", way="password")
    with audit.changing(store, "apply", "张三") as change:
        change.entry(store.apply({"own-x": Record("own-x")}, base=store.state(), who="张三"))
    assert [each.outcome for each in told(path)][-3:] == ["done", "begun", "done"]
    assert told(path)[-1].what["seal"] == store.seal("entry", 1)
    store.close()


def test_what_cannot_wait_any_more_is_counted(path, refusing, monkeypatch):
    monkeypatch.setattr(audit, "MOST", 3)
    for n in range(10):
        audit.note("export", {"place": n})
    refusing.refuses = False
    events = told(path)
    kept = [each.what["place"] for each in events if each.event == "export"]
    assert kept[:3] == [0, 1, 2]
    lost = sum(each.what["lost"] for each in events if each.event == "unwritten")
    assert len(kept) + lost == 10


@pytest.mark.usefixtures("path")
def test_a_monitor_is_told_and_the_atlas_stays_ready(refusing, monkeypatch):
    monkeypatch.setattr(status, "_look", lambda: None)
    base = apart(cache.base_atlas)
    held = cache.Condition(base, status.STARTED, None, None, 0.0)
    monkeypatch.setattr(cache, "condition", lambda: held)
    app = Starlette(routes=status.routes())
    with pytest.raises(TrailError):
        audit.signed("张三", "", way="password")
    got = ask(app, "/ready")
    assert (got.status, got.json["audit"]["status"]) == (200, "trouble")
    assert got.json["audit"].keys() == {"status", "since", "message"}
    assert "audit.jsonl" not in got.text
    refusing.refuses = False
    assert audit.flush(LONG)
    assert ask(app, "/ready").json["audit"] == {"status": "ok"}


def test_the_last_lines_are_there_for_who_may_see_them(path):
    for n in range(5):
        audit.note("export", {"place": n})
    assert audit.flush(LONG)
    assert [each.what["place"] for each in audit.latest(2)] == [4, 3]
    assert len(audit.latest(100)) == 6
    assert path.parent.is_dir()


@pytest.mark.parametrize("lang", LANGS)
def test_an_error_names_the_file_and_the_remedy(path, lang):
    for number, word in (
        (errno.ENOSPC, ""),
        (errno.EROFS, "ATLAS_AUDIT"),
        (errno.EIO, "ATLAS_AUDIT"),
    ):
        said = TrailError.of(OSError(number, "no"), path).message(lang)
        assert str(path) in said
        assert word in said


def test_a_line_that_fails_as_nobody_expected_holds_up_no_other(path, log, monkeypatch):
    real = keeping.lines.written
    monkeypatch.setattr(keeping.lines, "written", lambda *_: 1 / 0)
    audit.note("export", {"place": 1})
    assert audit.flush(LONG)
    monkeypatch.setattr(keeping.lines, "written", real)
    audit.note("export", {"place": object})
    assert [each.what["place"] for each in told(path)] == [str(object)]
    assert [each["where"] for each in log if each["event"] == "error"] == ["audit"]
