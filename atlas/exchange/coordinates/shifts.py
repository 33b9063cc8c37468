"""
The shifts of Chinese web maps: GCJ-02 (Amap, Tencent) and BD-09 (Baidu), from WGS 84 and back.

Neither is published by its makers. The formula of GCJ-02 has been public since 2010 (the sample
called EvilTransform; described in Wikipedia's "Restrictions on geographic data in China"), on the
ellipsoid of Krasovsky 1940; BD-09 is a second shift on top of it. Two packages that were written
from it independently, eviltransform and prcoords, are the tests' second and third opinion.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Shift = Callable[[NDArray[np.float64]], NDArray[np.float64]]

_AXIS = 6_378_245.0  # of Krasovsky's ellipsoid, in metres
_ECCENTRICITY2 = 0.00669342162296594323
_CHINA = ((73.66, 3.86), (135.05, 53.55))  # nothing beyond this box is shifted
_BAIDU = np.array([0.0065, 0.006])
_TURN = np.pi * 3000 / 180
_ROUNDS = 12  # of the way back; each leaves less than a hundredth of the error before


def to_gcj02(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Shift points from WGS 84 to GCJ-02.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Longitude and latitude in degrees.

    Returns
    -------
    array of float, shape (n, 2)
        Shifted by up to 800 m; points outside China's box as they were.
    """
    x, y = (points - (105.0, 35.0)).T
    both = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += (both + _waves(x, (20, 1), (40, 3), (150, 12), (300, 30))) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += (both + _waves(y, (20, 1), (40, 3), (160, 12), (320, 30))) * 2 / 3

    latitude = np.radians(points[:, 1])
    flat = 1 - _ECCENTRICITY2 * np.sin(latitude) ** 2
    along_parallel = _AXIS / np.sqrt(flat) * np.cos(latitude)
    along_meridian = _AXIS * (1 - _ECCENTRICITY2) / flat**1.5
    shift = np.degrees(np.column_stack([east / along_parallel, north / along_meridian]))
    least, most = _CHINA
    inside: NDArray[np.bool_] = np.all((points > least) & (points < most), axis=1)
    return points + np.where(inside[:, None], shift, 0)


def to_bd09(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shift points from WGS 84 to BD-09; see `to_gcj02`."""
    x, y = to_gcj02(points).T
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _TURN)
    shifted: NDArray[np.float64] = (
        radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]) + _BAIDU
    )
    return shifted


def undone(shift: Shift, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Undo a shift that is defined one way only.

    The points it came from are approached: what the shift of a guess misses is added to the guess.
    As the shift changes slowly from place to place, each round leaves a small part of the error;
    after the last it is below a micrometre.

    Parameters
    ----------
    shift
        `to_gcj02` or `to_bd09`.
    points : array of float, shape (n, 2)
        Shifted longitude and latitude in degrees.

    Returns
    -------
    array of float, shape (n, 2)
        Longitude and latitude in WGS 84.
    """
    guess = points.copy()
    for _ in range(_ROUNDS):
        guess += points - shift(guess)
    return guess


def _waves(along: NDArray[np.float64], *waves: tuple[float, float]) -> NDArray[np.float64]:
    """Add up sine waves, each of a height in metres and half a length in degrees."""
    total = np.zeros_like(along)
    for height, length in waves:
        total += height * np.sin(np.pi * along / length)
    return total
