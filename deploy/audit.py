"""Ask whether weaknesses are known of the packages: `python -m deploy.audit`, by pip-audit."""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy import packages
from deploy.platforms import index_is_reachable
from deploy.start import SetupError
from deploy.words import both

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".venv-tools"  # its packages stay out of the app's environment
EXCEPTIONS = ROOT / "deploy" / "audit.toml"
_UNREACHABLE = re.compile(r"ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|ConnectionFailed")


@dataclass(frozen=True, slots=True)
class Weakness:
    """
    What is known to be weak.

    Attributes
    ----------
    package, version
        The one that is pinned.
    names
        Its number, and what else it is called.
    remedies
        The releases without it; none, if there is none.
    """

    package: str
    version: str
    names: tuple[str, ...]
    remedies: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask of what ships and of what develops it; return 1 if there is a remedy to be taken."""
    options = list(sys.argv[1:] if arguments is None else arguments)
    if not index_is_reachable():
        sys.stdout.write(both("no_index") + "\n")
        return 0
    pins, shipped = packages.pins(), packages.shipped().keys()
    excused = exceptions(EXCEPTIONS)
    failed = False
    try:
        tool = _tool()
        asked = {"audited_running": shipped, "audited_developing": pins.keys() - shipped}
        for said, names in asked.items():
            told, known = _ask(tool, {name: pins[name] for name in sorted(names)}, options)
            counts = {"told": told, "all": len(names)}
            sys.stdout.write(both(said if told else "no_service", **counts) + "\n")
            for each in known:
                by = next((excused[name] for name in each.names if name in excused), None)
                failed |= bool(each.remedies) and by is None
                sys.stdout.write(_line(each, by) + "\n")
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return int(failed)


def exceptions(path: Path) -> dict[str, str]:
    """
    Return the weaknesses that are let pass: the number of each, its day and reason.

    Raises
    ------
    KeyError
        If one has no package, day or reason.
    """
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("exception", ())
    return {each["id"]: "{package}, {date}: {reason}".format(**each) for each in listed}


def _line(weakness: Weakness, excuse: str | None) -> str:
    remedy = " / ".join(weakness.remedies) or "–"
    said = f"  {weakness.package} {weakness.version}  {' '.join(weakness.names)}  → {remedy}"
    return f"{said}  ({excuse})" if excuse else said


def _tool() -> list[str]:
    python = TOOLS / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    steps = [[str(python), "-m", "pip", "install", "--quiet", "--upgrade", "pip-audit"]]
    if not python.exists():
        steps.insert(0, [sys.executable, "-m", "venv", str(TOOLS)])
    for step in steps:
        if subprocess.run(step, check=False).returncode:  # noqa: S603 - our own interpreter
            raise SetupError(both("no_tool"))
    return [str(python), "-m", "pip_audit"]


def _ask(
    tool: list[str], pins: Mapping[str, str], options: Sequence[str]
) -> tuple[int, list[Weakness]]:
    """Return how many packages the service told of, and what it knows against them."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "pins.txt"
        listed.write_text("".join(f"{k}=={v}\n" for k, v in pins.items()), encoding="utf-8")
        command = [*tool, "-r", str(listed), "--no-deps", "--disable-pip", "-f", "json"]
        command += ["--progress-spinner", "off", *options]
        done = subprocess.run(  # noqa: S603
            command, check=False, capture_output=True, encoding="utf-8", errors="replace"
        )
    if not done.stdout.strip().startswith("{"):
        if _UNREACHABLE.search(done.stderr):
            return 0, []
        raise SetupError(done.stderr.strip() or both("no_tool"))
    return understood(json.loads(done.stdout))


def understood(answer: Mapping[str, Any]) -> tuple[int, list[Weakness]]:
    """Return how many packages an answer of pip-audit tells of, and the weaknesses in it."""
    told = [each for each in answer["dependencies"] if "skip_reason" not in each]
    known = [
        Weakness(
            each["name"],
            each["version"],
            (one["id"], *one.get("aliases", ())),
            tuple(one["fix_versions"]),
        )
        for each in told
        for one in each["vulns"]
    ]
    return len(told), known


if __name__ == "__main__":
    sys.exit(main())
