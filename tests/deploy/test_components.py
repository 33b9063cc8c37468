"""What ships is on the bill of materials, under licences that let it; weaknesses are told."""

import json
import re
import subprocess
from importlib import metadata

import psycopg
import pyogrio
import pyproj
import pytest
import shapely
import vl_convert
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from lxml import etree

from deploy import audit, bundle, packages, sbom
from deploy.sbom import __main__ as command
from deploy.start import SetupError

TEXT = sbom.FILE.read_text(encoding="utf-8")
BILL = json.loads(TEXT)
PACKAGES = {each["name"]: each for each in BILL["components"] if "purl" in each}
ROOT = sbom.ROOT


def licence(component):
    (said,) = component["licenses"]
    return said.get("expression") or said["license"].get("id") or said["license"]["name"]


def everything():
    for each in BILL["components"]:
        yield each
        yield from each.get("components", ())


def test_the_bill_is_valid_cyclonedx():
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(TEXT) is None
    assert validator.validate_str(TEXT.replace('"SHA-256"', '"CRC"', 1)) is not None


def test_the_bill_is_todays_and_its_bytes_are_the_same_each_time(capsys):
    # python -m deploy.sbom makes it anew.
    assert command.main(["--check"]) == 0, capsys.readouterr().out
    assert sbom.make(sbom.known(TEXT)) == TEXT
    assert not re.search(r"https?://(?!cyclonedx)", TEXT)


def test_all_that_the_app_runs_on_is_in_it_with_version_licence_and_wheels():
    pins, shipped = packages.pins(), packages.shipped()
    assert {"streamlit", "psycopg-binary", "watchdog"} <= shipped.keys()
    assert not {"pytest", "mypy", "colorama", "cyclonedx-python-lib"} & shipped.keys()
    of_python = {name for name, each in PACKAGES.items() if each["purl"].startswith("pkg:pypi/")}
    assert of_python == shipped.keys()
    for name in shipped:
        each = PACKAGES[name]
        assert each["version"] == pins[name]
        assert licence(each)
        assert all(
            re.fullmatch("[0-9a-f]{64}", reference["hashes"][0]["content"])
            for reference in each["externalReferences"]
        )
        assert each["externalReferences"]
    needed = {each["ref"]: set(each.get("dependsOn", ())) for each in BILL["dependencies"]}
    assert PACKAGES["numpy"]["bom-ref"] in needed[PACKAGES["pandas"]["bom-ref"]]


def test_binary_packages_have_a_wheel_for_every_promised_machine():
    files = {each["url"].rpartition("=")[2] for each in PACKAGES["scipy"]["externalReferences"]}
    for tag in ("manylinux", "aarch64", "win_amd64", "macosx"):
        for python in ("cp311", "cp312", "cp313", "cp314"):
            assert any(tag in file and f"-{python}-" in file for file in files), (tag, python)


def test_everything_ships_under_a_licence_that_has_been_looked_at():
    allowed = sbom._toml(ROOT / "deploy" / "sbom" / "licences.toml")["allowed"]
    assert {licence(each) for each in everything()} == {*allowed}


def test_packages_that_ask_for_more_than_a_notice_are_named_in_it():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").casefold()
    for each in everything():
        if re.search("GPL|MPL|ODbL|CC-BY|OFL", licence(each)):
            names = re.split(r"[ ,]", each["name"])
            assert names[0].casefold() in notice, each["name"]


def test_fonts_scripts_and_data_that_lie_in_the_project_are_in_it():
    held = {
        said["value"]
        for each in BILL["components"]
        for said in each.get("properties", ())
        if said["name"] == "atlas:file"
    }
    assert all((ROOT / name).is_file() for name in held)
    fonts = {path.relative_to(ROOT).as_posix() for path in (ROOT / "atlas").rglob("*.ttf")}
    assert fonts
    assert fonts <= held
    # A script that bears someone else's copyright is no script of ours.
    for room in ("atlas", "pages"):
        for path in (ROOT / room).rglob("*.js"):
            text = path.read_text(encoding="utf-8").casefold()
            if re.search("@license|@preserve|copyright", text):
                assert path.relative_to(ROOT).as_posix() in held


def test_data_under_a_licence_of_others_have_their_cards_in_it():
    cards = sbom._toml(ROOT / "geodata" / "sources.toml")["cards"]
    others = sbom._toml(ROOT / "deploy" / "sbom" / "others.toml")["component"]
    named = {each["card"] for each in others if "card" in each}
    assert named <= cards.keys()
    free = {
        slug
        for slug, card in cards.items()
        if re.search("MIT|BY|LGPL|ODbL|Public Domain", card.get("licence", ""))
    }
    # What only served to check positions ships nothing.
    assert free - named <= {"openstreetmap"}


def test_libraries_within_wheels_are_in_it_as_they_are():
    def dotted(number):
        return ".".join(map(str, number))

    found = {
        "GDAL": pyogrio.__gdal_version__ and dotted(pyogrio.__gdal_version__),
        "GEOS": dotted(shapely.geos_version),
        "PROJ": pyproj.proj_version_str,
        "libpq": dotted(divmod(psycopg.pq.__build_version__, 10000)),
        "libxml2": dotted(etree.LIBXML_VERSION),
        "vega": vl_convert.get_vega_version(),
        "vega-lite": vl_convert.get_vegalite_versions()[-1],
        "Leaflet": metadata.version("xstatic-leaflet").rpartition(".")[0],
    }
    within = {each["name"]: each for each in everything() if "/" in each["bom-ref"]}
    assert {name: within[name].get("version") for name in found} == found


