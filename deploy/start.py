"""Set the atlas up and start it: what `make run`, `run.bat` and `python run.py` have in common."""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from deploy import machines
from deploy.words import both

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv"
WHEELS = ROOT / "wheels"  # of a bundle: then nothing is asked of the network
BUNDLE = ROOT / "bundle.json"
CONSTRAINTS = "constraints.txt"
REQUIREMENTS = {  # what is installed: its file and the ones it takes in
    "app": ("requirements.txt",),
    "dev": ("requirements-dev.txt", "requirements.txt"),
}


def main(arguments: list[str] | None = None) -> int:
    """
    Install what is missing, then serve the pages.

    Parameters
    ----------
    arguments
        Of the command line, as ``--help`` shows them; what it does not know goes to Streamlit.

    Returns
    -------
    int
        The exit code; where the system can, the server takes this process's place instead.
    """
    about = (main.__doc__ or "").strip().partition("\n")[0]
    parser = argparse.ArgumentParser(prog="run.py", description=about)
    parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8501"))
    parser.add_argument(
        "--install", choices=REQUIREMENTS, help="only install, for the app or for development"
    )
    asked, others = parser.parse_known_args(arguments)
    try:
        install(asked.install or "app")
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0 if asked.install else _serve(asked.port, others)


class SetupError(RuntimeError):
    """The machine lacks something; the message says what, in both languages."""


def python() -> Path:
    """Return the virtual environment's interpreter, which need not be there yet."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(kind: str) -> None:
    """
    Make the virtual environment and install into it, only where something has changed.

    Parameters
    ----------
    kind
        Of `REQUIREMENTS`.

    Raises
    ------
    SetupError
        If there is no fitting Python, no venv, or a package that cannot be had.
    """
    stamp = VENV / f".{kind}"
    done_before = stamp.read_text(encoding="ascii") if stamp.exists() else ""
    if python().exists() and done_before == _digest(kind):
        return
    # One that was broken off half-made, or came along from another machine, is made anew.
    if not _runs([str(python()), "-m", "pip", "--version"]):
        _make_environment()
    sys.stderr.write(both("installing") + "\n")
    offline = ["--no-index", "--find-links", str(WHEELS)] if any(WHEELS.glob("*.whl")) else []
    done = subprocess.run(  # noqa: S603 - our own interpreter and files
        [
            *(str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *offline,
            *("-r", REQUIREMENTS[kind][0], "-c", CONSTRAINTS),
        ],
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise SetupError(both("not_installed"))
    # Development takes in what the app needs.
    for each, files in REQUIREMENTS.items():
        if set(files) <= set(REQUIREMENTS[kind]):
            (VENV / f".{each}").write_text(_digest(each), encoding="ascii")


def _digest(kind: str) -> str:
    files = (*REQUIREMENTS[kind], CONSTRAINTS)
    return hashlib.sha256(b"\n".join((ROOT / name).read_bytes() for name in files)).hexdigest()


def _make_environment() -> None:
    made = subprocess.run([*_maker(), "-m", "venv", "--clear", str(VENV)], check=False)  # noqa: S603
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(both("no_venv"))


def _maker() -> list[str]:
    """Return the Python that makes the environment: this one, or one that fits the bundle."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    bundle = json.loads(BUNDLE.read_text(encoding="utf-8")) if BUNDLE.exists() else {}
    if bundle and bundle["platform"] != machines.here():
        here_is = machines.here() or f"{sys.platform} {platform.machine()}"
        raise SetupError(both("other_platform", wanted=bundle["platform"], found=here_is))
    wanted = bundle.get("python", [here])
    if here in wanted:
        return [sys.executable]
    for version in wanted:
        if found := shutil.which(f"python{version}"):
            return [found]
        launcher = ["py", f"-{version}"]
        if os.name == "nt" and shutil.which("py") and _runs([*launcher, "-c", ""]):
            return launcher
    raise SetupError(both("other_python", wanted=" / ".join(wanted), found=here))


def _runs(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    except OSError:
        return False
    return done.returncode == 0


def _serve(port: int, others: list[str]) -> int:
    # Streamlit reads its settings from the folder it is started in.
    os.chdir(ROOT)
    command = [str(python()), "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    # UTF-8 whatever the machine's code page is, in every process that the server starts.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    if os.name != "nt":
        # The server itself gets the signals of a terminal or of systemd.
        os.execve(command[0], [*command, *others], environment)  # noqa: S606
    try:
        return subprocess.call([*command, *others], env=environment)  # noqa: S603
    except KeyboardInterrupt:
        return 0
