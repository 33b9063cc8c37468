"""Which coordinate system a word of the command line names."""

from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.exchange.coordinates import SYSTEMS, of_crs
from atlas.exchange.findings import shown
from atlas.i18n.errors import UseError

KNOWN = 6  # coordinate systems that a message names


def system(value: str) -> str:
    """
    Return the key of a coordinate system named by key or by EPSG code; nothing for nothing.

    Raises
    ------
    UseError
        If there is none such.
    """
    key = value.strip().lower()
    if not key or key in SYSTEMS:
        return key
    if key.startswith("epsg:") and key[5:].isascii() and key[5:].isdecimal():
        try:
            key = of_crs(CRS.from_epsg(int(key[5:])))
        except CRSError:
            key = ""
        if key:
            return key
    known = ", ".join(list(SYSTEMS)[:KNOWN])
    raise UseError("intake.wrong.system", value=shown(value), known=known)
