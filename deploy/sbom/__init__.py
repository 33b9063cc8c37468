"""The bill of materials: what ships with the atlas, in CycloneDX, the same bytes each time."""

import json
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    Property,
    XsUri,
)
from cyclonedx.model.bom import Bom
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.spdx import is_expression, is_supported_id
from packageurl import PackageURL
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

from deploy import packages
from deploy.machines import PLATFORMS, PYTHONS

if TYPE_CHECKING:
    from cyclonedx.model.license import License

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "sbom" / "atlas.cdx.json"
SPACE = uuid.UUID("5bd4a35e-7f1d-4a52-9b6c-0a8f2f8f7a10")  # of this project's serial numbers
Wheels = Mapping[str, Mapping[str, str]]  # a package's wheels by their file names, with SHA-256
_read = LicenseFactory().make_from_string


def make(wheels: Wheels) -> str:
    """
    Return the bill of materials as JSON.

    Parameters
    ----------
    wheels
        What `locked` or `known` give.
    """
    project = _toml(ROOT / "pyproject.toml")["project"]
    root = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        description=project["description"],
        licenses=[_read(project["license"])],
    )
    needs, pins = packages.shipped(), packages.pins()
    of_packages = {name: _package(name, pins[name], wheels.get(name, {})) for name in needs}
    beside = []
    for each in _toml(Path(__file__).with_name("others.toml"))["component"]:
        component = _other(each)
        if within := each.get("within"):
            of_packages[within].components.add(component)
        else:
            beside.append(component)
    bom = Bom(components=[*of_packages.values(), *beside])
    bom.metadata.component = root
    refs = {name: component.bom_ref for name, component in of_packages.items()}
    asked = {canonicalize_name(each.name) for each in packages.requirements("requirements.txt")}
    bom.dependencies.add(_depends(root.bom_ref, (refs[name] for name in asked)))
    for name, further in needs.items():
        bom.dependencies.add(_depends(refs[name], (refs[each] for each in further)))
    return _written(bom)


def _written(bom: Bom) -> str:
    """Write it without what another run would write otherwise: its time, its number by chance."""
    said = json.loads(JsonV1Dot6(bom).output_as_string())
    del said["metadata"]["timestamp"], said["serialNumber"]
    number = uuid.uuid5(SPACE, json.dumps(said, sort_keys=True))
    said = {"$schema": said.pop("$schema"), "serialNumber": f"urn:uuid:{number}", **said}
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def _depends(ref: BomRef, further: Iterable[BomRef]) -> Dependency:
    return Dependency(ref, [Dependency(each) for each in further])


def _package(name: str, version: str, wheels: Mapping[str, str]) -> Component:
    purl = PackageURL("pypi", name=name, version=version)
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        licenses=[_read(_licence(name))],
        external_references=[
            ExternalReference(
                type=ExternalReferenceType.DISTRIBUTION,
                url=XsUri(f"{purl}?file_name={file}"),
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
            )
            for file, digest in wheels.items()
        ],
    )


def _licence(name: str) -> str:
    """Return a package's licence, as its metadata or our own table say."""
    said = _toml(Path(__file__).with_name("licences.toml"))["said"]
    if name in said:
        return str(said[name])
    about = metadata.metadata(name).json
    found = str(about.get("license_expression") or about.get("license") or "")
    if not is_supported_id(found) and not is_expression(found):
        raise ValueError(f"{name} names no SPDX licence: see deploy/sbom/licences.toml")
    return found


def _other(each: Mapping[str, Any]) -> Component:
    card = _toml(ROOT / "geodata" / "sources.toml")["cards"].get(each.get("card"), {})
    licence: License = _read(each.get("licence") or each["licence_name"])
    within = each.get("within", "")
    name = each.get("name") or card["title_en"]
    return Component(
        name=name,
        version=each.get("version") or card.get("date"),
        type=ComponentType(each["type"]),
        bom_ref="/".join(filter(None, (within, each.get("card") or name))),
        description=each.get("description"),
        publisher=each.get("holder") or card.get("publisher"),
        purl=PackageURL.from_string(each["purl"]) if "purl" in each else None,
        licenses=[licence],
        properties=[Property(name="atlas:file", value=file) for file in each.get("files", ())],
    )


def locked(lock: Path) -> dict[str, dict[str, str]]:
    """
    Return the wheels that a lock (PEP 751) names and that some machine of `PLATFORMS` takes.

    Parameters
    ----------
    lock
        What ``uv pip compile --format pylock.toml`` has written.
    """
    tags = _tags()
    found: dict[str, dict[str, str]] = {}
    for package in _toml(lock)["packages"]:
        for wheel in package.get("wheels", ()):
            file = wheel.get("name") or wheel["url"].rpartition("/")[2]
            if not tags.isdisjoint(parse_wheel_filename(file)[3]):
                found.setdefault(package["name"], {})[file] = wheel["hashes"]["sha256"]
    return found


def _tags() -> set[Tag]:
    found: set[Tag] = set()
    for each in PLATFORMS.values():
        is_mac = each.machine[0] == "darwin"
        names = [*mac_platforms((14, 0), each.machine[1])] if is_mac else [*each.tags]
        for python in PYTHONS:
            major, minor = map(int, python.split("."))
            found |= {*cpython_tags((major, minor), platforms=names)}
            found |= {*compatible_tags((major, minor), f"cp{major}{minor}", names)}
    return found


def known(text: str) -> dict[str, dict[str, str]]:
    """Return the wheels of those packages that a bill of materials names in today's releases."""
    pins = packages.pins()
    return {
        each["name"]: {
            reference["url"].rpartition("=")[2]: reference["hashes"][0]["content"]
            for reference in each["externalReferences"]
        }
        for each in json.loads(text)["components"]
        if each.get("externalReferences") and pins.get(each["name"]) == each["version"]
    }


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
