"""Files that nobody should bring: each gives a report or a refusal, nothing else."""

import io
import random
import re
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.exchange import reading
from atlas.exchange.findings import RefusedError
from atlas.exchange.parsed import Draft
from tests.effort import an_end
from tests.exchange import samples
from tests.exchange.damage import WAYS, mutated

GIB = 2**30


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
        # A template that is not filled; a single brace may come from the file.
        assert not re.search("{[a-z_]+}", finding.message("en").replace(str(finding.value), ""))
    return kind


def damaged(data, chance):
    """Yield a file twice with every kind of damage; of an archive also with damage inside it."""
    for way in range(WAYS):
        yield from (mutated(data, way, chance) for _ in range(2))
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                files = {name: archive.read(name) for name in archive.namelist()}
            for _ in range(2):
                name = chance.choice([name for name in files if files[name]])
                yield samples.zipped(files | {name: mutated(files[name], way, chance)})


@pytest.mark.usefixtures("forked")
def test_every_sample_is_read(good):
    assert {name: outcome(name, data) for name, data in good.items()} == dict.fromkeys(good, "read")


def test_files_with_every_kind_of_damage(good, forked):
    chance = random.Random(20161125)  # noqa: S311
    done = []
    for name, data in good.items():
        done += [outcome(name, each) for each in damaged(data, chance)]
    assert len(done) > 200
    # Both happen: neither is everything refused nor everything taken.
    assert {"read", "refused"} == set(done)
    assert max(forked) < GIB


@pytest.mark.usefixtures("forked")
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
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
