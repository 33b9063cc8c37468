"""The map's document as a browser reads it, and the worst text that data may hold."""

import json
import re

HOSTILE = (
    "{{7*7}}{% raw %}{# x #}"
    '</script><script>window.broken=1</script><img src=x onerror="window.broken=1">'
    "<!--'\"&amp;\\u003c\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
    "\N{RIGHT-TO-LEFT OVERRIDE}\N{RIGHT-TO-LEFT MARK}${x}`"
)


def data_of(page):
    """Give the data in a document, as the browser reads them."""
    found = re.findall(r'<script type="application/json" id="atlas-data">(.*?)</script>', page)
    assert len(found) == 1
    return json.loads(found[0])
