"""What a file is, is told by its content: read where a library can, else named with the way out."""

import datetime as dt
import io
import json
import re
import struct
import zipfile
from collections import Counter

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from pyproj import CRS

from atlas import i18n
from atlas.cli import main
from atlas.exchange import guard, report
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, few
from atlas.exchange.reading import containers, formats, signatures, sniff, workbooks
from tests.exchange import samples
from tests.exchange.kept import (
    ETDZ,
    HECTARES,
    HITECH,
    MIDDLE,
    NAMES,
    OUTLINES,
    at_home,
    case,
    codes,
    proposed,
    read,
    refused,
)

pytestmark = pytest.mark.usefixtures("forked")


def layer(crs=4326, **columns):
    frame = gpd.GeoDataFrame({"名称": NAMES, **columns}, geometry=OUTLINES, crs="EPSG:4326")
    return frame.to_crs(crs)


def parts(folder, frame=None, driver="ESRI Shapefile", suffix=".shp", **options):
    """Return the files that a driver writes for a layer, by their names."""
    folder.mkdir(exist_ok=True)
    (layer() if frame is None else frame).to_file(
        folder / f"zones{suffix}", driver=driver, **options
    )
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# The table of signatures ----------------------------------------------------------------------


def test_whatever_the_table_names_is_named_in_both_languages():
    named = {f"reading.named.{name}" for name in signatures.names()}
    ways = {f"reading.way.{way}" for way in signatures.ways()}
    for lang in i18n.LANGS:
        table = i18n.table(lang)
        assert {key for key in table if key.startswith("reading.named.")} == named
        assert {key for key in table if key.startswith("reading.way.")} == ways


def test_whatever_the_table_reads_has_a_reader():
    elsewhere = {"zip", "redline", "csv", "text", "ovjsn"}
    assert signatures.readers() <= set(formats.READERS) | elsewhere
    assert set(guard.DRIVERS) <= set(formats.READERS)
    assert set(guard.DRIVERS.values()) <= set(pyogrio.list_drivers())
    assert set(formats.READERS) <= {*sniff.FORMATS, "kmz"}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def ole(*streams):
    return OLE + b"".join(name.encode("utf-16-le") + b"\0" * 40 for name in streams)


