"""Small files that would keep or kill a server that reads them itself, each made in a few lines."""

import ctypes
import io
import json
import os
import socket
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from openpyxl import Workbook

from tests.exchange import samples

X, Y, SIZE = 103.8, 36.0, 0.01  # in Gansu, degrees
MIDDLE = np.array([X, Y])


def nested(depth, *, kind=7, order="<"):
    """Return well-known binary of a point in as many collections within each other."""
    first = b"\x01" if order == "<" else b"\x00"
    head = first + struct.pack(f"{order}II", kind, 1)
    return head * depth + first + struct.pack(f"{order}Idd", 1, X, Y)


def parquet(shapes):
    """Write a GeoParquet file of well-known binary as it is given."""
    names = pa.array([f"园{n}" for n in range(len(shapes))])
    table = pa.table({"名称": names, "geometry": pa.array(shapes, type=pa.binary())})
    column = {"encoding": "WKB", "geometry_types": []}
    about = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    file = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), file)
    return file.getvalue()


def comb(corners):
    """Draw a ring with teeth both ways, each of which crosses all that go the other way."""
    half = corners // 2
    along = np.linspace(0, SIZE, half)
    teeth = np.where(np.arange(half) % 2, SIZE, 0.0)
    ring = np.vstack([np.column_stack([along, teeth]), np.column_stack([teeth, along])])
    return shapely.Polygon(ring + MIDDLE)


def slanting(corners):
    """Draw a valid ring of slanting teeth: no two cross, yet the boxes of all lie together."""
    n = corners // 2
    foot = np.column_stack([np.arange(n) * 2.0, np.zeros(n)])
    tip = foot + np.array([4 * n + 1, 4 * n])
    teeth = np.stack([foot, tip], axis=1).reshape(-1, 2)
    ring = np.vstack([teeth, [[teeth[-1, 0], -1], [0, -1]]])
    return shapely.Polygon(ring * (SIZE / np.ptp(ring)) + MIDDLE)


def round_one(corners):
    """Draw a valid ring about a middle."""
    angle = np.linspace(0, 2 * np.pi, corners)
    return shapely.Polygon(np.column_stack([np.cos(angle), np.sin(angle)]) * SIZE + MIDDLE)


def geojson(*shapes, crs=None):
    features = [
        {
            "type": "Feature",
            "properties": {"名称": f"园{n}"},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for n, shape in enumerate(shapes)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection | ({"crs": crs} if crs else {})).encode()


def declared(size):
    """Write KML whose declaration begins again and again and never ends, in another encoding."""
    return ("<kml>" + "<?xml " * (size // 6)).encode("utf-16")


def crowded(entries):
    """Write an archive of as many empty files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for n in range(entries):
            archive.writestr(zipfile.ZipInfo(str(n)), b"")
    return file.getvalue()


def far_row(number):
    """Write a workbook with a row of a number that no sheet has."""
    book = Workbook()
    book.active.append(["名称"])
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    row = f'<row r="{number}"><c r="A{number}"><v>1</v></c></row></sheetData>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", row.encode())
    return samples.zipped(parts)


def folders(depth):
    """Write KML of folders within each other."""
    kml = '<kml xmlns="http://www.opengis.net/kml/2.2">'
    return (kml + "<Folder>" * depth + "</Folder>" * depth + "</kml>").encode()


# Work that a child is asked for -------------------------------------------------------------------


def reaches(_path, _limits, *, port):
    """Return what comes of each way out that a process may try."""
    ways = {
        "network": lambda: socket.create_connection(("127.0.0.1", port), 5).close(),
        "local": socket.socketpair,
        "program": lambda: subprocess.run(["true"], check=True),
        "process": lambda: os.kill(os.getppid(), 0),
    }
    found = {}
    for name, way in ways.items():
        try:
            way()
        except OSError as error:
            found[name] = error.strerror
        else:
            found[name] = ""
    return found


def has(_path, _limits, *, names):
    """Return which of some modules can be imported."""
    return [name for name in names if sys.modules.get(name, "") is not None]


def waits(_path, _limits, *, folder, name):
    """Say by a file that it has begun, and work until there is one that lets it end."""
    (Path(folder) / f"{name}.begun").write_text(str(os.getpid()), encoding="ascii")
    while not (Path(folder) / "end").exists():
        time.sleep(0.01)
    return name


def grows(_path, _limits):
    """Take memory without end."""
    held = []
    while True:
        held.append(bytearray(2**24))


def swells(_path, _limits):
    """Take memory without end and use it, a little at a time."""
    held = []
    while True:
        held.append(b"x" * 2**22)
        time.sleep(0.01)


def spins(_path, _limits):
    """Take time without end."""
    while True:
        pass


def falls(_path, _limits):
    """Fall over as a library does."""
    ctypes.string_at(0)
