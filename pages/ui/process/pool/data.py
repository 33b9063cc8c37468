"""The atlas that a piece is drawn from, on its way to another process."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from atlas.model.atlas import Atlas, no_blob
from atlas.office.vintage import Vintage


@dataclass(frozen=True, slots=True)
class Data:
    """
    One vintage of the data as the page shows it.

    Attributes
    ----------
    key
        What tells it from others, in this process.
    atlas
        It.
    of
        Gives another vintage of the data; None where this is the only one.
    """

    key: str
    atlas: Atlas = field(repr=False)
    of: "Callable[[Vintage], Data] | None" = field(default=None, repr=False)


def packed(atlas: Atlas) -> bytes:
    """Return an atlas as bytes: its tables, without what was made of them and what asks a store."""
    return pickle.dumps((_bare(atlas), atlas.editions is not None), pickle.HIGHEST_PROTOCOL)


def _bare(atlas: Atlas) -> Atlas:
    plan = atlas.plan and _bare(atlas.plan)
    return replace(atlas, blob=no_blob, editions=None, plan=plan)


def unpacked(
    content: bytes, *, editions: Callable[[Vintage], Atlas], blob: Callable[[str], bytes]
) -> Atlas:
    """
    Return an atlas from its bytes.

    Parameters
    ----------
    content
        Of `packed`.
    editions, blob
        Give what the atlas had a store for: other vintages, where it knew of any, and attachments.
    """
    atlas: Atlas
    atlas, has_others = pickle.loads(content)  # noqa: S301 - the server has packed it
    return _equipped(atlas, editions if has_others else None, blob)


def _equipped(
    atlas: Atlas, editions: Callable[[Vintage], Atlas] | None, blob: Callable[[str], bytes]
) -> Atlas:
    plan = atlas.plan and _equipped(atlas.plan, editions, blob)
    return replace(atlas, blob=blob, editions=editions, plan=plan)
