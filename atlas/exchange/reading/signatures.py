"""What a file is, told by its content, before any reader is tried: one table for all of it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.i18n import LANGS, text

_TABLE: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "signatures.toml").read_text(encoding="utf-8")
)
CONTAINERS: dict[str, dict[str, Any]] = _TABLE["container"]
FOLDERS: dict[str, str] = {kind: row["suffix"] for kind, row in _TABLE["folder"].items()}
_SEEN = 4000  # characters of a text that it is told by
_HEAD = 30_000  # characters in which the first element of some XML must stand
_KEY = re.compile(r'"((?:[^"\\]|\\.){1,60})"\s*:')
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_ASIDE = re.compile(r"<\?.*?\?>|<!--.*?-->|<!(?!--)[^>]*>", re.DOTALL)
_JSON = re.compile(r'\{\s*["}]|\[\s*[{\]]')
_DBASE = {0x03, 0x04, 0x05, 0x30, 0x31, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB}


@dataclass(frozen=True, slots=True)
class Signature:
    """
    What a file is.

    Attributes
    ----------
    name
        Its string is ``reading.named.<name>``.
    reads
        The format it is read as; empty where it is not.
    way
        The way out, ``reading.way.<way>``, where it is not read.
    """

    name: str
    reads: str = ""
    way: str = ""


_DBF = Signature("dbf", way="shapefile")  # which has no mark of its own


def _of(row: Mapping[str, Any]) -> Signature:
    return Signature(row["name"], row.get("reads", ""), row.get("way", ""))


def _rows() -> list[dict[str, Any]]:
    return [row for part in ("binary", "package", "text") for row in _TABLE[part]]


def names() -> set[str]:
    """Return what files are called by the table, for those who hold it against its texts."""
    return {row["name"] for row in _rows()} | {_DBF.name}


def ways() -> set[str]:
    """Return the ways out that the table has."""
    return {row["way"] for row in _rows() if "way" in row} | {_DBF.way}


def readers() -> set[str]:
    """Return the formats that the table has files read as."""
    return {row["reads"] for row in _rows() if "reads" in row}


def refusal(what: Signature, *, inside: str = "") -> RefusedError:
    """
    Return that a file is known and not read, with the way out, as the error that says so.

    Parameters
    ----------
    what
        What it is.
    inside
        Its name in an archive; empty of a file that came by itself.
    """
    values = {
        "what": {lang: text(f"reading.named.{what.name}", lang) for lang in LANGS},
        "way": {lang: text(f"reading.way.{what.way}", lang) for lang in LANGS},
    }
    code = "read.named_inside" if inside else "read.named"
    return RefusedError(Finding(code, ERROR, value=inside, values=values))


# Bytes --------------------------------------------------------------------------------------------


def of_bytes(data: bytes) -> Signature | None:
    """Return what some bytes are that are no text; None where they may be text, or an archive."""
    for row in _TABLE["binary"]:
        start = _bytes(row.get("hex", ""), row.get("starts", ""))
        at = row.get("at", 0)
        if data[at : at + len(start)] == start and _holds(row, data):
            return _of(row)
    return _DBF if _is_dbase(data) else None


def _bytes(digits: str, words: str) -> bytes:
    return bytes.fromhex(digits) if digits else words.encode("ascii")


def _holds(row: Mapping[str, Any], data: bytes) -> bool:
    if "holds_hex" in row:
        wanted, at = bytes.fromhex(row["holds_hex"]), row["held_at"]
        return data[at : at + len(wanted)] == wanted
    words = row.get("holds", "")
    return words.encode("utf-16-le" if row.get("wide") else "ascii") in data


def _is_dbase(data: bytes) -> bool:
    """Tell whether bytes begin as a table of dBase does: a version, a day, sizes that agree."""
    if len(data) < 65 or data[0] not in _DBASE:  # noqa: PLR2004 - a head and one field
        return False
    month, day, head = data[2], data[3], int.from_bytes(data[8:10], "little")
    ends = data[head - 1 : head] == b"\r" or data[head - 264 : head - 263] == b"\r"
    return 1 <= month <= 12 and 1 <= day <= 31 and 65 <= head <= len(data) and ends  # noqa: PLR2004


def of_members(members: Iterable[str], kind: bytes = b"") -> Signature | None:
    """
    Return what an archive is by the files in it; None where it is but an archive.

    Parameters
    ----------
    members
        Their names.
    kind
        What the archive says of itself, in the member ``mimetype`` of some.
    """
    there = [name.lower().replace("\\", "/") for name in members]
    for row in _TABLE["package"]:
        fits = any(fnmatchcase(name, row["member"]) for name in there)
        if fits and row.get("holds", "").encode() in kind:
            return _of(row)
    return None


# Texts --------------------------------------------------------------------------------------------


def of_text(said: str) -> Signature | None:
    """Return what a text is, told by how it begins; None where it may be a table or coordinates."""
    start = said[:_HEAD].lstrip("\ufeff\x1e \t\r\n")
    root = _root(start) if start.startswith("<") else ""
    is_json = _JSON.match(start) is not None
    keys = set(_KEY.findall(said[:_SEEN] + said[-_SEEN:])) if is_json else set()
    for row in _TABLE["text"]:
        if "root" in row:
            fits = bool(root) and row["root"] in {root, "*"}
        elif "keys" in row:
            fits = is_json and set(row["keys"]) <= keys
        elif "lines" in row:
            fits = is_json and _is_lines(said, row["lines"])
        else:
            fits = re.match(row["match"], start[:_SEEN]) is not None
        if fits and row.get("like", "").lower() in said[:_HEAD].lower():
            return _of(row)
    return None


def _root(start: str) -> str:
    """Return the name of the first element of some XML or HTML, in small letters."""
    found = _ROOT.search(_ASIDE.sub(" ", start))
    return found[1].lower() if found else ""


def _is_lines(said: str, words: list[str]) -> bool:
    """Tell whether a text is one JSON object a line, each with some words."""
    lines = [line.strip(" \t\r\x1e") for line in said[: 10 * _HEAD].splitlines()]
    lines = [line for line in lines if line][:2]
    whole = all(line.startswith("{") and line.endswith("}") for line in lines)
    return len(lines) > 1 and whole and all(word in line for line in lines for word in words)
