"""A file proves itself: what it carries, what the code on it leads to, what has changed since."""

import base64
import contextlib
import dataclasses
import datetime as dt
import io
import json
import random
import re
import subprocess
import zipfile
import zlib

import numpy as np
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation
from pypdf import PdfWriter
from pypdf.generic import NameObject, NumberObject

import atlas
from atlas.briefing import formats, provenance, sheet, typeset
from atlas.briefing.order import Order
from atlas.briefing.provenance import ProofError, apart, many
from atlas.briefing.provenance.record import Contents
from atlas.exchange import guard
from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.i18n import text
from atlas.maps.specification import Specification
from atlas.office import State
from atlas.office.edition import derive
from tests.bench.offices import records_of, state_of
from tests.exchange import attacks
from tests.readers import needs
from tests.shipped import ATLAS

AT = "https://atlas.example/"  # where the atlas is served
DAY = dt.date(2026, 11, 23)


def order(params=None, **changes):
    selection = atlas.Selection.from_params(params or {"area": "hexi"}, ATLAS)
    return Order.of(selection, **({"lang": "zh", "date": DAY, "base_url": AT} | changes))


@pytest.fixture(scope="module", params=formats.SNAPSHOTS)
def written(request):
    return formats.SNAPSHOTS[request.param].write(ATLAS, order())


def test_every_format_carries_its_record(written):
    record = provenance.read(written)
    assert record.sheets == provenance.proof(ATLAS, order()).sheets
    assert record.link == "https://atlas.example/overview?area=hexi"
    assert len(record.zones) == 16
    assert (record.data_version, record.made) == (ATLAS.version, "2026-11-23")
    assert provenance.verify(ATLAS, record).same


def test_the_pixels_are_untouched():
    plain = typeset.png(sheet.compose(ATLAS, order()), dpi=96)
    stamped = provenance.stamp_png(plain, provenance.proof(ATLAS, order()))
    a, b = (np.asarray(Image.open(io.BytesIO(each))) for each in (plain, stamped))
    assert (a == b).all()
    words = Image.open(io.BytesIO(stamped)).text
    assert "河西走廊经济区" in words["Description"]


