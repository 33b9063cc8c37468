"""Which style of an office's document serves for which of a briefing's."""

from atlas.briefing.template.model import Template
from atlas.i18n import LANGS, text

# A briefing's styles -> the string of what offices call theirs; those without stay ours.
KNOWN = {
    "Title": "title",
    "Subtitle": "subtitle",
    "Heading 1": "heading",
    "Heading 2": "subheading",
    "Lead": "lead",
    "Body Text": "text",
    "Caption": "caption",
    "Small": "small",
    "toc 1": "contents",
    "Figure": "figure",
    "Cell": "cell",
    "Cell Head": "cell_head",
}
TABLE = "table"


def _named(template: Template, key: str, kind: str) -> str:
    """Return the template's style of a kind by one of its names; nothing where it has none."""
    there = {style.name.casefold(): style.name for style in template.styles if style.kind == kind}
    for lang in LANGS:
        for name in text(f"template.style.{key}", lang).split("|"):
            if found := there.get(name.casefold()):
                return found
    return ""


def chosen(template: Template) -> dict[str, str]:
    """Return a briefing's styles -> the template's that stands for it; nothing where none does."""
    return {ours: _named(template, key, "PARAGRAPH") for ours, key in KNOWN.items()}


def table_style(template: Template) -> str:
    """Return the template's style of tables: by its name, else one of the office's own."""
    if named := _named(template, TABLE, "TABLE"):
        return named
    own = [style.name for style in template.styles if style.kind == "TABLE" and style.own]
    return own[0] if own else _named(template, "grid", "TABLE")
