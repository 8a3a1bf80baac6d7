import pytest
from msgspec.structs import replace

from memscope import i18n
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.render.words.labels import owned_label, path_or_label
from tests.tui.synthetic import region

pytestmark = pytest.mark.unit


@pytest.fixture
def japanese() -> None:
    i18n.set_language("ja")


def test_in_english_a_label_is_itself() -> None:
    assert label_text("guard of the stack of [bold]") == "guard of the stack of [bold]"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("large malloc block", "大きな確保"),
        ("malloc arena of 12 threads", "12個のスレッドのmallocアリーナ"),
        ("malloc arena of 12 monkeys", "12 monkeysのmallocアリーナ"),
        ("guard of the stack of worker-1", "worker-1のスタックのガード"),
        ("guard of the stack kept for the next thread",
         "次のスレッドのために取ってあるスタックのガード"),
        ("private view of memfd cache {name}\n[x]",
         "memfd cache {name}\n[x]のプライベートな写し"),
        ("read-only anonymous memory", "読み取り専用の無名メモリ"),
        ("reserved for the Go heap", "Goのヒープのための予約"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("japanese")
def test_what_we_call_it_is_told_in_japanese(label: str, said: str) -> None:
    assert label_text(label) == said


@pytest.mark.parametrize(
    "label", ["", "shared state", "guard of the tower", "my buffers", "/tmp/heap", "…"]
)
@pytest.mark.usefixtures("japanese")
def test_what_a_program_calls_its_memory_stays(label: str) -> None:
    assert label_text(label) == label


@pytest.mark.parametrize(
    ("label", "thread", "said"),
    [
        ("stack of python3", 4251, "stack of python3 (4251)"),
        ("guard of the stack of python3", 4251, "guard of the stack of python3 (4251)"),
        ("malloc arena of python3", 4251, "malloc arena of python3 (4251)"),
        ("stack of the main thread", 4242, "stack of the main thread"),
        ("stack of a thread", 4251, "stack of a thread"),
        ("reserved for a malloc arena", 4251, "reserved for a malloc arena"),
        ("stack of python3", None, "stack of python3"),
        ("stack kept for the next thread", None, "stack kept for the next thread"),
    ],
)
def test_threads_of_one_name_are_told_apart(
    label: str, thread: int | None, said: str
) -> None:
    stack = region(0x1000, 0x1000, Kind.THREAD_STACK, label=label, thread=thread)

    assert owned_label(stack) == said


@pytest.mark.usefixtures("japanese")
def test_the_number_of_a_thread_is_told_in_japanese_too() -> None:
    assert label_text("stack of python3 (4251)") == "python3 (4251)のスタック"


def test_a_stack_inside_another_mapping_is_named_for_its_thread() -> None:
    label = "signal stack of worker"
    inside = region(
        0x1000, 0x1000, Kind.THREAD_STACK, path="[heap]", label=label, thread=42
    )
    heap = region(0x2000, 0x1000, Kind.HEAP, path="[heap]", label="heap")

    assert path_or_label(inside) == "signal stack of worker (42)"
    assert path_or_label(heap) == "[heap]"


@pytest.mark.parametrize(
    ("path", "deleted", "said"),
    [
        ("/lib/x.so", False, "/lib/x.so"),
        ("/lib/x.so (deleted)", True, "/lib/x.so"),
        ("/tmp/odd (deleted)", False, "/tmp/odd (deleted)"),
        ("/dev/shm/pool", False, "/dev/shm/pool"),
        ("/memfd:jit (deleted)", False, "label"),
        ("/SYSV00000000 (deleted)", False, "label"),
        ("/dev/zero (deleted)", False, "label"),
        ("/dev/zero", False, "label"),
        ("anon_inode:[io_uring]", False, "label"),
        ("socket:[2429255]", False, "label"),
    ],
)
def test_a_path_is_shown_where_people_can_open_it(
    path: str, deleted: bool, said: str
) -> None:
    one = region(0x1000, 0x1000, Kind.FILE, path=path, label="label")

    assert path_or_label(replace(one, deleted=deleted)) == said


@pytest.mark.usefixtures("japanese")
def test_what_many_regions_are_together_is_told_in_japanese_too() -> None:
    assert label_text("malloc arenas") == "mallocアリーナ"