def test_the_record_says_what_happened_to_a_zone():
    record = provenance.proof(ATLAS, order())
    zones = ATLAS.zones.copy()
    zones.loc["yumen", "accuracy_km"] = 99
    zones.loc["minle", "name_zh"] = zones.loc["gaotai", "name_zh"]
    later = dataclasses.replace(ATLAS, zones=zones.drop(index="gaotai"), version="2027.1")
    verdict = provenance.verify(later, record)
    assert not verdict.same
    assert verdict.version_changed
    assert verdict.removed == ("gaotai",)
    assert set(verdict.changed) == {"minle", "yumen"}
    assert verdict.added == ()
    assert "玉门经济开发区" in verdict.message("zh")
    assert "2027.1" in verdict.message("en")
    # The atlas no longer knows the name of the one that is gone; the file does.
    assert "不再符合条件的1个：高台工业园区" in verdict.message("zh")
    assert "Gaotai Industrial Park" in verdict.message("en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_position_that_is_borne_out_otherwise_is_a_change(lang):
    zones = ATLAS.zones.copy()
    zones["position_agreement"] = zones["position_agreement"].where(
        zones.index != "yumen", "agreed"
    )
    later = dataclasses.replace(ATLAS, zones=zones)
    verdict = provenance.verify(later, provenance.proof(ATLAS, order()))
    assert verdict.changed == ("yumen",)
    assert verdict.fields == {"yumen": ("position_agreement",)}
    assert text("proof.field.position_agreement", lang) in verdict.message(lang)


def test_what_was_made_before_agreement_was_recorded_is_held_against_the_rest():
    record = provenance.proof(ATLAS, order())
    n = record.fields.index("position_agreement")
    before = dataclasses.replace(
        record,
        fields=tuple(each for each in record.fields if each != "position_agreement"),
        values={zone: said[: n * 4] + said[(n + 1) * 4 :] for zone, said in record.values.items()},
    )
    assert provenance.verify(ATLAS, before).same
    zones = ATLAS.zones.copy()
    zones.loc["yumen", "accuracy_km"] = 99
    verdict = provenance.verify(dataclasses.replace(ATLAS, zones=zones), before)
    assert verdict.fields == {"yumen": ("accuracy_km",)}


def test_a_change_without_a_new_version_does_not_speak_of_two():
    zones = ATLAS.zones.copy()
    zones.loc["yumen", "accuracy_km"] = 99
    said = provenance.verify(
        dataclasses.replace(ATLAS, zones=zones), provenance.proof(ATLAS, order())
    )
    assert said.message("zh").count(ATLAS.version) == 1
    assert said.message("en").count(ATLAS.version) == 1


def test_half_a_kilometre_in_one_zone_changes_no_other():
    zones = ATLAS.zones.copy()
    zones["accuracy_km"] = zones["accuracy_km"].astype(float)
    zones.loc["yumen", "accuracy_km"] = 0.5
    later = dataclasses.replace(ATLAS, zones=zones)
    assert provenance.verify(later, provenance.proof(ATLAS, order())).changed == ("yumen",)


def test_a_zone_that_comes_in_is_named():
    members = ATLAS.members
    fewer = members[~((members["zone"] == "jinta") & (members["area"] == "hexi"))]
    record = provenance.proof(dataclasses.replace(ATLAS, members=fewer), order())
    assert provenance.verify(ATLAS, record).added == ("jinta",)
    assert "金塔" in provenance.verify(ATLAS, record).message("zh")


def test_a_newer_version_with_the_same_content_is_the_same():
    record = provenance.proof(ATLAS, order())
    verdict = provenance.verify(dataclasses.replace(ATLAS, version="2027.1"), record)
    assert verdict.same
    assert verdict.version_changed
    assert "2027.1" in verdict.message("zh")


def test_a_filter_value_that_is_gone_is_told():
    record = provenance.proof(ATLAS, order({"cluster": "clean-coal"}))
    clusters = ATLAS.clusters.drop(index="clean-coal")
    links = ATLAS.links[ATLAS.links["cluster"] != "clean-coal"]
    verdict = provenance.verify(dataclasses.replace(ATLAS, clusters=clusters, links=links), record)
    assert verdict.unknown == ("clean-coal",)
    assert "clean-coal" in verdict.message("zh")
    # Without its cluster the filter would find all 42 zones, which nobody asked for.
    assert verdict.added == verdict.removed == ()
    assert set(verdict.changed) == set(record.zones)


@pytest.mark.parametrize("version", [ATLAS.version, "2027.1"])
def test_a_sheet_without_a_zone_speaks_of_none_not_of_0(version):
    said = provenance.proof(ATLAS, order({"area": "hexi", "prefecture": "lanzhou"}))
    again = provenance.Proof.from_json(said.to_json())
    verdict = provenance.verify(dataclasses.replace(ATLAS, version=version), again)
    assert verdict.same
    assert version in verdict.message("zh")
    assert "0个" not in verdict.message("zh")
    assert "0)" not in verdict.message("en")


def test_a_deck_is_verified_sheet_by_sheet():
    record = provenance.proof(ATLAS, order(), order({"area": "lanzhou"}), kind="deck", title="汇报")
    again = provenance.Proof.from_json(record.to_json())
    assert again == record
    assert len(again.zones) == 30
    assert provenance.verify(ATLAS, again).same


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_complaint_is_said_in_both_languages(lang):
    for key, values in (
        ("large", {"most": 64}),
        ("long", {"n": 9000}),
        *((k, {}) for k in ("none", "damaged", "newer", "unknown", "empty")),
    ):
        assert ProofError(key, **values).message(lang)


def picture(**fields):
    image, out = Image.new("RGB", (4, 4)), io.BytesIO()
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    info = PngInfo()
    for name, words in fields.items():
        info.add_itxt(name, words, zip=len(words) > 1000)
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def record(**changes):
    return json.dumps(json.loads(provenance.proof(ATLAS, order()).to_json()) | changes)


def packed(given):
    return {"zones": base64.b64encode(zlib.compress(json.dumps(given).encode())).decode()}


def one_sheet(**changes):
    sheets = json.loads(record())["sheets"]
    return record(sheets=[sheets[0] | changes])


def keywords(value):
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(9, 9)
    writer.add_metadata({})
    writer._info[NameObject("/Keywords")] = value
    writer.write(out)
    return out.getvalue()


def custom(content, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("docProps/custom.xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"GIF89a....", "unknown"),
        (b"\xff\xfe\x00", "unknown"),
        (b"just words", "unknown"),
        (picture(), "none"),
        (b"<html></html>", "none"),
        (b"%PDF-1.7 broken", "damaged"),
        (b"PK\x03\x04 broken", "damaged"),
        (picture(AtlasProof="{"), "damaged"),
        (picture(AtlasProof="[1]"), "damaged"),
        (picture(AtlasProof="[" * 100_000), "damaged"),
        (picture(AtlasProof="0" * 5_000_000), "damaged"),
        (picture(AtlasProof=record(format="gansu-zone-atlas/4", more=1)), "newer"),
        (picture(AtlasProof=record(kind="x")), "damaged"),
        (picture(AtlasProof=record(title=3)), "damaged"),
        (picture(AtlasProof=record(sheets=[])), "damaged"),
        (picture(AtlasProof=record(sheets=[{"link": "x"}])), "damaged"),
        (picture(AtlasProof=record(surprise="x")), "damaged"),
        (picture(AtlasProof=record(lang="xx")), "damaged"),
        (picture(AtlasProof=record(names={"minle": "x"})), "damaged"),
        (picture(AtlasProof=record(names={"minle": ["x", "\x1b[2J"]})), "damaged"),
        (picture(AtlasProof=one_sheet(words="\ud800")), "damaged"),
        (picture(AtlasProof=one_sheet(words="\x1b]0;title\x07")), "damaged"),
        (picture(AtlasProof=one_sheet(link="http://a\nb")), "damaged"),
        (picture(AtlasProof=one_sheet(words="\u202egnp.exe")), "damaged"),
        (picture(AtlasProof=record(many={"zones": "x"})), "damaged"),
        (picture(AtlasProof=record(many=packed([["a"], [], [[[1], "00000000"]]]))), "damaged"),
        (picture(AtlasProof=record(many=packed([["a"], [], [[[-1], "00000000"]]]))), "damaged"),
        (picture(AtlasProof=record(many=packed([["a"], [], [[[0], "0000"]]]))), "damaged"),
        (picture(AtlasProof=record(many=packed([["a", "a"], [], []]))), "damaged"),
        (picture(AtlasProof=record(together={"n": 0, "digest": "0" * 64})), "damaged"),
        (picture(AtlasProof=record(together={"n": 2, "digest": "x"})), "damaged"),
        (picture(AtlasProof=one_sheet(zones={"<b>": "00000000"})), "damaged"),
        (picture(AtlasProof=record(sheets=json.loads(record())["sheets"] * 201)), "damaged"),
        (keywords(NumberObject(5)), "none"),
        (custom(b"\xff\xfe"), "damaged"),
        (custom(b"x", zipfile.ZIP_BZIP2), "damaged"),
        (b" " * (provenance.MAX_FILE + 1), "large"),
        # Each kept a reader whose patterns ran over the whole file for hours.
        (b"<script " * 1_000_000, "none"),
        (b'<script id="atlas-proof" ' * 200_000, "none"),
        (custom(b'name="AtlasProof"' * 100_000), "none"),
    ],
    ids=lambda given: given if isinstance(given, str) else "file",
)
def test_what_is_no_export_is_refused(data, key):
    with pytest.raises(ProofError) as error:
        provenance.read(data)
    assert error.value.key == key


def test_a_cut_picture_does_not_break_the_reader():
    whole = provenance.stamp_png(picture(), provenance.proof(ATLAS, order()))
    for end in range(8, len(whole), 37):
        try:
            provenance.read(whole[:end])
        except ProofError:
            continue


def test_a_zip_bomb_is_not_unpacked():
    with pytest.raises(ProofError):
        provenance.read(custom(b"\0" * 200_000_000))


def test_a_damaged_file_gives_its_record_or_a_complaint(written, capfd):
    dice = random.Random(3)  # noqa: S311 - damage, not a secret
    for n in range(100):
        data = bytearray(written)
        # The ends of PDF and zip files hold their tables of contents.
        start = max(0, len(data) - 3000) if n % 2 else 0
        for _ in range(dice.choice((1, 5, 40))):
            data[dice.randrange(start, len(data))] = dice.randrange(256)
        with contextlib.suppress(ProofError):
            provenance.read(bytes(data[: dice.randrange(10, len(data))] if n % 3 == 0 else data))
    assert capfd.readouterr() == ("", "")


def test_many_filters_that_nobody_knows_do_not_keep_the_reader():
    query = "&".join(f"cluster=zz{n}" for n in range(3000))
    with pytest.raises(ProofError):
        provenance.Proof.from_json(record(sheets=json.loads(one_sheet(query=query))["sheets"] * 10))


def test_a_long_link_is_read_again():
    said = provenance.proof(ATLAS, order(base_url="http://a/" + "b" * 9000))
    assert provenance.Proof.from_json(said.to_json()) == said


@pytest.mark.parametrize("load", [Presentation, Document])
def test_an_office_file_stays_one(load):
    plain, said = io.BytesIO(), provenance.proof(ATLAS, order(title=HOSTILE))
    load().save(plain)
    stamped = provenance.stamp_office(plain.getvalue(), said)
    assert load(io.BytesIO(stamped)).core_properties is not None
    assert unsealed(provenance.read(stamped)) == said
    assert provenance.stamp_office(stamped, said) == stamped
    with zipfile.ZipFile(io.BytesIO(stamped)) as archive:
        assert b"ns0:" not in archive.read("[Content_Types].xml") + archive.read("_rels/.rels")
    # Saved again by such a program, it still has its record.
    again = io.BytesIO()
    load(io.BytesIO(stamped)).save(again)
    assert unsealed(provenance.read(again.getvalue())) == said
    assert provenance.difference(again.getvalue(), provenance.read(stamped)).none


def unsealed(record):
    """Return a record without what its file shows."""
    return dataclasses.replace(record, contents=Contents())


HOSTILE = '</script><!--"]]>&lt;{{7*7}}'


def test_markup_in_a_title_stays_text_in_every_record():
    asked = order(title=HOSTILE)
    bare = f'<script type="application/json" id="atlas-proof">{provenance.RECORD_HERE}</script>'
    page = provenance.stamp_markup(bare, provenance.proof(ATLAS, asked))
    assert page.count(b"<") == bare.count("<")
    assert provenance.read(page).title == HOSTILE
    for name in formats.SNAPSHOTS:
        assert provenance.read(formats.SNAPSHOTS[name].write(ATLAS, asked)).title == HOSTILE


@needs("zbarimg")
def test_the_code_leads_back_to_the_view(tmp_path):
    for number, asked in enumerate(
        (order(), order({"text": "敦煌"}, lang="en", layout="a4-portrait"))
    ):
        path = tmp_path / f"{number}.png"
        path.write_bytes(formats.SNAPSHOTS["png"].write(ATLAS, asked.with_(dpi=150)))
        said = subprocess.run(
            ["zbarimg", "--quiet", "--raw", path], capture_output=True, text=True, check=True
        )
        assert said.stdout.strip() == asked.link


def test_a_code_has_its_border():
    modules = np.array(provenance.qr("https://atlas.example/overview"))
    assert not modules[:4].any()
    assert not modules[:, -4:].any()
    assert modules[4:11, 4].all()


def test_a_link_too_long_for_a_code_is_refused():
    with pytest.raises(ProofError, match="二维码"):
        provenance.qr("x" * 2000)


def test_the_digest_follows_the_grade_asked():
    loose = Specification(atlas.Selection.from_params({"min-grade": "weak"}, ATLAS))
    assert provenance.digests(ATLAS, loose) != provenance.digests(ATLAS, Specification())
    assert all(
        re.fullmatch("[0-9a-f]{8}", digest) for digest in provenance.digests(ATLAS, loose).values()
    )


def test_a_file_from_anywhere_is_looked_at_by_a_child(monkeypatch):
    good = provenance.stamp_png(picture(), provenance.proof(ATLAS, order()))

    def here(_data):
        raise AssertionError("looked at in this process")

    said = provenance.read(good)
    monkeypatch.setattr(apart.reading, "find", here)
    record, shown = provenance.read_apart(good)
    assert record == said
    assert shown.none
    for data, key in (
        (b"", "empty"),
        (b"<svg/>", "none"),
        (custom(b"\xff\xfe"), "damaged"),
        (attacks.crowded(20_000), "none"),
    ):
        with pytest.raises(ProofError) as error:
            provenance.read_apart(data)
        assert error.value.key == key

    def ended(_work, _data):
        raise RefusedError(Finding("read.timeout", ERROR))

    monkeypatch.setattr(apart.guard, "ask", ended)
    with pytest.raises(ProofError) as error:
        provenance.read_apart(good)
    assert error.value.key == "damaged"
    for place in ("atlas/cli", "pages"):
        for path in (guard.HOME / place).rglob("*.py"):
            assert "provenance.read(" not in path.read_text(encoding="utf-8"), path


# Very many zones ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crowd():
    """Give an office with more zones than a record lists."""
    return derive(ATLAS, state_of(ATLAS, 700), own=True)


def everywhere():
    return Order.of(atlas.Selection(), lang="zh", date=DAY, base_url=AT)


def moved(n):
    """Return the crowd without its first zone, and with another told of otherwise."""
    records = records_of(ATLAS, n)
    first, second = list(records)[:2]
    del records[first]
    records[second] = dataclasses.replace(records[second], name_zh="改名园区")
    after = dict.fromkeys(records, 2)
    return derive(ATLAS, State(2, records, after), own=True), first, second


def test_a_record_of_very_many_zones_tells_which_of_them_changed(crowd):
    given = provenance.proof(crowd, everywhere())
    read = provenance.Proof.from_json(given.to_json())
    assert read.sheets == given.sheets
    assert read.names == given.names
    assert provenance.verify(crowd, read).same
    later, gone, changed = moved(700)
    verdict = provenance.verify(later, read)
    assert (verdict.added, verdict.removed, verdict.changed) == ((), (gone,), (changed,))
    assert crowd.zones.loc[gone, "name_zh"] in verdict.of_data("zh")


def test_a_record_of_too_many_zones_tells_that_something_changed(crowd, monkeypatch):
    monkeypatch.setattr(many, "MOST_PACKED", 1000)
    read = provenance.Proof.from_json(provenance.proof(crowd, everywhere()).to_json())
    assert read.n == len(crowd.zones)
    assert provenance.verify(crowd, read).same
    verdict = provenance.verify(moved(700)[0], read)
    assert verdict.apart
    assert not verdict.same
    assert str(read.n) in verdict.of_data("en")


def test_a_record_without_names_is_shorter_and_tells_the_same(crowd, monkeypatch):
    given = provenance.proof(crowd, everywhere())
    monkeypatch.setattr(many, "MOST_PACKED", len(given.many["zones"]) - 1)
    read = provenance.Proof.from_json(provenance.proof(crowd, everywhere()).to_json())
    assert read.sheets == given.sheets
    assert not read.names
    assert provenance.verify(moved(700)[0], read).removed


def test_a_picture_of_very_many_zones_is_opened_by_a_common_reader(crowd):
    png = provenance.stamp_png(picture(), provenance.proof(crowd, everywhere()))
    with Image.open(io.BytesIO(png)) as opened:
        opened.load()
        assert len(opened.text["AtlasProof"]) < len(crowd.zones) * 60
    assert provenance.verify(crowd, provenance.read(png)).same


def test_a_long_list_of_changes_is_cut(crowd):
    verdict = provenance.verify(ATLAS, provenance.proof(crowd, everywhere()))
    assert len(verdict.removed) == 700
    assert "660" in verdict.of_data("zh")
    assert len(verdict.of_data("zh")) < 1000
