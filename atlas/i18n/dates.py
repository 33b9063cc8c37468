"""Say days as people write them, and dates of which only the year or the month is known."""

import datetime as dt

from atlas.i18n import text


def today() -> dt.date:
    """Return the day that it is where the atlas runs."""
    return dt.datetime.now().astimezone().date()


def day(date: dt.date, lang: str) -> str:
    """Say a day: ``23 November 2026``."""
    return text("date.day", lang, year=date.year, month=_month(date.month, lang), day=date.day)


def written(date: str, lang: str) -> str:
    """
    Say a date of the tables, of which only the year or the month may be known.

    Parameters
    ----------
    date
        ``2026``, ``2026-11`` or ``2026-11-23``; empty gives nothing.
    lang
        ``"zh"`` or ``"en"``.
    """
    year, *rest = date.split("-")
    if not date:
        return ""
    if not rest:
        return text("date.year", lang, year=year)
    if len(rest) == 1:
        return text("date.month", lang, year=year, month=_month(int(rest[0]), lang))
    return day(dt.date.fromisoformat(date), lang)


def _month(number: int, lang: str) -> str:
    return text("date.months", lang).split("|")[number - 1]
