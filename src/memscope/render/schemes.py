"""The themes: inks, and the colours of kinds where they differ from the palette's.

On light ground colours are darker, with most contrast lighter. The two for eyes that
lack a sort of cones keep any two kinds 12 apart by CIEDE2000, for these eyes and for
all others; a search found the nearest such colours to the palette's, and a test
(`tests/unit/tui/test_contrasts.py`) measures them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from memscope.model.kinds import Kind
from memscope.render.inks import DARK, HIGH_CONTRAST, LIGHT, Inks


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a theme consists of.

    Attributes:
        inks: Of text and grounds.
        colours: Of kinds and of `library`; what is not there is as in the palette.
    """

    inks: Inks
    colours: Mapping[str, str] = field(default_factory=dict)


_LIGHT = {
    Kind.CODE: "#0070b0",
    Kind.VDSO: "#52809f",
    Kind.RELRO: "#006046",
    Kind.BSS: "#5a9d8a",
    Kind.ARENA: "#ce7d45",
    Kind.ANON: "#ca76a4",
    Kind.STACK: "#c38400",
    Kind.GUARD: "#8c8f97",
    Kind.SHARED: "#959600",
    Kind.UNKNOWN: "#7e92af",
    "library": "#519ab2",
    Kind.THREAD_STACK: "#ab8e31",
}
_HIGH = {
    Kind.CODE: "#6d94e9",
    Kind.JIT: "#359bec",
    Kind.VDSO: "#589ebf",
    Kind.RODATA: "#00ab71",
    Kind.RELRO: "#18a893",
    Kind.DATA: "#66a281",
    Kind.BSS: "#5ec9a8",
    Kind.HEAP: "#f96904",
    Kind.ARENA: "#e78b4d",
    Kind.ANON: "#cd7ca9",
    Kind.GUARD: "#9a9496",
    Kind.FILE: "#b29062",
    Kind.SHADOW: "#ad7bff",
    Kind.VVAR: "#9693aa",
    Kind.RESERVED: "#7f9aa4",
    Kind.UNKNOWN: "#9ca4b1",
    "library": "#54b7f0",
}
_RED_GREEN = {
    Kind.CODE: "#1a6a94",
    Kind.JIT: "#67afff",
    Kind.VDSO: "#5387c7",
    Kind.RODATA: "#3c7d50",
    Kind.RELRO: "#40838c",
    Kind.DATA: "#cbdd85",
    Kind.BSS: "#e8fff9",
    Kind.HEAP: "#b97700",
    Kind.ARENA: "#d4906b",
    Kind.ANON: "#dabdac",
    Kind.GUARD: "#949fb8",
    Kind.SHARED: "#fff939",
    Kind.FILE: "#8d580e",
    Kind.SHADOW: "#6636ff",
    Kind.VVAR: "#77897e",
    Kind.RESERVED: "#646465",
    Kind.UNKNOWN: "#bdc4ca",
    "library": "#93dafd",
    Kind.THREAD_STACK: "#ffffd6",
}
_BLUE_YELLOW = {
    Kind.CODE: "#0b5fce",
    Kind.JIT: "#0980ff",
    Kind.VDSO: "#95abc3",
    Kind.RODATA: "#007347",
    Kind.RELRO: "#00966b",
    Kind.DATA: "#6f9057",
    Kind.BSS: "#5df9d0",
    Kind.HEAP: "#d55c00",
    Kind.ARENA: "#b79b80",
    Kind.ANON: "#c86fa5",
    Kind.STACK: "#e9a000",
    Kind.GUARD: "#8a898d",
    Kind.SHARED: "#fcf44f",
    Kind.VVAR: "#666c7b",
    Kind.RESERVED: "#7155a4",
    Kind.UNKNOWN: "#b7b1b7",
    "library": "#4eb9f2",
    Kind.THREAD_STACK: "#fad06e",
}


def _with_vsyscall(colours: Mapping[str, str]) -> dict[str, str]:
    """The kernel's two libraries look alike."""
    own = dict(colours)
    if Kind.VDSO in own:
        own[Kind.VSYSCALL] = own[Kind.VDSO]
    return own


SCHEMES = {
    "dark": Scheme(DARK),
    "light": Scheme(LIGHT, _with_vsyscall(_LIGHT)),
    "high-contrast": Scheme(HIGH_CONTRAST, _with_vsyscall(_HIGH)),
    "red-green-safe": Scheme(
        replace(DARK, good="#6cb8ee", warn="#f2d64b", bad="#e8793a"),
        _with_vsyscall(_RED_GREEN),
    ),
    "blue-yellow-safe": Scheme(
        replace(DARK, good="#19b99a", warn="#ffcba8", bad="#ff5d52"),
        _with_vsyscall(_BLUE_YELLOW),
    ),
}
"""By the name of the setting, in the order in which a key goes through them."""
