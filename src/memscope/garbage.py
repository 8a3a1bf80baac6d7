"""Keep Python's garbage collector away while very many records are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for garbage within the block, where everything new is in use.

    The collector would walk all of it again and again: a third of the time that
    a large snapshot takes to load.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def resting_while_starting() -> Iterator[None]:
    """Look for no garbage until `settle`: what is imported is all there to stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """Look for garbage from now on, but never again in what is there already."""
    gc.freeze()
    gc.enable()
