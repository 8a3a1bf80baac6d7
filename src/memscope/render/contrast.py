"""How far apart two colours are for the eye, and colours that are far enough.

Contrast is WCAG 2.2's: the ratio of relative luminances, 1 to 21, of which text needs
4.5 (1.4.3) or 7 (1.4.6), and what carries meaning without being text 3 (1.4.11).
"""

from functools import lru_cache

_STEPS = 64
"""Of the way to black or white; finer than eyes tell apart."""


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Return the relative luminance of a `#rrggbb` colour, 0 to 1."""
    red, green, blue = map(_linear, channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of `#rrggbb`, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(under: str, over: str, share: float) -> str:
    """Mix two `#rrggbb` colours; `share` of the second, 0 to 1."""
    pairs = zip(channels(under), channels(over), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def ink_for(ground: str) -> str:
    """Return black or white, whichever is read better; never below 4.5."""
    return max("#000000", "#ffffff", key=lambda ink: contrast(ink, ground))


@lru_cache(maxsize=4096)
def readable(colour: str, ground: str, ratio: float) -> str:
    """Return a colour that has this contrast on a ground, as near as can be.

    It moves towards black or white, so its hue stays, and no further than it must;
    to whichever end is nearer, for a colour between the two may have to cross over.
    """
    if contrast(colour, ground) >= ratio:
        return colour
    ends = sorted(("#000000", "#ffffff"), key=lambda end: contrast(end, colour))
    for step in range(1, _STEPS + 1):
        for end in ends:
            moved = blend(colour, end, step / _STEPS)
            if contrast(moved, ground) >= ratio:
                return moved
    return ink_for(ground)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
