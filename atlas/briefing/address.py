"""The address at which others reach the atlas: read, checked, and never this machine's own."""

import ipaddress
import os
import re
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from atlas.i18n.errors import WRONG_USE, AtlasError

ENV = "ATLAS_BASE_URL"
SCHEMES = ("http", "https")
MAX_ADDRESS = 200  # characters; a longer one leaves no room in the code for the view
# Of RFC 3986, without what begins a query, a fragment or an account.
_SIGNS = re.compile(r"[!$%&'()*+,\-./0-9:;=A-Z_a-z~\[\]]+")
_THIS_HOST = ipaddress.ip_network("0.0.0.0/8")
_LOCAL = ("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback")


class AddressError(AtlasError):
    """
    What was given is no address of an atlas.

    Attributes
    ----------
    value
        What was given, cut to a readable length.
    """

    exit_code = WRONG_USE

    def __init__(self, value: str) -> None:
        shown = "".join(sign if sign.isprintable() else " " for sign in value)
        # An account may stand in it, and errors are printed and logged.
        self.value = re.sub(r"//[^/]*@", "//…@", shown)[:MAX_ADDRESS]
        super().__init__("address.wrong", value=self.value)


def parse(value: str) -> str:
    """
    Return an address of the atlas as links begin with it: ending in a slash.

    Parameters
    ----------
    value
        Scheme ``http`` or ``https``, host, a port if need be, the path below which it is served.

    Raises
    ------
    AddressError
        If it is none, or has an account, a query or a fragment.
    """
    given = value.strip()
    if not _host(given) or len(given) > MAX_ADDRESS:
        raise AddressError(given)
    return given.rstrip("/") + "/"


def _host(given: str) -> str:
    """Return the host of an address; nothing where it is none."""
    try:
        parts = urlsplit(given)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    good = parts.scheme in SCHEMES and host.strip(".") and port != 0 and _SIGNS.fullmatch(given)
    return host if good else ""


def configured(environment: Mapping[str, str] = os.environ) -> str:
    """
    Return the address that the administrator has set; nothing where none is.

    Raises
    ------
    AddressError
        If what is set is none.
    """
    given = environment.get(ENV, "").strip()
    return parse(given) if given else ""


def usable() -> str:
    """Return what the administrator has set; nothing where that is none: the start has said so."""
    try:
        return configured()
    except AddressError:
        return ""


def printable(value: str) -> str:
    """Return an address if others can follow it, else nothing: none, a wrong or a local one."""
    host = _host(value)
    return "" if not host or is_local(host) else value.rstrip("/") + "/"


def is_local(host: str) -> bool:
    """
    Tell whether a host is this machine for whoever asks.

    Parameters
    ----------
    host
        A name, or an address in any form that a browser takes: ``127.1`` is 127.0.0.1.
    """
    name = host.strip("[]").rstrip(".").lower()
    if name in _LOCAL or name.endswith(".localhost"):
        return True
    try:
        found = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        try:
            found = ipaddress.IPv4Address(socket.inet_aton(name))
        except (OSError, UnicodeError):
            return False
    inside = getattr(found, "ipv4_mapped", None) or found
    return inside.is_loopback or inside.is_unspecified or inside in _THIS_HOST
