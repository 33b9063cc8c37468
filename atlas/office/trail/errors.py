"""What keeps the audit trail from being written or read, in words that say what to do."""

import errno
from pathlib import Path

from atlas.i18n.errors import AtlasError

_KNOWN = {
    **dict.fromkeys((errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)), "full"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "denied"),
}


class TrailError(AtlasError):
    """
    The audit trail cannot be written, so that what has to be in it is not done.

    Attributes
    ----------
    kind
        ``"full"`` (no room), ``"denied"`` (no right, or a disk that is read only), ``"locked"``
        (by a program that does not let go) or ``"failed"``.
    """

    status = 503

    def __init__(self, kind: str, path: Path, reason: str = "") -> None:
        self.kind, self.path = kind, path
        super().__init__(f"trail.error.{kind}", path=path, reason=reason or kind)

    @classmethod
    def of(cls, error: OSError, path: Path) -> "TrailError":
        """Return what the system refuses in our words."""
        kind = _KNOWN.get(error.errno or 0, "failed")
        return cls(kind, path, error.strerror or type(error).__name__)
