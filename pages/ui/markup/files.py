"""Files that a browser keeps for good: their name tells what stands in them."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

NAMED = re.compile(r"[0-9a-f]{20}\.(json|css|html)")
FOLDER = "parts"  # the path they are served under
COMPRESSION = 6  # made once a build; more takes long and saves little


@dataclass(frozen=True)
class File:
    """
    A file named by its content, so that no two of one name ever differ.

    Attributes
    ----------
    body
        Its bytes.
    suffix
        Such as ``.css``.
    mime
        Its media type.
    """

    body: bytes
    suffix: str
    mime: str

    @cached_property
    def name(self) -> str:
        """Its name: the same in every process that serves the same data."""
        return hashlib.sha256(self.body).hexdigest()[:20] + self.suffix

    @cached_property
    def gzipped(self) -> bytes:
        """Its bytes compressed, the same every time."""
        return gzip.compress(self.body, COMPRESSION, mtime=0)

    def href(self, query: str = "") -> str:
        """
        Return where it is, as seen from a page.

        Parameters
        ----------
        query
            How another process, which has not drawn it yet, can: ``?own=1``.
        """
        return f"./{FOLDER}/{self.name}{query}"
