"""Mark on a map what became of each zone between two documents."""

from atlas.analysis.changes import BOTH, FIRST, LEVEL, SECOND
from atlas.analysis.findings.changed import document, found, notes, reading, title
from atlas.analysis.findings.question import Question
from atlas.maps.choropleth import NONE
from atlas.maps.overlay import Group, NothingToDraw, Overlay
from atlas.maps.specification import CHANGED
from atlas.model.naming import RENAMED

# What a map marks a zone as, the first that it is: its row of the style table.
MARKED = {
    FIRST: "word/6",
    SECOND: "word/1",
    RENAMED: "word/2",
    LEVEL: "word/4",
    BOTH: NONE,
}


def overlay(asked: Question) -> Overlay:
    """
    Return what became of the zones as a map shows it; those that are not on it are counted.

    Raises
    ------
    NothingToDraw
        If none of the zones selected is on the map.
    """
    said = found(asked)
    left = [str(zone) for zone in said.rows.index]
    here = set(map(str, asked.zones.index))
    of = {"first": said.first, "second": said.second}
    names = {key: document(asked.atlas, slug, asked.lang) for key, slug in of.items()}
    groups: list[Group] = []
    for kind, style in MARKED.items():
        mine = set(map(str, said.of(kind).index))
        zones = tuple(zone for zone in left if zone in mine and zone in here)
        left = [zone for zone in left if zone not in mine]
        if not zones:
            continue
        words = asked.say(f"changes.mark.{kind}", **names)
        # What has not changed has neither colour nor number: what has is seen first.
        number = "" if style == NONE else str(len(groups) + 1)
        if number:
            words = asked.say("changes.numbered", number=number, what=words)
        groups.append(Group(style, zones, words, number))
    if not groups:
        raise NothingToDraw("changes.nowhere")
    off = len([zone for zone in said.rows.index if str(zone) not in asked.atlas.zones.index])
    told = [asked.say("changes.note.off", n=off)] if off else []
    return Overlay(
        CHANGED,
        title(asked.atlas, said, asked.lang),
        reading(asked.atlas, said, asked.lang),
        groups=tuple(groups),
        notes=(*told, *notes(asked.atlas, said, asked.lang)),
    )
