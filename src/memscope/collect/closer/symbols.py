"""Name addresses of a process: the section and the symbol that lie there.

names = Names()                       # keeps ELF headers and symbol tables
with ProcFs().process(pid) as directory:
    here = names.of(directory, process)
    here.symbol_at(0x7f3a00001000)
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from memscope.analyze.meanings import file_name
from memscope.analyze.where import (
    MappedImage,
    RegionIndex,
    load_bias,
    mapped_images,
    section_at,
)
from memscope.errors import ProcError
from memscope.i18n import N_
from memscope.model.evidence import FILE_CHANGED
from memscope.model.kinds import Kind
from memscope.model.place import NamedAt, Pointer, Symbol
from memscope.model.process import Process
from memscope.model.region import Region, vma_of
from memscope.model.snapshot import Gap
from memscope.parse.elf import Elf
from memscope.parse.perf_map import code_at
from memscope.parse.symbols import SymbolTable
from memscope.proc.fs import ProcDir
from memscope.proc.images import ElfFiles, FileKey, Opened
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.perf_maps import read_perf_map
from memscope.proc.remedies import to_open_files
from memscope.proc.symbols import SymbolFiles, own_vdso_symbols

_MOST_OBJECTS = 4096
_NAMES_IN = N_("names in {name}")
_CHANGED = N_("the file was changed after it was mapped")


@dataclass(slots=True)
class Names:
    """Names addresses of any process; for one thread at a time."""

    _elfs: ElfFiles = field(default_factory=ElfFiles)
    _symbols: SymbolFiles = field(default_factory=SymbolFiles)

    def of(self, directory: ProcDir, process: Process) -> "ProcessNames":
        """Return the names of a process, as of the snapshot that it comes from."""
        return ProcessNames(directory, process, self._elfs, self._symbols)


@dataclass(frozen=True, slots=True)
class ImageSymbols:
    """A mapped image whose file could be read.

    Attributes:
        path: As the kernel prints it.
        elf: Headers of the file.
        bias: What was added to its link-time addresses.
        table: Its symbols.
    """

    path: str
    elf: Elf
    bias: int
    table: SymbolTable

    def in_process(self, symbol: Symbol) -> Symbol:
        """Return a symbol of the table with its address in the process."""
        return _moved(symbol, self.bias)


@dataclass(slots=True)
class ProcessNames:
    """The names of one process.

    Attributes:
        directory: Of the process; must be open while questions are asked.
        process: From a snapshot.
        regions: Its regions, for questions by address.
        gaps: Files that could not be read so far.
    """

    directory: ProcDir
    process: Process
    _elfs: ElfFiles
    _symbols: SymbolFiles
    regions: RegionIndex = field(init=False)
    gaps: list[Gap] = field(default_factory=list)
    _images: dict[int, MappedImage] | None = None
    _loaded: dict[int, ImageSymbols | None] = field(default_factory=dict)
    _files: dict[FileKey, Opened] = field(default_factory=dict)
    _perf_map: tuple[str, bytes] | None = None

    def __post_init__(self) -> None:
        self.regions = RegionIndex(self.process.regions)

    def symbol_at(self, address: int) -> NamedAt | None:
        """Return the symbol at an address, or the nearest below in its section."""
        loaded = self._loaded_at(address)
        if loaded is None:
            return self._generated_at(address)
        link_address = address - loaded.bias
        symbol = loaded.table.covering(link_address)
        is_inside = symbol is not None
        if symbol is None:
            symbol = _nearest(loaded, link_address)
        if symbol is None:
            return None
        return NamedAt(
            _moved(symbol, loaded.bias),
            loaded.path,
            link_address - symbol.address,
            is_inside,
            loaded.table.is_complete,
        )

    def _generated_at(self, address: int) -> NamedAt | None:
        """Return the generated code that the program itself wrote down there."""
        region = self.regions.at(address)
        if region is None or region.kind is not Kind.JIT:
            return None
        if self._perf_map is None:
            self._perf_map = read_perf_map(self.directory) or ("", b"")
        name, data = self._perf_map
        symbol = code_at(data, address)
        if symbol is None:
            return None
        offset = address - symbol.address
        return NamedAt(symbol, name, offset, is_inside=True, is_complete=True)

    def section_at(self, address: int) -> str | None:
        """Return the name of the ELF section at an address."""
        loaded = self._loaded_at(address)
        if loaded is None:
            return None
        section = section_at(loaded.elf, address - loaded.bias)
        return section.name if section else None

    def pointer(self, word: int, *, named: bool = True) -> Pointer | None:
        """Return where a word points; None when nothing is mapped there."""
        region = self.regions.at(word)
        if region is None:
            return None
        found = self.symbol_at(word) if named else None
        return Pointer(word, region, word - region.start, found)

    def symbols_in(self, start: int, end: int) -> list[Symbol]:
        """Return the symbols that begin in [start, end), at most 4096."""
        loaded = self._loaded_at(start)
        if loaded is None:
            return []
        low, high = start - loaded.bias, end - loaded.bias
        found = loaded.table.between(low, high, _MOST_OBJECTS)
        return [_moved(symbol, loaded.bias) for symbol in found]

    def image_count(self) -> int:
        """Return how many images are mapped, the kernel's own included."""
        return len(self._image_starts())

    def image_symbols(self) -> Iterator[ImageSymbols | None]:
        """Yield each image with its symbols, read when it is asked for; None: no."""
        for start in self._image_starts():
            yield self._loaded_at(start)

    def _loaded_at(self, address: int) -> ImageSymbols | None:
        region = self.regions.at(address)
        if region is None or (region.image is None and region.kind is not Kind.VDSO):
            return None
        image = self._by_start().get(region.start)
        key = image.regions[0].start if image else region.start
        if key not in self._loaded:
            self._loaded[key] = self._load(image) if image else _vdso(region)
        return self._loaded[key]

    def _by_start(self) -> dict[int, MappedImage]:
        if self._images is None:
            self._images = {
                one.start: image
                for image in mapped_images(self.process.regions)
                for one in image.regions
            }
        return self._images

    def _image_starts(self) -> list[int]:
        starts = {image.regions[0].start for image in self._by_start().values()}
        vdso = {one.start for one in self.process.regions if one.kind is Kind.VDSO}
        return sorted(starts | vdso)

    def _load(self, image: MappedImage) -> ImageSymbols | None:
        row = next(iter(image.file_regions), None)
        if row is None:
            return None
        if any(one.evidence[:1] == (FILE_CHANGED,) for one in image.regions):
            self._miss(image.path, _CHANGED)
            return None
        vma = vma_of(row)
        elf = self._elfs.of(self.directory, self._files, vma).elf
        opened = self._symbols.of(self.directory, vma)
        if elf is None or opened.table is None:
            remedy = to_open_files() if opened.is_closed else None
            self._miss(image.path, opened.why or N_("it is no ELF file"), remedy)
            return None
        bias = load_bias(elf, image, PAGE_SIZE)
        if bias is None:
            return None
        return ImageSymbols(image.path, elf, bias, opened.table)

    def _miss(self, path: str, why: str, remedy: str | None = None) -> None:
        if not self.directory.is_alive():
            return
        what = _NAMES_IN.format(name=file_name(path))
        self.gaps.append(Gap(what=what, pid=self.process.pid, why=why, remedy=remedy))


def _nearest(loaded: ImageSymbols, address: int) -> Symbol | None:
    """Return the symbol below, unless another section begins between."""
    section = section_at(loaded.elf, address)
    symbol = loaded.table.below(address)
    if section is None or symbol is None or symbol.address < section.address:
        return None
    return symbol


def _vdso(region: Region) -> ImageSymbols | None:
    """The kernel gives every 64-bit process the same vdso, so ours tells the names."""
    try:
        found = own_vdso_symbols(region.size)
    except ProcError:
        return None
    return ImageSymbols("[vdso]", found[0], region.start, found[1]) if found else None


def _moved(symbol: Symbol, bias: int) -> Symbol:
    return Symbol(symbol.name, symbol.address + bias, symbol.size, symbol.kind)
