"""Where the office's store is, and what a machine's processes share; nothing is opened for it."""

import os
from pathlib import Path

ENV = "ATLAS_STORE"
STATE = "ATLAS_STATE"
FILE = Path(__file__).parents[2] / "atlas-store.sqlite"
_SQLITE = "sqlite:///"


def address(url: str | Path = "") -> str | Path:
    """
    Return the URL of a store, or its file.

    Parameters
    ----------
    url
        Where it is, or a file whatever it is called; else where the environment's ``ATLAS_STORE``
        says, else the file beside the app.
    """
    return url or os.environ.get(ENV, "").strip() or FILE


def is_unmade() -> bool:
    """Tell whether no store is named and none lies beside the app, so that nothing was added."""
    return not os.environ.get(ENV, "").strip() and not FILE.exists()


def state_folder() -> Path:
    """
    Return the folder of what the processes of one machine share beside the store.

    The environment's ``ATLAS_STATE``; else the folder of a store that is a file; else the app's.
    """
    if named := os.environ.get(STATE, "").strip():
        return Path(named)
    at = address()
    if isinstance(at, Path):
        return at.parent
    file = at.partition("?")[0]
    if file.startswith(_SQLITE) and len(file) > len(_SQLITE):
        return Path(file.removeprefix(_SQLITE)).parent
    return FILE.parent
