"""Signs on the screen, and how colours are to be read: what each says, once."""

from collections.abc import Iterable, Iterator

from memscope.i18n import N_, _
from memscope.model.kinds import Kind
from memscope.render.palette import KIND_STYLES
from memscope.render.runs import Run

SIGNS: tuple[tuple[str, str], ...] = (
    ("▲", N_("new, or growing")),
    ("▽", N_("gone")),
    ("◀", N_("here points the stack pointer (SP) or the program counter (PC)")),
    ("▸", N_("closed: the right arrow key opens it")),
    ("▾", N_("open: the left arrow key closes it")),
    ("┄", N_("a hole: nothing is mapped there")),
    ("▶", N_("a thread that runs")),
    ("‖", N_("a thread that sleeps")),
    ("◆", N_("a thread that waits for a disk")),
    ("■", N_("a thread that is stopped")),
    ("✕", N_("ended")),
    ("✔", N_("certain: it was looked at")),
    ("≈", N_("likely, but it could be otherwise")),
    ("∅", N_("no access: any touch ends in SIGSEGV")),
    ("–", N_("unknown; zero would be 0")),
)
"""To be translated when shown."""

_SHADES = (
    (("spine", "fill", "fore.4", "back.4"), N_("full: its own, in RAM")),
    (("shade", "dim"), N_("half: shared with others")),
    (("track", "fore.0", "back.0"), N_("hardly there: mapped, never touched")),
    (("tip", "glow", "fore.new", "back.new"), N_("light: new")),
)


def letters(names: Iterable[str]) -> Iterator[tuple[Run, str]]:
    """Yield each letter with its colour that is among style names, and its meaning."""
    keys = {name.split(".")[1] for name in names if name.startswith(("spine.", "ink."))}
    seen: set[str] = set()
    for kind in Kind:
        look = KIND_STYLES[kind]
        if kind.value in keys and look.letter not in seen:
            seen.add(look.letter)
            alike = [
                one
                for one in Kind
                if KIND_STYLES[one].letter == look.letter and one.value in keys
            ]
            words = ", ".join(_(one.english) for one in alike)
            yield Run(f" {look.letter} ", f"spine.{kind.value}"), words
    if "library" in keys:
        yield Run(" L ", "spine.library"), _("code of a shared library")


def shades(names: Iterable[str]) -> Iterator[str]:
    """Yield how strengths of colours among style names are read."""
    roles = {_role(name) for name in names if "." in name}
    for wanted, meaning in _SHADES:
        if roles & set(wanted):
            yield _(meaning)


def _role(name: str) -> str:
    role, *rest = name.split(".")
    return f"{role}.{rest[-1]}" if role in {"fore", "back"} and len(rest) > 1 else role


def signs_in(text: str) -> Iterator[tuple[Run, str]]:
    """Yield each of our signs that is in a text, and what it says."""
    for sign, meaning in SIGNS:
        if sign in text:
            yield Run(f" {sign} ", "strong"), _(meaning)
