import pytest

from memscope.analyze.filter.completion import completions
from memscope.analyze.filter.terms import FilterKey
from tests.unit.analyze.filter.ground import BEARINGS

pytestmark = pytest.mark.unit


def offered(text: str) -> list[tuple[str, int | None]]:
    found = completions(text, len(text), [BEARINGS])
    return [(one.text, one.count) for one in found]


def test_an_empty_filter_offers_every_key() -> None:
    found = [text.rstrip(":<>") for text, _count in offered("")]
    assert found == [one.value for one in FilterKey]


def test_keys_and_then_names() -> None:
    assert offered("sh") == [("shared>", None), ("shop", 1)]
    assert offered("kind:heap -sw") == [("-swap>", None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind:", [("code", 2), ("library", 2), ("anon", 1), ("guard", 1), ("heap", 1),
                   ("rodata", 1), ("thread-stack", 1)]),
        ("kind:heap,an", [("anon", 1)]),
        ("seg:s", [("stack", 2)]),
        ("perm:r-", [("r-xp", 2), ("r--p", 1)]),
        ("thread:", [("4250", 2), ("waitress-1", 2)]),
        ("pid:", [("4200", 7)]),
        ("path:ssl", [("/usr/lib/libssl.so.3", 2)]),
        ("name:obj", [('"Python\'s objects"', 1)]),
        ("conf:", [("certain", 6), ("guess", 1)]),
        ("res>", [("0", 6), ("64K", 5), ("1M", 3)]),
        ("since:", [("10s", None), ("30s", None), ("5m", None), ("b", None)]),
        ("page:sw", [("swapped", 1)]),
        ("foo:", []),
    ],
)  # fmt: skip
def test_values_that_exist_now_with_their_counts(
    text: str, expected: list[tuple[str, int | None]]
) -> None:
    assert offered(text) == expected


def test_a_completion_takes_the_place_of_what_was_begun() -> None:
    text = "kind:heap,an or x"
    (one,) = completions(text, len("kind:heap,an"), [BEARINGS])
    assert text[: one.start] + one.text + text[one.end :] == "kind:heap,anon or x"
