"""What an office has added, for tests: positions, outlines, columns and a zone of its own."""

import datetime as dt
import hashlib
from dataclasses import replace  # noqa: F401 - for tests that change a record

import shapely

from atlas.model.attachments import Attachment
from atlas.office import Record, State
from atlas.office.templates import KeptTemplate
from tests.office.pictures import document, photo

OWN = "own-he-xi-bei"
# A square of 0.04 by 0.03 degrees with a hole, by hand.
SHELL = [(103.60, 36.08), (103.64, 36.08), (103.64, 36.11), (103.60, 36.11), (103.60, 36.08)]
HOLE = [(103.61, 36.09), (103.62, 36.09), (103.62, 36.10), (103.61, 36.10), (103.61, 36.09)]
PARK = shapely.Polygon(SHELL, [HOLE])
POINT = shapely.Point(98.5123456789, 39.7123456789)

TEMPLATE_DATA = b"PK of a template" * 40
TEMPLATE = KeptTemplate(
    "pptx",
    "办公室.potx",
    hashlib.sha256(TEMPLATE_DATA).hexdigest(),
    dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    "a",
)


def records(ids):
    """Give records of some of the plan's zones, by their ids, and of a zone of the office's own."""
    first, second, third = ids[:3]
    return {
        first: Record(
            first,
            geometry=PARK,
            kind="surveyed",
            source="红线.txt",
            values={"投资额": 12.5, "阶段": "在建", "开工": dt.date(2026, 3, 1), "重点": True},
        ),
        second: Record(
            second,
            geometry=POINT,
            kind="point",
            accuracy_km=0.2,
            values={"投资额": 3.0, "阶段": "投产"},
        ),
        third: Record(third, values={"投资额": 40.0, "阶段": "在建", "重点": False}),
        OWN: Record(
            OWN,
            name_zh="河西北部产业园",
            name_en="Hexi North Park",
            aliases=("河西北园",),
            county="620982",
            industries=("装备制造", "没有这个词组"),
            values={"投资额": 7.0},
        ),
    }


def state(ids, *, revision=1):
    """Give the state that holds them."""
    kept = records(ids)
    return State(revision, kept, dict.fromkeys(kept, revision))


PHOTO, SMALL, PAPER = photo(size=(640, 480), position=False), photo(position=False), document()


def attached(zone, *, captions=("大门",), paper="批复 <b>.pdf"):
    """Give the state in which a zone has photos and a document, and what gives their bytes."""
    digests = {hashlib.sha256(data).hexdigest(): data for data in (PHOTO, SMALL, PAPER)}
    large, small, bound = digests
    said = {"day": "2026-11-30", "who": "张三", "at": "2026-11-30T08:00:00+00:00"}
    pictures = [
        Attachment(
            large, "jpeg", f"{n}.jpg", caption, bytes=9, width=640, height=480, small=small, **said
        )
        for n, caption in enumerate(captions)
    ]
    pictures.append(Attachment(bound, "pdf", paper, "", bytes=2048, **said))
    record = Record(zone, attachments=tuple(pictures))
    return State(1, {zone: record}, {zone: 1}), digests.__getitem__