def test_a_package_without_checksums_is_told(monkeypatch, capsys):
    monkeypatch.setattr(sbom, "known", lambda _: {"numpy": {"numpy.whl": "0" * 64}})
    monkeypatch.setattr(packages, "shipped", lambda: {"numpy": set(), "scipy": set()})
    assert command.main(["--check"]) == 1
    assert "scipy" in capsys.readouterr().err


def test_a_lock_gives_the_wheels_of_promised_machines_only(tmp_path):
    files = ("one-1-py3-none-any", "one-1-cp312-cp312-win_amd64", "one-1-cp312-cp312-win_arm64")
    wheels = ", ".join(
        f'{{url = "https://index.example/{file}.whl", hashes = {{sha256 = "{"a" * 64}"}}}}'
        for file in files
    )
    lock = tmp_path / "pylock.toml"
    lock.write_text(f'[[packages]]\nname = "one"\nversion = "1"\nwheels = [{wheels}]\n')
    assert [*sbom.locked(lock)["one"]] == [f"{file}.whl" for file in files[:2]]


def test_a_wheel_that_is_another_than_the_bill_names_does_not_get_into_a_bundle(tmp_path):
    (tmp_path / "wheels").mkdir()
    bill = tmp_path / "deploy" / "sbom" / "atlas.cdx.json"
    bill.parent.mkdir(parents=True)
    bill.write_text(TEXT, encoding="utf-8")
    bundle.check_wheels(tmp_path)
    file = PACKAGES["segno"]["externalReferences"][0]["url"].rpartition("=")[2]
    (tmp_path / "wheels" / file).write_bytes(b"another")
    with pytest.raises(SetupError, match="segno"):
        bundle.check_wheels(tmp_path)


# Weaknesses ---------------------------------------------------------------------------------------


@pytest.fixture
def service(monkeypatch):
    """Let the index be in reach, and the service know what it is told to."""
    answers = []

    def run(command, **_):
        at = command.index("-r") + 1
        with open(command[at], encoding="utf-8") as file:  # noqa: PTH123 - as pip-audit does
            asked = [line.strip().split("==") for line in file]
        known = answers[0]
        if isinstance(known, str):
            return subprocess.CompletedProcess(command, 1, "", known)
        told = [
            {"name": name, "version": version, "vulns": known.get(name, [])}
            for name, version in asked
        ]
        return subprocess.CompletedProcess(command, 0, json.dumps({"dependencies": told}), "")

    monkeypatch.setattr(audit, "index_is_reachable", lambda: True)
    monkeypatch.setattr(audit, "_tool", lambda: ["pip-audit"])
    monkeypatch.setattr(audit.subprocess, "run", run)
    return answers


WEAK = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["99.1"]}


def test_an_index_or_a_service_out_of_reach_is_no_failure_and_is_said(service, monkeypatch, capsys):
    service.append("requests.exceptions.ConnectionError: Max retries exceeded")
    assert audit.main([]) == 0
    assert len(re.findall(r"none of \d+ was checked", capsys.readouterr().out)) == 2
    monkeypatch.setattr(audit, "index_is_reachable", lambda: False)
    assert audit.main([]) == 0
    assert "nothing was checked" in capsys.readouterr().out


def test_packages_that_the_service_does_not_know_are_not_said_to_be_checked():
    answer = {"dependencies": [{"name": "one", "skip_reason": "not found"}]}
    assert audit.understood(answer) == (0, [])


def test_a_weakness_with_a_remedy_fails_in_what_ships_and_in_what_develops_it(service, capsys):
    for package in ("streamlit", "pytest"):
        service[:] = [{package: [WEAK]}]
        assert audit.main([]) == 1
        said = capsys.readouterr().out
        assert re.search(rf"{package} [\d.]+  PYSEC-2026-1 CVE-2026-1  → 99.1", said)
        assert re.search(r"What ships: (\d+) of \1 packages", said)


def test_a_weakness_without_a_remedy_is_told_and_fails_nobody(service, capsys):
    service.append({"streamlit": [WEAK | {"fix_versions": []}]})
    assert audit.main([]) == 0
    assert "PYSEC-2026-1" in capsys.readouterr().out


def test_an_exception_has_its_day_and_its_reason(service, monkeypatch, tmp_path, capsys):
    service.append({"streamlit": [WEAK]})
    listed = tmp_path / "audit.toml"
    listed.write_text(
        '[[exception]]\nid = "CVE-2026-1"\npackage = "streamlit"\n'
        'date = 2026-12-01\nreason = "not used here"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(audit, "EXCEPTIONS", listed)
    assert audit.main([]) == 0
    assert "streamlit, 2026-12-01: not used here" in capsys.readouterr().out
    listed.write_text('[[exception]]\nid = "CVE-2026-1"\n', encoding="utf-8")
    with pytest.raises(KeyError):
        audit.main([])


def test_what_else_goes_wrong_is_a_failure(service, capsys):
    service.append("no such option")
    assert audit.main([]) == 1
    assert "no such option" in capsys.readouterr().err


def test_the_exceptions_that_are_there_can_be_read():
    assert isinstance(audit.exceptions(audit.EXCEPTIONS), dict)
