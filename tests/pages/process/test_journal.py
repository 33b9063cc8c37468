import json
import logging
import os
import re

import pytest

from pages.ui.process import journal

LINE = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([0-9A-Za-z._:/+@,-]+))(?: |$)')
HOSTILE = (
    'a"b\\c\nlevel=info event=apply\r\t\x00\x1b[31m\u202e\u2066\u2028\x85\x7f\ud800\U000e0041 甲 é'
)


@pytest.fixture
def log(tmp_path, monkeypatch):
    """Give the atlas's log in a file: what it holds as lines."""
    monkeypatch.delenv(journal.DETAIL, raising=False)
    file = tmp_path / "atlas.log"
    journal.end()
    journal.begin({journal.FILE: str(file)})
    yield lambda: file.read_text(encoding="utf-8").splitlines()
    journal.end()


def fields(line):
    """Read a line as a program would; nothing of it may be left over."""
    assert "".join(match[0] for match in LINE.finditer(line)) == line
    return {
        match[1]: match[3] if match[2] is None else json.loads(f'"{match[2]}"')
        for match in LINE.finditer(line)
    }


def test_an_event_is_a_line_of_names_and_values(log):
    journal.event(
        "export", format="pdf", zones=16, bytes=1234, ms=56.5, none=None, empty="", ok=True
    )
    (line,) = log()
    found = fields(line)
    assert list(found) == ["time", "level", "event", "format", "zones", "bytes", "ms", "ok"]
    assert (found["event"], found["zones"], found["ms"], found["ok"]) == (
        *("export", "16", "56.500", "true"),
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", found["time"])


def test_no_value_can_end_a_line_forge_one_or_turn_its_direction(log):
    journal.event("store", reason=HOSTILE)
    (line,) = log()
    assert line.isprintable()
    assert "甲 é" in line
    assert fields(line)["reason"] == HOSTILE
    assert list(fields(line)).count("event") == 1


def test_a_long_value_is_cut(log):
    journal.event("store", reason="x" * 100_000)
    assert len(log()[0]) < journal.MOST + 200


def test_an_error_has_a_number_and_its_way_and_keeps_what_it_speaks_of(log):
    def fails():
        try:
            int("张三")
        except ValueError as error:
            raise LookupError("李四") from error

    with pytest.raises(LookupError) as raised:
        fails()
    number = journal.mishap(raised.value, where="page")
    assert re.fullmatch(r"E-[2-9A-HJ-NP-Z]{6}", number)
    (line,) = log()
    found = fields(line)
    assert (found["number"], found["kind"], found["level"]) == (number, "LookupError", "error")
    assert "tests/pages/process/test_journal.py:" in found["trace"]
    assert "ValueError:" in found["trace"]
    assert "张三" not in line
    assert "李四" not in line


def test_who_asks_for_the_whole_gets_it_in_the_same_line(log, monkeypatch):
    monkeypatch.setenv(journal.DETAIL, "1")
    journal.mishap(ValueError("李四\nevent=stop"), where="page")
    (line,) = log()
    assert fields(line)["detail"].endswith("ValueError: 李四\nevent=stop\n")


def test_one_person_is_told_from_another_and_named_by_nothing():
    one = journal.person("anna@example.cn")
    assert one == journal.person(" Anna@example.cn ") != journal.person("berta@example.cn")
    assert re.fullmatch(r"[0-9a-f]{6}", one)
    assert journal.person("") == ""
    assert journal.person("\ud800")


def test_a_file_that_is_moved_away_is_begun_anew(log, tmp_path):
    if os.name == "nt":
        pytest.skip("Windows holds a file that is open")
    journal.event("one")
    (tmp_path / "atlas.log").rename(tmp_path / "atlas.log.1")
    journal.event("two")
    assert [fields(line)["event"] for line in log()] == ["two"]


def test_a_file_that_cannot_be_written_is_told_and_holds_nothing_up(tmp_path, capsys):
    journal.end()
    journal.begin({journal.FILE: str(tmp_path / "none" / "atlas.log")})
    try:
        journal.event("start")
        said = capsys.readouterr().err.splitlines()
        assert [fields(line)["event"] for line in said] == ["log_refused", "start"]
    finally:
        journal.end()


def test_what_other_modules_say_has_the_same_form(log):
    logging.getLogger("atlas.briefing").warning("%s\n!", "kept")
    (line,) = log()
    assert fields(line)["said"] == "kept\n!"
    assert fields(line)["of"] == "atlas.briefing"


def test_a_file_taken_out_is_told_by_format_zones_bytes_and_time(log):
    assert journal.export(lambda n: b"x" * n, 7, form="pdf", zones=3) == b"x" * 7
    found = fields(log()[0])
    assert (found["event"], found["format"], found["zones"], found["bytes"]) == (
        *("export", "pdf", "3", "7"),
    )
    with pytest.raises(ZeroDivisionError):
        journal.export(lambda: 1 / 0, form="png", zones=3)
    assert fields(log()[1])["where"] == "export"


def test_an_error_is_told_once_however_many_doors_it_passes():
    error = LookupError("x")
    number = journal.mishap(error, where="export")
    assert journal.mishap(error, where="http") == number
    assert journal.mishap(LookupError("x"), where="http") != number
