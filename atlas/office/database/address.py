"""The address of a store: read so that a password stays a password, shown without one."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from atlas.office.errors import StoreError

DRIVER = "postgresql+psycopg"
_SECRET = ("password", "sslpassword", "passfile")  # of a URL's query


def parsed(given: str | Path) -> sa.URL:
    """
    Return the URL of a store.

    Parameters
    ----------
    given
        ``sqlite:///…`` or ``postgresql://…``; or a file, in whose name ``?`` and ``%`` are signs
        like others.

    Raises
    ------
    StoreError
        If it is none, or a sign ``@`` more than the one before the host stands in it: nobody can
        tell then where a password ends. Nothing of what was given gets into what is said.
    """
    if isinstance(given, Path):
        return sa.URL.create("sqlite", database=str(given))
    _, _, rest = given.partition("://")
    if not given.startswith("sqlite") and rest.count("@") > 1:
        raise StoreError("unescaped")
    try:
        url = sa.make_url(given)
    except (ArgumentError, ValueError):
        raise StoreError("url") from None
    return url.set(drivername=DRIVER) if url.get_backend_name() == "postgresql" else url


def shown(url: sa.URL) -> str:
    """Return a URL without account and password, wherever they stood, as people read it."""
    if url.get_backend_name() == "sqlite" and url.database and not url.query:
        return f"sqlite:///{url.database}"
    kept = {name: value for name, value in url.query.items() if name not in _SECRET}
    plain = url.set(drivername=url.get_backend_name(), query=kept)
    return redacted(plain.render_as_string(hide_password=True))


def redacted(given: str) -> str:
    """
    Return a text that may be the address of a database, without all that stands before its host.

    Parameters
    ----------
    given
        As someone wrote it, be it well-formed or not.
    """
    scheme, sign, rest = given.partition("://")
    if not sign or "@" not in rest:
        return given
    return f"{scheme}{sign}…@{rest.rpartition('@')[2]}"
