import json
from datetime import UTC, datetime

import jsonschema
import pytest
from msgspec.structs import replace

from memscope.codec.compare import encode_comparison
from memscope.codec.schema import comparison_schema
from memscope.model.kinds import Kind
from memscope.model.sharing import (
    Comparison,
    Isolation,
    MatchedBy,
    PagePairs,
    Proof,
    RegionPair,
    SameAddress,
    Sharing,
    Side,
    SpaceRelation,
)
from memscope.model.snapshot import Gap, System
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

HEAP = region(Kind.HEAP, path="[heap]", label="heap \udcff")
COMPARISON = Comparison(
    taken_at=datetime(2026, 11, 22, 21, 30, tzinfo=UTC),
    took_ms=31.5,
    system=System("6.18.44", "x86_64", 4096),
    first=Side(4242, 4242, 100, "anato\udce9my", 2, 10),
    second=Side(4243, 4250, 101, "worker-1", 2, None),
    address_space=SpaceRelation.SEPARATE,
    space_proofs=(Proof.KCMP,),
    page_proof=Proof.FRAMES,
    pairs=(
        RegionPair(
            HEAP,
            HEAP,
            MatchedBy.ADDRESS,
            False,
            Sharing.PARTLY,
            PagePairs(both=2, same=1, copy_on_write=1, different=1),
            (Proof.FRAMES,),
            (2, 3),
        ),
    ),
    only_first=(region(Kind.CODE, inode=7),),
    only_second=(),
    totals=PagePairs(both=2, same=1, copy_on_write=1, different=1),
    isolation=Isolation(1, (SameAddress(0x7F00, "heap", Proof.FRAMES, 3, None),)),
    elsewhere=0,
    gaps=(
        Gap(
            what="physical frames",
            pid=None,
            why="needs CAP_SYS_ADMIN",
            remedy="run as root",
        ),
    ),
)
UNKNOWN = replace(
    COMPARISON,
    address_space=SpaceRelation.UNKNOWN,
    space_proofs=(),
    page_proof=None,
    totals=None,
    isolation=None,
    elsewhere=None,
    pairs=(RegionPair(HEAP, HEAP, MatchedBy.ORDER, False, Sharing.UNKNOWN),),
)


@pytest.mark.parametrize("comparison", [COMPARISON, UNKNOWN])
def test_what_is_written_follows_the_schema(comparison: Comparison) -> None:
    validator = jsonschema.Draft202012Validator(comparison_schema())

    validator.validate(json.loads(encode_comparison(comparison)))
    validator.validate(json.loads(encode_comparison(comparison, indent=2)))


def test_the_schema_is_a_schema_of_its_own() -> None:
    schema = comparison_schema()

    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == "memscope comparison, version 1"
    assert "Wire" not in json.dumps(schema)


def test_addresses_are_text_counts_are_numbers_and_unknown_is_null() -> None:
    written = json.loads(encode_comparison(COMPARISON))

    assert written["format"] == "memscope.comparison"
    assert written["version"] == 1
    assert written["pairs"][0]["first"]["start"] == "0x10000"
    assert written["pairs"][0]["pages"]["same"] == 1
    assert written["pairs"][0]["mappings"] == [2, 3]
    assert written["isolation"]["examples"][0] == {
        "address": "0x7f00",
        "label": "heap",
        "proof": "frames",
        "first_frame": 3,
        "second_frame": None,
    }
    assert written["second"]["resident_pages"] is None
    assert json.loads(encode_comparison(UNKNOWN))["totals"] is None


def test_names_that_are_not_utf8_are_written_as_everywhere() -> None:
    written = json.loads(encode_comparison(COMPARISON))

    assert written["first"]["name"] == "anato\\xe9my"
    assert written["pairs"][0]["first"]["label"] == "heap \\xff"
