"""Good files of every format that is read, made by libraries that know nothing of the atlas."""

import io
import zipfile

import geopandas as gpd
import pandas as pd
import shapely

NAME, OTHER = "兰州新区", "某某工业园"


def shapes():
    """Two zones as polygons, with a number and a word."""
    return gpd.GeoDataFrame(
        {"名称": [NAME, OTHER], "产值": [1.5, 20.25], "说明": ["已建", "在建"]},
        geometry=[shapely.box(103.6, 36.4, 103.7, 36.5), shapely.box(104, 36, 104.1, 36.1)],
        crs=4326,
    )


def table():
    """Two zones as points in columns."""
    return pd.DataFrame(
        {
            "开发区名称": [NAME, OTHER],
            "经度": [103.65, 104.05],
            "纬度": [36.45, 36.05],
            "产值": [1, 2],
        }
    )


def layer(folder, driver, suffix, **options):
    path = folder / f"sample{suffix}"
    shapes().to_file(path, driver=driver, layer="zones", **options)
    data = path.read_bytes()
    path.unlink()
    return data


def shapefile(folder, *, encoding="utf-8", cpg=True, prj=True, stem="zones"):
    parts = folder / f"shp-{encoding}"
    parts.mkdir()
    shapes().to_file(parts / f"{stem}.shp", encoding=encoding)
    return zipped(
        {
            path.name: path.read_bytes()
            for path in sorted(parts.iterdir())
            if (cpg or path.suffix != ".cpg") and (prj or path.suffix != ".prj")
        }
    )


def zipped(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def workbook(frame=None, **options):
    file = io.BytesIO()
    (table() if frame is None else frame).to_excel(file, index=False, **options)
    return file.getvalue()


def redline():
    corners = [(3992000, 35394000), (3992000, 35395000), (3993000, 35395000), (3993000, 35394000)]
    lines = ["[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "带号=35", "[地块坐标]"]
    lines += [f"5,100.0,1,{NAME},面,,工业用地,,@"]
    lines += [f"J{n % 4 + 1},1,{corners[n % 4][0]},{corners[n % 4][1]}" for n in range(5)]
    return "\r\n".join(lines)


def all_of_them(folder):
    """File name -> content."""
    kml = layer(folder, "KML", ".kml")
    return {
        "a.xlsx": workbook(),
        "a.csv": table().to_csv(index=False).encode("utf-8-sig"),
        "gbk.csv": table().to_csv(index=False).encode("gbk"),
        "a.geojson": layer(folder, "GeoJSON", ".geojson"),
        "a.gpkg": layer(folder, "GPKG", ".gpkg"),
        "a.kml": kml,
        "a.kmz": zipped({"doc.kml": kml}),
        "a.fgb": layer(folder, "FlatGeobuf", ".fgb"),
        "a.zip": shapefile(folder),
        "gbk.zip": shapefile(folder, encoding="gbk"),
        "a.parquet": _parquet(),
        "red.txt": redline().encode("gbk"),
        "pasted.txt": "兰州新区 103.65, 36.45\n103度49分48秒 36度03分36秒".encode(),
    }


def _parquet():
    file = io.BytesIO()
    shapes().to_parquet(file)
    return file.getvalue()
