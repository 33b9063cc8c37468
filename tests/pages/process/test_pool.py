"""Heavy work in workers: the line before them, what ends a work, what is told of it."""

import datetime as dt
import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import atlas
from atlas.briefing import formats
from atlas.briefing.order import Order
from atlas.exchange.guard import isolation
from atlas.i18n import LANGS
from atlas.model import documents
from atlas.office import edition
from atlas.office.vintage import Vintage
from atlas.selection.selection import Selection
from pages.ui.process.pool import hands as worker_hands
from pages.ui.process.pool import pool as pools
from pages.ui.process.pool import worker
from pages.ui.process.pool import works as made_of
from pages.ui.process.pool.data import Data
from pages.ui.process.pool.job import BusyError, Job, NotMadeError, result
from pages.ui.process.pool.pool import Pool
from pages.ui.process.stopping import StoppingError
from tests.bench.offices import state_of
from tests.pages.process import works

PATIENCE_S = 180


@pytest.fixture
def begin():
    """Give pools that end with the test."""
    there = []

    def begun(*args, **kwargs):
        there.append(Pool(*args, **kwargs))
        return there[-1]

    yield begun
    for each in there:
        each.stop()


@pytest.fixture(scope="module")
def shared():
    """Give a pool whose workers stay warm for many tests."""
    pool = Pool()
    yield pool
    pool.stop()


def job(work, *args, owner="one", **fields):
    return Job(owner, work, args, **fields)


def over(*jobs):
    for each in jobs:
        assert each.wait(PATIENCE_S), each
    return [each.state for each in jobs]


def until(true):
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def running(each):
    until(lambda: each.of or each.is_over)
    assert each.state == "running"


def of(shown, key="key"):
    def other(vintage):
        return of(documents.under(shown, vintage.document), f"{key}-{vintage.document}")

    return Data(key, replace(shown, editions=lambda vintage: other(vintage).atlas), other)


# What is made -------------------------------------------------------------------------------------


def test_a_work_tells_how_far_it_is_and_gives_its_file(shared):
    made = shared.submit(job(works.three_steps))
    assert over(made) == ["done"]
    assert (made.made, made.done, made.of, made.what) == (b"book", 2, 3, "step 2")
    assert result(made) == b"book"


def test_a_worker_stays_for_the_next_work(begin):
    pool = begin(1)
    made = [pool.submit(job(works.process)) for _ in range(2)]
    assert over(*made) == ["done", "done"]
    assert made[0].made == made[1].made != os.getpid()


def test_what_is_printed_goes_elsewhere_and_nothing_is_read(shared):
    made = shared.submit(job(works.noisy))
    assert over(made) == ["done"]
    assert made.made == ""


def test_a_work_has_the_very_atlas_that_the_page_shows(shared):
    shown = replace(atlas.load(), version="of a page")
    first, other = of(shown, "a"), of(replace(shown, version="another"), "b")
    for data in (first, other, first, of(shown, "c"), other):
        made = shared.submit(job(works.zones, data=data))
        assert over(made) == ["done"]
        assert made.made == (data.atlas.version, len(shown.zones))


def test_a_work_has_other_vintages_of_the_same(shared):
    shown = atlas.load()
    document = str(shown.documents.index[-1])
    made = shared.submit(job(works.another, document, data=of(shown, "vintages")))
    assert over(made) == ["done"]
    assert made.made == (document, len(documents.under(shown, document).zones), True)


def test_what_the_server_refuses_in_the_midst_of_a_work_is_its_refusal(shared):
    made = shared.submit(job(works.another, "no-such", data=of(atlas.load(), "none")))
    assert over(made) == ["failed"]
    assert "no-such" in made.said("zh")
    assert made.said("zh") != made.said("en")


def test_a_work_has_the_attachments(shared):
    shown = replace(atlas.load(), blob=lambda digest: digest.encode() * 2)
    made = shared.submit(job(works.photo, "abc", data=Data("blobs", shown)))
    assert over(made) == ["done"]
    assert made.made == b"abcabc"


