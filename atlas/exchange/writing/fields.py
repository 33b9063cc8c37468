"""Names and texts that no format stumbles over, whatever an office calls its columns."""

import re
from collections.abc import Iterable

# What XML 1.0 cannot hold, and no office means to write: control characters, halves of letters.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAMELESS = "column"
# Names that GeoPackage, SpatiaLite, PostGIS and GeoParquet keep for themselves.
RESERVED = ("fid", "ogc_fid", "gid", "geom", "geometry", "rowid", "oid", "_rowid_", "the_geom")


def printable(words: str) -> str:
    """Return a text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", words)


def one_line(words: str) -> str:
    """Return a text as a name: printable, in one line, never empty."""
    return " ".join(printable(words).split()) or NAMELESS


def unique(names: Iterable[str], *, taken: Iterable[str] = ()) -> list[str]:
    """
    Return names of which no two are equal, nor equal to one that is taken, in whatever case.

    A name that is there already gets a number: ``area``, ``area (2)``.
    """
    used = {name.casefold() for name in taken}
    found = []
    for name in names:
        n, each = 1, name
        while each.casefold() in used:
            n += 1
            each = f"{name} ({n})"
        used.add(each.casefold())
        found.append(each)
    return found
