"""Sentences that lay to the plan what the document in force says."""

import re

TO_THE_PLAN = {
    "zh": re.compile(
        r"规划(?:列了|列项|所列|列出|列名|为这些|产业词组|原序)|照规划原文|依据：[^；。]*规划"
    ),
    "en": re.compile(
        r"\bthe plan (?:lists(?! no)|prints)\b|\blistings of the plan\b|\bnamed in the plan\b"
        r"|\bthe plan's (?:own )?(?:phrases|order)\b|\bSource: [^;.]*\bPlan\b",
        re.IGNORECASE,
    ),
}


def to_the_plan(words: str, lang: str) -> list[str]:
    """Return what of some words says that the plan lists, prints or names something."""
    return TO_THE_PLAN[lang].findall(words)
