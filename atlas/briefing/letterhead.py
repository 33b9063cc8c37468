"""Say what stands in the head of a briefing: its name, its issue, its office and its day."""

from typing import TYPE_CHECKING

from atlas.i18n import dates, text

if TYPE_CHECKING:
    from atlas.briefing.order import Order


def has_head(order: "Order") -> bool:
    """Return whether a briefing has a head: where an office or an issue is given."""
    return bool(order.unit or order.issue)


def issue(order: "Order") -> str:
    """Return which issue it is; a bare number is said as one."""
    given = order.issue
    return text("head.issue", order.lang, n=given) if given.isdecimal() else given


def in_a_line(order: "Order") -> str:
    """Return the whole head in one line; nothing where there is none."""
    if not has_head(order):
        return ""
    day = dates.day(order.date, order.lang)
    said = (text("head.name", order.lang), issue(order), order.unit, day)
    return text("head.between", order.lang).join(filter(None, said))
