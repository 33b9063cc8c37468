"""
What who is signed in may do: named by roles in the secrets, beside the passwords.

A role is a set of rights. Nobody needs one to read. Where the secrets name no roles, whoever may
sign in may change data and approve what others proposed, as ever. A slip of the pen gives nobody
more than was meant: what cannot be read is told, and until it is mended it counts as the least.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from atlas.i18n.errors import AtlasError
from atlas.office import editors

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
SECTION, TABLE = "editors", "roles"  # of the secrets
SETTINGS = ("passwords", "allowed", "trust_unverified", TABLE)  # of the section
OTHERS = ("connections",)  # sections in which Streamlit lets anything be named
_CLOSE = 0.8  # how much a slip of the pen is like what was meant: a letter or two


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
class Wrong:
    """
    Something in the secrets that does not say what it was written for.

    Attributes
    ----------
    kind
        ``"role"`` (a line names no role), ``"name"`` (a line for nobody who may sign in),
        ``"empty"`` (a table without lines), ``"table"`` (none at all), ``"setting"`` (of the
        section, and not known) or ``"section"`` (one named almost like it).
    place
        Which line of its table or section, from 1; 0 for what is a whole one.
    name
        Whose it is, or what it is called.
    role
        What stands in the place of a role.
    """

    kind: str
    place: int = 0
    name: str = ""
    role: str = ""


@dataclass(frozen=True)
class Table:
    """
    Who has which roles, as the secrets say it.

    Attributes
    ----------
    lines
        Name, address or ``*@domain`` -> a role or a list of them.
    unnamed
        The roles of who has no line.
    wrong
        What is to be mended, in the order of the secrets.
    """

    lines: Mapping[str, object]
    unnamed: tuple[str, ...] = EVERYBODY
    wrong: tuple[Wrong, ...] = ()

    @property
    def is_named(self) -> bool:
        """Tell whether the secrets speak of roles."""
        return self.unnamed != EVERYBODY

    @property
    def has_administrator(self) -> bool:
        """Tell whether a line that counts for somebody names one."""
        void = {each.name for each in self.wrong if each.kind == "name"}
        return any(
            ADMINISTRATOR in _words(given) for name, given in self.lines.items() if name not in void
        )


def read(secrets: Mapping[str, object], known: Collection[str]) -> Table:
    """
    Read the roles, and what looks as if it was meant to be some.

    Where a line that counts for nobody gives less than who is not named has, that one has no
    right until it is mended: it may be this one's line.

    Parameters
    ----------
    secrets
        All sections.
    known
        Who may sign in: names, addresses or ``*@domain``. Where there are none, lines are not
        held against them.
    """
    section = secrets.get(SECTION)
    section = section if isinstance(section, Mapping) else {}
    table = section.get(TABLE)
    lines = table if isinstance(table, Mapping) else {}
    wrong, lost = _lines_wrong(lines, known)
    named = TABLE in section
    if named and not lines:
        is_table = isinstance(table, Mapping)
        wrong.append(Wrong("empty" if is_table else "table"))
        lost += [] if is_table else [table]
    for mistake, meant in (*_settings_wrong(section), *_sections_wrong(secrets)):
        wrong.append(mistake)
        if meant is not None:
            named = True
            lost += list(meant.values()) if isinstance(meant, Mapping) else [meant]
    unnamed = UNNAMED if named else EVERYBODY
    if any(EDIT not in _rights(_roles(each)) for each in lost):
        unnamed = (READER,)
    return Table(lines, unnamed, tuple(wrong))


def _lines_wrong(
    lines: Mapping[str, object], known: Collection[str]
) -> tuple[list[Wrong], list[object]]:
    """Return what is wrong in a table, and the roles that reach nobody."""
    wrong, lost = [], []
    for place, (name, given) in enumerate(lines.items(), start=1):
        strange = [role for role in _words(given) if role not in RIGHTS]
        wrong += [Wrong("role", place, name, role) for role in strange]
        if known and not _reaches(name, known):
            wrong.append(Wrong("name", place, name))
            lost.append(given)
    return wrong, lost


def _settings_wrong(section: Mapping[str, object]) -> Iterator[tuple[Wrong, object | None]]:
    """Give what is no setting of the section, with what stands there if roles were meant."""
    for place, (name, given) in enumerate(section.items(), start=1):
        if name not in SETTINGS:
            roles_meant = isinstance(given, Mapping) or {*_words(given)} & {*RIGHTS}
            meant = given if roles_meant or _is_like(name, TABLE) else None
            yield Wrong("setting", place, name), meant


def _sections_wrong(secrets: Mapping[str, object]) -> Iterator[tuple[Wrong, object | None]]:
    """Give what is almost the section or its table, with what stands there if roles were meant."""
    for name, given in secrets.items():
        if name == SECTION or name in OTHERS:
            continue
        inner = given.get(TABLE) if isinstance(given, Mapping) else None
        if inner is not None or _is_like(name, SECTION, TABLE):
            here = given if _is_like(name, TABLE) else None
            yield Wrong("section", name=name), here if inner is None else inner


def has_line(name: str, table: Table) -> bool:
    """Tell whether the table names somebody who may sign in."""
    return _line(name, table) is not None


def roles(name: str, table: Table) -> tuple[str, ...]:
    """
    Return the roles of somebody who may sign in.

    Parameters
    ----------
    name
        A name, or an address of mail.
    table
        As `read` gives it.
    """
    given = _line(name, table)
    return table.unnamed if given is None else _roles(given)


def rights(name: str, table: Table) -> frozenset[str]:
    """Return the rights of somebody who may sign in; all as of `roles`."""
    return _rights(roles(name, table))


def _line(name: str, table: Table) -> object | None:
    lines = {_plain(each): given for each, given in table.lines.items()}
    key = _plain(name)
    for each in (key, f"*@{key.partition('@')[2]}" if "@" in key else ""):
        if each and each in lines:
            return lines[each]
    return None


def _roles(given: object) -> tuple[str, ...]:
    # What is no role gives no right.
    return tuple(role for role in _words(given) if role in RIGHTS) or (READER,)


def _rights(found: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(RIGHTS[role] for role in found))


def _reaches(name: str, known: Collection[str]) -> bool:
    """Tell whether a line counts for anybody who may sign in."""
    if name.strip() in known or editors.may_edit(name, [*known]):
        return True
    return any(editors.may_edit(each, [name]) for each in known)


def _is_like(name: str, *meant: str) -> bool:
    given = name.casefold()
    return any(each in given for each in meant) or bool(
        get_close_matches(given, meant, cutoff=_CLOSE)
    )


def _plain(name: str) -> str:
    """Return an address as it is compared; a name is as it is written."""
    given = name.strip()
    return given.lower() if "@" in given else given


def _words(given: object) -> Iterator[str]:
    many = given if isinstance(given, list | tuple) else [given]
    yield from (str(each).strip() for each in many)
