"""The flags of the command line, which are the parameters of the URL."""

from dataclasses import dataclass

from geodata.schema.tables import GRADE, SCHEMES

GRADES = GRADE.choices  # strongest first
# What is meant where nothing is said.
USUAL_GRADE = GRADE.usual
USUAL_SCHEME = SCHEMES[0]


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
}


def grades(min_grade: str) -> tuple[str, ...]:
    """Return the grades that are at least `min_grade`, strongest first."""
    return GRADES[: GRADES.index(min_grade) + 1]
