"""Colours as eyes see them, and how different two are: what tests judge themes by.

Nothing here comes from `memscope`, so that it cannot agree with its mistakes.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from operator import mul

Row = tuple[float, float, float]

EYES: dict[str, tuple[Row, Row, Row]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What eyes see that lack one sort of cones, on linear sRGB, severity 1.

G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A Physiologically-based Model for
Simulation of Color Vision Deficiency, IEEE TVCG 15 (6), 2009, table 1.
"""

_D65 = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8729))
"""sRGB to XYZ (IEC 61966-2-1), each row divided by the white point."""


def linear(colour: str) -> list[float]:
    """Return red, green and blue of `#rrggbb` as amounts of light, 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]


def contrast(one: str, other: str) -> float:
    """Return WCAG 2's contrast, 1 to 21."""
    dark, light = sorted(_times((_D65[1],), linear(x))[0] for x in (one, other))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def seen(colour: str, eyes: str = "all cones") -> Row:
    """Return a colour as such eyes see it, in CIE L*a*b*."""
    light = [min(1, max(0, x)) for x in _times(EYES[eyes], linear(colour))]
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in _times(_D65, light)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(rows: Sequence[Row], column: Sequence[float]) -> list[float]:
    return [sum(map(mul, row, column)) for row in rows]


def difference(one: Row, other: Row) -> float:
    """Return CIEDE2000 of two colours in L*a*b*; about 1 can just be noticed.

    ISO/CIE 11664-6:2014; the order of steps and the names follow G. Sharma, W. Wu,
    E. N. Dalal, The CIEDE2000 Color-Difference Formula, 2005.
    """
    l1, a1, b1 = one
    l2, a2, b2 = other
    c_mean = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = 0.5 * (1 - sqrt(c_mean**7 / (c_mean**7 + 25.0**7)))
    c1, h1 = hypot(a1 * (1 + g), b1), _hue(a1 * (1 + g), b1)
    c2, h2 = hypot(a2 * (1 + g), b2), _hue(a2 * (1 + g), b2)
    turn, h_bar = _between(h1, h2, has_hue=bool(c1 * c2))
    l_bar, c_bar = (l1 + l2) / 2, (c1 + c2) / 2
    dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    t = (
        1
        - 0.17 * cos(radians(h_bar - 30))
        + 0.24 * cos(radians(2 * h_bar))
        + 0.32 * cos(radians(3 * h_bar + 6))
        - 0.20 * cos(radians(4 * h_bar - 63))
    )
    s_l = 1 + 0.015 * (l_bar - 50) ** 2 / sqrt(20 + (l_bar - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_bar, 1 + 0.015 * c_bar * t
    r_c = 2 * sqrt(c_bar**7 / (c_bar**7 + 25.0**7))
    r_t = -r_c * sin(radians(60 * exp(-(((h_bar - 275) / 25) ** 2))))
    dl, dc, dh = (l2 - l1) / s_l, (c2 - c1) / s_c, dh / s_h
    return sqrt(dl**2 + dc**2 + dh**2 + r_t * dc * dh)


def _hue(a: float, b: float) -> float:
    return degrees(atan2(b, a)) % 360 if a or b else 0.0


def _between(h1: float, h2: float, *, has_hue: bool) -> tuple[float, float]:
    """Return from hue to hue, -180 to 180, and the hue in the middle, in degrees."""
    if not has_hue:
        return 0.0, h1 + h2
    turn = (h2 - h1 + 180) % 360 - 180
    if turn == -180:
        turn = 180.0 if h2 > h1 else -180.0
    middle = (h1 + h2) / 2
    if abs(h1 - h2) > 180:
        middle += 180 if h1 + h2 < 360 else -180
    return turn, middle
