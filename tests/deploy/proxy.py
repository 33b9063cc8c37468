"""A real nginx as the README says, on a free port, before servers of the tests."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests import debian
from tests.browser.server import free_port

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PLACE = "/etc/nginx/conf.d/"
WRITTEN = (8501, 8502)  # the ports of the two processes in the text
APT_PACKAGE = "nginx-light"
MAIN = """
{user}
pid {folder}/pid;
error_log {folder}/error.log warn;
daemon off;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""


def find() -> str | None:
    """Return the path of nginx, which is installed where we are root on Debian; or None."""
    path = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if path or not debian.by_apt():
        return path
    with contextlib.suppress(subprocess.CalledProcessError):
        debian.install_packages(APT_PACKAGE)
    return shutil.which("/usr/sbin/nginx")


def texts() -> dict[str, str]:
    """Return name -> text of each file that the README has copied to nginx's own folder."""
    readme = README.read_text(encoding="utf-8")
    (copied,) = re.findall(rf"^sudo cp (.+) {re.escape(PLACE)}$", readme, flags=re.MULTILINE)
    paths = [ROOT / name for name in copied.split()]
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


@contextlib.contextmanager
def running(nginx: str, ports: list[int]) -> Iterator[int]:
    """
    Run nginx before two servers and yield its port; its text is checked by itself first.

    Of the text the ports alone are changed: they have to be free ones.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="atlas-nginx-") as folder:
        parts = Path(folder) / "conf.d"
        parts.mkdir()
        for name, text in texts().items():
            there = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
            for written, ours in zip(WRITTEN, ports, strict=True):
                there = there.replace(f"127.0.0.1:{written}", f"127.0.0.1:{ours}")
            (parts / name).write_text(there, encoding="utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        main = Path(folder) / "nginx.conf"
        main.write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
        command = [nginx, "-c", str(main), "-p", folder, "-e", f"{folder}/error.log"]
        checked = subprocess.run(
            [*command, "-t"], check=False, capture_output=True, encoding="utf-8"
        )
        assert checked.returncode == 0, checked.stderr
        assert "[warn]" not in checked.stderr, checked.stderr
        with subprocess.Popen(command) as server:
            try:
                _wait(port)
                yield port
            finally:
                server.terminate()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError("nginx did not start")
