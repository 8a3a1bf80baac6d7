"""What a search found, as lines of text: place after place, then what was not read."""

from collections.abc import Iterable, Iterator

from memscope.i18n import N_, _, ngettext
from memscope.model.abi import address_digits
from memscope.model.find import Form, Hit, MemorySearch, Pattern, Reach, Stop
from memscope.model.place import HexRow
from memscope.model.process import Process
from memscope.model.snapshot import Gap
from memscope.render.palette import KIND_STYLES
from memscope.render.runs import EMPTY, Line, Run, line
from memscope.render.text.hex import hex_line
from memscope.render.text.where import not_seen_lines, symbol_words
from memscope.render.words.names import region_label
from memscope.units import format_address, format_bytes, format_span, safe

_FORMS = {
    Form.TEXT: N_("text {written}"),
    Form.UTF16: N_("text {written} as UTF-16"),
    Form.BYTES: N_("bytes {written}"),
    Form.INTEGER: N_("number {written}"),
    Form.FLOAT: N_("floating-point number {written}"),
    Form.POINTER: N_("pointers into {written}"),
}
_STOPS = {
    Stop.LIMIT: N_("stopped at {address}: as many hits as wanted; there are more"),
    Stop.TIME: N_("stopped at {address}: the time is over; there may be more"),
    Stop.GONE: N_("stopped: the process ended, or became another program"),
}


def find_lines(
    process: Process, search: MemorySearch, gaps: Iterable[Gap] = ()
) -> list[Line]:
    """Return the hits, and how much was looked at.

    Args:
        process: As it was looked at.
        search: How it went.
        gaps: What could not be seen of the process.
    """
    digits = address_digits(process.abi)
    lines = [_headline(process, search.pattern), EMPTY]
    for hit in search.hits:
        lines += _hit_lines(hit, digits)
    if search.hits:
        lines.append(EMPTY)
    return [*lines, *_summary(search, digits), *not_seen_lines(gaps)]


def _headline(process: Process, pattern: Pattern) -> Line:
    text = _("process {pid} {name}: {what}").format(
        pid=process.pid, name=safe(process.name), what=pattern_words(pattern)
    )
    return line(Run(text, "title"))


def pattern_words(pattern: Pattern) -> str:
    """Say what is looked for, and how many bytes that is."""
    quoted = pattern.form in (Form.TEXT, Form.UTF16)
    written = safe(pattern.written)
    what = _(_FORMS[pattern.form]).format(written=f'"{written}"' if quoted else written)
    size = ngettext("{n} byte", "{n} bytes", pattern.size).format(n=pattern.size)
    if pattern.align > 1:
        where = _("at multiples of {n}").format(n=pattern.align)
        return f"{what} · {size}, {where}"
    return f"{what} · {size}"


def _hit_lines(hit: Hit, digits: int) -> Iterator[Line]:
    kind = hit.region.kind
    yield line(
        Run(format_address(hit.address, digits), "strong"),
        Run("  "),
        Run(f" {KIND_STYLES[kind].letter} ", f"spine.{kind.value}"),
        Run(f" {place_words(hit)}"),
        *_twin(hit, digits),
    )
    for row in hit.rows:
        yield line(Run("  "), *hex_line(row, _marked(hit, row)))


def place_words(hit: Hit) -> str:
    """Return where a hit is: `libc.so.6:environ · data of libc.so.6 +0x120`."""
    where = f"{region_label(hit.region)} +0x{hit.offset:x}"
    return where if hit.named is None else f"{symbol_words(hit.named)} · {where}"


def _twin(hit: Hit, digits: int) -> Iterator[Run]:
    if hit.same_as is not None:
        text = _("the same memory as at {address}")
        address = format_address(hit.same_as, digits)
        yield Run(f" · {text.format(address=address)}", "accent")


def _marked(hit: Hit, row: HexRow) -> range:
    first = hit.address - row.address
    return range(first, first + len(hit.data))


def _summary(search: MemorySearch, digits: int) -> Iterator[Line]:
    count = len(search.hits)
    if count:
        found = ngettext("{n} hit", "{n} hits", count).format(n=count)
    else:
        found = _("not found")
    read = _("read {size} in {time}").format(
        size=format_bytes(search.read), time=format_span(search.took_ms)
    )
    yield line(Run(found, "strong"), Run(f" · {read}"))
    if search.stop is not None:
        address = format_address(search.stopped_at, digits)
        yield line(Run(_(_STOPS[search.stop]).format(address=address), "warn"))
    left = list(_left_out(search))
    if left:
        yield line(Run(f"{_('not searched')}: ", "muted"), Run(" · ".join(left)))
    if search.is_of_itself:
        yield line(Run(_("this is memscope itself: it holds the pattern, too"), "warn"))


def _left_out(search: MemorySearch) -> Iterator[str]:
    extent = search.extent
    parts = (
        (
            extent.elsewhere,
            N_("{size} of files and shared memory not mapped here (yet)"),
        ),
        (extent.swapped, N_("{size} on swap")),
        (search.failed, N_("{size} that could not be read")),
        (extent.unknown, N_("{size} of which the kernel does not tell")),
        (extent.kernel, N_("{size} of the kernel or of devices")),
        (extent.ours, N_("{size} of the search itself")),
    )
    for size, text in parts:
        if size:
            yield _(text).format(size=format_bytes(size))


def announcement(process: Process, extent: Reach) -> str:
    """Say what is about to be read, for who asked."""
    text = _(
        "reading {size} of the memory of {pid} {name}: what is in RAM; nothing is "
        "stopped, and nothing brought in"
    )
    return text.format(
        size=format_bytes(extent.present), pid=process.pid, name=safe(process.name)
    )
