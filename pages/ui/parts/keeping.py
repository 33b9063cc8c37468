"""What one person collects outlives a reload: the browser keeps it and gives it back."""

import json
from typing import TYPE_CHECKING, Any

from streamlit.components.v2 import component

from atlas.briefing import kept
from atlas.briefing.address import MAX_ADDRESS
from atlas.briefing.content import content
from atlas.briefing.kept import CollectionError, KeptCollection, KeptView
from atlas.briefing.order import MAX_WORDS, Order, check
from atlas.i18n import dates, table, text
from atlas.i18n.errors import AtlasError, UseError
from atlas.maps.overlay import NothingToDraw
from pages.ui import cache
from pages.ui.parts.components import script
from pages.ui.process import journal
from pages.ui.session import state
from pages.ui.session.desk import CollectedList, Desk
from pages.ui.session.form import Form

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from pages.ui.session.view import View

FORMAT = "gansu-zone-atlas-desk/1"
MOST_LISTS, MOST_VIEWS = 20, 200  # of one person
MOST_FIELDS = 200  # fields that someone wrote in
MAX_KEPT = 5 * 2**20  # characters: no browser keeps more
NEW = "new"  # a list that is yet to be made
_KEPT = "kept"
_KEEPER = component("atlas_kept", js=script("keeping"), isolate_styles=False)


def mount(view: "View") -> None:
    """Let the browser keep what is on the desk; the last thing that a run does."""
    desk = state.desk()
    desk.is_kept |= len(desk.lists) > 1 or bool(desk.listed.name or desk.entries)
    desk.is_kept |= any(desk.words.values())
    _KEEPER(
        key=_KEPT,
        data={
            "fresh": not desk.turn,
            "kept": written(desk) if desk.is_kept else "",
            "copied": text("kept.copied", view.lang),
            "failed": text("kept.not_copied", view.lang),
        },
        on_told_change=lambda: None,
    )
    desk.said = None  # it was shown


def take(view: "View", atlas: "Atlas") -> None:
    """Follow what the browser tells: what it has kept, or a view to be saved."""
    desk, message = state.desk(), state.told(_KEPT, "told")
    if not message or message == desk.told:
        return
    desk.told, desk.said = message, None
    try:
        given = json.loads(message)
        if "restore" in given:
            restore(desk, str(given["restore"]))
        elif "save" in given:
            save(view, atlas, {name: str(value) for name, value in given["save"].items()})
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        # Only someone who writes such a message himself comes here.
        journal.event("kept_refused", reason=type(error).__name__)


# A view -------------------------------------------------------------------------------------------


def save(view: "View", atlas: "Atlas", said: dict[str, str]) -> None:
    """
    Keep the present view.

    Parameters
    ----------
    view, atlas
        What is looked at.
    said
        ``name``, ``note`` and ``into``, the place of a list or `NEW`, then with ``list``, its name.
    """
    desk, into = state.desk(), said.get("into", "")
    fresh = into == NEW
    places = {str(place): each for place, each in enumerate(desk.lists)}
    target = CollectedList(kept.plain(said.get("list", ""), kept.MAX_NAME))
    if not fresh:
        target = places.get(into, desk.listed)
    if fresh and len(desk.lists) >= MOST_LISTS:
        desk.said = ("kept.full_all", {"most": MOST_LISTS})
    elif full(desk, target):
        desk.said = ("kept.full", {"name": named(target, view.lang), "most": kept.MOST_VIEWS})
    else:
        try:
            order = _order(view, atlas, said.get("name", "").strip())
        except AtlasError as error:
            desk.said = ("kept.not_drawn", {"why": error.message(view.lang)})
            return
        if fresh:
            desk.lists.append(target)
        query = view.query().lstrip("?")
        note = said.get("note", "")
        desk.add(
            order, KeptView.of(atlas, order, page=view.page, query=query, note=note), to=target
        )
        desk.current = desk.lists.index(target)
        desk.said = ("kept.saved", {"name": named(target, view.lang)})


def _order(view: "View", atlas: "Atlas", title: str) -> Order:
    """
    Return the sheet of the present view.

    Raises
    ------
    AtlasError
        If there can be none.
    """
    order = Order(view.map, view.lang, dates.today(), title=title, **view.form.of_order())
    order = order.with_(mode=Form().mode)  # what publishing needs is said on the briefing page
    check(order)
    try:
        content(atlas, order)
    except NothingToDraw:
        order = order.with_(draw="")
    if order.map.zones(atlas).empty:
        raise UseError("order.empty")
    return order


def full(desk: Desk, target: CollectedList, more: int = 1) -> bool:
    """Return whether a list has no room for more sheets, or the desk has none."""
    over_all = sum(len(each.entries) for each in desk.lists) + more > MOST_VIEWS
    return over_all or len(target.entries) + more > kept.MOST_VIEWS


def named(each: CollectedList, lang: str) -> str:
    """Return a list's name; that of the first where it has none."""
    return each.name or text("kept.list", lang)


# The desk -----------------------------------------------------------------------------------------


def written(desk: Desk) -> str:
    """Return what the browser keeps of a desk."""
    words = [[*place, said] for place, said in desk.words.items() if said][-MOST_FIELDS:]
    fields = {
        "format": FORMAT,
        "current": desk.current,
        "words": words,
        "lists": [{**each.kept().fields(), "base": each.base} for each in desk.lists],
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), default=dict)


def restore(desk: Desk, given: str) -> None:
    """Put on the desk what the browser has kept; where that cannot be read, say why."""
    desk.turn += 1
    try:
        words, lists, current = _read(given)
    except CollectionError as error:
        desk.said = ("kept.unread", {"why": error.message})
        return
    gone = 0
    desk.words, desk.lists, desk.is_kept = words, [], True
    for base, collection in lists:
        desk.lists.append(CollectedList(collection.name, base=base))
        gone += laid(desk, desk.lists[-1], collection)
    desk.current = min(current, len(desk.lists) - 1)
    if gone:
        desk.said = ("briefing.list_gone", {"n": gone})


def laid(desk: Desk, target: CollectedList, collection: KeptCollection) -> int:
    """Put the views of a collection into a list; return how many the data no longer know."""
    gone = 0
    for view in collection.views:
        if f"page.{view.page}.title" not in table("zh"):
            gone += 1
            continue
        try:
            atlas, _ = cache.vintage_atlas(view.vintage)
            order = view.order(atlas, dates.today())
        except AtlasError:
            gone += 1
        else:
            desk.add(order, view, to=target)
    return gone


def _read(
    given: str,
) -> tuple[dict[tuple[str, str], str], list[tuple[int, KeptCollection]], int]:
    """
    Return words, lists with their versions, and which list was looked at.

    Raises
    ------
    CollectionError
        If a browser never kept it.
    """
    if len(given) > MAX_KEPT:
        raise CollectionError("large", mib=MAX_KEPT // 2**20)
    try:
        fields: dict[str, Any] = json.loads(given)
        words = {(str(a), str(b)): str(said)[: _longest()] for a, b, said in fields["words"]}
        lists = [
            (int(each["base"]), KeptCollection.from_fields(each))
            for each in fields["lists"][:MOST_LISTS]
        ]
        current = max(0, int(fields["current"]))
        good = fields["format"] == FORMAT and lists and len(words) <= MOST_FIELDS
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, CollectionError):
            raise
        raise CollectionError("damaged") from error
    if not good or sum(len(each.views) for _, each in lists) > MOST_VIEWS:
        raise CollectionError("damaged")
    return words, lists, current


def _longest() -> int:
    return max(MAX_WORDS, MAX_ADDRESS)
