"""The texts of deploy/: nginx before several processes, systemd, containers."""

import contextlib
import gzip
import http.client
import json
import re
import shutil
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from atlas.briefing import provenance
from atlas.exchange.reading import LIMITS
from tests.browser import server
from tests.deploy import proxy
from tests.deploy.reader import reading

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "systemd" / "gansu-atlas@.service"
OFFICE = [f"127.0.1.{number}" for number in range(1, 41)]  # one /24


class Echo(BaseHTTPRequestHandler):
    """Tell who was asked, and how."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = {"port": self.server.server_port, "path": self.path, "heads": dict(self.headers)}
        body = json.dumps(said | {"much": " " * 5000}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_PUT = do_GET  # noqa: N815 - so is it called

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def echoing():
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as echo:
        threading.Thread(target=echo.serve_forever, daemon=True).start()
        try:
            yield echo.server_port
        finally:
            echo.shutdown()


@pytest.fixture(scope="module")
def nginx():
    found = proxy.find()
    if found is None:
        pytest.skip("no nginx: apt-get install nginx-light")
    return found


def ask(port, path="/atlas/", *, who="127.0.0.1", method="GET", body=None, **heads):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(who, 0))
    with contextlib.closing(connection):
        connection.request(method, path, body=body, headers=heads)
        answer = connection.getresponse()
        return answer, answer.read()


def test_an_office_is_spread_over_the_processes_and_each_stays_with_one(nginx):
    with echoing() as one, echoing() as two, proxy.running(nginx, [one, two]) as port:
        rounds = [
            {who: json.loads(ask(port, who=who)[1])["port"] for who in OFFICE} for _ in range(2)
        ]
    assert rounds[0] == rounds[1]
    shares = [list(rounds[0].values()).count(each) for each in (one, two)]
    assert min(shares) >= len(OFFICE) // 4, shares


def test_who_asks_and_how_is_handed_on(nginx):
    with echoing() as one, echoing() as two, proxy.running(nginx, [one, two]) as port:
        heads = {"Host": "atlas.example.cn:8080", "Accept-Encoding": "gzip"}
        answer, body = ask(port, "/atlas/api?area=hexi", who="127.0.1.9", **heads)
        assert answer.getheader("Content-Encoding") == "gzip"
        told = json.loads(gzip.decompress(body))
        assert told["path"] == "/atlas/api?area=hexi"
        seen = told["heads"]
        assert seen["Host"] == seen["X-Forwarded-Host"] == "atlas.example.cn:8080"
        assert seen["X-Forwarded-For"] == seen["X-Real-IP"] == "127.0.1.9"
        assert seen["X-Forwarded-Proto"] == "http"
        # Nobody says himself where he comes from: guesses are counted by that.
        forged = {"X-Forwarded-For": "192.0.2.1", "X-Real-IP": "192.0.2.1"}
        seen = json.loads(ask(port, who="127.0.1.9", **forged)[1])["heads"]
        assert seen["X-Forwarded-For"] == seen["X-Real-IP"] == "127.0.1.9"
        answer, _ = ask(port, "/atlas")
        assert (answer.status, urlsplit(answer.getheader("Location")).path) == (301, "/atlas/")
        assert ask(port, "/elsewhere")[0].status == 404
        # What may be brought in passes; what is larger is refused by nginx itself.
        most = max(LIMITS.bytes, provenance.MAX_FILE)
        assert ask(port, method="PUT", body=bytes(most + 2**20))[0].status == 200


def test_one_process_that_is_away_is_passed_over(nginx):
    away = server.free_port()
    with echoing() as one, proxy.running(nginx, [away, one]) as port:
        assert {json.loads(ask(port, who=who)[1])["port"] for who in OFFICE} == {one}


@pytest.fixture(scope="module")
def behind(nginx):
    """Give nginx before the atlas and another process, and an address that has the atlas."""
    # Whatever went to the other process, which knows nothing, would be lost.
    with (
        server.running(path="/atlas") as url,
        echoing() as other,
        proxy.running(nginx, [urlsplit(url).port, other]) as port,
    ):
        who = next(each for each in OFFICE if b'"heads"' not in ask(port, who=each)[1])
        yield port, who


def test_pages_and_links_work_behind_it(behind):
    port, who = behind
    answer, page = ask(port, who=who)
    assert answer.status == 200
    assert b"<title>" in page
    script = re.search(rb'src="(?:\./|/atlas/)?(static/js/[^"]+\.js)"', page)[1].decode()
    answer, _ = ask(port, f"/atlas/{script}", who=who, **{"Accept-Encoding": "gzip"})
    assert answer.getheader("Content-Encoding") == "gzip"
    for form, media in {"geojson": "application/geo+json", "csv": "text/csv"}.items():
        path = f"/atlas/api/collections/zones/items?limit=20&f={form}"
        answer, body = ask(port, path, who=who, **{"Accept-Encoding": "gzip"})
        assert answer.getheader("Content-Type").startswith(media)
        assert answer.getheader("Content-Encoding") == "gzip"
        links = answer.getheader("Link") or gzip.decompress(body).decode()
        # With the port: programs follow the links.
        assert f"http://127.0.0.1:{port}/atlas/api/collections/zones/items" in links
    # A page of another site opens no socket.
    stream = f"ws://127.0.0.1:{port}/atlas/_stcore/stream"
    line = socket.create_connection(("127.0.0.1", port), 60, (who, 0))
    with line, pytest.raises(InvalidStatus, match="403"):
        connect(stream, sock=line, origin="http://elsewhere.example", subprotocols=["streamlit"])


def test_a_reader_sends_and_takes_files_through_it(behind):
    port, who = behind
    with reading(port, "/atlas", who) as reader:
        offered = reader.open("data")
        assert reader.session
        assert reader.send("big.csv", bytes(40 * 2**20)) == 204
        assert reader.take(offered).startswith(b"PK")  # the template of a workbook


def test_what_an_upload_is_refused_with_differs_by_its_cause(behind):
    port, who = behind
    most = max(LIMITS.bytes, provenance.MAX_FILE)
    path = "/atlas/_stcore/upload_file/none/none"
    assert ask(port, path, who=who, method="PUT", body=bytes(most + 9 * 2**20))[0].status == 413
    # A session that the process does not have, as where a proxy spreads one reader over several.
    with reading(port, "/atlas", who) as reader:
        reader.open("data")
        assert reader.put("_stcore/upload_file/none/none", "a.csv", b"x") == 400
    # What is not handed on to the atlas, nginx itself has no place for.
    assert ask(port, "/_stcore/upload_file/a/b", who=who, method="PUT", body=b"x")[0].status == 405


BACKUP = "gansu-atlas-backup"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (UNIT.name, "gansu-atlas@8501.service"),
        (f"{BACKUP}.service", f"{BACKUP}.service"),
        (f"{BACKUP}.timer", f"{BACKUP}.timer"),
    ],
)
def test_systemd_takes_the_units(tmp_path, given, name):
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("no systemd-analyze")
    # One that is there stands for the interpreter, which need not be set up here.
    folder = UNIT.parent
    for file, called in ((given, name), (f"{BACKUP}.service", f"{BACKUP}.service")):
        text = (folder / file).read_text(encoding="utf-8")
        text = text.replace("/srv/gansu-atlas/.venv/bin/python", "/bin/sh")
        (tmp_path / called).write_text(text, encoding="utf-8")
    unit = tmp_path / name
    done = subprocess.run(
        [tool, "verify", "--man=no", str(unit)],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    complaints = [line for line in done.stderr.splitlines() if unit.name in line]
    assert done.returncode == 0, done.stderr
    assert not complaints


def test_backup_and_server_use_one_store_and_one_trail():
    units = [
        (UNIT.parent / name).read_text(encoding="utf-8")
        for name in (UNIT.name, f"{BACKUP}.service")
    ]
    for variable in ("ATLAS_STORE", "ATLAS_AUDIT"):
        found = {
            re.search(rf"^Environment={variable}=(.+)$", unit, re.MULTILINE)[1] for unit in units
        }
        assert len(found) == 1, variable
    # The command is one that there is, and what it is given is expanded from the unit itself.
    assert "-m atlas store backup ${ATLAS_BACKUP} --keep 30\n" in units[1]
    assert "Environment=ATLAS_BACKUP=/var/lib/gansu-atlas/backup\n" in units[1]


def test_the_unit_serves_the_path_and_the_ports_that_nginx_asks():
    unit = UNIT.read_text(encoding="utf-8")
    conf = (DEPLOY / "nginx" / "gansu-atlas.conf").read_text(encoding="utf-8")
    path = re.search(r"--server\.baseUrlPath (\w+)", unit)[1]
    assert f"location /{path}/ {{" in conf
    assert "--server.port %i" in unit
    ports = set(re.findall(r"gansu-atlas@(\d+)", unit))
    upstream = (DEPLOY / "nginx" / "upstream.conf").read_text(encoding="utf-8")
    assert ports == set(re.findall(r"server 127\.0\.0\.1:(\d+)", upstream))


def test_the_compose_file_names_what_is_there():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert set(services) == {"db", "store", "atlas-1", "atlas-2", "nginx"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).exists(), source
        if build := service.get("build"):
            assert (DEPLOY / build["context"] / build["dockerfile"]).exists()
    upstream = (DEPLOY / "nginx" / "upstream-compose.conf").read_text(encoding="utf-8")
    assert {"atlas-1", "atlas-2"} == set(re.findall(r"server ([\w-]+):8501", upstream))


def test_the_image_copies_all_that_runs_and_no_secret():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = {
        name.rstrip("/")
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
        for name in line.split()
    }
    assert {"app.py", "atlas", "geodata", "pages", "deploy", ".streamlit/config.toml"} <= copied
    assert ".streamlit" not in copied
    assert "." not in copied
    for name in copied - {"bundle.jso[n]", "wheel[s]"}:
        assert (ROOT / name).exists(), name
