"""Keep views and collections of them: as a file, and hold them against the data of today."""

import datetime as dt
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlencode

from atlas.briefing import provenance
from atlas.briefing.order import MAX_WORDS, WORDS, Order, check
from atlas.briefing.provenance.record import FORMAT as RECORD
from atlas.briefing.provenance.record import Proof, ProofError
from atlas.i18n import text
from atlas.i18n.errors import WRONG_USE, AtlasError
from atlas.maps.specification import Specification
from atlas.model.vocabulary import SelectionError
from atlas.office.vintage import Vintage

if TYPE_CHECKING:
    from atlas.briefing.template.model import Template
    from atlas.model.atlas import Atlas

FORMAT = "gansu-zone-atlas-collection/1"
SUFFIX, MIME = ".json", "application/json"
MAX_FILE = 2**21  # bytes
MOST_VIEWS = 40  # of a collection: the sheets of a list
MAX_NAME, MAX_NOTE = 80, 500  # characters of a collection's name, of a view's note
MAX_QUERY = 20_000  # characters
PAGES = 20  # letters of a page's path
# Fields of an order that a view keeps, and what each is.
FORM = {"layout": str, "style": str, "dpi": int, "mode": str, "native": bool}


class CollectionError(AtlasError):
    """
    What was given is no collection of views, or not one that can be used.

    Parameters
    ----------
    key, **values
        The string ``kept.error.*`` and what it names.
    """

    exit_code = WRONG_USE

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        super().__init__(f"kept.error.{key}", **values)


def plain(given: str, most: int) -> str:
    """Return words in one line, without control characters, cut to a length."""
    kept = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in given)
    return " ".join(kept.split())[:most].rstrip()


# What a record says of a file, and names, which stand once in a collection.
OF_FILES = {"names", "template", "head", "fields", "values", "contents", "together"}


@dataclass(frozen=True)
class KeptView:
    """
    A view that is kept: where it opens, the sheet that it makes, what the atlas said then.

    Attributes
    ----------
    page, query
        The path of the page that shows it, and its query string without ``?``.
    note
        For who keeps it; it is printed nowhere.
    form
        `FORM` of its sheet.
    words
        `WORDS` of its sheet; the title is the view's name.
    proof
        Of the day when it was kept, of one sheet; the sheet's query is the map.
    """

    page: str
    query: str
    proof: Proof
    note: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, atlas: "Atlas", order: Order, *, page: str = "", query: str = "", note: str = ""
    ) -> "KeptView":
        """
        Return the view that an order draws, with what the atlas says of its zones now.

        Parameters
        ----------
        atlas
            The vintage that the order asks for.
        order
            The sheet.
        page, query
            Where the view opens: the order's own unless said.
        note
            Words of who keeps it.
        """
        proof = provenance.proof(atlas, order.with_(base_url="", unit="", issue=""), kind="deck")
        return cls(
            page=page or order.page,
            query=query if page else order.query,
            proof=replace(proof, fields=(), values={}),
            note=plain(note, MAX_NOTE),
            form={name: getattr(order, name) for name in FORM},
            words={name: getattr(order, name) for name in WORDS if getattr(order, name)},
        )

    @property
    def name(self) -> str:
        """Its name: the title of its sheet, or its filter in words where it has none."""
        return self.words.get("title", "") or self.proof.words

    @property
    def link(self) -> str:
        """The link to it, relative to the address of the atlas."""
        return f"{self.page}?{self.query}" if self.query else self.page

    @property
    def vintage(self) -> Vintage:
        """By which document it shows the zones, and which of the office's data."""
        return self.proof.vintage

    def order(
        self,
        atlas: "Atlas",
        date: dt.date,
        *,
        base_url: str = "",
        templates: "tuple[Template, ...]" = (),
    ) -> Order:
        """
        Return the order of its sheet with the data of today.

        Parameters
        ----------
        atlas
            The vintage that it shows.
        date, base_url, templates
            As of `Order`.

        Raises
        ------
        SelectionError
            If the data no longer knows what it selects.
        OrderError
            If its form is none.
        """
        shown, unknown = Specification.parse(parse_qs(self.proof.sheets[0].query), atlas)
        if unknown:
            raise SelectionError(unknown)
        given: dict[str, Any] = {**self.form, **self.words}
        order = Order(shown, self.proof.lang, date, base_url=base_url, templates=templates, **given)
        check(order)
        return order

    def with_(self, order: Order, note: str) -> "KeptView":
        """Return it with the words of its order and a note; what it was kept of stays."""
        words = {name: getattr(order, name) for name in WORDS if getattr(order, name)}
        note = plain(note, MAX_NOTE)
        same = words == self.words and note == self.note
        return self if same else replace(self, words=words, note=note)

    @cached_property
    def record(self) -> dict[str, object]:
        """What a file holds of it; names of zones stand once in the file."""
        proof = asdict(self.proof)
        return {
            "page": self.page,
            "query": self.query,
            "note": self.note,
            "form": dict(self.form),
            "words": dict(self.words),
            "proof": {name: proof[name] for name in proof if name not in OF_FILES},
        }


