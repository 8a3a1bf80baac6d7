import json
import re

import jsonschema
import pytest

from memscope.codec.listing import encode_listing
from memscope.codec.schema import listing_schema
from memscope.model.listing import GroupedBy
from tests.house.repository import ROOT
from tests.unit.render.listings import listing

pytestmark = pytest.mark.unit

OURS = {
    *("Listing", "ListedProcess", "ProcessGroup", "RamShare", "CgroupCharge"),
    *("MachineRam", "RamPart", "NotListed"),
}
"""Records that no other format has."""


@pytest.mark.parametrize("by", GroupedBy)
def test_what_is_written_follows_the_schema(by: GroupedBy) -> None:
    data = encode_listing(listing(by))

    document = json.loads(data)
    jsonschema.validate(document, listing_schema())
    assert document["format"] == "memscope.list"
    assert document["by"] == by
    assert len(document["processes"]) == 5


def test_unknown_is_null_and_never_zero() -> None:
    document = json.loads(encode_listing(listing()))

    (init,) = (one for one in document["processes"] if one["pid"] == 1)
    assert init["share"]["proportional"] is None
    assert init["share"]["resident"] == 16 << 20
    assert init["refused"] == "permission denied"
    (per_cpu,) = (one for one in document["ram"]["parts"] if one["name"] == "per-cpu")
    assert per_cpu["size"] is None


def test_every_field_is_explained_on_its_page() -> None:
    words = set(
        re.findall(r"`(?:\w+\.)*(\w+)`", (ROOT / "docs" / "list.md").read_text("utf-8"))
    )

    fields = {
        name
        for kind, definition in listing_schema()["$defs"].items()
        if kind in OURS
        for name in definition.get("properties", ())
    }
    assert len(fields) > 40
    assert fields - words == set()
