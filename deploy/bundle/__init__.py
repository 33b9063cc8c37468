"""One archive for one kind of machine that installs and runs without a network."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

from deploy.machines import PLATFORMS, here
from deploy.platforms import asked, needless
from deploy.start import SetupError
from deploy.words import both

ROOT = Path(__file__).parents[2]
_OF_DEVELOPMENT = ("tests/", ".ci/", ".git", "requirements-dev.txt", "Makefile")


def make(platform_key: str | None, pythons: list[str], folder: Path) -> Path:
    """
    Write an archive with the project, its wheels, checksums and a start script.

    Parameters
    ----------
    platform_key
        Of `PLATFORMS`; this machine's unless given.
    pythons
        The Python versions that it is to run on, such as ``3.12``; this one's if none are given.
    folder
        Where the archive is put.

    Returns
    -------
    Path
        The archive.

    Raises
    ------
    SetupError
        If the platform is unknown, there is no git, or a wheel cannot be had or is another than
        the bill of materials names.
    """
    key = _known(platform_key)
    pythons = pythons or [f"{sys.version_info.major}.{sys.version_info.minor}"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"{project['name']}-{project['version']}-{key}-python{'-'.join(pythons)}"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        root = Path(made) / name
        copy_project(root)
        for python in pythons:
            _fetch_wheels(key, python, root / "wheels")
        for each in ("start.sh", "INSTALL.txt"):
            (root / "deploy" / "bundle" / each).rename(root / each)
        (root / "INSTALL.txt").write_text(
            (root / "INSTALL.txt")
            .read_text(encoding="utf-8")
            .format(
                version=project["version"],
                platform=PLATFORMS[key].name,
                python=" / ".join(pythons),
            ),
            encoding="utf-8",
        )
        told = {"platform": key, "python": pythons, "version": project["version"]}
        (root / "bundle.json").write_text(json.dumps(told) + "\n", encoding="utf-8")
        _write_sums(root)
        archive = folder / (name + PLATFORMS[key].archive)
        (_tar if archive.suffix == ".gz" else _zip)(root, archive)
    return archive


def _known(key: str | None) -> str:
    known = ", ".join(PLATFORMS)
    if key and key not in PLATFORMS:
        raise SetupError(both("no_such_platform", asked=key, known=known))
    if found := key or here():
        return found
    raise SetupError(both("unknown_machine", found=sys.platform, known=known))


def copy_project(root: Path) -> None:
    """Copy what git knows, as it lies in the work tree, without what only development needs."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    if listed.returncode:
        raise SetupError(both("no_git"))
    for name in filter(None, listed.stdout.decode().split("\0")):
        if not name.startswith(_OF_DEVELOPMENT) and (ROOT / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / name)


def _fetch_wheels(key: str, python: str, folder: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and files
        [
            *(sys.executable, "-m", "pip", "download", "--quiet"),
            *("--disable-pip-version-check", "--dest", str(folder), *asked(key, python)),
        ],
        check=False,
    )
    if done.returncode:
        raise SetupError(both("no_wheels", platform=PLATFORMS[key].name, python=python))
    for name in needless(key, python):
        for wheel in folder.glob(f"{name.replace('-', '_')}-*.whl"):
            wheel.unlink()
    check_wheels(folder.parent)


def check_wheels(root: Path) -> None:
    """
    Hold each wheel against the bill of materials that goes with it.

    Raises
    ------
    SetupError
        If one is not as it was when the bill was made.
    """
    bill = (root / "deploy" / "sbom" / "atlas.cdx.json").read_text(encoding="utf-8")
    known = {
        reference["url"].rpartition("=")[2]: reference["hashes"][0]["content"]
        for each in json.loads(bill)["components"]
        for reference in each.get("externalReferences", ())
    }
    for wheel in sorted((root / "wheels").glob("*.whl")):
        if known.get(wheel.name) != hashlib.sha256(wheel.read_bytes()).hexdigest():
            raise SetupError(both("not_in_sbom", file=wheel.name))


def _write_sums(root: Path) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(root).as_posix()}\n"
        for path in files
    )
    (root / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def _tar(root: Path, archive: Path) -> None:
    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        return entry

    # Wheels are packed already: harder squeezing costs minutes and gains nothing.
    with tarfile.open(archive, "w:gz", compresslevel=1) as packed:
        packed.add(root, root.name, filter=plain)


def _zip(root: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                packed.write(path, os.path.join(root.name, path.relative_to(root)))  # noqa: PTH118
