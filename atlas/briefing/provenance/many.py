"""Pack what a record says of very many zones: every reader of metadata takes it then."""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

MOST_PACKED = 2**19  # bytes; the texts of a file stand beside it, and readers take 2**20 in all
MOST_UNPACKED = 2**24  # bytes

Zones = Mapping[str, str]  # zone id -> digest
Names = Mapping[str, tuple[str, str]]


def packed(sheets: Sequence[Zones], names: Names) -> dict[str, Any]:
    """
    Return the zones of a record's sheets in few signs.

    Parameters
    ----------
    sheets
        Of each sheet zone id -> digest.
    names
        Zone id -> its Chinese and its English name.

    Returns
    -------
    dict
        ``zones`` with their names, without these if that is too long; else ``n`` and ``digest`` of
        all of them together.
    """
    ids = list(dict.fromkeys(zone for zones in sheets for zone in zones))
    at = {zone: n for n, zone in enumerate(ids)}
    shown = [[[at[zone] for zone in zones], "".join(zones.values())] for zones in sheets]
    for told in ([[*names.get(zone, ("", ""))] for zone in ids], []):
        written = json.dumps([ids, told, shown], ensure_ascii=False, separators=(",", ":"))
        found = base64.b64encode(zlib.compress(written.encode(), 9)).decode()
        if len(found) <= MOST_PACKED:
            return {"zones": found}
    return together(sheets)


def together(sheets: Sequence[Zones]) -> dict[str, Any]:
    """Return how many zones sheets show, and one digest of all of them."""
    said = json.dumps([sorted(zones.items()) for zones in sheets], separators=(",", ":"))
    n = len({zone for zones in sheets for zone in zones})
    return {"n": n, "digest": hashlib.sha256(said.encode()).hexdigest()}


def unpacked(given: Any, *, signs: int) -> tuple[list[dict[str, str]], dict[str, tuple[str, str]]]:  # noqa: ANN401 - whatever a file says
    """
    Return the zones of each sheet and their names; see `packed`.

    Parameters
    ----------
    given
        What stands in a record.
    signs
        Of a digest.

    Raises
    ------
    ValueError, TypeError, KeyError, zlib.error
        If it is nothing that was packed.
    """
    unpacker = zlib.decompressobj()
    written = unpacker.decompress(base64.b64decode(given["zones"], validate=True), MOST_UNPACKED)
    ids, told, shown = json.loads(written)
    if len(set(ids)) != len(ids):
        raise ValueError(ids)
    names = {zone: (zh, en) for zone, (zh, en) in zip(ids, told, strict=bool(told)) if zh}
    sheets = []
    for at, digests in shown:
        cut = [digests[n : n + signs] for n in range(0, len(digests), signs)]
        if any(n < 0 for n in at):
            raise ValueError(at)
        sheets.append({ids[n]: digest for n, digest in zip(at, cut, strict=True)})
    return sheets, names