@pytest.mark.parametrize("wanted", ["png", "svg", "pdf", "pptx", "docx", "brief", "html"])
def test_a_piece_has_the_same_bytes_wherever_it_is_drawn(shared, wanted, province):
    order = Order.of(Selection(), "zh", province.day, vintage=province.vintage)
    made = shared.submit(job(made_of.piece, wanted, order, data=province.data))
    assert over(made) == ["done"], made.said("en")
    assert made.made == formats.SNAPSHOTS[wanted].write(province.data.atlas, order)


@pytest.fixture(scope="module")
def province():
    """Give an office with some zones of its own."""
    shown = atlas.load()
    derived = edition.derive(shown, state_of(shown, 30), own=True)
    vintage = Vintage(edition=edition.Edition(own=True))
    return SimpleNamespace(data=of(derived, "province"), vintage=vintage, day=dt.date(2026, 12, 1))


def test_what_is_over_keeps_no_data(begin):
    pool, shown = begin(1), of(atlas.load())
    made, left = (pool.submit(job(works.zones, data=shown)) for _ in range(2))
    pool.cancel(left)
    assert over(made, left) == ["done", "cancelled"]
    assert (made.data, left.data) == (None, None)


# The line -----------------------------------------------------------------------------------------


def test_who_asks_for_several_waits_for_the_first_of_the_others(begin, tmp_path):
    pool, go = begin(1), tmp_path / "go"
    first = pool.submit(job(works.waits, str(go), owner="a"))
    running(first)
    line = [pool.submit(job(works.process, owner=each)) for each in "aabbc"]
    assert [pool.place(each) for each in line] == [4, 5, 1, 3, 2]
    assert pool.place(first) == 0
    ended = []
    for each in line:
        each.then(lambda each=each: ended.append(each))
    go.touch()
    over(*line)
    assert [line.index(each) for each in ended] == [2, 4, 0, 3, 1]


def test_one_owner_cannot_fill_the_line_and_all_cannot_either(begin, tmp_path):
    pool = begin(1, most=5, most_of_one=2)
    asked = [job(works.waits, str(tmp_path / "go"), owner=each) for each in "aabbc"]
    for each in asked:
        pool.submit(each)
    for owner, n in {"a": "2", "d": "5"}.items():
        with pytest.raises(BusyError) as refused:
            pool.submit(job(works.process, owner=owner))
        assert refused.value.status == 503
        assert n in refused.value.message("zh")
        assert n in refused.value.message("en")
    pool.cancel(asked[1])
    pool.submit(job(works.process, owner="a"))


def test_what_takes_minutes_leaves_a_worker_free(begin, tmp_path):
    pool, go = begin(2), str(tmp_path / "go")
    slow = [pool.submit(job(works.waits, go, owner=each, is_slow=True)) for each in "ab"]
    running(slow[0])
    assert over(pool.submit(job(works.three_steps, owner="c"))) == ["done"]
    assert (slow[1].state, pool.place(slow[1])) == ("waiting", 1)
    Path(go).touch()
    assert over(*slow) == ["done", "done"]


# What ends a work ---------------------------------------------------------------------------------


def test_what_waits_is_put_off_without_a_trace(begin, tmp_path):
    pool = begin(1)
    first = pool.submit(job(works.waits, str(tmp_path / "go")))
    running(first)
    second = pool.submit(job(works.three_steps))
    pool.cancel(second)
    assert over(second) == ["cancelled"]
    assert pool.condition() == {"workers": 1, "running": 1, "waiting": 0}
    with pytest.raises(NotMadeError):
        result(second)


def test_what_runs_is_put_off_with_its_worker_and_makes_room(begin):
    pool = begin(1)
    made = pool.submit(job(works.forever))
    running(made)
    process = made.worker
    pool.cancel(made)
    assert over(made) == ["cancelled"]
    process.wait(PATIENCE_S)
    assert over(pool.submit(job(works.three_steps))) == ["done"]


def test_what_is_put_off_as_it_begins_harms_no_other(begin):
    pool = begin(1)
    for _ in range(3):
        pool.cancel(pool.submit(job(works.forever)))
        assert over(pool.submit(job(works.three_steps))) == ["done"]


def test_a_reader_who_leaves_ends_what_he_asked_for_and_one_who_comes_back_does_not(begin):
    pool = begin(1)
    mine, waits, others = (
        pool.submit(job(works.forever, owner=each)) for each in ("left", "left", "here")
    )
    running(mine)
    here = {"here"}
    assert pool.sweep(here.__contains__, away_s=60) == 0
    assert pool.sweep({"left", "here"}.__contains__, away_s=0) == 0
    assert pool.sweep(here.__contains__, away_s=0) == 2
    assert over(mine, waits) == ["cancelled", "cancelled"]
    running(others)


