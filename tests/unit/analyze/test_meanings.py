"""What the kernel's map alone says about a mapping."""

import pytest

from memscope.analyze.meanings import Meaning, file_name, meaning_of_vma
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma
from memscope.parse.maps import parse_maps
from tests.data.captured import CAPTURES

pytestmark = pytest.mark.unit


def meaning(path: str, perms: str = "rw-p", start_brk: int | None = None) -> Meaning:
    vma = Vma(0x1000, 0x3000, perms, 0, "00:00", 0, path)
    return meaning_of_vma(vma, start_brk)


def kinds(capture: str) -> dict[str, str]:
    vmas = parse_maps((CAPTURES / capture / "maps").read_bytes())
    return {f"{v.perms} {v.path}": meaning_of_vma(v, None).kind.value for v in vmas}


@pytest.mark.parametrize(
    ("perms", "kind", "confidence"),
    [
        ("rw-p", Kind.ANON, Confidence.LIKELY),
        ("r--p", Kind.ANON, Confidence.LIKELY),
        ("---p", Kind.RESERVED, Confidence.CERTAIN),
        ("rwxp", Kind.JIT, Confidence.GUESS),
        ("r-xp", Kind.JIT, Confidence.GUESS),
        ("--xp", Kind.JIT, Confidence.GUESS),
        ("rw-s", Kind.SHARED, Confidence.CERTAIN),
    ],
)
def test_nameless_memory_is_told_by_its_permissions(
    perms: str, kind: Kind, confidence: Confidence
) -> None:
    found = meaning("", perms)

    assert (found.kind, found.confidence) == (kind, confidence)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("[stack]", Kind.STACK),
        ("[heap]", Kind.HEAP),
        ("[vdso]", Kind.VDSO),
        ("[vvar]", Kind.VVAR),
        ("[vvar_vclock]", Kind.VVAR),
        ("[vsyscall]", Kind.VSYSCALL),
    ],
)
def test_the_kernels_own_names_are_certain(path: str, kind: Kind) -> None:
    found = meaning(path)

    assert (found.kind, found.confidence) == (kind, Confidence.CERTAIN)
    assert found.evidence == ("kernel-name",)


def test_a_name_of_the_kernels_that_we_do_not_know_stays_unknown() -> None:
    found = meaning("[stack:4243]")

    assert (found.kind, found.confidence) == (Kind.UNKNOWN, Confidence.GUESS)
    assert found.label == "[stack:4243]"


def test_a_file_called_heap_is_a_file() -> None:
    found = meaning("/tmp/[heap]")

    assert (found.kind, found.label) == (Kind.FILE, "file [heap]")


def test_the_break_confirms_the_heap() -> None:
    assert meaning("[heap]", start_brk=0x1000).evidence == ("kernel-name", "brk-range")


def test_musls_no_access_page_below_the_heap_is_no_heap() -> None:
    assert meaning("[heap]", "---p").kind is Kind.RESERVED
    assert meaning("[heap]", "---p", 0x1000).kind is Kind.RESERVED


def test_what_ends_where_the_break_begins_is_not_the_heap() -> None:
    """Older kernels name the end of .bss so, with randomisation switched off."""
    found = meaning("[heap]", start_brk=0x3000)

    assert (found.kind, found.confidence) == (Kind.BSS, Confidence.GUESS)


def test_memory_named_by_glibc() -> None:
    assert list(kinds("made-anon-names").items())[3:15] == [
        ("rw-p [anon: glibc: .bss]", "bss"),
        ("rw-p [heap]", "heap"),
        ("rw-p [anon: glibc: malloc arena]", "arena"),
        ("---p [anon: glibc: malloc arena]", "reserved"),
        ("---p [anon: glibc: pthread stack: 4243]", "guard"),
        ("rw-p [anon: glibc: pthread stack: 4243]", "thread-stack"),
        ("rw-p [anon: glibc: unused stack]", "thread-stack"),
        ("rw-p [anon: glibc: malloc]", "anon"),
        ("rw-p [anon:my buffer]", "anon"),
        ("rw-s [anon_shmem:ring buffer]", "shared"),
        ("r-xp [anon:jit code]", "jit"),
        ("---p [anon:red zone]", "reserved"),
    ]


