"""What is brought in and what is made leave nothing among the temporary files."""

import ast
import os
import random
import tempfile
from pathlib import Path

import pytest

from atlas.exchange import attaching, guard, reading, writing
from atlas.exchange.findings import RefusedError
from atlas.exchange.writing import EXPORTERS
from atlas.selection.selection import Selection
from geodata import files
from pages.ui.process import journal
from pages.ui.server import ending
from tests.exchange import damage, samples
from tests.exchange.attacks import falls
from tests.office import pictures

ROOT = Path(__file__).parents[2]
# Who else makes temporary files: no part of what runs for readers.
APART = {"deploy"}


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Watch all that is made among the temporary files, here and in children."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    guard.environment.cache_clear()
    yield folder
    guard.environment.cache_clear()


def test_whatever_is_read_good_or_damaged_leaves_nothing(temporary, tmp_path):
    chance, outcomes = random.Random(19), set()  # noqa: S311 - no secret
    # Each kind of file once, whole and damaged in turn: all are read in by one door.
    for n, (name, data) in enumerate(samples.all_of_them(tmp_path).items()):
        damaged = n % 2
        given = damage.mutated(data, chance.randrange(damage.WAYS), chance) if damaged else data
        try:
            reading.read(name, given)
            outcomes.add("read")
        except RefusedError:
            outcomes.add("refused")
        assert list(temporary.iterdir()) == [], name
    assert outcomes == {"read", "refused"}


def test_a_child_that_dies_and_a_photo_leave_nothing(temporary):
    with pytest.raises(RefusedError):
        guard.ask(falls, b"x")
    attaching.read("a.jpg", pictures.photo(size=(64, 48)))
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("name", EXPORTERS)
def test_whatever_is_written_leaves_nothing(temporary, a, name):
    zones = a.zones
    if not EXPORTERS[name].refusal(a, zones):
        writing.write(a, zones, Selection(), format=name)
    assert list(temporary.iterdir()) == []


def test_temporary_files_are_made_in_one_place_only():
    """There they go with whoever made them, and with the next if that one was killed."""
    found = set()
    for path in sorted(ROOT.glob("*/**/*.py")):
        inside = path.relative_to(ROOT)
        if inside.parts[0] not in {"atlas", "pages", "geodata"}:
            continue
        written = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(written)) if "tempfile" in written else ():
            if isinstance(node, ast.Import):
                names = {each.name for each in node.names}
            else:
                names = {node.module} if isinstance(node, ast.ImportFrom) else set()
            if "tempfile" in names:
                found.add(inside.as_posix())
    assert found == {"geodata/files.py", "atlas/cli/output.py"}  # the second names the folder only


@pytest.mark.skipif(os.name == "nt", reason="no locks: what is left there goes after a day")
def test_a_server_that_starts_takes_away_what_one_before_left(temporary, monkeypatch):
    left = temporary / f"{files.TEMPORARY}abcdefgh"
    left.mkdir()
    (left / "given").write_bytes(b"what somebody brought")
    told = []
    monkeypatch.setattr(journal, "event", lambda name, **said: told.append((name, said)))
    monkeypatch.setattr(journal, "begin", lambda: None)
    ending.start()
    assert list(temporary.iterdir()) == []
    assert ("tidied", {"folders": 1}) in told
