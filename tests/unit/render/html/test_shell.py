"""The page around a report: a colour for every kind, and a policy that fits."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from memscope.model.kinds import Kind, Segment
from memscope.render.html.report import snapshot_page
from memscope.render.html.shell import colour_rules
from memscope.render.inks import DARK, LIGHT
from tests.tui.synthetic import snapshot

pytestmark = pytest.mark.unit


def test_every_kind_and_segment_has_a_rule() -> None:
    rules = colour_rules()
    found = re.findall(r"^\.k-([a-z-]+)\{--k:(#\w{6});--on:(#\w{6})\}$", rules, re.M)

    keys = {one.value for one in Kind} | {f"segment-{one.value}" for one in Segment}
    assert {name for name, _colour, _on in found} == keys | {"library"}


def test_both_themes_have_all_inks() -> None:
    rules = colour_rules()

    assert f"color-scheme:light;--ground:{LIGHT.ground}" in rules
    assert rules.count(f"color-scheme:dark;--ground:{DARK.ground}") == 2
    assert rules.count("--resting:") == 3


@pytest.mark.parametrize("name", ["style", "script"])
def test_the_policy_names_the_hash_of_what_is_inside(name: str) -> None:
    page = snapshot_page(snapshot())

    inside = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
    (hashed,) = re.findall(
        rf"{name}-src '(?:sha256-)?([^']+)'", page.replace("&#39;", "'")
    )
    digests = [b64encode(sha256(one.encode()).digest()).decode() for one in inside]
    assert digests == [hashed]
