"""Symbols for `g`: what reads them is imported when they are first asked for."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memscope.analyze.goto.destination import FoundSymbol
    from memscope.collect.closer.symbol_index import SymbolIndex
    from memscope.model.process import Process


class LateSymbols:
    """Finds symbols of living processes; see `collect/closer/symbol_index.py`."""

    def __init__(self) -> None:
        self._index: SymbolIndex | None = None
        self._lock = threading.Lock()

    def find(
        self,
        process: "Process",
        wanted: str,
        told: Callable[[int, int], None],
        is_stopped: Callable[[], bool],
    ) -> "list[FoundSymbol]":
        """Return symbols that have this text; for threads beside the screen."""
        with self._lock:
            if self._index is None:
                from memscope.collect.closer.symbol_index import SymbolIndex

                self._index = SymbolIndex()
        return self._index.find(process, wanted, told, is_stopped)