def test_memory_named_by_android() -> None:
    assert kinds("made-android") == {
        "rw-p [anon:dalvik-main space (region space)]": "anon",
        "r--p /system/bin/app_process64": "file",
        "r-xp /system/bin/app_process64": "code",
        "rw-p [anon:.bss]": "bss",
        "r-xp /memfd:jit-cache (deleted)": "jit",
        "rw-p [anon:dalvik-jit-code-cache]": "anon",
        "---p [anon:thread stack guard]": "guard",
        "rw-p [anon:stack_and_tls:12345]": "thread-stack",
        "rw-p [anon:scudo:primary]": "anon",
        "r--s /dev/__properties__/u:object_r:build_prop:s0": "file",
        "rw-p [stack]": "stack",
    }


def test_a_programs_word_is_not_proof() -> None:
    for name in (
        "[anon:.bss]",
        "[anon:stack_and_tls:7]",
        "[anon: glibc: malloc arena]",
    ):
        assert meaning(name).confidence is Confidence.LIKELY
        assert meaning(name).thread is None


def test_a_programs_name_is_its_label_and_evidence() -> None:
    found = meaning("[anon:my] buffer]")

    assert found.label == "my] buffer"
    assert found.evidence == ("anon-name:my] buffer",)
    assert meaning("[anon: ]").label == "anonymous memory"


def test_memory_behind_names_that_are_no_files() -> None:
    assert kinds("made-special") == {
        "rw-p /anon_hugepage (deleted)": "anon",
        "rw-s /anon_hugepage (deleted)": "shared",
        "rw-p /dev/hugepages/pool": "file",
        "rw-s /[aio] (deleted)": "shared",
        "rw-s anon_inode:[io_uring]": "shared",
        "rw-s anon_inode:[perf_event]": "shared",
        "rw-s /dev/zero": "shared",
        "rw-p /dev/zero": "anon",
        "rw-s /SYSV000004d2 (deleted)": "shared",
        "rw-s /dev/zero (deleted)": "shared",
        "rw-p /dev/shm/sem.mine": "file",
        "rw-s /dev/shm/sem.mine": "shared",
        "rw-p /memfd:copy (deleted)": "file",
        "rw-s /memfd:copy (deleted)": "shared",
        "rw-s /memfd:a plain file in the root folder": "file",
        "r-xp [uprobes]": "vdso",
        "rw-p [stack:4243]": "unknown",
        "rw-p [shadow stack]": "unknown",
        "rw-s /dev/dri/card0": "file",
        "---s /dev/zero (deleted)": "shared",
        "rw-s socket:[7766433]": "shared",
        "rw-s /secretmem (deleted)": "shared",
    }


def test_memory_that_the_kernel_fills_says_for_what() -> None:
    shared = "memory shared with the kernel:"

    assert meaning("socket:[42]", "rw-s").label == f"{shared} socket:[42]"
    assert meaning("anon_inode:[io_uring]", "rw-s").label == f"{shared} [io_uring]"
    assert meaning("/tmp/socket:[42]", "rw-s").label == "file socket:[42]"


def test_the_name_of_a_memfd_may_hold_slashes() -> None:
    assert file_name("/memfd:/.glXk7 (deleted)") == "memfd:/.glXk7"
    assert file_name("/memfd:/lib/x.so") == "x.so"
    assert file_name("/lib/x.so (deleted)") == "x.so (deleted)"


def test_huge_pages_are_called_so() -> None:
    path = "/anon_hugepage (deleted)"

    assert meaning(path).label == "anonymous memory in huge pages"
    assert meaning(path, "rw-s").label == "shared anonymous memory in huge pages"


def test_a_private_view_is_never_called_shared() -> None:
    for path in ("/dev/shm/x", "/memfd:x (deleted)", "/dev/zero", "/tmp/x", ""):
        assert "shared-mapping" not in meaning(path).evidence
        assert "shared-mapping" in meaning(path, "rw-s").evidence


def test_a_file_with_execute_permission_is_likely_code() -> None:
    found = meaning("/opt/wine/kernel32.dll", "r-xp")

    assert (found.kind, found.confidence) == (Kind.CODE, Confidence.LIKELY)
    assert (found.label, found.image) == ("code of kernel32.dll", None)


def test_a_file_without_any_access_is_reserved() -> None:
    assert meaning("/usr/lib/libfoo.so", "---p").kind is Kind.RESERVED


def test_a_newline_in_a_name_hides_nothing() -> None:
    assert meaning("/memfd:a\nb (deleted)", "rw-s").label == "memfd a\nb"
    assert meaning("[anon:a\nb]").kind is Kind.ANON
