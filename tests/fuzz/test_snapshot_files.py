"""Whatever a file says: a snapshot, or one line that says what is wrong with it."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.codec.snapshot import decode_snapshot, encode_snapshot
from memscope.errors import BadFile

pytestmark = pytest.mark.fuzz

GOOD = (Path(__file__).parents[1] / "unit" / "codec" / "version1.json").read_bytes()


def decode(data: bytes) -> None:
    """Load, or be refused; what loads comes back the same."""
    with contextlib.suppress(BadFile):
        snapshot = decode_snapshot(data)
        assert decode_snapshot(encode_snapshot(snapshot)) == snapshot


@given(st.binary(max_size=200))
def test_any_bytes_load_or_are_refused(data: bytes) -> None:
    decode(data)


@given(st.integers(0, len(GOOD)), st.binary(min_size=1, max_size=12))
def test_a_damaged_file_loads_or_is_refused(at: int, damage: bytes) -> None:
    decode(GOOD[:at] + damage + GOOD[at + len(damage) :])


@given(st.integers(0, len(GOOD) - 2))
def test_a_cut_file_is_refused(at: int) -> None:
    with pytest.raises(BadFile):
        decode_snapshot(GOOD[:at])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=8), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.sampled_from(["taken_at", "system", "processes", "gaps", "took_ms", "version"]),
)
def test_any_value_in_place_of_a_field_loads_or_is_refused(
    value: object, field: str
) -> None:
    document = json.loads(GOOD)
    document[field] = value

    decode(json.dumps(document).encode())
