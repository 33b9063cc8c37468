"""A throw-away PostgreSQL with PostGIS for tests: installed where it is missing, and started."""

import contextlib
import os
import pwd
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.browser.server import free_port
from tests.debian import by_apt, install_packages

APT_PACKAGES = ("postgresql", "postgresql-postgis")
USER = "postgres"  # PostgreSQL refuses to run as root


class Missing(RuntimeError):  # noqa: N818 - it is what it says
    """There is no PostgreSQL with PostGIS, and none can be installed."""


def find() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs that has PostGIS, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4])
    )
    for path in reversed(found):
        share = Path("/usr/share/postgresql") / path.parts[4]
        if (share / "extension" / "postgis.control").exists():
            return path.parent
    return None


def install() -> None:
    """
    Install PostgreSQL and PostGIS from Debian's packages.

    Raises
    ------
    Missing
        If this is no Debian, or we are not root.
    """
    if not by_apt():
        raise Missing(f"install PostgreSQL and PostGIS ({' '.join(APT_PACKAGES)}) for these tests")
    install_packages(*APT_PACKAGES)


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, installing them if need be."""
    if find() is None:
        install()
    found = find()
    if found is None:
        raise Missing("PostgreSQL was installed but has no PostGIS")
    return found


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a server of our own on a free port and yield the URL of an empty database."""
    bin_, port = programs(), free_port()
    with tempfile.TemporaryDirectory(prefix="atlas-postgres-") as folder:
        data = Path(folder) / "data"
        as_user: dict[str, object] = {"stdout": subprocess.DEVNULL, "cwd": folder}
        if os.geteuid() == 0:
            user = pwd.getpwnam(USER)
            os.chown(folder, user.pw_uid, user.pw_gid)
            as_user |= {"user": user.pw_uid, "group": user.pw_gid}
        subprocess.run(
            [bin_ / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "-N"],
            check=True,
            **as_user,
        )
        server = [bin_ / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log"]
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        subprocess.run([*server, "-o", options, "start"], check=True, **as_user)
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}/{USER}"
        finally:
            subprocess.run([*server, "-m", "immediate", "stop"], check=False, **as_user)


if __name__ == "__main__":
    sys.stdout.write(f"postgres: {programs()}\n")
