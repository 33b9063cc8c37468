"""What a bundle is made of; `make test-bundle` starts a real one without a network."""

import hashlib
import json
import subprocess
import tarfile
import zipfile

import pytest

from deploy import bundle
from deploy.start import SetupError

WHEEL = b"not really a wheel"


@pytest.fixture
def fetched(monkeypatch):
    """Keep pip from the network; give what it was asked for."""
    asked = []

    def fetch(key, python, folder):
        asked.append((key, python))
        folder.mkdir(exist_ok=True)
        (folder / f"some-1-{python}.whl").write_bytes(WHEEL)

    monkeypatch.setattr(bundle, "_fetch_wheels", fetch)
    return asked


def test_a_bundle_holds_the_project_its_wheels_and_their_checksums(fetched, tmp_path):
    made = bundle.make("linux-arm64", ["3.12", "3.13"], tmp_path)
    assert fetched == [("linux-arm64", "3.12"), ("linux-arm64", "3.13")]
    assert made.name.endswith("-linux-arm64-python3.12-3.13.tar.gz")
    with tarfile.open(made) as packed:
        root = made.name.removesuffix(".tar.gz")
        files = {
            entry.name.removeprefix(f"{root}/"): packed.extractfile(entry).read()
            for entry in packed
            if entry.isfile()
        }
        assert all(entry.name.split("/")[0] == root for entry in packed)
    assert {
        *("app.py", "run.py", "run.bat", "start.sh", "INSTALL.txt", "constraints.txt"),
        *("geodata/atlas.gpkg", ".streamlit/config.toml", "LICENSE", "NOTICE"),
        *("wheels/some-1-3.12.whl", "wheels/some-1-3.13.whl", "deploy/start.py"),
    } <= files.keys()
    assert not [name for name in files if name.startswith(("tests/", ".git", ".venv"))]
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums.keys() == files.keys() - {"SHA256SUMS"}
    assert sums["wheels/some-1-3.12.whl"] == hashlib.sha256(WHEEL).hexdigest()
    assert json.loads(files["bundle.json"])["python"] == ["3.12", "3.13"]
    told = files["INSTALL.txt"].decode()
    assert "Linux ARM64" in told
    assert "3.12 / 3.13" in told
    assert "{" not in told


def test_windows_gets_a_zip_with_its_batch_file(fetched, tmp_path):
    made = bundle.make("windows", ["3.13"], tmp_path)
    assert fetched
    with zipfile.ZipFile(made) as packed:
        root = made.name.removesuffix(".zip")
        assert packed.read(f"{root}/run.bat").count(b"\r\n") > 10
        assert not [name for name in packed.namelist() if "\\" in name]


def test_a_platform_that_nobody_knows_is_told(fetched, tmp_path):
    with pytest.raises(SetupError, match="linux-x86_64"):
        bundle.make("solaris", [], tmp_path)
    assert not fetched


def test_without_git_a_bundle_is_refused(fetched, tmp_path, monkeypatch):
    monkeypatch.setattr(
        bundle.subprocess,
        "run",
        lambda command, **_: subprocess.CompletedProcess(command, 128, b"", b""),
    )
    with pytest.raises(SetupError, match="git"):
        bundle.make("windows", ["3.13"], tmp_path)
    assert not fetched
