"""A bar of layers: the whole is all that is in RAM, each part as long as its share."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from memscope.analyze.layers import LayerKey
from memscope.analyze.series_together import PROCESS
from memscope.i18n import _
from memscope.render.runs import Run
from memscope.render.words.layers import REST, layer_name
from memscope.units import cell_width, fit, safe, short_bytes

_THIN = 0.5
"""Cells; what is thinner is put together."""


class Part(NamedTuple):
    """One part of a bar.

    Attributes:
        key: Its layer; None: several that are too thin, and what no region is known to
            have.
        cells: How long it is.
        size: Bytes.
        run: What is drawn.
    """

    key: LayerKey | None
    cells: int
    size: int
    run: Run


def layer_bar(
    layers: Sequence[tuple[LayerKey, int]], whole: int, width: int
) -> list[Part]:
    """Return the parts of a bar, the largest first, the rest last.

    Args:
        layers: With their bytes, the largest first.
        whole: Bytes that the bar stands for; more, where the layers have more.
        width: Cells.
    """
    total = max(whole, sum(size for _key, size in layers))
    if total <= 0 or width <= 0:
        return []
    thick = [one for one in layers if one[1] * width / total >= _THIN]
    rest = total - sum(size for _key, size in thick)
    rows: list[tuple[LayerKey | None, int]] = [*thick, (None, rest)]
    return [*_parts(rows, total, width)]


def _parts(
    rows: Sequence[tuple[LayerKey | None, int]], total: int, width: int
) -> Iterator[Part]:
    done = at = 0
    worn: set[str] = set()
    for key, size in rows:
        done += size
        end = round(done * width / total)
        if end > at:
            run = Run(_text(key, size, end - at), _style(key, worn))
            yield Part(key, end - at, size, run)
        at = end


def _style(key: LayerKey | None, worn: set[str]) -> str:
    """Two layers of one colour are told apart by its depth."""
    if key is None:
        return "track.unknown"
    role = "shade" if key.colour in worn else "spine"
    worn.add(key.colour)
    return f"{role}.{key.colour}"


def _name(key: LayerKey) -> str:
    """A process's name is no word of ours."""
    is_process = key.colour.startswith(PROCESS)
    return safe(key.label) if is_process else layer_name(key)


def _text(key: LayerKey | None, size: int, cells: int) -> str:
    """Name and size, the name alone, or nothing: never a part of a word."""
    name = _(REST) if key is None else _name(key)
    for text in (f" {name} {short_bytes(size)}", f" {name}", name):
        if cell_width(text) + (text != name) <= cells:
            return fit(text, cells)
    return " " * cells
