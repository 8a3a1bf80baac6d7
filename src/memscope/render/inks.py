"""The colours of drawn text, on dark and on light ground, and with most contrast."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours of drawn text, all `#rrggbb`.

    Attributes:
        ground: Background between panes.
        paper: Background of panes.
        text: Ordinary text.
        muted: Secondary text.
        faint: Lines, dots, what is hardly there.
        accent: Bars of titles, what is selected.
        good: Verdicts and running threads.
        warn: What to mind.
        bad: What went wrong or ended.
        cursor: Background of the selected row in the pane with the focus.
        resting: Background of the selected row elsewhere.
        banner: Background of a line of white text.
        rule: Frames and splitters.
        is_dark: Light text on dark ground.
        contrast: What text has at least, as WCAG counts it.
    """

    ground: str
    paper: str
    text: str
    muted: str
    faint: str
    accent: str
    good: str
    warn: str
    bad: str
    cursor: str
    resting: str
    banner: str
    rule: str
    is_dark: bool
    contrast: float = 4.5


DARK = Inks(
    ground="#0c0f14",
    paper="#12161d",
    text="#d5dbe3",
    muted="#8c96a3",
    faint="#4a5361",
    accent="#4da3e0",
    good="#2bb98a",
    warn="#e6a23c",
    bad="#e5705f",
    cursor="#2d4a66",
    resting="#232b37",
    banner="#0072b2",
    rule="#2a3240",
    is_dark=True,
)
LIGHT = Inks(
    ground="#eceef0",
    paper="#fbfbf9",
    text="#1f2731",
    muted="#5c6672",
    faint="#a9b0b9",
    accent="#00629b",
    good="#00774f",
    warn="#9a5b00",
    bad="#b3331d",
    cursor="#bcdcf5",
    resting="#e6ebf0",
    banner="#0072b2",
    rule="#c3c9d0",
    is_dark=False,
)
HIGH_CONTRAST = Inks(
    ground="#000000",
    paper="#000000",
    text="#ffffff",
    muted="#c8d0da",
    faint="#8a94a1",
    accent="#7cc4ff",
    good="#5fe0b4",
    warn="#ffc861",
    bad="#ff9d8f",
    cursor="#003d66",
    resting="#1c2733",
    banner="#00416b",
    rule="#7b8794",
    is_dark=True,
    contrast=7.0,
)


def ink_on(colour: str) -> str:
    """Return black or white, whichever is easier to read on a colour."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    # Weights of sRGB's luminance; above this, black has the better contrast.
    luminance = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return "#111111" if luminance > 0.18 else "#ffffff"
