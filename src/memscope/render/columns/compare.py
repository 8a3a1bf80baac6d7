"""The columns of a comparison, declared once: pairs of regions and what they share."""

from collections.abc import Callable

from memscope.i18n import N_, _
from memscope.model.label_text import label_text
from memscope.model.region import Region
from memscope.model.sharing import PagePairs, Proof, RegionPair, Sharing
from memscope.render.columns.column import (
    Column,
    Value,
    name_text,
    perms_column,
    size_column,
)
from memscope.render.palette import KIND_STYLES
from memscope.render.words.names import region_name
from memscope.render.words.sharing import SHARING_MARKS, proofs_short, sharing_word
from memscope.units import UNKNOWN, format_address

Row = tuple[RegionPair, int]
"""A pair, and bytes in a page."""


def _pages(count: Callable[[PagePairs], int]) -> Callable[[Row], int | None]:
    """Read one count of a pair, as bytes."""

    def value(row: Row) -> int | None:
        pair, page_size = row
        if pair.in_bytes is not None:
            return count(pair.in_bytes)
        return None if pair.pages is None else count(pair.pages) * page_size

    return value


def _hex(value: Value) -> str:
    return format_address(value, 12) if isinstance(value, int) else UNKNOWN


def _address_there(row: Row) -> int | None:
    """The same address on both sides is said once."""
    return None if row[0].same_address else row[0].second.start


def _kind_letter(value: Value) -> str:
    return next(one.letter for kind, one in KIND_STYLES.items() if kind.value == value)


PAIR_COLUMNS: tuple[Column[Row], ...] = (
    Column("first", N_("in A"), lambda row: row[0].first.start, _hex, "address", ">"),
    Column(
        "second",
        N_("in B"),
        _address_there,
        lambda value: _hex(value) if value is not None else _("the same"),
        "address",
        ">",
    ),
    perms_column(lambda row: row[0].first.perms),
    size_column("size", N_("size"), lambda row: row[0].first.size),
    size_column("same", N_("same"), _pages(lambda p: p.same)),
    size_column("alike", N_("probably"), _pages(lambda p: p.alike)),
    size_column("different", N_("different"), _pages(lambda p: p.different)),
    size_column("only_first", N_("only A"), _pages(lambda p: p.only_first)),
    size_column("only_second", N_("only B"), _pages(lambda p: p.only_second)),
    Column(
        "sharing",
        N_("shared?"),
        lambda row: row[0].sharing.value,
        lambda value: (
            f"{SHARING_MARKS[Sharing(str(value))]} {sharing_word(Sharing(str(value)))}"
        ),
    ),
    Column(
        "proof",
        N_("proof"),
        lambda row: " ".join(row[0].proofs),
        lambda value: proofs_short(tuple(map(Proof, str(value).split()))) or UNKNOWN,
    ),
    Column(
        "letter",
        "",
        lambda row: row[0].first.kind.value,
        _kind_letter,
        style=lambda kind: f"spine.{kind}",
    ),
    Column("what", N_("what"), lambda row: _what(row[0].first), name_text),
    Column("name", N_("what"), lambda row: region_name(row[0].first), str),
)


def _what(region: Region) -> str:
    return label_text(region.label) or region.path
