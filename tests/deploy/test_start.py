"""`python run.py`, `run.bat` and `make run` on every system, in every folder."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import start
from deploy.words import both

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Give a folder that is set up nowhere but here, and what would have been run in it."""
    root = tmp_path / "开发区 图集"
    root.mkdir()
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        shutil.copy(ROOT / name, root)
    ran = []

    def run(command, **_):
        if "--version" in command:
            return subprocess.CompletedProcess(command, 0 if start.python().exists() else 1)
        ran.append(list(map(str, command)))
        if "venv" in command:
            start.python().parent.mkdir(parents=True)
            start.python().touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(start.subprocess, "run", run)
    names = {"ROOT": ".", "VENV": ".venv", "WHEELS": "wheels", "BUNDLE": "bundle.json"}
    for name, path in names.items():
        monkeypatch.setattr(start, name, root / path)
    return root, ran


def test_what_has_not_changed_is_not_installed_again(place):
    root, ran = place
    start.install("app")
    made, installed = ran
    assert made == [sys.executable, "-m", "venv", "--clear", str(root / ".venv")]
    assert installed[-4:] == ["-r", "requirements.txt", "-c", "constraints.txt"]
    assert "--no-index" not in installed
    start.install("app")
    assert len(ran) == 2
    with (root / "constraints.txt").open("a", encoding="utf-8") as pins:
        pins.write("# changed\n")
    start.install("app")
    assert len(ran) == 3


def test_an_environment_that_does_not_run_is_made_anew(place, monkeypatch):
    _, ran = place
    start.install("app")
    run = start.subprocess.run

    def broken(command, **options):
        if "--version" in command:
            raise FileNotFoundError
        return run(command, **options)

    (start.VENV / ".app").unlink()
    monkeypatch.setattr(start.subprocess, "run", broken)
    monkeypatch.setattr(start.Path, "mkdir", lambda *_, **__: None)
    start.install("app")
    assert ["venv" in command for command in ran] == [True, False, True, False]


def test_development_takes_in_what_the_app_needs(place):
    _, ran = place
    start.install("dev")
    start.install("app")
    assert len(ran) == 2
    assert "requirements-dev.txt" in ran[-1]


def test_wheels_that_lie_beside_are_all_that_is_asked(place):
    root, ran = place
    (root / "wheels").mkdir()
    (root / "wheels" / "some-1-py3-none-any.whl").touch()
    start.install("app")
    assert ran[-1][ran[-1].index("--no-index") :][:3] == [
        *("--no-index", "--find-links", str(root / "wheels"))
    ]


def test_a_bundle_for_another_python_is_told(place, monkeypatch):
    root, _ = place
    monkeypatch.setattr(start.shutil, "which", lambda _: None)
    here = start.machines.here() or "?"
    (root / "bundle.json").write_text(json.dumps({"python": ["3.99"], "platform": here}))
    with pytest.raises(start.SetupError, match=r"Python 3\.99.*\n.*Python 3\.99"):
        start.install("app")


def test_a_bundle_takes_the_python_it_was_made_for(place, monkeypatch):
    root, ran = place
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}")
    here = start.machines.here() or "?"
    (root / "bundle.json").write_text(json.dumps({"python": ["3.99"], "platform": here}))
    start.install("app")
    assert ran[0][:3] == ["/usr/bin/python3.99", "-m", "venv"]


def test_a_bundle_for_another_machine_is_told(place):
    root, _ = place
    (root / "bundle.json").write_text(json.dumps({"python": ["3.11"], "platform": "elsewhere"}))
    with pytest.raises(start.SetupError, match=r"elsewhere.*\n.*elsewhere"):
        start.install("app")


def test_a_machine_without_venv_is_told_and_nothing_is_left(place, monkeypatch, capsys):
    root, _ = place

    def fails(command, **_):
        (root / ".venv").mkdir(exist_ok=True)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(start.subprocess, "run", fails)
    assert start.main(["--install", "app"]) == 1
    assert capsys.readouterr().err.strip() == both("no_venv")
    assert not (root / ".venv").exists()


def test_what_cannot_be_installed_is_tried_again(place, monkeypatch):
    start.install("app")
    for stamp in (place[0] / ".venv").glob(".app"):
        stamp.unlink()
    monkeypatch.setattr(
        start.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1)
    )
    for _ in range(2):
        with pytest.raises(start.SetupError):
            start.install("app")


@pytest.mark.skipif(os.name == "nt", reason="Windows starts a child instead")
def test_the_server_takes_the_place_of_the_starter(place, monkeypatch):
    taken = {}
    monkeypatch.setattr(start.os, "chdir", lambda _: None)
    monkeypatch.setattr(
        start.os, "execve", lambda _, command, env: taken.update(command=command, env=env)
    )
    monkeypatch.setattr(start.subprocess, "call", lambda *_, **__: 0)
    start.main(["--port", "8600", "--server.baseUrlPath", "atlas"])
    assert taken["command"][1:] == [
        *("-m", "streamlit", "run", "app.py", "--server.port", "8600"),
        *("--server.baseUrlPath", "atlas"),
    ]
    assert taken["env"]["PYTHONPATH"] == str(place[0] / ".")
    monkeypatch.setenv("PORT", "8700")
    start.main([])
    assert "8700" in taken["command"]


def test_an_old_python_understands_the_starter():
    source = (ROOT / "run.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))
    assert not re.search(r"\bf\"|:=|\bmatch\b|->|import pathlib", source)
    before = source[: source.index("from deploy")]
    assert {"io", "json", "os", "sys"} == set(re.findall(r"^import (\w+)", before, re.MULTILINE))


def test_every_message_speaks_both_languages():
    words = json.loads((ROOT / "deploy" / "words.json").read_text(encoding="utf-8"))
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "run.py", *ROOT.glob("deploy/**/*.py")]
    )
    for key, (chinese, english) in words.items():
        assert re.search("[\u3400-\u9fff]", chinese), key
        assert not re.search("[\u3400-\u9fff]", english), key
        assert set(re.findall(r"{(\w+)", chinese)) == set(re.findall(r"{(\w+)", english)), key
        assert f'"{key}"' in code, key


def test_the_batch_file_is_one_that_windows_reads():
    raw = (ROOT / "run.bat").read_bytes()
    text = raw.decode("ascii")  # whatever the code page
    assert raw.count(b"\r\n") == raw.count(b"\n")
    lines = text.splitlines()
    assert lines[0] == "@echo off"
    assert lines.index("chcp 65001 >nul") < lines.index('pushd "%~dp0"')
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert set(re.findall(r"goto (\w+)", text)) <= labels
    for line in lines:
        if line.startswith("rem "):
            continue
        # A path is quoted, an argument list is handed on as it came.
        assert not re.search(r'(?<!")%(~dp0|PYTHON%)', line), line
        assert not re.search(r"(?<![\"\\\w])(run\.py|deploy\\)", line), line
        assert "$" not in line, line
        assert not re.search(r"(?<!>)\s/(?![a-z]\b)\w+", line), line
    assert (ROOT / "deploy" / "no-python.txt").read_bytes().count(b"\r\n") == 2
