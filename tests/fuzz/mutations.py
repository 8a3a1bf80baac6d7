"""Ways to spoil a captured file: what real corruption and strange kernels look like."""

from hypothesis import strategies as st


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """A file with a few pieces removed, repeated, replaced or put elsewhere."""
    data = original
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        end = draw(st.integers(at, min(len(data), at + 200)))
        piece = data[at:end]
        kind = draw(st.sampled_from(["cut", "drop", "repeat", "replace", "move"]))
        if kind == "cut":
            data = data[:end]
        elif kind == "drop":
            data = data[:at] + data[end:]
        elif kind == "repeat":
            data = data[:end] + piece + data[end:]
        elif kind == "replace":
            data = data[:at] + draw(st.binary(max_size=40)) + data[end:]
        else:
            rest = data[:at] + data[end:]
            to = draw(st.integers(0, len(rest)))
            data = rest[:to] + piece + rest[to:]
    return data
