"""What an automated accessibility check (axe) finds serious on a page."""

import re

from axe_playwright_python.sync_playwright import Axe

# Streamlit's own frame; what we put into it is checked.
NOT_OURS = (
    '[data-testid="stHeader"]',
    '[data-testid="stToolbar"]',
    '[data-testid="stStatusWidget"]',
)
SERIOUS = {"serious", "critical"}


def serious_faults(desk):
    """Return what axe finds serious or critical on the page that is open."""
    found = Axe().run(
        desk.page,
        context={"exclude": [[selector] for selector in NOT_OURS]},
        options={"resultTypes": ["violations"]},
    )
    return [
        (v["id"], node["target"], node.get("failureSummary", "")[:200])
        for v in found.response["violations"]
        if v["impact"] in SERIOUS
        for node in v["nodes"][:3]
    ]


def in_either_theme(desk):
    """Return what axe finds serious or critical in the light, then, still open, in the dark."""
    found = serious_faults(desk)
    light = ground(desk)
    desk.page.emulate_media(color_scheme="dark")
    desk.waits_until(lambda: sum(ground(desk)) < sum(light) / 2)
    return found + serious_faults(desk)


def ground(desk):
    """Return the page's own colour: red, green, blue."""
    colour = desk.page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    return [int(part) for part in re.findall(r"\d+", colour)[:3]]