SHX = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 54) + b"\0" * 72 + struct.pack(">2i", 50, 20)
DBF = (
    bytes([3, 126, 6, 1]) + struct.pack("<IHH", 0, 65, 11) + b"\0" * 20
    + b"NAME".ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([10]) + b"\0" * 15 + b"\r"
)  # fmt: skip


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("protected", ole("EncryptionInfo", "EncryptedPackage")),
        ("doc", ole("WordDocument", "1Table")),
        ("ppt", ole("PowerPoint Document")),
        ("visio", ole("VisioDocument")),
        ("dgn", ole("Dgn~H", "Dgn~S")),
        ("mail", ole("__nameid_version1.0")),
        ("compound", ole("Contents")),
        ("access", b"\0\1\0\0Standard Jet DB\0" + b"\0" * 99),
        ("access", b"\0\1\0\0Standard ACE DB\0" + b"\0" * 99),
        ("dwg", b"AC1032" + bytes(50)),
        ("dwg", b"AC1015" + bytes(50)),
        ("dxf_binary", b"AutoCAD Binary DXF\r\n\x1a\0" + bytes(90)),
        ("dgn", b"\x08\x09\xfe\x02" + bytes(60)),
        ("sketchup", bytes.fromhex("fffeff0e53006b0065007400630068005500700020")),
        ("ovobj", b"OviO" + bytes(60)),
        ("shp", struct.pack(">i", 9994) + bytes(96) + struct.pack(">2i", 1, 10)),
        ("shx", SHX),
        ("dbf", DBF),
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
        ("image", b"\x89PNG\r\n\x1a\n"),
        ("image", b"\xff\xd8\xff\xe1\0\x18Exif"),
        ("image", b"GIF89a" + bytes(20)),
        ("image", b"II*\0" + bytes(20)),
        ("image", b"MM\0*" + bytes(20)),
        ("image", b"RIFF\0\0\0\0WEBPVP8 "),
        ("image", b"\0\0\0\x18ftypheic"),
        ("image", b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'),
        ("film", b"\0\0\0\x18ftypmp42"),
        ("film", b"RIFF\0\0\0\0AVI LIST"),
        ("rar", b"Rar!\x1a\x07\x01\0"),
        ("7z", b"7z\xbc\xaf\x27\x1c\0\4"),
        ("gz", b"\x1f\x8b\x08\0"),
        ("tar", b"a.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(300)),
        ("shortcut", bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(60)),
        ("program", b"MZ\x90\0" + bytes(60)),
        ("laser", b"LASF" + bytes(60)),
        ("garmin", b"MsRcf\0" + bytes(60)),
        ("garmin", b"\x0e\x10\0\0\0\0\0\0.FIT" + bytes(60)),
        ("hdf", b"\x89HDF\r\n\x1a\n"),
        ("sqlite", b"SQLite format 3\0" + bytes(90)),
        ("mbtiles", b"SQLite format 3\0" + b"CREATE TABLE tiles (zoom_level integer"),
        ("excel_xml", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:x"/>'),
        ("osm", b"<?xml version='1.0'?><osm version='0.6'><node id='1'/></osm>"),
        ("tcx", b"<TrainingCenterDatabase/>"),
        ("metadata", b"<metadata><Esri/></metadata>"),
        ("qgis_project", b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis/>"),
        ("style", b"<StyledLayerDescriptor/>"),
        ("landxml", b"<LandXML/>"),
        ("answer", b"<ows:ExceptionReport><x/></ows:ExceptionReport>"),
        ("answer", b'{"error": {"code": 400, "message": "Invalid token"}}'),
        ("markup", b"<?xml version='1.0'?><a><b/></a>"),
        ("json", b'{"name": "x", "lon": 103.8, "lat": 36.06}'),
        ("json", b'[{"name": "x"}]'),
        ("notebook", b'{"cells": [], "nbformat": 4}'),
        ("mif", b'Version 300\nCharset "WindowsSimpChinese"\nColumns 1\n  NAME Char(10)\nData\n'),
        ("tab", b"!table\n!version 300\n!charset WindowsSimpChinese\n"),
        ("e00", b"EXP  0 C:\\RED.E00\nARC  2\n 1 1 1 1 1 1 2\n"),
        ("prj", b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]'),
        ("prj", b'PROJCS["CGCS2000_3_Degree_GK_Zone_35",GEOGCS["x"]]'),
        ("rtf", rb"{\rtf1\ansi 103.8 36.06}"),
        ("mail", b"MIME-Version: 1.0\nContent-Type: multipart/related\n"),
        ("nmea", b"$GPGGA,092750.000,3603.72,N,10353.1,E,1,8,1.03,61.7,M\n"),
        ("plt", b"OziExplorer Track Point File Version 2.1\nWGS 84\n"),
        ("sql", b"-- dump\nCREATE TABLE zones (id int);\nINSERT INTO zones VALUES (1);\n"),
        ("grid", b"ncols 4\nnrows 6\nxllcorner 0.0\n"),
        ("step", b"ISO-10303-21;\nHEADER;\n"),
        ("internet_link", b"[InternetShortcut]\r\nURL=http://x.example/\r\n"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_named_in_one_sentence_with_the_way_out(what, data):
    # Its suffix says nothing: whatever it is called, it is what it holds.
    for name in ("x.txt", "红线.csv", "a.xlsx", "a.zip"):
        (found,) = refused(name, data)
        assert (found.code, found.level) == ("read.named", ERROR)
        for lang in i18n.LANGS:
            assert i18n.text(f"reading.named.{what}", lang) in found.message(lang)
    ways = [i18n.text(f"reading.way.{way}", "zh") for way in signatures.ways()]
    assert sum(way in found.message("zh") for way in ways) == 1


@pytest.mark.parametrize(
    ("what", "members"),
    [
        ("docx", {"[Content_Types].xml": b"", "word/document.xml": b"<w:document/>"}),
        ("pptx", {"[Content_Types].xml": b"", "ppt/presentation.xml": b""}),
        ("ofd", {"OFD.xml": b"", "Doc_0/Document.xml": b""}),
        ("odt", {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}),
        ("epub", {"mimetype": b"application/epub+zip", "META-INF/container.xml": b""}),
        ("visio", {"visio/document.xml": b""}),
        ("numbers", {"Index/Document.iwa": b"", "Metadata/Properties.plist": b""}),
    ],
)
def test_packages_of_other_programs_are_named(what, members):
    (found,) = refused("a.xlsx", samples.zipped(members))
    assert found.code == "read.named"
    assert i18n.text(f"reading.named.{what}", "en") in found.message("en")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("format_S36_bare.shp", "shp"),
        ("ovital_real.ovobj", "ovobj"),
        ("format_X10_word.docx", "docx"),
        ("format_X16_password_protected.xlsx", "protected"),
    ],
)
def test_known_files_that_are_not_read(name, what):
    findings = refused(name)
    assert len(findings) == 1
    assert i18n.text(f"reading.named.{what}", "zh") in findings[0].message("zh")


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 40, b"\0\1\2\3" * 300, b"\x93NUMPY\1\0v\0" + b"\xff\0\xfe" * 500],
)
def test_bytes_that_nobody_knows_are_no_text_in_another_encoding(data):
    assert codes(refused("x.dat", data)) == ["read.unknown"]


def test_a_text_of_words_is_no_list_of_a_thousand_faults():
    said = "\n".join(f"第{n}条　开发区应当依法加强管理，完善服务。" for n in range(2000))
    assert codes(refused("规定.txt", said.encode())) in (["read.unknown"], ["pasted.nothing"])
    code = "\n".join(f"G1 X{n}.5 Y{n + 1}.25 F1800\nM10{n % 9}\nT0 ; tool" for n in range(800))
    assert len(refused("a.nc", code.encode())) < 3


# Layers that GDAL reads -----------------------------------------------------------------------


def test_filegdb_ndjson_and_esri_json_are_read_where_they_lie():
    for name in ("format_X07_filegdb_gansu.zip", "format_J18b_ndjson.json"):
        proposal = proposed(read(name))
        at_home(proposal, HITECH, ETDZ)
        assert proposal.can_apply, name
    assert read("format_X07_filegdb_gansu.zip").table["投资额"].tolist() == [12.5, 8.0]
    proposal = proposed(read("format_J23_esrijson_4523.json"))
    assert proposal.placement.system == "cgcs2000-3-35"
    at_home(proposal, HITECH)


def test_a_gpx_file_has_its_places_and_its_tracks_as_layers():
    draft = read("format_X01_points.gpx")
    assert draft.layers == ("waypoints", "tracks")
    assert draft.layer == "waypoints"
    assert draft.roles["name"] == "name"
    point = draft.geometry[0]
    assert (point.x, point.y) == (103.885, 36.062)
    assert read("format_X01_points.gpx", layer="tracks").table["name"].tolist() == ["巡查"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-8-sig", "utf-16"])
def test_gpx_in_every_encoding_and_without_prefixes(encoding):
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    said = f"""<?xml version="1.0" encoding="{declared}" standalone="no"?><!-- 手机 -->
    <gpx version="1.0" creator="x"><wpt lat="36.0625" lon="103.885">
    <name>{NAMES[0]}</name></wpt></gpx>"""
    draft = read("a.gpx", said.encode(encoding))
    assert proposed(draft).matches["zone"].tolist() == [HITECH]
    assert draft.layers == ("waypoints",)


def gpx(*lines, places=(), of="trk"):
    """Return a GPX file of lines, each a list of longitude and latitude, and of places."""
    point = "trkpt" if of == "trk" else "rtept"
    inner = {"trk": "<trkseg>{}</trkseg>", "rte": "{}"}[of]
    said = "".join(f'<wpt lat="{y}" lon="{x}"><name>{n}</name></wpt>' for n, (x, y) in places)
    for line in lines:
        corners = "".join(f'<{point} lat="{y}" lon="{x}"/>' for x, y in line)
        said += f"<{of}><name>{NAMES[0]}</name>{inner.format(corners)}</{of}>"
    return f'<?xml version="1.0"?><gpx version="1.1" creator="x">{said}</gpx>'.encode()


RING = list(OUTLINES[0].exterior.coords)
NEARLY = [*RING[:-1], (103.90005, 36.05505)]  # some metres from where it began


@pytest.mark.parametrize("of", ["trk", "rte"])
@pytest.mark.parametrize("line", [RING, NEARLY])
def test_a_track_that_closes_is_offered_as_an_outline(line, of):
    draft = read("a.gpx", gpx(line, of=of))
    assert codes(draft.findings, QUESTION) == ["read.closed_track"]
    (layer,) = draft.layers
    chosen = read("a.gpx", gpx(line, of=of), layer=layer)
    assert codes(chosen.findings, QUESTION) == []
    assert "read.closed_line" in codes(chosen.findings, WARNING)
    area = proposed(chosen).placement.area_ha[0]
    assert area == pytest.approx(HECTARES[HITECH], rel=1e-2)


def test_a_closed_track_beside_places_is_asked_about_and_an_open_one_is_none():
    places = [(NAMES[0], MIDDLE[HITECH]), (NAMES[1], MIDDLE[ETDZ])]
    draft = read("a.gpx", gpx(RING, places=places))
    assert codes(draft.findings, QUESTION) == ["read.layers_which"]
    assert len(read("a.gpx", gpx(RING, places=places), layer="waypoints").table) == 2
    outline = read("a.gpx", gpx(RING, places=places), layer="tracks")
    at_home(proposed(outline), HITECH)
    for line in (RING[:-1], [*RING[:2], RING[3], RING[2], RING[0]]):  # open; crossing itself
        draft = read("a.gpx", gpx(line, places=places))
        assert codes(draft.findings, QUESTION) == []
        assert draft.taken == ("waypoints",)


@pytest.mark.parametrize(
    ("name", "driver", "kind"),
    [
        ("a.gml", "GML", "gml"),
        ("a.xml", "GML", "gml"),
        ("a.geojsonl", "GeoJSONSeq", "ndjson"),
        ("a.json", "GeoJSONSeq", "ndjson"),
        ("a.geojson", "GeoJSON", "geojson"),
    ],
)
@pytest.mark.parametrize("crs", [4326, 4490])
def test_layers_of_many_drivers(tmp_path, name, driver, kind, crs):
    files = parts(tmp_path / "l", layer(crs, 产值=[1.5, 20]), driver, f".{name.split('.')[1]}")
    data = next(data for each, data in files.items() if not each.endswith(".xsd"))
    draft = read(name, data)
    assert draft.kind == kind
    assert draft.table["产值"].tolist() == [1.5, 20]
    at_home(proposed(draft), HITECH, ETDZ)
    assert not codes(draft.findings, ERROR, WARNING, QUESTION)


def test_gml_in_metres_of_a_zone(tmp_path):
    files = parts(tmp_path / "l", layer(4523), "GML", ".gml")
    proposal = proposed(read("a.gml", files["zones.gml"]))
    assert proposal.placement.system == "cgcs2000-3-35"
    at_home(proposal, HITECH, ETDZ)


def test_gml_fetches_nothing(tmp_path):
    files = parts(tmp_path / "l", layer(), "GML", ".gml")
    data = re.sub(
        rb'schemaLocation="[^"]*"', b'schemaLocation="http://x http://127.0.0.1:9/a.xsd"',
        files["zones.gml"],
    )  # fmt: skip
    at_home(proposed(read("a.gml", data)), HITECH, ETDZ)
    evil = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    start, end = files["zones.gml"].split(b"?>", 1)
    assert codes(refused("a.gml", start + b"?>" + evil + end)) == ["read.entities"]


def test_ndjson_with_record_separators_and_blank_lines():
    lines = case("format_J18b_ndjson.json").decode().strip().splitlines()
    for joined in ("\n\n".join(lines), "\x1e" + "\n\x1e".join(lines), "\r\n".join(lines) + "\r\n"):
        draft = read("a.json", joined.encode())
        assert draft.kind == "ndjson"
        at_home(proposed(draft), HITECH, ETDZ)
    # A line that is cut off is said to be so, and nothing is taken for the whole.
    assert codes(refused("a.json", "\n".join(lines)[:-40].encode()))[0].startswith("read.")


def topology():
    arcs = [[list(point) for point in shape.exterior.coords] for shape in OUTLINES]
    return {
        "type": "Topology",
        "arcs": arcs,
        "objects": {
            "红线": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[n]], "properties": {"名称": name}}
                    for n, name in enumerate(NAMES)
                ],
            }
        },
    }


