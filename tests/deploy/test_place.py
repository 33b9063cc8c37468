"""The atlas in a folder named as offices name theirs."""

import os
import subprocess
import sys
import urllib.request

import pytest

from deploy import bundle
from tests.browser import server

WORK = """
def work(atlas, *, progress):
    progress(0, 1, "begun")
    return __file__.encode()
"""
MAKE = """
import work
from pages.ui.process.pool.job import Job
from pages.ui.process.pool.pool import Pool
pool = Pool()
made = pool.submit(Job("one", work.work))
made.wait(120)
print(made.state, ascii(made.made.decode()))
pool.stop()
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """Give a copy of the project whose path has blanks, brackets and Chinese letters."""
    root = tmp_path_factory.mktemp("place") / "开发区 图集" / "atlas copy (1)"
    bundle.copy_project(root)
    return root


def asked(root, *command):
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env=environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_pages_and_interface_are_served_from_there(copied, monkeypatch):
    monkeypatch.setattr(server, "ROOT", copied)
    with server.running() as url:
        for path, words in {"/": "<title>", "/api/collections/zones/items": "兰州"}.items():
            with urllib.request.urlopen(url + path, timeout=60) as answer:  # noqa: S310 - our own
                assert words in answer.read().decode()


def test_a_file_is_read_by_the_guarded_child_there_and_told_in_utf_8(copied):
    name = "投资 一.csv"
    (copied / name).write_text("编号,投资额\nlanzhou-hitech,12\n", encoding="utf-8")
    told = asked(copied, "-m", "atlas", "import", name, "--lang", "zh")
    assert f"{name}：CSV，1 行" in told
    assert "投资额：无 → 12" in told


def test_a_long_work_is_done_by_a_process_of_its_own_there(copied):
    (copied / "work.py").write_text(WORK, encoding="utf-8")
    assert asked(copied, "-c", MAKE).strip() == f"done {str(copied / 'work.py')!a}"
