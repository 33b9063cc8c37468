"""What an attacker brings is held in the child: refused in words, and nothing of it outside."""

import ctypes
import errno
import os
import socketserver
import sys
import threading
import time
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from atlas.exchange import guard, reading
from atlas.exchange.coordinates import detection, mending, systems
from atlas.exchange.findings import ERROR, RefusedError
from atlas.exchange.guard import LIMITS, arrays, isolation, job
from atlas.exchange.proposal import Choices, propose
from atlas.office import EMPTY
from tests.effort import an_end
from tests.exchange import attacks

linux = pytest.mark.skipif(sys.platform != "linux", reason="by what the system has")


def errors(name, data):
    """Read a file; return the errors that are said of it, in both languages."""
    try:
        with an_end():
            found = reading.read(name, data).findings
    except RefusedError as refused:
        found = refused.findings
    for each in found:
        assert each.message("zh") != each.message("en")
    return [each.code for each in found if each.level == ERROR]


ATTACKS = {
    "a nested collection": (
        lambda: ("a.parquet", attacks.parquet([attacks.nested(20_000)])),
        ["read.nested"],
    ),
    "nested, the other way about": (
        lambda: ("a.parquet", attacks.parquet([attacks.nested(20_000, order=">")])),
        ["read.nested"],
    ),
    "points within points": (
        lambda: ("a.parquet", attacks.parquet([attacks.nested(20_000, kind=4)])),
        ["read.nested"],
    ),
    "with heights": (
        lambda: ("a.parquet", attacks.parquet([attacks.nested(20_000, kind=1007)])),
        ["read.nested"],
    ),
    "with a reference": (
        lambda: ("a.parquet", attacks.parquet([attacks.nested(20_000, kind=0x80000007)])),
        ["read.nested"],
    ),
    "a comb that crosses itself": (
        lambda: ("a.geojson", attacks.geojson(attacks.comb(3000))),
        ["read.tangled"],
    ),
    "a valid ring all in one place": (
        lambda: ("a.geojson", attacks.geojson(attacks.slanting(3000))),
        ["read.tangled"],
    ),
    "a shape of too many corners": (
        lambda: (
            "a.parquet",
            attacks.parquet([shapely.to_wkb(attacks.round_one(LIMITS.corners + 1))]),
        ),
        ["read.corners"],
    ),
    "a declaration without an end": (
        lambda: ("a.kml", attacks.declared(3_000_000)),
        ["read.xml"],
    ),
    "folders within folders": (lambda: ("a.kml", attacks.folders(100_000)), ["read.deep"]),
    "brackets within brackets": (
        lambda: ("a.geojson", b'{"type":0,"features":' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
        ["read.deep"],
    ),
    "an archive of many": (lambda: ("a.zip", attacks.crowded(100_000)), ["read.members"]),
    "a row far away": (lambda: ("a.xlsx", attacks.far_row(10**9)), ["read.row_number"]),
}


@pytest.mark.parametrize("case", ATTACKS)
def test_it_is_refused_in_words(case, forked):
    make, expected = ATTACKS[case]
    assert errors(*make()) == expected
    assert max(forked) < 2**30


def test_nothing_that_parses_runs_outside_the_child(good, forked, monkeypatch, a):
    """Whatever the format, the asking process reads no shape, archive, system or table itself."""

    def outside(*_given, **_options):
        raise AssertionError("parsed outside the child")

    for owner, name in (
        *((shapely, each) for each in ("from_wkb", "from_wkt", "from_geojson", "make_valid")),
        (zipfile, "ZipFile"),
        (systems, "stated_crs"),
        *((reading.parse, each) for each in ("_read", "_csv", "_formatted", "_crs")),
        *((reading.parse.sniff, each) for each in ("binary", "textual")),
    ):
        monkeypatch.setattr(owner, name, outside)
    for name, data in good.items():
        draft = reading.read(name, data)
        detection.place(draft, province=a.province)
    crossed = attacks.comb(16)
    draft = reading.read("a.geojson", attacks.geojson(crossed))
    placed = detection.place(draft, province=a.province)
    assert [each.code for each in placed.findings if each.level == ERROR] == ["ring.invalid"]
    assert len(forked) > len(good)


def test_what_needs_no_child_gets_none(forked, a):
    draft = reading.read("a.geojson", attacks.geojson(shapely.box(103.8, 36, 103.9, 36.1)))
    detection.place(draft, province=a.province)
    assert len(forked) == 1


def test_parts_that_lie_over_each_other_are_united_in_the_child(forked, a, monkeypatch):
    name = a.zones["name_zh"].iloc[0]
    across = attacks.slanting(44)
    other = shapely.affinity.rotate(across, 90)
    data = attacks.geojson(across, other).replace(b'"\\u56ed0"', f'"{name}"'.encode())
    data = data.replace(b'"\\u56ed1"', f'"{name}"'.encode())
    asked = len(forked)
    proposal = propose(a, EMPTY, reading.read("a.geojson", data), Choices())
    assert proposal.can_apply
    assert len(forked) == asked + 2  # it read them, and united them

    def too_long(*_given, **_options):
        raise RefusedError

    monkeypatch.setattr(mending.guard, "ask", too_long)
    again = propose(a, EMPTY, proposal.draft, Choices())
    assert [each.code for each in again.findings if each.level == ERROR] == ["match.not_united"]


def test_a_repair_that_does_not_end_is_said_of_its_rows(monkeypatch):
    def too_long(*_given, **_options):
        raise RefusedError

    monkeypatch.setattr(mending.guard, "ask", too_long)
    shapes = np.array([shapely.box(0, 0, 1, 1), attacks.comb(16), None], dtype=object)
    kept, found = mending.mended(shapes, [4, 7, 9])
    assert kept[0] is shapes[0]
    assert kept[1] is None
    assert [(each.code, each.row) for each in found] == [("ring.not_mended", 7)]


# Shapes across ------------------------------------------------------------------------------------

coordinates = st.floats(-1e7, 1e7)
points = st.builds(shapely.Point, coordinates, coordinates)
boxes = st.builds(
    lambda x, y, size: shapely.box(x, y, x + size, y + size),
    coordinates,
    coordinates,
    st.floats(1, 9),
)
holed = boxes.map(lambda box: box.difference(box.centroid.buffer(0.1)))
lines = st.builds(lambda one, other: shapely.LineString([one, other]), points, points)
KINDS = (
    *(points, boxes, holed, lines, st.none()),
    st.lists(points, min_size=1, max_size=3).map(shapely.MultiPoint),
    st.lists(holed, min_size=1, max_size=3).map(shapely.MultiPolygon),
    st.lists(lines, min_size=1, max_size=3).map(shapely.MultiLineString),
)


@given(st.lists(st.one_of(*KINDS), min_size=1, max_size=8))
def test_shapes_cross_as_they_are(shapes):
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    back = arrays.heard(arrays.told(array))
    for one, other in zip(shapes, back, strict=True):
        assert (one is None and other is None) or one.equals_exact(other, 0)


@given(st.lists(st.one_of(*KINDS[:4], *KINDS[5:]), min_size=1, max_size=4), st.sampled_from([0, 1]))
def test_corners_are_counted_as_they_are(shapes, order):
    whole = shapely.GeometryCollection(shapes)
    written = shapely.to_wkb(whole, byte_order=order)
    assert arrays._corners(written, 4) == shapely.get_num_coordinates(whole)
    kept = arrays.of_wkb([written], LIMITS, found := [])
    assert not found
    assert kept[0].equals_exact(whole, 0)


@given(st.binary(max_size=60))
def test_whatever_bytes_are_a_shape_or_a_finding(data):
    kept = arrays.of_wkb([data], LIMITS, found := [])
    assert (kept[0] is None) == bool(found)


def test_offsets_that_lead_elsewhere_are_refused():
    array = np.array([shapely.box(0, 0, 1, 1)], dtype=object)
    told = arrays.told(array)
    ((_, _, numbers),) = told["groups"]
    numbers[1] = arrays._base64(np.array([0, 10**9]))
    with pytest.raises(ValueError, match="5"):
        arrays.heard(told)


def test_teeth_are_valid():
    assert attacks.slanting(3000).is_valid


@pytest.mark.parametrize("shape", [attacks.comb(400), attacks.slanting(400), attacks.comb(16)])
def test_overlaps_are_what_a_library_would_meet(shape):
    ring = shapely.get_coordinates(shape)
    ends = np.stack([ring[:-1], ring[1:]], axis=1)
    low, high = ends.min(axis=1), ends.max(axis=1)
    one = (low[:, None] <= high[None]).all(axis=2)
    pairs = (np.sum(one & one.T) - len(ends)) // 2
    assert arrays.overlaps(shape, 10) >= min(pairs, 10)
    assert arrays.overlaps(shape, 10**9) >= pairs


def test_outlines_of_the_plan_are_not_tangled(a):
    for outlines in (a.counties, a.province):
        assert not any(map(arrays.is_tangled, outlines.geometry))


# The child ----------------------------------------------------------------------------------------


class _Heard(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_given):
        pass


@pytest.fixture
def listener():
    """Serve on this machine, and note what is asked for."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Heard) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@linux
@pytest.mark.skipif(not isolation.is_known(), reason="a machine whose system calls are not listed")
def test_nothing_leads_out_of_the_child(listener):
    found = guard.ask(attacks.reaches, b"x", port=listener.server_address[1])
    assert set(found.values()) == {os.strerror(13)}, found


@pytest.mark.parametrize(
    "crs",
    [
        lambda link: {"type": "link", "properties": {"href": link, "type": "proj4"}},
        lambda link: {"type": "url", "properties": {"url": link}},
        lambda link: {"type": "name", "properties": {"name": link}},
    ],
)
def test_a_system_that_is_a_link_is_asked_of_nobody(crs, listener):
    link = f"http://127.0.0.1:{listener.server_address[1]}/crs"
    square = shapely.box(103.8, 36, 103.9, 36.1)
    data = attacks.geojson(square, crs=crs(link))
    inner = data.replace(
        b'"type": "Polygon"',
        b'"crs": %b, "type": "Polygon"' % data[data.index(b'"crs": ') + 7 : -1],
    )
    escaped = data.replace(b'"crs"', rb'"\u0063rs"')
    for each in (data, inner, escaped):
        assert reading.read("a.geojson", each).crs.system == "wgs84"
    assert not listener.asked


def test_a_link_is_taken_out_and_a_name_stays():
    name = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    link = {"type": "link", "properties": {"href": "http://x/"}}
    loaded = reading.parse.formats.markup.loaded
    assert "4490" in str(loaded(attacks.geojson(shapely.Point(1, 1), crs=name)))
    assert "http" not in str(loaded(attacks.geojson(shapely.Point(1, 1), crs=link)))


@linux
@pytest.mark.parametrize(
    ("work", "code"),
    [
        (attacks.grows, "read.too_large"),
        (attacks.spins, "read.timeout"),
        (attacks.falls, "read.broken"),
    ],
)
def test_a_child_that_takes_too_much_is_ended_and_it_is_said_why(work, code):
    with pytest.raises(RefusedError) as caught:
        guard.ask(work, b"x", limits=replace(LIMITS, seconds=2))
    assert [each.code for each in caught.value.findings] == [code]


def test_a_child_that_cannot_start_is_no_fault_of_the_file(monkeypatch, good, caplog):
    monkeypatch.setattr(guard, "HOME", guard.HOME / "nowhere")
    with pytest.raises(RefusedError) as caught:
        reading.read("a.xlsx", good["a.xlsx"])
    assert [each.code for each in caught.value.findings] == ["read.not_started"]
    assert "ModuleNotFoundError" in caplog.text
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(RefusedError) as caught:
        reading.read("a.xlsx", good["a.xlsx"])
    assert [each.code for each in caught.value.findings] == ["read.not_started"]


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """Start children without the modules and calls that only POSIX has; return the modules."""
    modules = ("resource", "fcntl", "grp", "pwd", "termios", "tty", "pty", "syslog")
    # Not uname: numpy, as built for Linux, asks for it.
    calls = ("fork", "setsid", "getuid", "geteuid", "getpgid", "chown", "nice", "mkfifo")
    lines = (
        "import os, signal, sys",
        *(f"sys.modules[{name!r}] = None" for name in modules),
        *(f"vars(os).pop({name!r}, None)" for name in calls),
        *(f"vars(signal).pop({name!r}, None)" for name in ("SIGKILL", "SIGXCPU", "SIGALRM")),
    )
    (tmp_path / "sitecustomize.py").write_text("\n".join(lines), encoding="utf-8")
    known = guard.environment() | {"PYTHONPATH": str(tmp_path)}
    monkeypatch.setattr(guard, "environment", lambda: known)
    return modules


def test_every_format_is_read_without_what_only_posix_has(good, elsewhere):
    """As on Windows: the limits that the system lacks are done without, and nothing else is."""
    assert guard.ask(attacks.has, b"x", names=list(elsewhere)) == []
    for name, data in good.items():
        assert len(reading.read(name, data).table), name


@linux
@pytest.mark.usefixtures("elsewhere")
def test_where_the_system_bounds_no_memory_who_started_the_child_does(monkeypatch):
    """As on macOS."""
    monkeypatch.setattr(guard.watching, "NEEDED", True)
    limits = replace(LIMITS, memory=200 * 2**20)
    with pytest.raises(RefusedError) as caught:
        guard.ask(attacks.swells, b"x", limits=limits)
    assert [each.code for each in caught.value.findings] == ["read.too_large"]


def test_a_limit_that_the_system_refuses_keeps_nobody_from_reading(monkeypatch):
    resource = pytest.importorskip("resource")
    set_ = []

    def refuses(which, _most):
        if which == resource.RLIMIT_AS:
            raise ValueError("current limit exceeds maximum limit")
        set_.append(which)

    monkeypatch.setattr(resource, "setrlimit", refuses)
    isolation.limit({"seconds": 1, "memory": 1, "written": 1})
    assert {resource.RLIMIT_CPU, resource.RLIMIT_FSIZE} <= set(set_)


class Kernel:
    """Windows' calls, which note what they are given."""

    def __init__(self, *, lets=True):
        self.asked = []
        for name in ("CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"):
            setattr(self, name, self._call(name, 7 if lets else 0))
        self.GetCurrentProcess = self._call("GetCurrentProcess", 2**64 - 1)

    def _call(self, name, answer):
        def call(*given):
            self.asked.append((name, *given))
            return answer

        return call


def test_on_windows_the_child_puts_itself_into_a_job_with_its_limits():
    # As winnt.h lays them out on 64 bits.
    assert (ctypes.sizeof(job.Extended), job.Extended.process_memory.offset) == (144, 112)
    kernel = Kernel()
    assert job.limit(2**30, kernel)
    names = [name for name, *_ in kernel.asked]
    assert names == [
        *("CreateJobObjectW", "SetInformationJobObject"),
        *("GetCurrentProcess", "AssignProcessToJobObject"),
    ]
    _, handle, kind, given, size = kernel.asked[1]
    assert (handle, kind, size) == (7, 9, 144)
    given = given._obj
    assert given.process_memory == 2**30
    assert given.basic.active_processes == 1
    assert given.basic.flags == 0x2000 | 0x0400 | 0x0100 | 0x0008
    assert not job.limit(1, Kernel(lets=False))


def test_the_child_gets_what_an_interpreter_needs_of_windows(monkeypatch):
    needed = ("SYSTEMROOT", "TEMP", "TMP", "PATH", "PATHEXT", "USERPROFILE", "APPDATA")
    for name in needed:
        monkeypatch.setenv(name, f"its {name}")
    guard.environment.cache_clear()
    found = guard.environment()
    guard.environment.cache_clear()
    assert {name: found.get(name) for name in needed} == {name: f"its {name}" for name in needed}


# Whose turn it is ---------------------------------------------------------------------------------


def until(true):
    """Wait until something is so."""
    with an_end():
        while not true():
            time.sleep(0.01)


def asking(folder, name, *, waiting=None, outcome=None):
    """Ask for a child in a thread of its own, as a session does."""

    def run():
        with guard.watched(waiting or (lambda _before: None)):
            try:
                outcome[name] = guard.ask(attacks.waits, b"x", folder=str(folder), name=name)
            except BaseException as error:  # noqa: BLE001 - what ends a script is no Exception
                outcome[name] = error

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_two_are_read_at_once_and_the_others_in_the_order_they_came(tmp_path):
    outcome, before = {}, {}

    def begun():
        return {path.stem for path in tmp_path.glob("*.begun")}

    threads = []
    for n, name in enumerate("abcde"):
        waiting = before.setdefault(name, []).append
        threads.append(asking(tmp_path, name, waiting=waiting, outcome=outcome))
        until(lambda n=n: len(guard._QUEUE._there) == n + 1)
    until(lambda: begun() == {"a", "b"} and all(before.values()))
    until(lambda: before["e"][-1] == 3)
    assert (before["c"][-1], before["d"][-1]) == (1, 2)
    assert begun() == {"a", "b"}
    (tmp_path / "end").touch()
    for thread in threads:
        thread.join()
    assert outcome == {name: name for name in "abcde"}
    assert before["e"] == sorted(before["e"], reverse=True)
    assert not guard._QUEUE._there


class Left(BaseException):
    """The reader has left, said as Streamlit does."""


@linux
def test_who_leaves_takes_the_child_along_and_gives_up_the_place(tmp_path):
    gone, outcome = set(), {}

    def watching(name):
        def waiting(_before):
            if name in gone:
                raise Left

        return waiting

    threads = {}
    for n, name in enumerate("abc"):
        threads[name] = asking(tmp_path, name, waiting=watching(name), outcome=outcome)
        until(lambda n=n: len(guard._QUEUE._there) == n + 1)
    started = {name: tmp_path / f"{name}.begun" for name in "abc"}
    until(lambda: all(started[name].exists() and started[name].read_text() for name in "ab"))
    child = int(started["a"].read_text())
    gone |= {"c"}  # who only waits
    threads["c"].join()
    assert not started["c"].exists()
    gone |= {"a"}
    threads["a"].join()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert all(isinstance(outcome[name], Left) for name in "ac")
    (tmp_path / "end").touch()
    threads["b"].join()
    assert outcome["b"] == "b"
    assert not guard._QUEUE._there


def test_a_full_disk_is_no_fault_of_the_file(monkeypatch):
    def full(path, _):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    with monkeypatch.context() as patch:
        patch.setattr(guard.Path, "write_bytes", full)
        with pytest.raises(RefusedError) as caught:
            reading.read("a.geojson", b"{}")
    assert [each.code for each in caught.value.findings] == ["read.no_room"]
    # A parser that cannot unpack calls it broken; so it is, where there is room.
    for free, code in ((0, "read.no_room"), (2**30, "read.broken")):
        monkeypatch.setattr(guard.shutil, "disk_usage", lambda _, n=free: SimpleNamespace(free=n))
        with pytest.raises(RefusedError) as caught:
            guard.ask(attacks.falls, b"x")
        assert [each.code for each in caught.value.findings] == [code]
