"""A file on its way into the atlas: read, decided on row by row, then applied or put away."""

import hashlib
from dataclasses import dataclass, field, replace

from atlas.exchange import reading
from atlas.exchange.findings import Finding, RefusedError
from atlas.exchange.parsed import Draft
from atlas.exchange.proposal import Choices, Progress, Proposal, propose
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.office import Entry, State
from atlas.office.roles import RightError


@dataclass(slots=True)
class Tray:
    """
    What one person brings; it lasts as long as the session.

    Attributes
    ----------
    sign_in
        The key of the sign-in that this session has, or had last; empty where it had none.
    connection
        Over which connection that was shown: over another one it has to be shown anew.
    left
        The key of the sign-in that was ended here: nothing has to be said of it.
    told
        Of which stranger's log-in elsewhere the log tells already.
    failed
        Why the last name and password did not let in.
    untold
        Why the audit trail has no line of the last sign-in, which is refused then.
    turn
        How often a file was given or read anew: what is decided of one reading says nothing of
        the next.
    name, data
        The file given last; no data where none was.
    encoding, layers
        What was decided of its reading.
    draft
        It, as read.
    refused
        Why it could not be read.
    choices
        What was decided of its rows.
    proposal, against
        What applying it would do, and to which data.
    entry
        What was applied last.
    not_applied
        Why it was not applied.
    not_undone
        The entry that was to be undone last and why it was not.
    not_decided
        The proposal that was to be approved or rejected last and why it was not.
    not_attached
        Why what was to be attached to a zone, or taken off it, last was not.
    not_administered
        Why what was to be done about sign-ins or review last was not.
    """

    sign_in: str = field(default="", repr=False)
    connection: str = field(default="", repr=False)
    left: str = field(default="", repr=False)
    told: str = ""
    failed: str = ""
    untold: AtlasError | None = None
    turn: int = 0
    name: str = ""
    data: bytes | None = field(default=None, repr=False)
    encoding: str = ""
    layers: tuple[str, ...] = ()
    draft: Draft | None = None
    refused: tuple[Finding, ...] = ()
    choices: Choices = field(default_factory=Choices)
    proposal: Proposal | None = None
    against: Atlas | None = field(default=None, repr=False)
    entry: Entry | None = None
    not_applied: AtlasError | None = None
    not_undone: tuple[int, AtlasError] | None = None
    not_decided: tuple[int, AtlasError] | None = None
    not_attached: AtlasError | None = None
    not_administered: AtlasError | None = None

    @property
    def checksum(self) -> str:
        """SHA-256 of the file, in hexadecimal digits."""
        return hashlib.sha256(self.data or b"").hexdigest()

    def sign_in_as(self, key: str, connection: str) -> None:
        """Take note of a sign-in; what could not be done for want of one may be tried again."""
        self.sign_in, self.connection, self.left = key, connection, ""
        for name in ("not_applied", "not_attached", "not_administered"):
            if isinstance(getattr(self, name), RightError):
                setattr(self, name, None)
        for name in ("not_undone", "not_decided"):
            if isinstance((getattr(self, name) or (0, None))[1], RightError):
                setattr(self, name, None)

    def give(self, name: str, data: bytes) -> None:
        """Take a file in the place of the one before; nothing is read yet."""
        self.clear()
        self.turn += 1
        self.name, self.data, self.entry = name, data, None

    def clear(self) -> None:
        """Put the file away with all that was decided of it."""
        self.name, self.data, self.encoding, self.layers = "", None, "", ()
        self.draft, self.proposal, self.not_applied = None, None, None
        self.refused, self.choices = (), Choices()

    def read(self) -> bool:
        """Read the file, unless that is done; return whether it was read now."""
        if self.data is None or self.draft or self.refused:
            return False
        try:
            self.draft = reading.read(
                self.name, self.data, encoding=self.encoding, layer=self.layers
            )
        except RefusedError as error:
            self.refused = error.findings
        return True

    def again(self, *, encoding: str = "", layers: tuple[str, ...] = ()) -> None:
        """Read the file in another encoding or other layers of it; what was decided is void."""
        self.turn += 1
        self.encoding, self.layers = encoding or self.encoding, layers or self.layers
        self.draft, self.proposal, self.refused = None, None, ()
        self.choices = replace(Choices(), mode=self.choices.mode)

    def choose(self, **changes: object) -> None:
        """Decide something about the rows; the proposal is made anew."""
        self.choices, self.proposal = replace(self.choices, **changes), None
        self.not_applied = None

    def propose(self, atlas: Atlas, state: State, *, progress: Progress = lambda _: None) -> None:
        """Work out what applying the file would do, unless that is known for these data."""
        if self.draft is None:
            return
        known = self.proposal is not None and self.against is atlas
        if not known or self.proposal.base.revision != state.revision:
            self.proposal = propose(atlas, state, self.draft, self.choices, progress=progress)
            self.against = atlas
