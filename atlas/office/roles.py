"""
What who is signed in may do: named by roles in the secrets, beside the passwords.

A role is a set of rights. Nobody needs one to read. Where the secrets name no roles, whoever may
sign in may change data and approve what others proposed, as ever.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from atlas.i18n.errors import AtlasError

READER, EDITOR, APPROVER, ADMINISTRATOR = "reader", "editor", "approver", "administrator"
EDIT, APPROVE, ADMINISTER = "edit", "approve", "administer"  # rights
RIGHTS: dict[str, frozenset[str]] = {
    READER: frozenset(),
    EDITOR: frozenset({EDIT}),
    APPROVER: frozenset({EDIT, APPROVE}),
    # Who looks after the sign-ins changes no data: whoever does both has both roles.
    ADMINISTRATOR: frozenset({ADMINISTER}),
}
EVERYBODY = (APPROVER,)  # where no roles are named
UNNAMED = (EDITOR,)  # where some are, and not this one's
AUTH_STATUS = 403


class RightError(AtlasError):
    """
    Something that who asks for it may not do; nothing was done.

    Attributes
    ----------
    kind
        The right that is wanting; ``"nobody"`` where nobody is signed in any more.
    """

    status = AUTH_STATUS

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"store.right.{kind}")


@dataclass(frozen=True)
class Unknown:
    """
    A line of the table that says nothing.

    Attributes
    ----------
    place
        Which line, from 1.
    name
        Whose it is.
    role
        What stands in the place of a role.
    """

    place: int
    name: str
    role: str


def roles(name: str, table: Mapping[str, object]) -> tuple[str, ...]:
    """
    Return the roles of somebody who may sign in.

    Parameters
    ----------
    name
        A name, or an address of mail.
    table
        Name, address or ``*@domain`` -> a role or a list of them; empty where none are named.
    """
    if not table:
        return EVERYBODY
    lines = {_plain(each): given for each, given in table.items()}
    key = _plain(name)
    for each in (key, f"*@{key.partition('@')[2]}" if "@" in key else ""):
        if each and each in lines:
            # What is no role gives no right.
            return tuple(role for role in _words(lines[each]) if role in RIGHTS) or (READER,)
    return UNNAMED


def rights(name: str, table: Mapping[str, object]) -> frozenset[str]:
    """Return the rights of somebody who may sign in; all as of `roles`."""
    return frozenset().union(*(RIGHTS[role] for role in roles(name, table)))


def unknown(table: Mapping[str, object]) -> list[Unknown]:
    """Return what stands in a table in the place of a role and is none."""
    return [
        Unknown(place, name, role)
        for place, (name, given) in enumerate(table.items(), start=1)
        for role in _words(given)
        if role not in RIGHTS
    ]


def _plain(name: str) -> str:
    """Return an address as it is compared; a name is as it is written."""
    given = name.strip()
    return given.lower() if "@" in given else given


def _words(given: object) -> Iterator[str]:
    many = given if isinstance(given, list | tuple) else [given]
    yield from (str(each).strip() for each in many)
