"""What a printed map must show: the province, the land that is asked for, a frame, a scale."""

from typing import TYPE_CHECKING

import numpy as np

from atlas.maps.print import basemap, drawn
from atlas.maps.print.projection import Box, forward
from atlas.maps.specification import AT_SCALE, AUTO, COMPARED, SCREEN
from atlas.maps.territory import territory

if TYPE_CHECKING:
    from atlas.maps.print.subject import Subject
    from atlas.model.atlas import Atlas

PROVINCE = "province"
POINT = 0.0254 / 72  # metres on paper
AROUND = 0.05  # of the land that a map speaks of: what it shows beyond it
ROOM = 12_000  # metres around a zone at least
LEAST = 70_000  # metres that a map spans at least: positions are known to some kilometres
ALONG = 17  # points of a frame's side: it is bent in the projection


def is_province(content: "Subject") -> bool:
    """Return whether a map shows the whole province."""
    asked = content.order.map
    if asked.extent == AUTO:
        return is_whole(content)
    return asked.extent == PROVINCE or not _speaks_of_land(content)


def extent_of(content: "Subject", atlas: "Atlas", box: Box) -> Box:
    """
    Return what a sheet's map must show: X0, Y0, X1, Y1 in metres of `projection.CRS`.

    The whole province; the land that is asked for, with its zones and some country around; the
    frame of the screen; or, around the middle of that land, what a frame holds at a scale.

    Parameters
    ----------
    content
        What is drawn.
    atlas
        The atlas.
    box
        The map's frame on the sheet: x, y, width, height in points.
    """
    asked = content.order.map
    if asked.extent == SCREEN and asked.frame is not None:
        return _framed(asked.frame)
    if asked.extent == AT_SCALE:
        x0, y0, x1, y1 = _province(atlas) if is_whole(content) else _land(content, atlas)
        half = np.array(box[2:]) * POINT * asked.scale / 2
        middle = np.array([x0 + x1, y0 + y1]) / 2
        return (*(middle - half).tolist(), *(middle + half).tolist())
    return _province(atlas) if is_province(content) else _land(content, atlas)


def is_whole(content: "Subject") -> bool:
    """Return whether a map speaks of the whole province."""
    asked = content.order.map
    return (asked.selection.is_empty and asked.draw != COMPARED) or not _speaks_of_land(content)


def _speaks_of_land(content: "Subject") -> bool:
    """Return whether there are zones, or land is asked for by name that has none."""
    selection = content.order.map.selection
    named = selection.areas or selection.prefectures or selection.counties
    return bool(len(content.zones) or named)


def _framed(frame: tuple[float, float, float, float]) -> Box:
    west, south, east, north = frame
    along = np.linspace(0, 1, ALONG)
    lon, lat = west + (east - west) * along, south + (north - south) * along
    corners = [(lon, np.full(ALONG, south)), (lon, np.full(ALONG, north))]
    corners += [(np.full(ALONG, west), lat), (np.full(ALONG, east), lat)]
    edge = np.concatenate([forward(*side) for side in corners])
    return (*edge.min(axis=0).tolist(), *edge.max(axis=0).tolist())


def _province(atlas: "Atlas") -> Box:
    x0, y0, x1, y1 = basemap.base(atlas).province.bounds
    room = 0.02 * (x1 - x0)
    return x0 - room, y0 - room, x1 + room, y1 + room


def _land(content: "Subject", atlas: "Atlas") -> Box:
    """Return the land that a map speaks of, its zones and what is drawn over them."""
    zones, asked = content.zones, content.order.map
    points = forward(zones["lon"].to_numpy(), zones["lat"].to_numpy())
    boxes = [(*(points.min(axis=0) - ROOM), *(points.max(axis=0) + ROOM))] if len(points) else []
    counties = basemap.base(atlas).counties
    land = counties[counties.index.isin(territory(atlas, asked, zones))]
    boxes += [tuple(land.total_bounds.tolist())] if len(land) else []
    if places := [place for mark in asked.mark for place in mark.at]:
        at = forward(*np.array(places).T)
        boxes.append((*at.min(axis=0), *at.max(axis=0)))
    if content.overlay is not None:
        boxes += drawn.boxes_of(atlas, content.overlay)
    low, high = np.array(boxes)[:, :2].min(axis=0), np.array(boxes)[:, 2:].max(axis=0)
    low, high = low - AROUND * (high - low), high + AROUND * (high - low)
    lacking = np.maximum(LEAST - (high - low), 0) / 2
    return (*(low - lacking).tolist(), *(high + lacking).tolist())
