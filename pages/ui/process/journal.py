"""Tell an administrator what happens: one line an event, and nothing that is personal."""

import contextlib
import datetime as dt
import errno
import hashlib
import hmac
import json
import logging
import logging.handlers
import os
import re
import secrets
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.i18n.errors import AtlasError

if TYPE_CHECKING:
    from atlas.office import Entry

LOGGER = logging.getLogger("atlas")
FILE, DETAIL = "ATLAS_LOG", "ATLAS_LOG_DETAIL"  # variables of the environment
ROOT = Path(__file__).parents[3]
MOST = 8000  # characters of a value: a traceback of some hundred calls
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another, over the telephone
DIGITS = 6  # of an error's number
_NUMBER = "atlas_number"  # what an error that was told bears
_BARE = re.compile(r"[0-9A-Za-z._:/+@,-]+")
# Of this process: with the next start nobody, not even with the log in hand, can tell who it was.
_SALT = secrets.token_bytes(32)


class LineFormatter(logging.Formatter):
    """One line a record: ``time=… level=… event=… name=value …``, values quoted where need be."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record; one of another module becomes an event ``message``."""
        fields = getattr(record, "fields", None)
        if fields is None:
            fields = {"event": "message", "of": record.name, "said": record.getMessage()}
            if record.exc_info and record.exc_info[1]:
                fields |= told(record.exc_info[1])
        at = dt.datetime.fromtimestamp(record.created).astimezone()
        head = {"time": at.isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        return " ".join(f"{name}={value(each)}" for name, each in {**head, **fields}.items())


def value(given: object) -> str:
    """
    Return a value as it stands in a line, which it can neither end nor go on behind.

    Parameters
    ----------
    given
        Anything; a text is kept readable, whatever would not show as what it is becomes an escape.
    """
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, float):
        return f"{given:.3f}"
    said = str(given)
    said = said if len(said) <= MOST else f"{said[:MOST]}…"
    if _BARE.fullmatch(said):
        return said
    return '"' + "".join(map(_sign, said)) + '"'


def _sign(sign: str) -> str:
    """Return a sign, escaped as in JSON: line ends, controls, marks of direction, quotes."""
    if sign.isprintable() and sign not in '"\\':
        return sign
    return json.dumps(sign)[1:-1] if sign != "\x7f" else "\\u007f"


def begin(environment: Mapping[str, str] = os.environ) -> None:
    """
    Write the atlas's own log: to the standard error, and to a file where one is named.

    Parameters
    ----------
    environment
        `FILE` names the file; what rotates it may move it away, a new one is begun.
    """
    if LOGGER.handlers:
        return
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False
    # What Streamlit says of an error in a page shows its message, in which data may stand.
    logging.getLogger("streamlit.error_util").addFilter(
        lambda record: record.getMessage() != "Uncaught app execution"
    )
    _add(logging.StreamHandler(sys.stderr))
    named = environment.get(FILE, "").strip()
    if not named:
        return
    kind = logging.FileHandler if os.name == "nt" else _File
    try:
        _add(kind(named, encoding="utf-8"))
    except OSError as error:
        event("log_refused", level=logging.ERROR, variable=FILE, reason=error.strerror or "")


class _File(logging.handlers.WatchedFileHandler):
    """A file that the system's rotation may take away; one that cannot be opened stops nobody."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; what keeps the file from being opened is said where logging says so."""
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)


def _add(handler: logging.Handler) -> None:
    handler.setFormatter(LineFormatter())
    LOGGER.addHandler(handler)


def end() -> None:
    """Take away what `begin` has put there."""
    for handler in list(LOGGER.handlers):
        LOGGER.removeHandler(handler)
        handler.close()
    LOGGER.propagate = True


def event(name: str, /, *, level: int = logging.INFO, **fields: object) -> None:
    """
    Write one line.

    Parameters
    ----------
    name
        What happened, a word.
    level
        Of `logging`.
    **fields
        What is told of it; what is None or empty is left out. Never a name, an address of mail or
        of the network, a file's name or content, or what somebody searched for.
    """
    said = {key: each for key, each in fields.items() if each is not None and each != ""}
    LOGGER.log(level, name, extra={"fields": {"event": name, **said}})


