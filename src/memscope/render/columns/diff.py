"""The columns of a diff, and the words for what is different."""

from dataclasses import replace
from functools import partial

from memscope.i18n import N_, _, listed
from memscope.model.abi import address_digits
from memscope.model.diff import Difference, ProcessDiff, RegionDiff, SegmentDiff
from memscope.model.kinds import Kind, Segment
from memscope.model.label_text import label_text
from memscope.render.columns.column import Column, Value, name_text, perms_column
from memscope.render.columns.regions import address_range, in_digits
from memscope.render.palette import KIND_STYLES, SEGMENT_STYLES
from memscope.render.words.access import marked
from memscope.render.words.labels import path_or_label
from memscope.units import UNKNOWN, format_address, format_bytes, format_delta

DIFFERENCE_WORDS = {
    Difference.APPEARED: N_("appeared"),
    Difference.GONE: N_("gone"),
    Difference.GREW: N_("grew"),
    Difference.SHRANK: N_("shrank"),
    Difference.MOVED: N_("moved"),
    Difference.PERMISSIONS: N_("other permissions"),
    Difference.MEANING: N_("other use"),
    Difference.TOUCHED: N_("touched"),
    Difference.RELEASED: N_("gave back"),
    Difference.SWAP: N_("swap"),
    Difference.LOCK: N_("locks"),
}
_MARKS = {Difference.APPEARED: "+", Difference.GONE: "−"}
_STYLES = {"+": "good", "−": "bad", "~": "warn"}


def _mark(one: RegionDiff) -> str:
    return _MARKS.get(one.differences[0], "~")


def _delta(value: Value) -> str:
    if not isinstance(value, int):
        return UNKNOWN
    return format_delta(value) if value else "="


def _size(value: Value) -> str:
    return format_bytes(value) if isinstance(value, int) else UNKNOWN


def _words(value: Value) -> str:
    slugs = str(value).split(" ")
    return listed(_(DIFFERENCE_WORDS[Difference(slug)]) for slug in slugs)


def _detail(one: RegionDiff, digits: int = 12) -> str:
    """Say what it was where the name alone does not."""
    old, new = one.before, one.after
    region = one.region
    text = label_text(path_or_label(region))
    if old is None or new is None:
        return text
    if Difference.PERMISSIONS in one.differences:
        text += f" · {marked(old.perms)} → {marked(new.perms)}"
    if Difference.MEANING in one.differences:
        text += f" · {label_text(old.label)} → {label_text(new.label)}"
    if Difference.MOVED in one.differences:
        was, now = (format_address(side.start, digits) for side in (old, new))
        text += f" · {was} → {now}"
    return text


DIFF_COLUMNS: tuple[Column[RegionDiff], ...] = (
    Column("mark", "", _mark, str, style=lambda mark: _STYLES.get(str(mark), "")),
    Column(
        "range",
        N_("addresses"),
        lambda one: address_range(one.region.start, one.region.end),
        str,
    ),
    perms_column(lambda one: one.region.perms),
    Column("delta", N_("size"), lambda one: one.delta, _delta, "bytes", ">"),
    Column(
        "resident", N_("resident"), lambda one: one.resident_delta, _delta, "bytes", ">"
    ),
    Column(
        "letter",
        "",
        lambda one: one.region.kind._value_,
        lambda kind: KIND_STYLES[Kind(str(kind))].letter,
        style=lambda kind: f"spine.{kind}",
    ),
    Column("differences", N_("what"), lambda one: " ".join(one.differences), _words),
    Column("detail", N_("region"), _detail, name_text),
)
"""Everything that a row says about a region that is not the same."""


def diff_columns(one: ProcessDiff) -> tuple[Column[RegionDiff], ...]:
    """Return the columns with addresses as wide as those of the process are."""
    abis = one.before.abi, one.after.abi
    digits = max(map(address_digits, abis))
    *others, detail = in_digits(DIFF_COLUMNS, *abis)
    return (*others, replace(detail, value=partial(_detail, digits=digits)))


def _less(numbers: tuple[int | None, int | None]) -> int | None:
    was, now = numbers
    return None if was is None or now is None else now - was


SEGMENT_DIFF_COLUMNS: tuple[Column[SegmentDiff], ...] = (
    Column(
        "letter",
        "",
        lambda one: one.segment.value,
        lambda segment: SEGMENT_STYLES[Segment(str(segment))].letter,
        style=lambda segment: f"spine.segment-{segment}",
    ),
    Column(
        "segment",
        N_("segment"),
        lambda one: one.segment.value,
        lambda segment: _(SEGMENT_STYLES[Segment(str(segment))].name),
    ),
    Column(
        "regions",
        N_("regions"),
        lambda one: one.regions[1] - one.regions[0],
        lambda value: f"{value:+}" if value else "=",
        align=">",
    ),
    Column(
        "virtual",
        N_("size"),
        lambda one: one.virtual[1] - one.virtual[0],
        _delta,
        "bytes",
        ">",
    ),
    Column(
        "resident", N_("resident"), lambda one: _less(one.resident), _delta, "", ">"
    ),
    Column("now", N_("resident now"), lambda one: one.resident[1], _size, "bytes", ">"),
)
"""The sums of a segment, as far as they are different."""
