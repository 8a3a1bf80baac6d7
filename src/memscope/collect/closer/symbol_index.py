"""All symbols of a process by a part of their name, for `g`.

    index = SymbolIndex()
    index.find(process, "PyObject_New", told=lambda done, all: ..., is_stopped=...)

The first question reads the symbol tables of the mapped files, one after the other;
what was read is kept by file, so that the next process that maps it has it already.
For one thread at a time: others wait.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import nsmallest

from memscope.analyze.goto.destination import FoundSymbol
from memscope.analyze.goto.symbol_names import SymbolNames, rank
from memscope.collect.closer.symbols import ImageSymbols, Names, ProcessNames
from memscope.errors import MemscopeError
from memscope.model.process import Process
from memscope.proc.fs import ProcFs

MOST = 100
_KEPT_FILES = 64

Told = Callable[[int, int], None]
"""Hears of how many files the names are known, of how many."""


@dataclass(slots=True)
class SymbolIndex:
    """Keeps the names of files between questions."""

    _names: Names = field(default_factory=Names)
    _by_file: dict[int, SymbolNames] = field(default_factory=dict)
    _images: dict[tuple[int, int], tuple[tuple[int, ...], list[ImageSymbols]]] = field(
        default_factory=dict
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(
        self,
        process: Process,
        wanted: str,
        told: Told = lambda _done, _all: None,
        is_stopped: Callable[[], bool] = bool,
    ) -> list[FoundSymbol]:
        """Return symbols that have this text, the likeliest first, at most `MOST`.

        Args:
            process: From the last look.
            wanted: Part of a name.
            told: Hears how far it is.
            is_stopped: Asked now and then; what was found so far is returned then.
        """
        with self._lock:
            if is_stopped():
                return []
            images = self._images_of(process, told, is_stopped)
            found: list[FoundSymbol] = []
            for image in images:
                if is_stopped():
                    break
                names = self._names_of(image)
                found += [
                    FoundSymbol(image.in_process(one), image.path)
                    for one in names.find(wanted, MOST, is_stopped)
                ]
        return nsmallest(MOST, found, key=lambda one: rank(one.symbol, wanted))

    def _images_of(
        self, process: Process, told: Told, is_stopped: Callable[[], bool]
    ) -> list[ImageSymbols]:
        starts = tuple(one.start for one in process.regions if one.image)
        known = self._images.get(process.identity)
        if known is not None and known[0] == starts:
            return known[1]
        try:
            with ProcFs().process(process.pid) as directory:
                names = self._names.of(directory, process)
                images, is_whole = self._read(names, told, is_stopped)
        except MemscopeError:
            return known[1] if known else []
        if is_whole:
            self._images = {process.identity: (starts, images)}
        return images

    def _read(
        self, names: ProcessNames, told: Told, is_stopped: Callable[[], bool]
    ) -> tuple[list[ImageSymbols], bool]:
        """Read file by file; those that were read before take no time."""
        found: list[ImageSymbols] = []
        count = names.image_count()
        for done, image in enumerate(names.image_symbols()):
            if is_stopped():
                return found, False
            told(done, count)
            if image is not None:
                self._names_of(image)
                found.append(image)
        told(count, count)
        return found, True

    def _names_of(self, image: ImageSymbols) -> SymbolNames:
        known = self._by_file.pop(id(image.table), None)
        if known is None or known.table is not image.table:
            known = SymbolNames(image.table)
        # Put back at the end: the first is the longest unused.
        self._by_file[id(image.table)] = known
        while len(self._by_file) > _KEPT_FILES:
            del self._by_file[next(iter(self._by_file))]
        return known
