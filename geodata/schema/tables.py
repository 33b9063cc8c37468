"""The tables of the data: every file, column and rule about them, as records."""

from geodata.schema.columns import (
    MEMBERSHIP,
    NAME,
    NAMED,
    NOTE,
    OCCURRING,
    SHORT,
    SLUG,
    SOURCE,
    WHAT,
    ZONE,
    Column,
    Table,
    between,
    choice,
    pair,
    ref,
)

SEPARATOR = "|"  # between several values of a cell
PLAN_CARD = "plan-2016-125"  # a reference to a place of the plan is a use of this card
BUILD_CARDS = ("tianditu-2023", "wdbii-gshhg")  # what geodata.build itself draws on
CRS = "EPSG:4326"
SCHEMA = {
    "sections": Table(
        (
            Column("ref"),
            *pair("title"),
            ref("within", "sections", required=False),
            Column("rows", "count", required=False),
            *pair("summary"),
        ),
        (("ref",),),
    ),
    "types": Table((SLUG, *NAME, *pair("summary"), SOURCE), NAMED),
    "levels": Table((SLUG, *NAME, SOURCE), NAMED),
    "schemes": Table((SLUG, *NAME, *NOTE, SOURCE), NAMED),
    "areas": Table(
        (SLUG, ref("scheme", "schemes"), *between(NAME, SHORT), *pair("summary"), SOURCE), NAMED
    ),
    "area_focus": Table(
        (ref("area", "areas"), *pair("place", required=False), *pair("phrase"), SOURCE),
        (("area", "place_zh", "phrase_zh"),),
    ),
    "area_members": Table(
        (ZONE, ref("area", "areas"), choice("basis", *MEMBERSHIP), *NOTE, SOURCE),
        (("zone", "area"),),
    ),
    "zones": Table(
        (
            Column("id", "slug"),
            *NAME,
            *SHORT,
            ref("level", "levels"),
            ref("type", "types"),
            ref("prefecture", "prefectures"),
            ref("county", "counties"),
            SOURCE,
        ),
        (("id",), ("name_zh",), ("name_en",), ("short_zh",), ("short_en",)),
    ),
    "positions": Table(
        (
            ZONE,
            Column("lon", "lon"),
            Column("lat", "lat"),
            ref("basis", "position_basis"),
            Column("accuracy_km", "positive"),
            choice("verified", "yes", "no"),
            choice("multi_park", "yes", "no", "belt"),
            SOURCE,
            *NOTE,
        ),
        (("zone",),),
    ),
    "position_kinds": Table((SLUG, *NAME, *pair("what"), Column("assumed_km", "positive")), NAMED),
    "position_basis": Table((SLUG, *NAME, ref("kind", "position_kinds")), NAMED),
    "aliases": Table(
        (
            ZONE,
            Column("alias"),
            choice("kind", "plan-variant", "short", "former", "later"),
            SOURCE,
        ),
        (("alias",),),
    ),
    "industries": Table((SLUG, *NAME), NAMED),
    "zone_industries": Table(
        (ZONE, Column("rank", "count"), ref("industry", "industries"), SOURCE),
        (("zone", "rank"), ("zone", "industry")),
    ),
    "clusters": Table(
        (SLUG, choice("group", "traditional", "emerging"), *between(NAME, SHORT), SOURCE), NAMED
    ),
    "industry_clusters": Table(
        (
            ref("industry", "industries"),
            ref("cluster", "clusters"),
            choice("grade", "direct", "inference", "weak"),
            *pair("reason"),
        ),
        (("industry", "cluster"),),
    ),
    "cluster_parts": Table(
        (ref("cluster", "clusters"), *pair("part"), Column("words", several=True), SOURCE),
        (("cluster", "part_zh"),),
    ),
    "focus_clusters": Table(
        (
            ref("area", "areas"),
            Column("place_zh", required=False),
            Column("phrase_zh"),
            ref("cluster", "clusters"),
            choice("grade", "direct", "inference", "weak"),
            *pair("reason"),
        ),
        (("area", "place_zh", "phrase_zh", "cluster"),),
    ),
    "complements": Table(
        (
            ref("cluster", "clusters"),
            ref("complement", "clusters"),
            choice("kind", "feeds", "serves"),
            *pair("reason"),
            SOURCE,
        ),
        (("cluster", "complement", "kind"),),
    ),
    "methods": Table(
        (
            SLUG,
            *NAME,
            Column("formula"),
            *pair("where"),
            Column("reference"),
            *pair("reading"),
        ),
        NAMED,
    ),
    "passages": Table(
        (
            Column("ref"),
            ref("parent", "passages", required=False),
            choice("kind", "chapter", "section", "box", "row", "sentence", "note"),
            Column("start", "whole"),
            Column("length", "count"),
            Column("fingerprint", "fingerprint"),
        ),
        (("ref",),),
    ),
    "occurrences": Table(
        (
            ref("passage", "passages"),
            Column("start", "whole"),
            Column("length", "count"),
            choice("vocabulary", *OCCURRING),
            Column("key"),
        ),
        (("start", "length", "vocabulary", "key"),),
    ),
    "tags": Table(
        (SLUG, choice("group", "platform", "demo", "example", "role"), *NAME, SOURCE), NAMED
    ),
    "zone_tags": Table((ZONE, ref("tag", "tags"), *WHAT, SOURCE), (("zone", "tag"),)),
    "mentions": Table(
        (
            ZONE,
            SOURCE,
            choice("kind", "list", "box", "area", "platform", "demo", "example"),
            *WHAT,
        ),
        (("zone", "source", "what_zh"),),
    ),
    "indicators": Table(
        (
            *NAME,
            *pair("unit"),
            Column("year", "years"),
            Column("value", "number"),
            choice("kind", "actual", "target", "growth_pct_per_year", "cumulative_points"),
            *pair("scope"),
            choice("qualifier", "min", required=False),
            SOURCE,
            *NOTE,
        ),
        (("name_zh", "scope_zh", "year", "kind", "source"),),
    ),
    "slips": Table(
        (
            Column("id", "slug"),
            ref("refs", "sources", several=True),
            *pair("says"),
            *pair("shown"),
            ref("zones", "zones", required=False, several=True),
        ),
        (("id",),),
    ),
    "changes": Table(
        (
            ref("zone", "zones", required=False),
            ref("county", "counties", required=False),
            Column("date", "date"),
            *WHAT,
            choice("checked", "yes", "no"),
            SOURCE,
        ),
        (("zone", "county", "date", "what_zh"),),
    ),
    "prefectures": Table(
        (
            SLUG,
            Column("adcode", "adcode"),
            *NAME,
            Column("short_zh"),
            ref("area_plan13", "areas"),
            choice("basis_plan13", *MEMBERSHIP),
            ref("area_plan14", "areas"),
            SOURCE,
        ),
        (*NAMED, ("adcode",), ("short_zh",)),
    ),
    "counties": Table(
        (
            Column("adcode", "adcode"),
            SLUG,
            *NAME,
            ref("prefecture", "prefectures"),
            choice("ethnic", "yes", "no"),
            *NOTE,
        ),
        (("adcode",), ("slug",), ("name_zh",), ("name_en",)),
    ),
    "odd_units": Table(
        (Column("adcode", "adcode"), *NAME, ref("into", "counties"), *pair("reason"), SOURCE),
        (("adcode",),),
    ),
    "neighbours": Table((Column("adcode", "unit"), *NAME, SOURCE), (("adcode",), ("name_zh",))),
    "style": Table(
        (
            Column("key", "symbol"),
            choice(
                "shape",
                *("circle", "square", "diamond", "triangle", "hexagon", "star", "ring", "hatch"),
                required=False,
            ),
            Column("size", "positive", required=False),
            *(
                Column(name, "colour", required=False)
                for name in ("fill", "fill_dark", "stroke", "stroke_dark")
            ),
            Column("width", "positive", required=False),
            Column("dash", "dashes", required=False),
            Column("opacity", "fraction"),
        ),
        (("key",),),
    ),
    "palettes": Table(
        (
            choice("palette", "grey", "safe"),
            ref("key", "style"),
            *(Column(name, "colour", required=False) for name in ("fill", "stroke")),
        ),
        (("palette", "key"),),
    ),
}
CARD = Table(
    (
        *pair("title"),
        Column("publisher"),
        Column("number", required=False),
        Column("date", "date", required=False),
        Column("url", "url", required=False),
        Column("licence", required=False),
        Column("sha256", "sha256", required=False),
        Column("accessed", "date", required=False),
        *NOTE,
        choice("verified", "true", "false"),
    ),
    (),
)
# Tables that speak of every zone at least once.
COMPLETE = ("positions", "area_members", "zone_industries", "mentions")
# Tables whose every row has a symbol of its own: stem of the symbol's key -> table.
STYLED = {"type": "types", "level": "levels", "area": "areas"}
ZONE_NAMES = ("name_zh", "name_en", "short_zh", "short_en")
SOURCES_FILE = ("data", "cards")
SOURCES_DATA = ("version", "date")
