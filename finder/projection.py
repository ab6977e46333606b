"""Turns longitude and latitude into the units of the base maps, and back.

The maps are drawn in the Equal Earth projection (Šavrič, Patterson and Jenny, "The Equal Earth map projection",
International Journal of Geographical Information Science 33 (2019), https://doi.org/10.1080/13658816.2018.1504949),
which keeps areas true. One map unit is a thousandth of the width of the world: x runs from 0 (180° west) to 1000
(180° east), y from 0 (84° north) downwards to 440.
"""

from math import asin, cos, degrees, radians, sin, sqrt

MAP_WIDTH = 1000.0
MAP_HEIGHT = 440.0

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2
_NORTH = 84.0


def _height(theta: float) -> float:
    """The projected height above the equator, for a parametric latitude in radians."""
    square = theta * theta
    sixth = square**3
    return theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


def _slope(theta: float) -> float:
    """The derivative of `_height`; the width of a parallel is proportional to its inverse."""
    square = theta * theta
    sixth = square**3
    return _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)


def _theta(latitude: float) -> float:
    return asin(_M * sin(radians(latitude)))


_HALF = radians(180) / (_M * _slope(0))
_UNIT = MAP_WIDTH / (2 * _HALF)
_TOP = _height(_theta(_NORTH))


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Gives the place of a point on the base map.

    Takes degrees, east and north positive; returns x and y in map units. Nothing is cut off: the far south lies
    below 440, the far north a little above 0.
    """
    theta = _theta(latitude)
    x = radians(longitude) * cos(theta) / (_M * _slope(theta))
    return (x + _HALF) * _UNIT, (_TOP - _height(theta)) * _UNIT


def unproject(x: float, y: float) -> tuple[float, float]:
    """Gives longitude and latitude in degrees of a point on the base map, by Newton's method."""
    target = _TOP - y / _UNIT
    theta = target / _A1
    for _ in range(12):
        theta -= (_height(theta) - target) / _slope(theta)
    longitude = degrees(_M * (x / _UNIT - _HALF) * _slope(theta) / cos(theta))
    return longitude, degrees(asin(max(-1.0, min(1.0, sin(theta) / _M))))
