"""Say what of a piece finds its place in a template, and what does not."""

from atlas.briefing.template.fitting import fit
from atlas.briefing.template.model import Template
from atlas.briefing.template.styles import chosen
from atlas.briefing.template.words import IN_DOCUMENTS, role_of
from atlas.i18n import text


def remarks(template: Template, lang: str) -> tuple[str, ...]:
    """
    Return what is to be known of pieces made from a template, a sentence each.

    Parameters
    ----------
    template
        The template.
    lang
        ``"zh"`` or ``"en"``.
    """
    of_kind = _of_slides if template.kind == "pptx" else _of_document
    return tuple(text(f"template.said.{key}", lang, **values) for key, values in of_kind(template))


def _of_slides(template: Template) -> list[tuple[str, dict[str, object]]]:
    found = fit(template)
    said: list[tuple[str, dict[str, object]]] = [("layout", {"layout": found.layout.name})]
    if found.is_free:
        said.append(("map_free", {}))
    if "title" not in found.places:
        said.append(("no_title", {}))
    if "sentence" not in found.places:
        said.append(("no_sentence", {}))
    if "table" not in found.places:
        said.append(("table_beside" if found.is_beside else "no_table", {}))
    if not {"source", "footnote"} & found.places.keys():
        said.append(("source_below", {}))
    if "code" not in found.places:
        said.append(("no_code", {}))
    if not template.notes:
        said.append(("no_notes", {}))
    if template.samples:
        said.append(("samples", {"n": template.samples}))
    return said


def _of_document(template: Template) -> list[tuple[str, dict[str, object]]]:
    roles = {role_of(mark, IN_DOCUMENTS)[0] for mark in template.marks}
    said: list[tuple[str, dict[str, object]]] = [("at_body" if "body" in roles else "at_end", {})]
    added = [ours for ours, theirs in chosen(template).items() if not theirs]
    if added:
        said.append(("added", {"names": ", ".join(added)}))
    if "mark" not in roles:
        said.append(("mark_first", {}))
    if template.attached:
        said.append(("attached", {}))
    return said
