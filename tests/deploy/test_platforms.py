"""Which machines the atlas can be installed on, and with which releases."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.tags import mac_platforms
from packaging.utils import canonicalize_name

from deploy import machines, platforms

ROOT = Path(__file__).parents[2]


def requirements(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    bare = (line.split(" #")[0].strip() for line in lines)
    return [Requirement(line) for line in bare if line and line[0] not in "#-"]


PINS = {canonicalize_name(each.name): each for each in requirements("constraints.txt")}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_within_its_range(name):
    for each in requirements(name):
        (pin,) = PINS[canonicalize_name(each.name)].specifier
        assert pin.operator == "=="
        assert each.specifier.contains(pin.version), each


def test_the_pins_name_versions_only():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|@|--|/", text)
    assert len(PINS) == len(requirements("constraints.txt"))
    # One set of releases for every Python: no pin is for some of them only.
    assert "python_version" not in text
    assert "python_full_version" not in text


def test_every_promised_machine_has_its_tags():
    assert set(machines.PLATFORMS) == {"linux-x86_64", "linux-arm64", "windows", "macos-arm64"}
    assert machines.PYTHONS == ("3.11", "3.12", "3.13", "3.14")
    for key in ("linux-x86_64", "linux-arm64"):
        tags = machines.PLATFORMS[key].tags
        arch = {"linux-x86_64": "x86_64", "linux-arm64": "aarch64"}[key]
        assert {f"manylinux_2_28_{arch}", f"manylinux_2_17_{arch}", f"manylinux2014_{arch}"} <= {
            *tags
        }
        assert all(tag.endswith(arch) for tag in tags)
    assert machines.PLATFORMS["macos-arm64"].tags[0] in {*mac_platforms((14, 0), "arm64")}


def test_what_another_system_needs_besides_is_named():
    assert "watchdog" in " ".join(platforms.conditional("windows", "3.12"))
    assert "watchdog" in " ".join(platforms.conditional("linux-arm64", "3.12"))
    assert "watchdog" not in " ".join(platforms.conditional("macos-arm64", "3.12"))
    assert platforms.needless("macos-arm64", "3.12") == {"watchdog"}
    assert platforms.needless("windows", "3.12") == set()
    # What only pytest and mypy ask for is not carried to anyone.
    assert "colorama" in PINS
    assert not re.search("colorama|librt", " ".join(platforms.conditional("windows", "3.12")))


def test_pip_is_asked_for_wheels_of_that_machine_only():
    asked = platforms.asked("windows", "3.13")
    assert {"--only-binary=:all:", "win_amd64", "3.13"} <= {*asked}
    assert not any("manylinux" in each for each in asked)


def test_an_index_out_of_reach_is_no_failure(monkeypatch, capsys):
    monkeypatch.setattr(platforms, "index_is_reachable", lambda: False)
    assert platforms.main() == 0
    assert capsys.readouterr().out.count("\n") == 2


def test_one_that_cannot_be_resolved_fails_and_is_named(monkeypatch, capsys):
    def resolve(key, python, _):
        return "no wheel" if (key, python) == ("windows", "3.14") else ""

    monkeypatch.setattr(platforms, "index_is_reachable", lambda: True)
    monkeypatch.setattr(platforms, "newest_pip", platforms.contextlib.nullcontext)
    monkeypatch.setattr(platforms, "resolve", resolve)
    assert platforms.main() == 1
    out = capsys.readouterr().out
    assert "Windows x86-64, Python 3.14:\nno wheel" in out
    assert re.search(r"^Windows x86-64 +ok +ok +ok +no$", out, re.MULTILINE)
