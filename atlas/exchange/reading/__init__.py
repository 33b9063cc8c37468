"""Read a planner's file, whatever its format, into a `Draft`: nothing is decided yet."""

from collections.abc import Sequence

from atlas.exchange import guard
from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.exchange.guard import LIMITS
from atlas.exchange.parsed import Draft
from atlas.exchange.reading import crossing, parse
from atlas.exchange.reading.containers import bundled
from atlas.exchange.reading.sniff import FORMATS, format_name
from atlas.exchange.reading.template import template, template_csv
from atlas.model.names import clean

__all__ = ["FORMATS", "LIMITS", "bundled", "format_name", "read", "template", "template_csv"]

NAME = 200  # characters of a file's name


def read(
    name: str,
    data: bytes,
    *,
    encoding: str = "",
    layer: str | Sequence[str] = "",
) -> Draft:
    """
    Read a file; all that looks into its bytes is done by a guarded child.

    Parameters
    ----------
    name
        Its name as given; empty for pasted text. It says nothing that its content does not.
    data
        Its content.
    encoding
        Of its text, where the one who brings it knows better; empty to judge it.
    layer
        The sheet or layer wanted, or several to be taken together; empty to judge.

    Returns
    -------
    Draft
        With everything that was found on the way.

    Raises
    ------
    RefusedError
        If it cannot be read, or holds more than is taken; whatever the bytes, nothing else.
    """
    called = " ".join(clean(name[: 2 * NAME]))[:NAME]
    if len(data) > LIMITS.bytes:
        raise RefusedError(Finding("read.bytes", ERROR, values={"mb": LIMITS.bytes // 2**20}))
    if not data or data.isspace():
        raise RefusedError(Finding("read.empty", ERROR))
    told = guard.ask(
        parse.told,
        data,
        limits=LIMITS,
        name=called,
        encoding=encoding,
        layers=[layer] * bool(layer) if isinstance(layer, str) else list(layer),
    )
    return crossing.heard(told)
