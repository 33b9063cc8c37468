"""What a new password has to be; those of existing hashes go on."""

import re
import tomllib
from functools import cache
from pathlib import Path

from atlas.office.editors import LONGEST, PasswordError

# Up to `PHRASE` signs three kinds of them, as assessors of GB/T 22239 look for; from there on the
# length does it, as NIST SP 800-63B has it.
SHORTEST, PHRASE = 12, 16
KINDS = 3  # of capital letters, small letters, digits and all others, Chinese among them
DIFFERENT = 6  # signs
LEFT = 6  # signs beside the name and what everybody takes
_COMMON = Path(__file__).with_name("commonest.toml")
_KINDS = (str.isupper, str.islower, str.isdecimal)


def check(password: str, name: str = "") -> None:
    """
    Take a password or say what is wrong with it.

    Parameters
    ----------
    password
        As typed.
    name
        Whose it will be, if that is known.

    Raises
    ------
    PasswordError
        If it is too short, of too few kinds of signs, or little more than the name or what
        everybody takes.
    """
    if not password.strip() or len(password) > LONGEST:
        raise PasswordError("empty", most=LONGEST)
    if len(password) < SHORTEST:
        raise PasswordError("short", least=SHORTEST, given=len(password))
    kinds = {next((n for n, is_so in enumerate(_KINDS) if is_so(sign)), KINDS) for sign in password}
    if len(password) < PHRASE and len(kinds) < KINDS:
        raise PasswordError("plain", kinds=KINDS, given=len(kinds), phrase=PHRASE)
    if len(set(password)) < DIFFERENT:
        raise PasswordError("few", least=DIFFERENT)
    if name.strip() and len(_without(password, (name.strip(),))) < LEFT:
        raise PasswordError("name")
    names = (name.strip(),) if name.strip() else ()
    if len(_without(password, (*names, *_common()))) < LEFT:
        raise PasswordError("common")


def _without(password: str, words: tuple[str, ...]) -> str:
    """Return what is left of a password where words are taken out of it, the longest first."""
    left = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        left = re.sub(re.escape(word.casefold()), "", left)
    return left


@cache
def _common() -> tuple[str, ...]:
    found: list[str] = tomllib.loads(_COMMON.read_text(encoding="utf-8"))["words"]
    return tuple(found)