def test_topojson_is_read():
    draft = read("a.json", json.dumps(topology(), ensure_ascii=False).encode())
    assert (draft.kind, draft.layers) == ("topojson", ("红线",))
    at_home(proposed(draft), HITECH, ETDZ)
    at_home(proposed(read("a.topojson", json.dumps(topology(), indent=2).encode())), HITECH)


@pytest.mark.parametrize(
    "reference", [{"wkid": 4326}, {"wkid": 4490}, {"latestWkid": 4490, "wkid": 4490}]
)
def test_esri_json_as_services_answer(reference):
    said = {
        "objectIdFieldName": "OBJECTID",
        "geometryType": "esriGeometryPolygon",
        "spatialReference": reference,
        "fields": [{"name": "名称", "type": "esriFieldTypeString"}],
        "features": [
            {
                "attributes": {"名称": name},
                "geometry": {"rings": [list(map(list, s.exterior.coords))]},
            }
            for name, s in zip(NAMES, OUTLINES, strict=True)
        ],
    }
    draft = read("query.json", json.dumps(said).encode())
    assert draft.kind == "esrijson"
    at_home(proposed(draft), HITECH, ETDZ)


def ovital(*, gcj02=0, folder=False):
    shape = OUTLINES[0]
    numbers = [value for x, y in shape.exterior.coords[:-1] for value in (y, x)]
    item = {"Type": 13, "Object": {"Name": NAMES[0], "Type": 13, "Comment": "红线",
            "ObjectDetail": {"Gcj02": gcj02, "Latlng": numbers}}}  # fmt: skip
    items = [item]
    if folder:
        items = [{"Type": 30, "Object": {"Name": "夹", "Type": 30,
                  "ObjectDetail": {"ObjChildren": items}}}]  # fmt: skip
    return json.dumps({"Version": "V10", "Type": 1, "ObjItems": items}).encode("utf-8-sig")


