"""What only VmFlags tell is told in words; objects of the kernel have labels."""

import pytest

from memscope.collect.closer.where import Where
from memscope.render.runs import plain
from memscope.render.text.snapshot import snapshot_lines
from memscope.render.text.where import where_lines
from memscope.render.words.memory import memory_words
from tests.live.truth.cases import Case, built, told

pytestmark = pytest.mark.live

WORDS = {
    "wiped on fork": "wiped on fork: a child finds zeros here (wf)",
    "watched": "watched by userfaultfd",
    "locked": "locked: it stays in RAM (lo)",
}


def objects(case: Case) -> dict[str, int]:
    """Name and address of what this kernel and user may have."""
    told_of = [words[1:] for words in case.facts if words[0] == "#" and words[1:]]
    return {" ".join(words[:-1]): int(words[-1], 16) for words in told_of}


def test_where_has_a_line_for_a_flag_and_does_not_say_that_nothing_does() -> None:
    with told(built("kernel_objects.c")) as case:
        for name, address in objects(case).items():
            if name not in WORDS:
                continue
            found = Where().look(case.pid, address)
            text = "\n".join(map(plain, where_lines(found.process, found.place)))
            assert WORDS[name] in text
            assert "nothing says more" not in text


def test_pages_of_the_kernel_count_as_file_memory_that_cannot_be_dropped() -> None:
    with told(built("kernel_objects.c")) as case:
        mine = {objects(case).get(name) for name in ("packets", "io_uring")} - {None}
        if not mine:
            pytest.skip("no ring of the kernel's: run as root, or allow io_uring")
        (process,) = case.look().processes
        rings = [one for one in process.regions if one.start in mine]
        texts = [memory_words(one) for one in rings]

    in_ram = sum(one.usage.resident or 0 for one in rings)
    assert in_ram
    assert all("count as file memory" in text for (text,) in texts)
    assert process.usage.file is not None
    assert process.usage.clean is not None
    assert process.usage.clean <= process.usage.file - in_ram


def test_objects_of_the_kernel_have_labels_in_the_table() -> None:
    with told(built("kernel_objects.c")) as case:
        rows = [plain(one) for one in snapshot_lines(case.look())]

    assert not [one for one in rows if one.endswith("/secretmem (deleted)")]
    assert not [one for one in rows if "  anon_inode:" in one or "  socket:" in one]
