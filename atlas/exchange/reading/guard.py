"""Have a file read by a process of its own, which may take only so much and tell only so much."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.exchange.reading.limits import LIMITS, Limits

CHILD = Path(__file__).parent / "child.py"
_DRIVERS = {
    "geojson": "GeoJSON",
    "gpkg": "GPKG",
    "shp": "ESRI Shapefile",
    "kml": "LIBKML",
    "kmz": "LIBKML",
    "fgb": "FlatGeobuf",
}
_GRACE = 15  # seconds beyond those of the processor: the machine may be busy


def ask(kind: str, data: bytes, *, layer: str = "", limits: Limits = LIMITS) -> dict[str, Any]:
    """
    Return what the child makes of a file, as `child` describes it.

    Parameters
    ----------
    kind
        The format.
    data
        The file.
    layer
        The sheet or layer wanted; empty for the first.
    limits
        What it may take.

    Raises
    ------
    RefusedError
        If it cannot be read, whatever the reason.
    """
    with tempfile.TemporaryDirectory(prefix="atlas-read-") as folder:
        path = Path(folder) / f"given.{kind}"
        path.write_bytes(data)
        request = {"kind": kind, "path": str(path), "layer": layer, "limits": asdict(limits)}
        said = _run(kind, request, limits)
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        # Killed by its limits, or by a fault in a library: what is said is the same.
        raise RefusedError(Finding("read.broken", ERROR)) from None
    answer["findings"] = [finding(each) for each in answer.get("findings", ())]
    if not {"rows", "heads"} & answer.keys():
        raise RefusedError(*answer["findings"])
    return answer


def _run(kind: str, request: dict[str, Any], limits: Limits) -> bytes:
    """Return what the child answers; nothing if it was killed."""
    try:
        done = subprocess.run(  # noqa: S603 - our own script, our own interpreter
            [sys.executable, "-P", str(CHILD)],
            input=json.dumps(request).encode(),
            capture_output=True,
            cwd=Path(request["path"]).parent,
            env=environment(kind),
            timeout=limits.seconds + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RefusedError(Finding("read.timeout", ERROR)) from None
    return done.stdout


def finding(said: list[Any]) -> Finding:
    """Return a finding from what the child says."""
    code, level, row, column, value, values = said
    return Finding(code, level, row, column, value, values)


@cache
def environment(kind: str) -> dict[str, str]:
    """Return the child's environment: one driver, no network, no threads."""
    import pyogrio  # noqa: PLC0415 - only where a layer is read

    wanted = _DRIVERS.get(kind, "")
    skipped = ",".join(name for name in pyogrio.list_drivers() if name != wanted)
    # Secrets of the process stay with it: only what an interpreter needs is handed on.
    needed = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")  # the last by Windows
    kept = {name: os.environ[name] for name in needed if name in os.environ}
    return kept | {
        "OGR_SKIP": skipped,
        "GDAL_SKIP": "WMS,WCS,VRT",
        "GDAL_HTTP_TIMEOUT": "1",
        "CPL_CURL_ENABLED": "NO",
        "PROJ_NETWORK": "OFF",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "100",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHAPE_RESTORE_SHX": "YES",
    }
