"""What the command line or the environment asks of the screen."""

from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Wishes:
    """Wishes for when memscope was started; it wins over the file.

    Attributes:
        theme: One of `record.THEMES`; "": nobody said.
        is_ascii: Draw with ASCII alone.
        is_bare: Neither read the file of settings nor write it.
    """

    theme: str = ""
    is_ascii: bool = False
    is_bare: bool = False


_asked = ContextVar("asked", default=Wishes())  # noqa: B039 frozen


def asked() -> Wishes:
    """Return what was asked for."""
    return _asked.get()


def ask(**wishes: object) -> None:
    """Add wishes by the names of `Wishes`."""
    _asked.set(replace(_asked.get(), **wishes))  # type: ignore[arg-type] # names are ours


def forget() -> None:
    """Take all wishes back: the command has ended."""
    _asked.set(Wishes())