def person(name: str) -> str:
    """Return what tells one person's lines from another's until the next start, and no more."""
    given = name.strip().lower().encode("utf-8", "surrogatepass")
    return hmac.new(_SALT, given, hashlib.sha256).hexdigest()[:6] if given else ""


def written(name: str, entry: "Entry") -> None:
    """
    Write a line of an entry of the office's history.

    Parameters
    ----------
    name
        ``"apply"``, ``"undo"``, ``"propose"``, ``"approve"``, ``"reject"``,
        ``"attach"`` or ``"detach"``.
    entry
        What was written.
    """
    counts = {key: getattr(entry, key) for key in ("added", "changed", "removed")}
    event(
        name,
        entry=entry.number,
        undoes=entry.undoes or None,
        decides=entry.decides or None,
        **counts,
        who=person(entry.who),
    )


def not_written(name: str, error: Exception) -> None:
    """Write that something was not written, what was in its way, and what a database said of it."""
    reason = type(error).__name__.removesuffix("Error").lower()
    said = {"cause": getattr(error, "kind", ""), "detail": getattr(error, "detail", "")}
    event(f"{name}_refused", level=logging.WARNING, reason=reason, **said)


def mishap(error: BaseException, *, where: str, **fields: object) -> str:
    """
    Write what went wrong where nobody expected it.

    Parameters
    ----------
    error
        What was raised.
    where
        ``"page"`` or ``"http"``.
    **fields
        As of `event`.

    Returns
    -------
    str
        A number that the line bears, to be shown to the user.
    """
    # Told once, however many doors it passes on its way out.
    if number := getattr(error, _NUMBER, ""):
        return number
    number = failed(told(error), where=where, **fields)
    with contextlib.suppress(AttributeError):
        setattr(error, _NUMBER, number)
    return number


def failed(said: Mapping[str, str], *, where: str, **fields: object) -> str:
    """
    Write what went wrong, as another process has told it.

    Parameters
    ----------
    said
        Of `told`.
    where, **fields
        As of `mishap`.

    Returns
    -------
    str
        As of `mishap`.
    """
    number = "E-" + "".join(secrets.choice(SIGNS) for _ in range(DIGITS))
    event("error", level=logging.ERROR, number=number, where=where, **fields, **said)
    return number


def told(error: BaseException) -> dict[str, str]:
    """
    Return what a line tells of an error: its kind, and each call on the way to it.

    Its message stays out, since data may stand in it, unless the environment asks for the whole
    (`DETAIL`).
    """
    chain = list(_chain(error))
    found = {"kind": type(error).__name__, "trace": " <- ".join(map(_way, chain))}
    # What the system refuses is told by its name, which is nobody's data.
    if isinstance(error, OSError) and (name := errno.errorcode.get(error.errno or 0)):
        found["errno"] = name
    if os.environ.get(DETAIL, "").strip():
        found["detail"] = "".join(traceback.format_exception(error))[-MOST:]
    return found


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error, what it was raised from, and so on."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _way(error: BaseException) -> str:
    calls = [
        f"{_place(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return f"{type(error).__name__}: {'; '.join(calls)}"


def _place(file: str) -> str:
    """Return a file of the house by its path in it, another by its package's."""
    path = Path(file)
    if "site-packages" in path.parts:
        at = path.parts.index("site-packages")
        return "/".join(path.parts[at + 1 :])
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def export(
    write: Callable[..., bytes], *args: object, form: str, zones: int | None = None
) -> bytes:
    """
    Make a file that somebody takes out, and write that.

    Parameters
    ----------
    write, *args
        Makes it.
    form
        Its format.
    zones
        How many zones it shows; None where it is a table of something else.
    """
    begun = time.perf_counter()
    try:
        content = write(*args)
    except AtlasError:  # what was asked for cannot be had, and the user is told why
        raise
    except Exception as error:
        mishap(error, where="export", format=form)
        raise
    took = round(1000 * (time.perf_counter() - begun))
    event("export", format=form, zones=zones, bytes=len(content), ms=took)
    return content
