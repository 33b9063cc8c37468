"""A file is written whole or not at all."""

import errno
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from types import SimpleNamespace

import pyogrio
import pytest

from geodata import files


def left(folder):
    return sorted(each.name for each in folder.iterdir())


def test_a_file_is_written_and_nothing_else_is_left(tmp_path):
    files.write(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"
    assert left(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, ValueError])
def test_a_writer_that_fails_midway_leaves_the_old_file_as_it_was(tmp_path, error):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"old")

    def broken():
        with files.replacing(path) as draft:
            draft.write_bytes(b"half of the n")
            (draft.parent / "a.gpkg-journal").write_bytes(b"what GDAL leaves beside it")
            raise error

    with pytest.raises(error):
        broken()
    assert path.read_bytes() == b"old"
    assert left(tmp_path) == ["a.gpkg"]


def test_the_draft_is_not_there_yet_and_has_the_name_of_the_file(tmp_path):
    with files.replacing(tmp_path / "a.gpkg") as draft:
        assert not draft.exists()
        assert draft.name == "a.gpkg"
        draft.write_bytes(b"new")
        assert not (tmp_path / "a.gpkg").exists()
    assert left(tmp_path) == ["a.gpkg"]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions_are_those_of_the_old_file_or_of_any_new_one(tmp_path):
    old, new, plain = (tmp_path / name for name in ("old", "new", "plain"))
    old.write_bytes(b"")
    old.chmod(0o640)
    plain.write_bytes(b"")
    for path in (old, new):
        files.write(path, b"x")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert new.stat().st_mode == plain.stat().st_mode


def test_a_link_keeps_leading_where_it_leads(tmp_path):
    there, link = tmp_path / "there", tmp_path / "link"
    there.write_bytes(b"old")
    link.symlink_to(there)
    files.write(link, b"new")
    assert link.is_symlink()
    assert there.read_bytes() == b"new"


def test_a_missing_folder_and_a_folder_are_refused(tmp_path):
    for each in (files.refuse_unwritable, lambda path: files.write(path, b"x")):
        with pytest.raises(FileNotFoundError):
            each(tmp_path / "none" / "a")
        with pytest.raises(IsADirectoryError):
            each(tmp_path)
    files.refuse_unwritable(tmp_path / "a")
    assert left(tmp_path) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_and_a_read_only_folder_are_refused(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o400)
    with pytest.raises(PermissionError):
        files.write(path, b"new")
    path.chmod(0o600)
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        files.write(path, b"new")
    tmp_path.chmod(0o700)
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name")
def test_a_pipe_takes_the_bytes_and_stays_a_pipe(tmp_path):
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    files.refuse_unwritable(pipe)
    files.write(pipe, b"new")
    reader.join(30)
    assert got == [b"new"]
    assert left(tmp_path) == ["pipe"]


# What it is made in ------------------------------------------------------------------------------


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


HOLDING = """
import sys, time
from pathlib import Path
from geodata import files
with files.scratch() as one, files.replacing(Path(sys.argv[1])) as draft:
    (one / "given").write_bytes(b"what somebody brought")
    draft.write_bytes(b"half of it")
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(os.name == "nt", reason="no locks: what is left there goes after a day")
def test_what_a_process_that_was_killed_leaves_goes_with_the_next_one(temporary):
    command = [sys.executable, "-c", HOLDING, str(temporary / "a")]
    env = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env) as other:
        assert other.stdout.readline() == b"held\n"
        held = left(temporary)
        assert [each[:-8] for each in held] == [files.PREFIX, files.TEMPORARY]
        with files.scratch() as mine:  # what another works in stays
            assert left(temporary) == sorted([*held, mine.name])
        other.kill()
        other.wait()
    assert left(temporary) == held
    with files.scratch() as mine:
        assert left(temporary) == [mine.name]
    assert left(temporary) == []


def test_what_only_looks_like_ours_is_left_alone(temporary):
    (temporary / ".atlas-draft-of-mine").mkdir()
    (temporary / "atlas-scratch-abcdefgh").write_bytes(b"a file")
    (temporary / "there").mkdir()
    (temporary / "atlas-scratch-abcdefg1").symlink_to(temporary / "there", target_is_directory=True)
    assert files.sweep(temporary) == 0
    assert len(left(temporary)) == 4


def test_where_there_are_no_locks_a_days_age_tells(temporary, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with files.scratch() as held:
        assert files.sweep() == 0
        before = held.stat().st_mtime - 90_000
        os.utime(held, (before, before))
        assert files.sweep() == 1
    assert left(temporary) == []


def test_two_that_make_such_folders_at_once_do_not_take_each_others(temporary):
    wrong = []

    def work():
        for n in range(50):
            with files.scratch() as mine:
                (mine / "a").write_bytes(b"%d" % n)
                if (mine / "a").read_bytes() != b"%d" % n:
                    wrong.append(n)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == left(temporary) == []


@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("x"), pyogrio.errors.DataSourceError("x")]
)
def test_whatever_a_library_calls_a_full_disk_it_is_one(temporary, monkeypatch, error):  # noqa: ARG001
    def failing():
        with files.scratch():
            raise error

    with pytest.raises(type(error)):
        failing()
    full = SimpleNamespace(free=1000)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _: full)
    with pytest.raises(OSError, match="space") as caught:
        failing()
    assert caught.value.errno == errno.ENOSPC
