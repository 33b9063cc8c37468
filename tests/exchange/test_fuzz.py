"""A thousand files that nobody should bring: each gives a report or a refusal, nothing else."""

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.exchange import reading
from atlas.exchange.findings import RefusedError
from atlas.exchange.parsed import Draft
from atlas.exchange.reading import guard
from tests.effort import an_end
from tests.exchange import samples

EACH = 78  # mutations of a sample: thirteen samples make a thousand and fourteen
GIB = 2**30


@pytest.fixture(scope="module")
def forked():
    """Have the guard's child forked instead of started; return the peaks of its memory."""
    servers, peaks = {}, []

    def run(kind, request, _):
        if kind not in servers:
            servers[kind] = subprocess.Popen(
                [sys.executable, Path(__file__).parent / "forking.py", guard.CHILD, kind],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=guard.environment(kind),
                text=True,
            )
        server = servers[kind]
        print(json.dumps(request), file=server.stdin, flush=True)
        answer = json.loads(server.stdout.readline())
        peaks.append(answer["peak"])
        return answer["said"].encode()

    patch = pytest.MonkeyPatch()
    patch.setattr(guard, "_run", run)
    yield peaks
    patch.undo()
    for server in servers.values():
        server.stdin.close()
        server.wait(10)
        server.stdout.close()


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return samples.all_of_them(tmp_path_factory.mktemp("good"))


def outcome(name, data):
    """Read a file; what comes of it must be said in both languages."""
    try:
        with an_end():
            read = reading.read(name, data)
    except RefusedError as error:
        found, kind = error.findings, "refused"
    else:
        assert isinstance(read, Draft)
        assert len(read.table)
        found, kind = read.findings, "read"
    assert found or kind == "read"
    for finding in found:
        assert finding.message("zh")
        assert "{" not in finding.message("en").replace(str(finding.value), "")
    return kind


def damaged(data, chance):
    """Return a file with one kind of damage; of an archive half the time inside it."""
    if not data.startswith(b"PK") or chance.random() < 0.5:
        return mutated(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in files if files[name]])
    return samples.zipped(files | {name: mutated(files[name], chance)})


def mutated(data, chance):  # noqa: PLR0911 - a way, a line
    """Return bytes with one kind of damage."""
    way, n = chance.randrange(7), len(data)
    at = chance.randrange(n)
    if way == 0:
        return data[:at]
    if way == 1:
        return data[at:]
    if way == 2:
        flipped = bytearray(data)
        for _ in range(chance.randrange(1, 30)):
            flipped[chance.randrange(n)] = chance.randrange(256)
        return bytes(flipped)
    if way == 3:
        return data[:at] + chance.randbytes(chance.randrange(1, 400)) + data[at:]
    if way == 4:
        part = data[at : at + chance.randrange(1, 200)]
        return data[:at] + part * chance.randrange(2, 200) + data[at:]
    if way == 5:
        return data[:at] + bytes(chance.randrange(1, 2000)) + data[at:]
    return data.replace(b"0", b"9999999999")[: n * 4]


@pytest.mark.usefixtures("forked")
def test_every_sample_is_read(good):
    assert {name: outcome(name, data) for name, data in good.items()} == dict.fromkeys(good, "read")


def test_a_thousand_damaged_files(good, forked):
    chance = random.Random(20161125)  # noqa: S311
    done = []
    for name, data in good.items():
        done += [outcome(name, damaged(data, chance)) for _ in range(EACH)]
    assert len(done) > 1000
    # Both happen: neither is everything refused nor everything taken.
    assert {"read", "refused"} == set(done)
    assert max(forked) < GIB


@pytest.mark.usefixtures("forked")
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(st.text(max_size=40), st.one_of(st.binary(max_size=400), st.text().map(str.encode)))
def test_whatever_bytes_whatever_name(name, data):
    outcome(name, data)


def laughs():
    doors = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE kml [<!ENTITY a0 "ha">{doors}]><kml><name>&a9;</name></kml>'.encode()


def linked():
    info = zipfile.ZipInfo("zones.shp")
    info.external_attr = 0o120777 << 16
    return info


HOSTILE = {
    "bomb": ("b.zip", lambda: samples.zipped({"a.shp": bytes(300 * 2**20)})),
    "many": ("m.zip", lambda: samples.zipped({f"{n}.shp": b"x" for n in range(500)})),
    "escaping": ("e.zip", lambda: samples.zipped({"../../etc/a.shp": b"x", "a.dbf": b"x"})),
    "absolute": ("e.zip", lambda: samples.zipped({"/etc/a.shp": b"x"})),
    "a link": ("l.zip", lambda: samples.zipped({linked(): b"/etc/passwd"})),
    "laughs": ("l.kml", laughs),
    "laughs zipped": ("l.kmz", lambda: samples.zipped({"doc.kml": laughs()})),
    "laughs in a workbook": ("l.xlsx", lambda: samples.zipped({"xl/workbook.xml": laughs()})),
    "outside": ("x.kml", lambda: b'<!DOCTYPE k SYSTEM "file:///etc/passwd"><kml>&x;</kml>'),
    "deep": ("d.geojson", lambda: b'{"a":' + b"[" * 500_000),
    "deep points": (
        "d.geojson",
        lambda: b'{"type":"Point","coordinates":' + b"[" * 90_000 + b"]" * 90_000 + b"}",
    ),
    "wide": ("w.csv", lambda: b"name," * 100_000),
    "one cell": ("c.csv", lambda: b'name,lon\n"' + b"x" * 20_000_000),
    "quotes": ("q.csv", lambda: b"name,lon\n" + b'"' * 1_000_001),
    "spaces": ("s.txt", lambda: b" " * 150_000 + b"1"),
    "digits": ("n.txt", lambda: b"9" * 150_000 + b"," + b"9" * 40_000),
    "a mark of every order": ("b.csv", lambda: b"\xff\xfe" * 4000 + b"\x00"),
    "surrogates": ("u.csv", lambda: "name,lon\na\ud800,1\n".encode("utf-16-le", "surrogatepass")),
    "a remote layer": (
        "v.kml",
        lambda: b"<kml><NetworkLink><href>http://127.0.0.1:1/</href></NetworkLink></kml>",
    ),
    "a virtual layer": ("v.vrt", lambda: b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>"),
}


SAID = {"one cell", "quotes"}  # read, with an error about the cell


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_do_no_harm(case, forked):
    name, make = HOSTILE[case]
    assert outcome(name, make()) == ("read" if case in SAID else "refused")
    assert not forked or max(forked) < GIB


def test_the_child_really_runs_alone(good):
    """Not forked: started as the atlas starts it, for one binary format and one of text."""
    for name in ("a.gpkg", "a.xlsx"):
        assert outcome(name, good[name]) == "read"
