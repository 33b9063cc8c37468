"""Where the office's store is; nothing is opened for it."""

import os
from pathlib import Path

ENV = "ATLAS_STORE"
FILE = Path(__file__).parents[2] / "atlas-store.sqlite"


def address(url: str = "") -> str:
    """
    Return the URL of a store.

    Parameters
    ----------
    url
        Where it is; else where the environment's ``ATLAS_STORE`` says, else the file beside the
        app.
    """
    return url or os.environ.get(ENV, "").strip() or f"sqlite:///{FILE}"


def is_unmade() -> bool:
    """Tell whether no store is named and none lies beside the app, so that nothing was added."""
    return not os.environ.get(ENV, "").strip() and not FILE.exists()
