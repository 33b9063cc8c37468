"""Say what a template offers: its layouts and placeholders, its marks and styles."""

from atlas.briefing.template.fitting import fit
from atlas.briefing.template.model import Template
from atlas.briefing.template.styles import chosen, table_style
from atlas.briefing.template.words import IN_DOCUMENTS, role_of
from atlas.i18n import text

SHOWN = 12  # names of one line


def offer(template: Template, lang: str) -> tuple[str, ...]:
    """
    Return what a template offers, a line each, every placeholder with what goes into it.

    Parameters
    ----------
    template
        The template.
    lang
        ``"zh"`` or ``"en"``.
    """
    if template.kind == "pptx":
        found = fit(template)
        places = {role: place.name for role, place in found.places.items()}
        layouts = [layout.name for layout in template.layouts]
        names = _listed(layouts, lang)
        return (
            text("template.page.places", lang, names=_pairs(places, lang)),
            text("template.page.layouts", lang, n=len(layouts), names=names),
        )
    roles = {role_of(mark, IN_DOCUMENTS)[0]: mark for mark in reversed(template.marks)}
    styles = [theirs for theirs in chosen(template).values() if theirs]
    if table := table_style(template):
        styles.append(table)
    marks = {role: mark for role, mark in roles.items() if role}
    return (
        text("template.page.marks", lang, names=_pairs(marks, lang)),
        text("template.page.styles", lang, names=_listed(list(dict.fromkeys(styles)), lang)),
    )


def _pairs(found: dict[str, str], lang: str) -> str:
    pairs = [
        text("template.page.pair", lang, role=text(f"template.role.{role}", lang), name=name)
        for role, name in found.items()
    ]
    return _listed(pairs, lang)


def _listed(names: list[str], lang: str) -> str:
    shown = text("list.comma", lang).join(names[:SHOWN])
    return f"{shown}\u2026" if len(names) > SHOWN else shown or text("template.page.nothing", lang)
