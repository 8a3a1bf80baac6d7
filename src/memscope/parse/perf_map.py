"""Names of generated code, as runtimes write them for perf: `perf-PID.map`.

Linux: tools/perf/Documentation/jit-interface.txt. One line: start and size in
hexadecimal, and a name, which may have blanks. The file only grows, while code moves
and dies: of the lines that cover an address the last one was true last.
"""

from memscope.model.place import Symbol, SymbolKind

NAME_LENGTH = 512
"""Bytes of a name, at most."""


def code_at(data: bytes, address: int) -> Symbol | None:
    """Return the last code that was written down for an address; None: none was.

    Args:
        data: The file.
        address: In the process.
    """
    end = len(data)
    while end > 0:
        start = data.rfind(b"\n", 0, end) + 1
        found = _symbol(data[start:end])
        if found is not None and 0 <= address - found.address < found.size:
            return found
        end = start - 1
    return None


def _symbol(line: bytes) -> Symbol | None:
    words = line.split(None, 2)
    if len(words) < 3:
        return None
    try:
        start, size = int(words[0], 16), int(words[1], 16)
    except ValueError:
        return None
    if start < 0 or start >> 64 or size < 0:
        return None
    name = words[2][:NAME_LENGTH].decode("utf-8", "surrogateescape")
    return Symbol(name, start, size, SymbolKind.FUNCTION)
