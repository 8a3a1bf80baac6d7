"""The catalogue promises what the programs do."""

from pathlib import Path

import pytest

from memscope.errors import UsageProblem
from memscope.lab.catalog import SAMPLES, SampleInfo, find_sample, sample_file

pytestmark = pytest.mark.unit

samples = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def sources(sample: SampleInfo) -> list[Path]:
    endings = {"c": "c", "python": "py"}
    return [
        sample_file(language, f"{sample.name}.{endings[language]}")
        for language in sample.languages
    ]


@samples
def test_every_action_is_known_to_the_program_in_every_language(
    sample: SampleInfo,
) -> None:
    for source in sources(sample):
        text = source.read_text("utf-8")
        missing = [a.word for a in sample.actions if f'"{a.word}"' not in text]
        assert missing == [], source


@samples
def test_keys_are_single_digits_and_none_is_used_twice(sample: SampleInfo) -> None:
    keys = [action.key for action in sample.actions]

    assert all(len(key) == 1 and key.isdigit() for key in keys)
    assert len(set(keys)) == len(keys)


def test_the_same_command_has_the_same_key_in_every_sample() -> None:
    keys: dict[str, set[str]] = {}
    for sample in SAMPLES:
        for action in sample.actions[:9]:
            keys.setdefault(action.title, set()).add(action.key)

    assert {title for title, used in keys.items() if len(used) > 1} == set()


def test_every_program_is_in_the_catalogue() -> None:
    for language, ending in (("c", "c"), ("python", "py")):
        folder = sample_file(language, f"anatomy.{ending}").parent
        programs = {path.stem for path in folder.glob(f"*.{ending}")}
        listed = {s.name for s in SAMPLES if language in s.languages}
        assert programs == listed


def test_an_unknown_sample_is_wrong_usage_and_the_hint_lists_the_known_ones() -> None:
    with pytest.raises(UsageProblem) as caught:
        find_sample("anatomie")

    assert all(sample.name in caught.value.hint for sample in SAMPLES)
    assert find_sample("forks").name == "forks"