@pytest.mark.parametrize("folder", [False, True])
def test_ovital_json_is_read_not_called_damaged(folder):
    draft = read("ovital_real.ovjsn")
    (outline,) = draft.geometry
    assert shapely.get_num_coordinates(outline) == 5
    assert outline.exterior.coords[0] == (100.35976410, 29.63935060)
    assert "place.all_outside" in codes(proposed(draft).findings)
    proposal = proposed(read("a.ovjsn", ovital(folder=folder)))
    at_home(proposal, HITECH)
    assert proposal.draft.table.iloc[0].tolist() == [NAMES[0], "红线"]


def test_ovital_says_that_it_is_shifted_and_is_believed():
    proposal = proposed(read("a.ovjsn", ovital(gcj02=1)))
    assert proposal.placement.system == "gcj02"
    there = proposal.placement.geometry[0].centroid
    assert 0.001 < abs(there.x - MIDDLE[HITECH][0]) + abs(there.y - MIDDLE[HITECH][1]) < 0.01


# Archives and files that belong together ------------------------------------------------------


def test_a_workbook_in_a_zip():
    draft = read("format_X21_xlsx_in_zip.zip")
    assert draft.kind == "xlsx"
    assert draft.name == "format_X21_xlsx_in_zip.zip"
    assert proposed(draft).matches["said"].tolist() == [NAMES[0]]


