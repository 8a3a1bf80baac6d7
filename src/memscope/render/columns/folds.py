"""Columns of rows that are told together: what one line says of all of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from memscope.analyze.repetition import Fold
from memscope.analyze.totals import add_known
from memscope.i18n import _
from memscope.model.abi import address_digits
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.model.process import Thread
from memscope.model.region import Region
from memscope.render.columns.column import Column, Row, Value
from memscope.render.columns.regions import address_range
from memscope.render.words.labels import path_or_label
from memscope.render.words.names import base_name
from memscope.units import format_bytes, safe

_SUMS = (
    *("size", "resident", "proportional", "private", "shared", "swapped", "locked"),
    *("clean", "dirty", "cpu_ms", "reserved", "touched", "depth", "guard"),
)
_OF_ONE = (
    *("thread", "offset", "flags", "memory", "part", "pages"),
    *("sp", "pc", "limit", "registers"),
)
"""What is different of each, and has no sum."""


class _FoldWords(str):
    """What is said already, unlike the bare values of a column."""

    __slots__ = ()


_Together = Callable[[Fold[Row]], Value]


def region_fold_columns(
    columns: Sequence[Column[Region]],
    abi: str | None,
    more: Mapping[str, Callable[[Fold[Region]], Value]] | None = None,
) -> tuple[Column[Fold[Region]], ...]:
    """Return columns of regions for folds of them.

    Args:
        columns: Of single regions.
        abi: Of the process, for its addresses.
        more: What else is said of several together, by column: words, or a number.
    """
    digits = address_digits(abi)

    def addresses(fold: Fold[Region]) -> Value:
        first, last = fold.rows[0], fold.rows[-1]
        return _FoldWords(address_range(first.start, last.end, digits))

    together: dict[str, _Together[Region]] = {
        "range": addresses,
        "what": _in_words(fold_words),
        **{name: _in_words(one) for name, one in (more or {}).items()},
    }
    return _fold_columns(columns, together, _main_region)


def thread_fold_columns(
    columns: Sequence[Column[Thread]], abi: str | None
) -> tuple[Column[Fold[Thread]], ...]:
    """Return columns of threads for folds of them; arguments as for regions."""
    digits = address_digits(abi)

    def stacks(fold: Fold[Thread]) -> Value:
        known = [one.stack for one in fold.rows if one.stack]
        if not known:
            return None
        low, high = min(one.start for one in known), max(one.end for one in known)
        return _FoldWords(address_range(low, high, digits))

    together: dict[str, _Together[Thread]] = {
        "tid": lambda fold: _FoldWords(f"{fold.rows[0].tid}–{fold.rows[-1].tid}"),
        "name": _names,
        "stack": stacks,
    }
    return _fold_columns(columns, together, lambda fold: fold.rows[0])


def _fold_columns(
    columns: Sequence[Column[Row]],
    together: Mapping[str, _Together[Row]],
    main: Callable[[Fold[Row]], Row],
) -> tuple[Column[Fold[Row]], ...]:
    def said_by(column: Column[Row]) -> _Together[Row]:
        if column.id in together:
            return together[column.id]
        single = column.value
        if column.id in _OF_ONE:
            return lambda _fold: _FoldWords("")
        if column.id in _SUMS:
            return lambda fold: add_known(map(single, fold.rows))  # type: ignore[arg-type]
        return lambda fold: single(main(fold))

    return tuple(_fold_column(one, said_by(one)) for one in columns)


def _fold_column(column: Column[Row], together: _Together[Row]) -> Column[Fold[Row]]:
    single, words = column.value, column.words

    def value(fold: Fold[Row]) -> Value:
        return single(fold.rows[0]) if len(fold.rows) == 1 else together(fold)

    def told(value: Value) -> str:
        return str(value) if isinstance(value, _FoldWords) else words(value)

    return Column(
        *(column.id, column.title, value, told),
        *(column.unit, column.align, column.style),
    )


def _main_region(fold: Fold[Region]) -> Region:
    """Return the one of a pair that the program uses."""
    usable = (one for one in fold.pattern if not one.is_no_access)
    return next(usable, fold.rows[0])


def _in_words(told: Callable[[Fold[Row]], Value]) -> _Together[Row]:
    """Numbers stay for the column to put into words."""

    def value(fold: Fold[Row]) -> Value:
        said = told(fold)
        return _FoldWords(said) if isinstance(said, str) else said

    return value


def fold_words(fold: Fold[Region]) -> str:
    """Return what alike regions are together, for people."""
    low, *high = (_each(fold, at) for at in range(fold.period))
    count = f"{fold.count:,}"
    if high:
        text = _("{n} × {low} below {high}").format(n=count, low=low, high=high[0])
    else:
        text = f"{count} × {low}"
    holes = sum(high.start - low.end for low, high in pairwise(fold.rows))
    if holes:
        between = _("{size} of nothing between")
        text = f"{text}; {between.format(size=format_bytes(holes))}"
    return text


def _each(fold: Fold[Region], at: int) -> str:
    """Return what the regions at one place of the pattern are: `64 KiB guard`."""
    those = fold.rows[at :: fold.period]
    first = those[0]
    labels = {path_or_label(one) for one in those}
    name = _(first.kind.english)
    if len(labels) == 1 and first.kind is not Kind.GUARD:
        name = base_name(path_or_label(first)) if first.inode else ""
        name = name or safe(label_text(path_or_label(first)))
    return f"{format_bytes(first.size)} {name}"


_DIGITS = re.compile(r"(\d+)")


def _names(fold: Fold[Thread]) -> Value:
    """Return the first name and the last: `5,000 × worker-0 … worker-4999`."""
    names = {_DIGITS.sub(_wide, one.name): one.name for one in fold.rows}
    first, last = names[min(names)], names[max(names)]
    count = f"{len(fold.rows):,} × {safe(first)}"
    return _FoldWords(count if first == last else f"{count} … {safe(last)}")


def _wide(digits: re.Match[str]) -> str:
    """Sort numbers by what they are worth."""
    return digits[0].zfill(_LONGEST_NAME)


_LONGEST_NAME = 16
"""Bytes of a thread's name (TASK_COMM_LEN)."""