def test_what_nobody_looks_at_ends_whether_it_runs_or_waits(begin):
    pool = begin(1)
    runs, waits = (pool.submit(job(works.forever, lease_s=60)) for _ in range(2))
    running(runs)
    assert waits.state == "waiting"
    for each in (runs, waits):
        each.lease_s = 0.01
    assert over(runs, waits) == ["cancelled", "cancelled"]
    assert (runs.why, waits.why) == ("left", "left")


@pytest.mark.parametrize("work", [works.forever, works.chatters])
def test_what_takes_too_long_is_ended_and_says_so(begin, monkeypatch, work):
    monkeypatch.setattr("pages.ui.process.pool.job.QUICK_S", 0.0)
    pool = begin(1)
    made = pool.submit(job(work))
    assert over(made) == ["failed"]
    assert made.why == "late"
    monkeypatch.undo()
    assert "3" in made.said("en")
    assert over(pool.submit(job(works.three_steps))) == ["done"]


@pytest.mark.skipif(sys.platform == "darwin", reason="there who started it watches")
def test_what_takes_too_much_memory_is_ended_and_says_so(begin):
    pool = begin(1, limits=worker_hands.LIMITS | {"memory": 700 * 2**20})
    made = pool.submit(job(works.greedy))
    assert over(made) == ["failed"]
    assert made.why == "large"
    second = pool.submit(job(works.process))
    assert over(second) == ["done"]


def test_where_the_system_does_not_bound_memory_the_server_watches(begin, monkeypatch):
    monkeypatch.setattr(worker_hands.watching, "NEEDED", True)
    monkeypatch.setattr(worker_hands.watching, "memory", lambda _: 2**60)
    made = begin(1).submit(job(works.forever))
    assert over(made) == ["failed"]
    assert made.why == "large"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_worker_killed_from_outside_is_told_and_replaced(begin):
    pool = begin(1)
    made = pool.submit(job(works.forever))
    running(made)
    os.kill(made.worker.pid, signal.SIGKILL)
    assert over(made) == ["failed"]
    assert made.why == "large"
    assert over(pool.submit(job(works.three_steps))) == ["done"]


@pytest.mark.parametrize("code", [0, 3])
def test_a_worker_that_ends_by_itself_is_told_and_replaced(begin, code):
    pool = begin(1)
    made, second = pool.submit(job(works.dies, code)), pool.submit(job(works.three_steps))
    assert over(made, second) == ["failed", "done"]
    assert made.why == "ended"
    assert re.fullmatch(r"E-\w{6}", made.number)
    assert made.number in made.said("zh")


def test_a_work_that_breaks_bears_the_number_that_the_log_has(shared, caplog):
    caplog.set_level("INFO", "atlas")
    made = shared.submit(job(works.breaks, form="png"))
    assert over(made) == ["failed"]
    (record,) = [each for each in caplog.records if each.message == "error"]
    assert record.fields["number"] == made.number
    assert record.fields["kind"] == "RuntimeError"
    assert "breaks" in record.fields["trace"]
    assert "this is a test" not in str(record.fields)


def test_what_a_work_refuses_is_said_in_its_words(shared):
    made = shared.submit(job(works.refuses))
    assert over(made) == ["failed"]
    assert [made.said(lang) for lang in LANGS] == ["no, in zh", "no, in en"]
    with pytest.raises(NotMadeError, match="no, in zh") as refused:
        result(made)
    assert refused.value.status == 400


def test_where_the_system_has_no_thread_left_nothing_is_begun(begin, monkeypatch):
    def none(_thread):
        raise RuntimeError("can't start new thread")

    pool = begin(1)
    with monkeypatch.context() as full:
        full.setattr(pools.threading.Thread, "start", none)
        with pytest.raises(RuntimeError):
            pool.submit(job(works.process))
    assert pool.condition() == {"workers": 0, "running": 0, "waiting": 0}
    assert over(pool.submit(job(works.process))) == ["done"]