@pytest.mark.parametrize(
    "inner", ["a.xlsx", "a.csv", "gbk.csv", "a.geojson", "a.gpkg", "a.kmz", "red.txt", "a.parquet"]
)
def test_one_file_of_any_kind_in_a_zip(good, inner):
    whole = read(inner, good[inner])
    draft = read(
        "打包.zip",
        samples.zipped({f"资料/{inner}": good[inner], "资料/说明.txt": "见附件".encode()}),
    )
    assert draft.kind == whole.kind
    assert draft.table.astype(str).equals(whole.table.astype(str))
    assert codes(draft.findings, NOTE).count("read.zip_beside") == 1


def test_an_archive_in_an_archive(good):
    inner = samples.zipped({"a.csv": good["a.csv"]})
    assert read("外.zip", samples.zipped({"内.zip": inner})).kind == "csv"
    outer = samples.zipped({"外.zip": samples.zipped({"中.zip": inner})})
    assert codes(refused("a.zip", outer)) == ["read.zip_deep"]


def test_several_things_in_a_zip_are_all_named_and_each_can_be_chosen(good):
    data = samples.zipped(
        {
            "甲/表.xlsx": good["a.xlsx"],
            "红线.geojson": good["a.geojson"],
            "附图.png": b"\x89PNG\r\n\x1a\n",
            "__MACOSX/._x": b"\0\5\x16\7",
            "~$表.xlsx": b"x",
        }
    )
    draft = read("a.zip", data)
    assert draft.layers == ("表.xlsx", "红线.geojson")
    assert {"read.layers", "read.zip_beside"} <= set(codes(draft.findings))
    assert [read("a.zip", data, layer=each).kind for each in draft.layers] == ["xlsx", "geojson"]
    assert codes(refused("a.zip", data, layer="没有")) == ["read.no_layer"]


