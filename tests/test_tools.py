"""What the tests themselves rest on: cases chosen by pairs, packages that are waited for."""

import itertools
import os
import subprocess
from pathlib import Path

import pytest

from tests import conftest, debian, readers
from tests.pairwise import covering, pairs, spread


@pytest.fixture(autouse=True)
def _not_the_product(monkeypatch):
    monkeypatch.delenv("ATLAS_PRODUCT", raising=False)


@pytest.mark.parametrize("sizes", [(2, 2), (6, 2, 2, 3), (35, 6, 2, 2), (4, 4, 4, 4, 4), (1, 3)])
def test_every_pair_stands_in_a_row_and_rows_are_few(sizes):
    factors = [[f"{n}.{value}" for value in range(size)] for n, size in enumerate(sizes)]
    rows = pairs(*factors)
    for (one, values), (other, others) in itertools.combinations(enumerate(factors), 2):
        assert {(row[one], row[other]) for row in rows} == set(itertools.product(values, others))
    first, second, *_ = sorted(sizes, reverse=True)
    assert len(rows) <= 2 * first * second
    assert pairs(*factors) == rows


def test_every_case_and_every_pair_of_factors_occurs():
    rows = spread(range(10), "ab", "xyz")
    assert {case for case, *_ in rows} == set(range(10))
    assert {tuple(rest) for _, *rest in rows} == set(itertools.product("ab", "xyz"))
    assert len(rows) == 10
    assert len(spread([1], "ab", "xyz")) == 6


def test_what_comes_together_in_a_case_comes_together_in_one_that_is_kept():
    cases = [(n % 2, n % 3, n % 5, n // 20) for n in range(60)]

    def together(cases):
        return {pair for case in cases for pair in itertools.combinations(enumerate(case), 2)}

    kept = covering(cases, lambda case: case)
    assert together(kept) == together(cases)
    assert len(kept) < 25
    assert kept == [case for case in cases if case in kept]


def test_the_whole_product_can_be_asked_for(monkeypatch):
    monkeypatch.setenv("ATLAS_PRODUCT", "1")
    assert len(pairs("abc", "xy", "12")) == len(spread("abc", "xy", "12")) == 12
    assert covering("aab", str) == ["a", "a", "b"]


def apt(folder, monkeypatch, script):
    """Put an apt-get of ours before the system's; it notes how often it was asked."""
    program = folder / "apt-get"
    program.write_text(f'#!/bin/sh\necho "$@" >> {folder}/asked\n{script}\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return lambda: (folder / "asked").read_text(encoding="utf-8").splitlines()


def test_what_is_left_out_of_the_fast_tests_is_there():
    here = Path(conftest.__file__).parent
    assert [name for name in conftest.SLOW if not (here / name).exists()] == []


HELD = 'echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7" >&2; exit 100'


def test_a_lock_that_another_holds_is_waited_for(tmp_path, monkeypatch):
    asked = apt(tmp_path, monkeypatch, f"[ $(wc -l < {tmp_path}/asked) -gt 2 ] || {{ {HELD}; }}")
    debian.apt_get("install", "-y", "postgresql", pause_s=0)
    assert len(asked()) == 3
    assert {line.rpartition(" install ")[2] for line in asked()} == {"-y postgresql"}
    assert all("DPkg::Lock::Timeout=900" in line for line in asked())


@pytest.mark.parametrize(
    ("script", "patience_s"), [(HELD, -1), ("echo 'E: no such package' >&2; exit 100", 900)]
)
def test_what_does_not_pass_is_told(tmp_path, monkeypatch, script, patience_s):
    asked = apt(tmp_path, monkeypatch, script)
    with pytest.raises(subprocess.CalledProcessError):
        debian.apt_get("update", patience_s=patience_s, pause_s=0)
    assert len(asked()) == 1


def test_programs_that_read_what_we_write_are_installed_where_we_may(tmp_path, monkeypatch, capsys):
    asked = apt(tmp_path, monkeypatch, "exit 0")
    monkeypatch.setattr(readers.shutil, "which", lambda name: name == "pdftotext" or None)
    monkeypatch.setattr(readers, "by_apt", lambda: True)
    assert readers.main() == 0
    assert [line.rpartition("-y ")[2] for line in asked()[1:]] == [
        "gdal-bin lynx poppler-utils w3m zbar-tools"
    ]
    said = capsys.readouterr().out
    assert "ogrinfo" in said
    assert "soffice (Debian: libreoffice, optional)" in said
    monkeypatch.setattr(readers, "by_apt", lambda: False)
    assert readers.main() == 0
    assert len(asked()) == 2


def test_what_is_skipped_says_which_program_it_lacks(monkeypatch):
    monkeypatch.setattr(readers.shutil, "which", lambda name: name == "pdftotext" or None)
    assert readers.missing("pdftotext") == ""
    assert readers.missing("zbarimg", "pdftotext") == "not installed: zbarimg (Debian: zbar-tools)"
    mark = readers.needs("soffice", "pdftotext").mark
    assert mark.args == (True,)
    assert "optional" in mark.kwargs["reason"]