class TooMuch(io.BytesIO):
    """What the server says before it ends, for which there is no memory."""

    def read(self, size=-1):
        if not self.tell():
            self.seek(0, io.SEEK_END)
            raise MemoryError
        return super().read(size)


def test_what_does_not_fit_into_a_worker_is_told(monkeypatch):
    ended = threading.Event()
    monkeypatch.setattr(worker.os, "_exit", lambda _: ended.set())
    told = io.BytesIO()
    threading.Thread(target=worker.Worker(TooMuch(b"atlas"), told).run, daemon=True).start()
    until(lambda: b"too_large" in told.getvalue())
    assert ended.wait(PATIENCE_S)  # as the server did


def test_what_is_made_is_told_to_who_waits_whatever_becomes_of_the_trail(begin, monkeypatch):
    def broken(*_):
        raise RuntimeError("no trail")

    monkeypatch.setattr(pools.audit, "taken", broken)
    pool = begin(1)
    made, second = (pool.submit(job(works.three_steps, form=form)) for form in ("png", ""))
    assert over(made, second) == ["done", "done"]


def test_a_worker_that_cannot_start_is_told(begin, monkeypatch):
    monkeypatch.setattr(worker_hands.sys, "executable", "/nowhere/python")
    made = begin(1).submit(job(works.three_steps))
    assert over(made) == ["failed"]
    assert made.number


def test_what_cannot_be_sent_is_told(begin):
    pool = begin(1)
    made = pool.submit(job(lambda _atlas: b""))
    assert over(made) == ["failed"]
    assert over(pool.submit(job(works.three_steps))) == ["done"]


@pytest.mark.skipif(not isolation.is_known(), reason="a filter of system calls")
def test_a_worker_reaches_no_network(shared):
    made = shared.submit(job(works.connects))
    over(made)
    assert made.made == "closed"


# The end of the workers ---------------------------------------------------------------------------


def test_a_worker_without_work_ends_and_another_begins_when_there_is_some(begin):
    pool = begin(1, idle_s=0.05)
    first = pool.submit(job(works.process))
    assert over(first) == ["done"]
    until(lambda: not pool.condition()["workers"])
    second = pool.submit(job(works.process))
    assert over(second) == ["done"]
    assert first.made != second.made


def test_all_ends_with_the_server_and_nothing_begins_any_more(begin):
    pool = begin(1)
    made, waits = (pool.submit(job(works.forever)) for _ in range(2))
    running(made)
    process = made.worker
    assert pool.stop() == 2
    assert over(made, waits) == ["cancelled", "cancelled"]
    assert process.poll() is not None
    assert pool.condition() == {"workers": 0, "running": 0, "waiting": 0}
    with pytest.raises(StoppingError):
        pool.submit(job(works.process))


SERVER = """
import sys, time
from pages.ui.process.pool.pool import POOL
from pages.ui.process.pool.job import Job
from tests.pages.process import works
if __name__ == "__main__":
    made = POOL.submit(Job("one", works.forever))
    while not made.of:
        time.sleep(0.01)
    print(made.worker.pid, flush=True)
    time.sleep(600)
"""


def test_a_server_that_is_killed_leaves_no_worker_behind(tmp_path):
    script = tmp_path / "server.py"
    script.write_text(SERVER, encoding="utf-8")
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
    ) as server:
        worker = int(server.stdout.readline())
        assert is_there(worker)
        server.kill()
    until(lambda: not is_there(worker))


SERVICE = """
import os, sys
from pages.ui.process.pool.job import Job
from pages.ui.process.pool.pool import POOL
from tests.pages.process import works
if __name__ == "__main__":
    os.close(2)
    sys.stderr = None
    made = POOL.submit(Job("one", works.three_steps))
    made.wait()
    POOL.stop()
    print(made.state)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is closed")
def test_a_server_without_a_place_for_complaints_has_workers(tmp_path):
    script = tmp_path / "service.py"
    script.write_text(SERVICE, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout.split() == ["done"]


def is_there(process):
    """Say whether a process runs; one that has ended and was not asked for does not."""
    status = Path(f"/proc/{process}/stat")
    if not Path("/proc/self").exists():
        try:
            os.kill(process, 0)
        except OSError:
            return False
        return True
    try:
        return status.read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_pool_of_the_process_has_two_workers_at_most():
    assert pools.POOL._workers == pools.WORKERS == 2