def test_what_is_in_a_zip_that_is_not_read_is_named():
    (found,) = refused("a.zip", samples.zipped({"方案.pdf": b"%PDF-1.7"}))
    assert found.code == "read.named_inside"
    assert "方案.pdf" in found.message("zh")
    found = refused("a.zip", samples.zipped({"红线.dwg": b"AC1032", "图.jpg": b"\xff\xd8\xff\xe0"}))
    assert codes(found) == ["read.named_inside"] * 2
    assert codes(refused("a.zip", samples.zipped({"a.xyz": b"\0\1\2"}))) == ["read.zip_unknown"]


def test_the_parts_of_a_shapefile_belong_together_whatever_the_case_of_their_names(tmp_path):
    proposal = proposed(read("shapefile_parts_differ_in_case.zip"))
    at_home(proposal, HITECH, ETDZ)
    files = parts(tmp_path / "l", encoding="utf-8")
    for rename in (str.upper, lambda n: f"红线/{n.title()}", lambda n: n.replace(".dbf", ".DBF")):
        draft = read("a.zip", samples.zipped({rename(name): data for name, data in files.items()}))
        at_home(proposed(draft), HITECH, ETDZ)


def test_loose_parts_dropped_together_are_one_layer(tmp_path):
    files = list(parts(tmp_path / "l", encoding="utf-8").items())
    for given in (files, files[::-1]):
        name, data = containers.bundled(given)
        assert name == "zones.shp"
        draft = read(name, data)
        assert (draft.kind, draft.layers) == ("shp", ("zones",))
        at_home(proposed(draft), HITECH, ETDZ)
        assert not codes(draft.findings)
    lone = [each for each in files if each[0].endswith((".shp", ".prj"))]
    (found,) = refused(*containers.bundled(lone))
    assert found.code == "read.shp_parts"
    assert ".dbf" in found.message("zh")
    assert containers.bundled(files[:1]) == files[0]


def test_several_files_dropped_together_are_chosen_from(good):
    name, data = containers.bundled([("a.csv", good["a.csv"]), ("b.xlsx", good["a.xlsx"])])
    draft = read(name, data)
    assert draft.layers == ("a.csv", "b.xlsx")
    assert "read.layers" in codes(draft.findings)
    assert read(name, data, layer="b.xlsx").kind == "xlsx"


MIF = """Version 300
Charset "WindowsSimpChinese"
Delimiter ","
CoordSys Earth Projection 1, 104
Columns 2
  名称 Char(60)
  产值 Float
Data

"""


def mapinfo(suffix, folder):
    if suffix == ".tab":
        frame = layer(value=[1.5, 20]).rename(columns={"名称": "name"})
        return parts(folder, frame, "MapInfo File", suffix, encoding="CP936")
    rings = []
    for shape in OUTLINES:
        corners = "\n".join(f"{x} {y}" for x, y in shape.exterior.coords)
        rings.append(f"Region 1\n  5\n{corners}\n")
    rows = "".join(f'"{name}",{value}\n' for name, value in zip(NAMES, (1.5, 20), strict=True))
    return {"红线.mif": (MIF + "".join(rings)).encode("gbk"), "红线.MID": rows.encode("gbk")}


@pytest.mark.parametrize("suffix", [".mif", ".tab"])
def test_mapinfo_files_that_belong_together(tmp_path, suffix):
    data = samples.zipped(mapinfo(suffix, tmp_path / "l"))
    draft = read("a.zip", data, encoding="gbk")
    assert draft.kind == suffix[1:]
    assert draft.table.iloc[:, 0].tolist() == NAMES
    assert draft.table.iloc[:, 1].tolist() == [1.5, 20]
    at_home(proposed(draft), HITECH, ETDZ)
    assert read("a.zip", data).table.iloc[:, 0].tolist() == NAMES


