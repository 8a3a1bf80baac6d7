"""Where an ELF file has one variable, by a handful of small reads.

What other files may use is found by the hash table (DT_GNU_HASH) by which the loader
finds it; a program that exports nothing may still have its table of symbols. Nothing in
a file is trusted: whatever leads outside, too far or nowhere ends the search.
"""

from collections.abc import Iterator, Sequence
from struct import Struct as Layout
from struct import error as StructError

from msgspec import Struct

from memscope.parse.elf import HEADER_SIZE, Elf, LoadHeader, Read

_PT_DYNAMIC = 2
_DT_STRTAB, _DT_SYMTAB, _DT_GNU_HASH = 5, 6, 0x6FFFFEF5
_SHT_SYMTAB, _OBJECT = 2, 1
_MOST_ROWS = 4096
"""Rows of a table of headers, at most, and of the dynamic section."""
_MOST_CHAIN = 256
"""Symbols that share a bucket of the hash table, at most."""
_MOST_TABLE = 4 << 20
"""Bytes of a whole table of symbols, and of its names; there is time for no more."""
_MOST_PLACES, _MOST_TRIES = 8, 256
"""Of one name among the names, and of its place among the symbols."""


class _Class(Struct, frozen=True, gc=False):
    """How the records of 32-bit or of 64-bit files are laid out (man 5 elf).

    Attributes:
        header: e_phoff, e_shoff, e_phentsize, e_phnum, e_shentsize, e_shnum.
        segment: p_type, p_offset, p_filesz.
        dynamic: d_tag, d_val.
        section: sh_type, sh_offset, sh_size, sh_link.
        symbol: Begins with st_name.
        is_wide: 64 bits; there st_value comes last.
    """

    header: Layout
    segment: Layout
    dynamic: Layout
    section: Layout
    symbol: Layout
    is_wide: bool


_CLASSES = {
    b"\x7fELF\x01\x01": _Class(
        header=Layout("<28x2I6x4H"),
        segment=Layout("<2I8xI12x"),
        dynamic=Layout("<2I"),
        section=Layout("<4xI8x3I12x"),
        symbol=Layout("<2I4xBxH"),
        is_wide=False,
    ),
    b"\x7fELF\x02\x01": _Class(
        header=Layout("<32x2Q6x4H"),
        segment=Layout("<I4xQ16xQ16x"),
        dynamic=Layout("<2Q"),
        section=Layout("<4xI16x2QI20x"),
        symbol=Layout("<IBxHQ8x"),
        is_wide=True,
    ),
}
_HASH, _BUCKET = Layout("<4I"), Layout("<I")


class _File(Struct, frozen=True, gc=False):
    read: Read
    form: _Class
    header: tuple[int, ...]
    loads: Sequence[LoadHeader]

    def at(self, address: int, size: int) -> bytes:
        """Return bytes of the file by the address that they are loaded to."""
        for load in self.loads:
            if load.address <= address < load.address + load.file_size:
                return self.read(address - load.address + load.offset, size)
        return b""

    def defined(self, symbol: bytes) -> int | None:
        """Return the address of a symbol that is a variable, and defined here."""
        if self.form.is_wide:
            _, info, section, address = self.form.symbol.unpack(symbol)
        else:
            _, address, info, section = self.form.symbol.unpack(symbol)
        return int(address) if section and info & 15 == _OBJECT else None


def address_of_variable(read: Read, elf: Elf, name: bytes) -> int | None:
    """Return the link-time address of a variable; None: it is not found.

    Args:
        read: Reads the file; what lies outside of it is empty.
        elf: The file's headers.
        name: Of the variable.
    """
    start = read(0, HEADER_SIZE)
    form = _CLASSES.get(start[:6])
    if form is None:
        return None
    try:
        header = form.header.unpack_from(start)
        file = _File(read, form, header, elf.loads)
        found = _exported(file, name)
        return _listed(file, name) if found is None else found
    except StructError:  # less could be read than the file says that there is
        return None


def _exported(file: _File, name: bytes) -> int | None:
    values = _dynamic(file)
    try:
        names, symbols = values[_DT_STRTAB], values[_DT_SYMTAB]
        table = values[_DT_GNU_HASH]
    except KeyError:
        return None
    buckets, first, filters, _ = _HASH.unpack(file.at(table, _HASH.size))
    if not buckets:
        return None
    wanted = gnu_hash(name)
    bucket_at = table + _HASH.size + filters * (8 if file.form.is_wide else 4)
    place = bucket_at + wanted % buckets * _BUCKET.size
    (number,) = _BUCKET.unpack(file.at(place, _BUCKET.size))
    if number < first:
        return None
    chain_at = bucket_at + (buckets + number - first) * _BUCKET.size
    chain = file.at(chain_at, _MOST_CHAIN * _BUCKET.size)
    size = file.form.symbol.size
    for at, (hashed,) in enumerate(_BUCKET.iter_unpack(chain[: len(chain) & -4])):
        if hashed | 1 == wanted | 1:
            symbol = file.at(symbols + (number + at) * size, size)
            (name_at,) = _BUCKET.unpack_from(symbol)
            if file.at(names + name_at, len(name) + 1) == name + b"\0":
                return file.defined(symbol)
        if hashed & 1:
            return None
    return None


def gnu_hash(name: bytes) -> int:
    """Return the hash by which DT_GNU_HASH sorts names."""
    result = 5381
    for one in name:
        result = (result * 33 + one) & 0xFFFFFFFF
    return result


def _dynamic(file: _File) -> dict[int, int]:
    at, _, size, count, _, _ = file.header
    layout = file.form.dynamic
    for kind, offset, length in _rows(file, file.form.segment, at, size, count):
        if kind == _PT_DYNAMIC:
            count = length // layout.size
            rows = _rows(file, layout, offset, layout.size, count)
            return {row[0]: row[1] for row in rows}
    return {}


def _rows(
    file: _File, layout: Layout, at: int, size: int, count: int
) -> Iterator[tuple[int, ...]]:
    """Return the rows of a table; of one that makes no sense, none."""
    if size != layout.size or count > _MOST_ROWS:
        return iter(())
    data = file.read(at, size * count)
    return layout.iter_unpack(data[: len(data) - len(data) % size])


def _listed(file: _File, name: bytes) -> int | None:
    """Search the whole table of symbols, as far as it was not stripped."""
    _, at, _, _, size, count = file.header
    sections = list(_rows(file, file.form.section, at, size, count))
    for kind, offset, length, link in sections:
        if kind != _SHT_SYMTAB or link >= len(sections):
            continue
        _, names_at, names_length, _ = sections[link]
        if max(length, names_length) > _MOST_TABLE:
            continue
        names = file.read(names_at, names_length)
        symbols = file.read(offset, length)
        # Linkers let one name be the end of another one.
        for name_at in _all_in(names, name + b"\0", _MOST_PLACES):
            found = _named(file, symbols, name_at)
            if found is not None:
                return found
    return None


def _named(file: _File, symbols: bytes, name_at: int) -> int | None:
    size = file.form.symbol.size
    for at in _all_in(symbols, _BUCKET.pack(name_at), _MOST_TRIES):
        if at % size == 0 and at + size <= len(symbols):
            found = file.defined(symbols[at : at + size])
            if found is not None:
                return found
    return None


def _all_in(data: bytes, piece: bytes, most: int) -> Iterator[int]:
    at = -1
    for _ in range(most):
        at = data.find(piece, at + 1)
        if at < 0:
            return
        yield at