@dataclass(frozen=True)
class KeptCollection:
    """
    Views that belong together.

    Attributes
    ----------
    name
        Empty for the list that has none.
    views
        In order.
    """

    name: str = ""
    views: tuple[KeptView, ...] = ()

    @cached_property
    def names(self) -> dict[str, tuple[str, str]]:
        """Zone id -> its Chinese and English name when it was kept."""
        return {zone: both for view in self.views for zone, both in view.proof.names.items()}

    def fields(self) -> dict[str, object]:
        """Return what a file holds of it."""
        return {
            "format": FORMAT,
            "name": self.name,
            "names": self.names,
            "views": [view.record for view in self.views],
        }

    def to_json(self) -> str:
        """Write the file."""
        return json.dumps(self.fields(), ensure_ascii=False, separators=(",", ":"), default=dict)

    @classmethod
    def from_json(cls, written: str | bytes) -> "KeptCollection":
        """
        Read a file.

        Raises
        ------
        CollectionError
            If it is none, of a later version of the atlas, or too large.
        """
        if len(written) > MAX_FILE:
            raise CollectionError("large", mib=MAX_FILE // 2**20)
        try:
            given = json.loads(written)
        except (ValueError, RecursionError) as error:
            raise CollectionError("damaged") from error
        return cls.from_fields(given)

    @classmethod
    def from_fields(cls, given: Any) -> "KeptCollection":  # noqa: ANN401 - whatever the file says
        """
        Read what a file holds.

        Raises
        ------
        CollectionError
            As of `from_json`.
        """
        try:
            format_ = given["format"]
            if format_ == FORMAT:
                name, names, views = given["name"], given["names"], given["views"]
                _must(isinstance(views, list) and isinstance(names, dict))
                if len(views) > MOST_VIEWS:
                    raise CollectionError("many", n=len(views), most=MOST_VIEWS)
                return cls(_line(name, MAX_NAME), tuple(_view(each, names) for each in views))
        except (TypeError, KeyError, AttributeError, ProofError) as error:
            raise CollectionError("damaged") from error
        known = isinstance(format_, str) and format_.startswith(FORMAT.partition("/")[0] + "/")
        raise CollectionError("newer" if known else "damaged")


def _must(good: bool) -> None:  # noqa: FBT001 - the condition itself
    if not good:
        raise CollectionError("damaged")


def _line(given: object, most: int) -> str:
    """Return words that a file gives."""
    _must(isinstance(given, str))
    assert isinstance(given, str)  # noqa: S101 - for the type checker
    return plain(given, most)


def _view(given: Mapping[str, Any], names: Mapping[str, Any]) -> KeptView:
    """Return a view of a file; a link leads to a page of the atlas, whatever the file says."""
    page, query, form, words = given["page"], given["query"], given["form"], given["words"]
    _must(isinstance(page, str) and page.isascii() and page.isalpha() and len(page) <= PAGES)
    _must(isinstance(query, str) and len(query) <= MAX_QUERY)
    _must(isinstance(form, dict) and form.keys() <= FORM.keys())
    _must(all(type(form[each]) is FORM[each] for each in form))
    _must(isinstance(words, dict) and words.keys() <= set(WORDS))
    proof = given["proof"]
    zones = {zone for sheet in proof["sheets"] for zone in sheet["zones"]}
    # In their order, so that a file read and written again is the same.
    there = {zone: both for zone, both in names.items() if zone in zones}
    read = Proof.from_json(json.dumps({"format": RECORD, **proof, "names": there}))
    _must(len(read.sheets) == 1)
    return KeptView(
        page=page,
        query=urlencode(parse_qsl(query)),
        proof=replace(read, sheets=(replace(read.sheets[0], link=""),)),
        note=_line(given["note"], MAX_NOTE),
        form=form,
        words={name: _line(said, MAX_WORDS) for name, said in words.items()},
    )


# Hold against today's data ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """
    What became of a view since it was kept.

    Attributes
    ----------
    view
        The view.
    verdict
        What came, went and changed.
    then, now
        Zones that it showed and shows; now none where the data no longer knows its filter.
    """

    view: KeptView
    verdict: provenance.Verdict
    then: int
    now: int | None

    @property
    def numbers(self) -> str:
        """How many zones then and now, ``12 → 13``; one number where they are the same."""
        if self.now == self.then:
            return str(self.then)
        return f"{self.then} → {'?' if self.now is None else self.now}"

    def message(self, lang: str) -> str:
        """Say it in words: the numbers, then what came, went and changed."""
        said = text("kept.numbers", lang, day=self.view.proof.made, numbers=self.numbers)
        return f"{said}\n{self.verdict.message(lang)}"


def change(view: KeptView, atlas: "Atlas") -> Change:
    """
    Hold a view against the atlas of today.

    Parameters
    ----------
    view
        The view.
    atlas
        Today's, in the vintage that it shows.
    """
    verdict, then = provenance.verify(atlas, view.proof), view.proof.n
    now = (
        None
        if verdict.unknown or verdict.apart
        else then + len(verdict.added) - len(verdict.removed)
    )
    return Change(view, verdict, then, now)


def one_vintage(views: Iterable[KeptView]) -> Vintage:
    """
    Return the vintage that views show: the pieces of one file are made of one.

    Raises
    ------
    CollectionError
        If there are several, or no views.
    """
    vintages = dict.fromkeys(view.vintage for view in views)
    if len(vintages) != 1:
        raise CollectionError("editions" if vintages else "empty")
    return next(iter(vintages))