def test_a_geodatabase_without_its_folder_and_with_two_layers(tmp_path):
    layer().to_file(tmp_path / "a.gdb", driver="OpenFileGDB", layer="红线")
    layer().to_file(tmp_path / "a.gdb", driver="OpenFileGDB", layer="规划", mode="a")
    files = {path.name: path.read_bytes() for path in (tmp_path / "a.gdb").iterdir()}
    for folder in ("", "x/y.GDB/", "红线.gdb/"):
        data = samples.zipped({f"{folder}{name}": each for name, each in files.items()})
        draft = read("a.zip", data)
        assert (draft.kind, draft.layers) == ("gdb", ("红线", "规划"))
        assert draft.taken == ("红线", "规划")
    draft = read("a.zip", data, layer="规划")
    assert draft.layer == "规划"
    at_home(proposed(draft), HITECH, ETDZ)


# Shapefiles -----------------------------------------------------------------------------------


def test_a_prj_in_gbk_is_read():
    proposal = proposed(read("shapefile_prj_in_gbk.zip"))
    at_home(proposal, HITECH, ETDZ)
    assert proposal.can_apply


def test_whole_numbers_and_yes_or_no_stay_what_they_are():
    table = read("shapefile_integer_and_logical_with_gap.zip").table
    assert [repr(each) for each in table["企业数"]] == ["125", "None"]
    assert table["是否国家级"].tolist() == [True, None]


def test_a_number_that_did_not_fit_is_said():
    draft = read("shapefile_overflow_stars.zip")
    (found,) = [each for each in draft.findings if each.code == "read.overflow"]
    assert (found.level, found.row, found.column) == (NOTE, 1, "投资额")
    assert draft.table["投资额"].tolist() == [None, 100.5]


# Systems --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["shapefile_utm48n.zip", "shapefile_web_mercator.zip"])
def test_a_fully_defined_system_is_converted(name):
    proposal = proposed(read(name))
    at_home(proposal, HITECH, ETDZ)
    assert "place.converted" in codes(proposal.findings, NOTE)
    assert proposal.can_apply


# A meridian of its own, Albers' cones, Lambert's, a zone of UTM on CGCS2000, another ellipsoid.
LOCAL = (
    "+proj=tmerc +lat_0=0 +lon_0=103.75 +k=1 +x_0=50000 +y_0=-3000000 +ellps=GRS80"
    " +units=m +type=crs"
)
OWN = [
    LOCAL,
    "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m +type=crs",
    "+proj=lcc +lat_1=30 +lat_2=62 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m +type=crs",
    "+proj=utm +zone=47 +ellps=GRS80 +units=m +type=crs",
    "+proj=merc +lat_ts=30 +datum=WGS84 +units=us-ft +type=crs",
]


@pytest.mark.parametrize("said", OWN)
def test_systems_of_every_kind_are_converted(tmp_path, said):
    data = samples.zipped(parts(tmp_path / "l", layer(CRS(said)), encoding="utf-8"))
    proposal = proposed(read("a.zip", data))
    at_home(proposal, HITECH, ETDZ)
    assert "place.converted" in codes(proposal.findings)
    assert not codes(proposal.findings, ERROR, QUESTION)


def test_another_datum_is_converted_and_said_to_be_near(tmp_path):
    pulkovo = CRS("+proj=utm +zone=48 +ellps=krass +units=m +type=crs")
    data = samples.zipped(
        parts(tmp_path / "l", layer().set_crs(4326).to_crs(pulkovo), encoding="utf-8")
    )
    assert "place.approximate_datum" in codes(proposed(read("a.zip", data)).findings, WARNING)


def test_a_zone_beyond_gansu_is_named_and_nothing_impossible_is_offered():
    proposal = proposed(read("shapefile_real_zone37_message.zip"))
    said = [each.message("zh") for each in proposal.findings]
    assert any("zone 37" in each for each in said)
    assert "place.all_outside" in codes(proposal.findings, ERROR)
    assert proposal.placement.offered == ()


def test_a_choice_overrules_what_a_file_declares(tmp_path):
    files = parts(tmp_path / "l", layer(4544), encoding="utf-8")
    files["zones.prj"] = CRS(32648).to_wkt("WKT1_ESRI").encode()
    draft = read("a.zip", samples.zipped(files))
    at_home(proposed(draft, system="cgcs2000-3-35-plain"), HITECH, ETDZ)


