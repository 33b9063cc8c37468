"""What the office has added so far, where it is kept, and why it cannot be used now."""

from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.office import ConflictError, Entry, Store, StoreError, edition, review
from pages.ui import cache
from pages.ui.data import access
from pages.ui.markup import render
from pages.ui.session.view import View


def standing(view: View, atlas: Atlas) -> None:
    """Draw what the office has added so far, where it is kept, and who may change it."""
    store, trouble = the_store()
    state = cache.office()
    last = store.last() if store else None
    heads = {head for record in state.records.values() for head in record.values}
    render.html(
        "data/standing",
        lang=view.lang,
        atlas=atlas,
        view=view,
        trouble=trouble.message(view.lang) if trouble else "",
        kept="shared" if store and not store.is_file else "file",
        plan=sum(not record.is_own for record in state.records.values()),
        own=sum(record.is_own for record in state.records.values()),
        columns=len(heads),
        last=last,
        unplaced=edition.unplaced(cache.base_atlas(), state),
    )
    access.draw(view, atlas)


def the_store() -> tuple[Store | None, StoreError | None]:
    """Return the store, or why it cannot be used now: its history can be read whole."""
    try:
        store = cache.store_now()
        cache.history()
    except StoreError as error:
        return None, error
    return store, None


def reviewing() -> tuple[bool, list[Entry]]:
    """Return whether changes are reviewed before they show, and which wait, newest first."""
    store, _ = the_store()
    return (review.is_on(store), review.undecided(cache.history())) if store else (False, [])


def names(lang: str) -> dict[str, str]:
    """Return the names of all zones and counties by their keys."""
    base, state = cache.base_atlas(), cache.office()
    named = {
        key: name
        for table in (base.counties, base.zones)
        for key, name in table[f"name_{lang}"].items()
    }
    return named | {each.zone: each.name_zh for each in state.records.values() if each.is_own}


def said_of(trouble: AtlasError | None, lang: str) -> str:
    """Say why nothing was written, zones by their names; nothing where all went well."""
    if isinstance(trouble, ConflictError):
        return trouble.message(lang, names(lang))
    return trouble.message(lang) if trouble else ""
