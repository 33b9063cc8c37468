"""Works for the pool's tests, which a worker imports by name."""

# ruff: noqa: ARG001, T201

import os
import socket
import sys
import time
from pathlib import Path

from atlas.i18n.errors import AtlasError
from atlas.office.edition import Edition
from atlas.office.vintage import Vintage

HELD = []


def three_steps(_atlas, *, progress):
    for step in range(3):
        progress(step, 3, f"step {step}")
    return b"book"


def process(_atlas, *, progress):
    return os.getpid()


def zones(atlas, *, progress):
    return atlas.version, len(atlas.zones)


def another(atlas, document, *, progress):
    other = atlas.editions(Vintage(document))
    return other.document, len(other.zones), atlas.editions(Vintage(document)) is other


def photo(atlas, digest, *, progress):
    return atlas.blob(digest)


def own(atlas, *, progress):
    return len(atlas.editions(Vintage(edition=Edition(own=True))).zones)


def waits(_atlas, file, *, progress):
    """Wait until a file is there."""
    progress(0, 1, "waiting")
    while not Path(file).exists():
        time.sleep(0.01)
    return b"there"


def forever(_atlas, *, progress):
    progress(0, 1, "waiting")
    while True:
        time.sleep(0.05)


def chatters(_atlas, *, progress):
    while True:
        progress(0, 1, "still there")


def noisy(_atlas, *, progress):
    print("what a library may print")
    os.write(1, b"and what its C code may")
    return sys.stdin.read()


def refuses(_atlas, *, progress):
    raise AtlasError(lambda lang: f"no, in {lang}")


def breaks(_atlas, *, progress):
    raise RuntimeError("this is a test")


def dies(_atlas, code, *, progress):
    os._exit(code)


def greedy(_atlas, *, progress):
    while True:
        HELD.append(bytearray(64 * 2**20))


def connects(_atlas, *, progress):
    try:
        socket.socket()
    except PermissionError:
        return "closed"
    return "open"