def test_degrees_under_a_declaration_of_metres_are_not_converted(tmp_path):
    files = parts(tmp_path / "l", encoding="utf-8")
    files["zones.prj"] = CRS(32648).to_wkt("WKT1_ESRI").encode()
    proposal = proposed(read("a.zip", samples.zipped(files)))
    assert codes(proposal.findings, ERROR) == ["place.unknown_crs"]


def test_a_message_claims_no_declaration_that_is_not_there():
    (found,) = [
        each for each in proposed(read("geojson_metres_message_claims_4326.geojson")).findings
        if each.code.endswith("_differs")
    ]  # fmt: skip
    assert found.code == "place.format_differs"
    said = json.loads(case("geojson_metres_message_claims_4326.geojson"))
    said["crs"] = {"type": "name", "properties": {"name": "EPSG:4326"}}
    declared = proposed(read("a.geojson", json.dumps(said).encode())).findings
    assert "place.system_differs" in codes(declared)


# Old workbooks --------------------------------------------------------------------------------


def test_a_web_page_called_xls_is_read_as_its_table():
    draft = read("format_X11_html_as_xls.xls")
    assert draft.kind == "html"
    assert draft.table.iloc[0].tolist() == [NAMES[0], "103.885", "36.062"]
    assert "read.suffix" in codes(draft.findings)


def test_tables_of_web_pages_with_cells_that_span():
    page = (
        "<!DOCTYPE html><html><body><table><tr><td>导航</td></tr></table><table>"
        "<thead><tr><th rowspan=2>开发区名称<th colspan=2>坐标</tr>"
        "<tr><th>经度<th>纬度</tr></thead>"
        f"<tr><td>{NAMES[0]}<td>103.885<td>36.0625<tr><td><b>{NAMES[1]}</b><br><td>103.7175<td>36.1025"
        "</table></body></html>"
    )
    draft = read("a.xls", page.encode("gb18030"))
    assert proposed(draft).matches["zone"].tolist() == [HITECH, ETDZ]
    for shape, zone in zip(proposed(draft).placement.geometry, (HITECH, ETDZ), strict=True):
        assert (shape.x, shape.y) == MIDDLE[zone]
    assert codes(refused("a.xls", b"<html><body><form>login</form></body></html>")) == ["read.html"]


def test_a_strict_workbook_is_read():
    draft = read("format_X18_strict_ooxml.xlsx")
    assert draft.table.iloc[0].tolist() == [NAMES[0], 103.885, 36.062]


def test_dates_of_a_strict_workbook():
    data = samples.workbook(pd.DataFrame({"开发区名称": NAMES, "批准": [dt.date(1991, 3, 6)] * 2}))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(file, "w") as strict:
        for name in book.namelist():
            part = book.read(name)
            for given, usual in workbooks.STRICT:
                part = part.replace(usual, given)
            strict.writestr(name, part)
    assert b"purl.oclc.org" in zipfile.ZipFile(file).read("xl/workbook.xml")
    assert read("a.xlsx", file.getvalue()).table["批准"].tolist() == [dt.date(1991, 3, 6)] * 2


# What people are shown -------------------------------------------------------------------------


def test_of_one_kind_twenty_are_listed_and_the_rest_counted():
    rows = "\n".join(f"某某园{n}号,abc,{n}" for n in range(300))
    proposal = proposed(read("a.csv", f"开发区名称,经度,纬度\n{rows}".encode()))
    shown = few(proposal.findings)
    counted = Counter(each.code for each in shown if each.code != "alike")
    assert set(counted.values()) <= set(range(21))
    more = [
        int(re.findall(r"\d+", each.message("zh"))[0]) for each in shown if each.code == "alike"
    ]
    assert sum(more) + counted.total() == len(proposal.findings)
    listed = [line for line in report.said(proposal.findings) if "abc" in line]
    assert len(listed) == 20


@pytest.mark.parametrize("lang", i18n.LANGS)
def test_the_command_line_takes_the_parts_of_a_layer_together(tmp_path, capsysbinary, lang):
    files = parts(tmp_path / "l", encoding="utf-8")
    given = [str(tmp_path / "l" / name) for name in files]
    assert main(["import", *given, "--lang", lang]) == 0
    said = capsysbinary.readouterr().out.decode()
    assert "zones.shp" in said
    assert "shapefile" in said
    main(["import", str(tmp_path / "l" / "zones.shp"), "--lang", lang])
    said = "".join(each.decode() for each in capsysbinary.readouterr())
    assert i18n.text("reading.named.shp", lang) in said
