"""The flags of the command line, which are the parameters of the URL."""

from dataclasses import dataclass

from geodata.schema.tables import GRADE, SCHEMES

GRADES = GRADE.choices  # strongest first
# What is meant where nothing is said.
USUAL_GRADE = GRADE.usual
USUAL_SCHEME = SCHEMES[0]


PICKED = "zone"  # the flag of zones that are picked one by one
# In a link that flag alone, given once, marks a zone; this one names the zone that is marked, or
# none, and lets a single one be picked too.
SHEET, NO_SHEET = "sheet", "none"
NEAR, INSIDE = "near", "inside"  # flags that pick zones by where they lie: see `selection.reach`


@dataclass(frozen=True, slots=True)
class Flag:
    """
    One flag of the command line and parameter of the URL.

    Attributes
    ----------
    field
        The field of `Selection`.
    vocabulary
        The table of `Atlas` whose slugs are its values; empty for free text.
    """

    field: str
    vocabulary: str = ""


FLAGS = {
    "area": Flag("areas", "areas"),
    "level": Flag("levels", "levels"),
    "type": Flag("types", "types"),
    "cluster": Flag("clusters", "clusters"),
    "industry": Flag("industries", "industries"),
    "industry-contains": Flag("industry_contains"),
    "prefecture": Flag("prefectures", "prefectures"),
    "county": Flag("counties", "counties"),
    "tag": Flag("tags", "tags"),
    "text": Flag("text"),
    "where": Flag("where"),
    PICKED: Flag("zones", "zones"),
}
# The flags whose choices are counted: those of a vocabulary that many zones share.
COUNTED = tuple(flag for flag, record in FLAGS.items() if record.vocabulary and flag != PICKED)


def grades(min_grade: str) -> tuple[str, ...]:
    """Return the grades that are at least `min_grade`, strongest first."""
    return GRADES[: GRADES.index(min_grade) + 1]
