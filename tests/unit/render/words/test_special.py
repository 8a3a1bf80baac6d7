import pytest
from msgspec.structs import replace

from memscope.model import labels
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.render.words.names import region_name
from memscope.render.words.reasons import reason_for
from memscope.render.words.special import special_name, special_reason
from memscope.units import cell_width
from tests.unit.render.text.test_where import HEAP

pytestmark = pytest.mark.unit

LABELS = (
    *(labels.LARGE_BLOCK, labels.PYTHON_OBJECTS, labels.GO_HEAP),
    *(labels.JAVA_CODE, labels.JAVA_HEAP, labels.V8_CODE, labels.V8_HEAP),
    labels.MAIN_THREAD_DATA,
)


def anonymous(label: str, **changed: object) -> Region:
    return replace(HEAP, kind=Kind.ANON, label=label, path="", **changed)


@pytest.mark.parametrize("label", LABELS)
def test_whatever_the_analysis_calls_memory_has_a_name_and_a_reason(label: str) -> None:
    region = anonymous(label)

    assert special_name(region)
    assert special_reason(region)
    assert reason_for(region) == special_reason(region)
    assert region_name(region) == special_name(region)


@pytest.mark.parametrize("label", LABELS)
def test_names_fit_into_a_column_of_the_map(label: str) -> None:
    assert cell_width(special_name(anonymous(label)) or "") <= 30


def test_memory_that_nothing_explains_has_the_reason_of_its_kind() -> None:
    region = anonymous("anonymous memory")

    assert special_name(region) is None
    assert special_reason(region) is None
    assert reason_for(region)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/memfd:cache (deleted)", Kind.SHARED),
        ("/memfd:jit (deleted)", Kind.JIT),
        ("/dev/shm/segment", Kind.SHARED),
        ("[anon:scudo:primary]", Kind.ANON),
        ("[anon_shmem:pool]", Kind.SHARED),
    ],
)
def test_memory_with_a_name_of_its_own_has_a_reason_of_its_own(
    path: str, kind: Kind
) -> None:
    region = replace(HEAP, kind=kind, path=path, label="x")

    assert special_reason(region)


def test_a_deleted_file_says_so() -> None:
    library = replace(HEAP, kind=Kind.CODE, path="/lib/x.so (deleted)", inode=7)

    reasons = {reason_for(replace(library, deleted=gone)) for gone in (True, False)}

    assert len(reasons) == 2


def test_the_programs_own_name_for_memory_is_made_harmless() -> None:
    region = replace(HEAP, kind=Kind.ANON, path="[anon:bad\x1b]", label="bad\x1b")

    assert special_name(region) == r"bad\x1b"


def test_huge_pages_are_not_said_to_be_a_deleted_file() -> None:
    region = replace(
        HEAP,
        kind=Kind.ANON,
        path="/anon_hugepage (deleted)",
        label="anonymous memory in huge pages",
        deleted=True,
    )

    assert "administrator" in reason_for(region)
    assert "deleted" not in reason_for(region)
