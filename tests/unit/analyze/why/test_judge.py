"""All rules together: order, what could not run, one finding for many processes."""

import dataclasses

import pytest
from msgspec.structs import replace

from memscope.analyze.why import judge as judging
from memscope.analyze.why.judge import Judged, judge
from memscope.analyze.why.rule import Bytes, Found, Numbers, Rule
from memscope.analyze.why.seen import Seen, Subject
from memscope.i18n import set_language
from memscope.model.address import Address
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.occupancy import Occupancy
from tests.unit.analyze.why.built import MIB, filled, process, seen, subject

pytestmark = pytest.mark.unit


PEAK = "peak-passed"


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rule]:
    """No rule but those that a test adds."""
    rules: dict[str, Rule] = {}
    monkeypatch.setattr(judging, "_rules", lambda: rules)
    return rules


def found(size: int | None = MIB, **more: object) -> Found:
    values: dict[str, object] = {
        "severity": Severity.PROBLEM,
        "confidence": Confidence.CERTAIN,
        "bytes": size,
        "values": {"peak": size, "now": 0},
    }
    return Found(**(values | more))  # type: ignore[arg-type]


def patient(pid: int = 77) -> Subject:
    heap = filled(Kind.HEAP, 2 * MIB)
    return subject(process(heap, pid=pid, peak=2 * MIB))


def one_rule(name: str, result: Found | None, *needs: str) -> Rule:
    def look(_one: Subject, _numbers: Numbers) -> Found | None:
        return result

    return Rule(name, needs, of_one=look)


def names(judged: Judged) -> list[str]:
    return [one.id for one in judged.findings]


def test_nothing_found_is_a_finding(only: dict[str, Rule]) -> None:
    judged = judge(seen(patient()))

    (one,) = judged.findings
    assert (one.id, one.rule) == ("nothing-found", "D38")
    assert one.severity is Severity.HARMLESS
    assert one.confidence is Confidence.CERTAIN
    assert "2 MiB" in one.text


def test_nothing_found_is_not_certain_where_a_rule_could_not_look(
    only: dict[str, Rule],
) -> None:
    only[PEAK] = one_rule(PEAK, None, "heap")

    judged = judge(seen(patient()))

    assert judged.findings[0].confidence is Confidence.LIKELY
    assert [(one.rule, one.id) for one in judged.not_run] == [("D34", PEAK)]
    assert judged.not_run[0].why == "malloc's blocks could not be walked"


def test_what_is_harmless_does_not_hide_that_nothing_was_found(
    only: dict[str, Rule],
) -> None:
    only[PEAK] = one_rule(PEAK, found(severity=Severity.HARMLESS))

    assert set(names(judge(seen(patient())))) == {PEAK, "nothing-found"}


def test_the_worst_comes_first(only: dict[str, Rule]) -> None:
    cases = {
        "arenas-kept": found(1, severity=Severity.HARMLESS),
        "freed-not-returned": found(2, severity=Severity.NOTICE),
        "heap-pinned": found(3, confidence=Confidence.GUESS),
        "old-code-runs": found(None),
        "page-tables-large": found(9),
    }
    for name, one in cases.items():
        only[name] = one_rule(name, one)

    assert names(judge(seen(patient()))) == [*reversed(cases)]


def test_many_processes_have_one_finding(only: dict[str, Rule]) -> None:
    def look(one: Subject, _numbers: Numbers) -> Found | None:
        pid = one.process.pid
        sure = Confidence.LIKELY if pid == 5 else Confidence.CERTAIN
        return found(pid * MIB, saves=pid, confidence=sure) if pid > 2 else None

    only[PEAK] = Rule(PEAK, (), of_one=look)

    (one,) = judge(seen(*(patient(pid) for pid in (1, 5, 9, 3)))).findings

    assert one.pids == (5, 9, 3)
    assert one.bytes == 17 * MIB
    assert "9 MiB" in one.title
    assert one.text.endswith("Likewise in 2 more processes: 17 MiB together.")
    assert one.confidence is Confidence.LIKELY
    assert one.remedy is not None
    assert one.remedy.saves == 17


def test_one_unknown_number_makes_the_sum_unknown(only: dict[str, Rule]) -> None:
    def look(one: Subject, _numbers: Numbers) -> Found | None:
        return found(None if one.process.pid == 5 else MIB)

    only[PEAK] = Rule(PEAK, (), of_one=look)

    (one,) = judge(seen(patient(5), patient(9))).findings

    assert one.bytes is None
    assert one.text.endswith("Likewise in one more process.")


def test_a_rule_that_could_look_at_some_says_so(only: dict[str, Rule]) -> None:
    only[PEAK] = one_rule(PEAK, None, "resident")
    unknown = subject(process(filled(Kind.HEAP, MIB), pid=5, resident=None))

    (one,) = judge(seen(patient(), unknown)).not_run

    assert one.why == "of 1 of 2 processes: nobody says how much is in RAM"


def test_a_rule_of_all_looks_once(only: dict[str, Rule]) -> None:
    asked: list[Seen] = []

    def look(all_of_them: Seen, _numbers: Numbers) -> Found | None:
        asked.append(all_of_them)
        return found(evidence={"peak": (Bytes(5), "smaps"), "odd": ("x", "maps")})

    only[PEAK] = Rule(PEAK, (), of_all=look)
    looked = seen(patient(1), patient(2))

    (one,) = judge(looked).findings

    assert asked == [looked]
    assert one.pids == (1, 2)
    assert [(fact.what, fact.value, fact.is_bytes) for fact in one.evidence] == [
        ("most that was ever in RAM", 5, True),
        ("odd", "x", False),
    ]


def test_a_rule_of_all_does_not_look_at_a_part(only: dict[str, Rule]) -> None:
    only[PEAK] = Rule(PEAK, ("resident",), of_all=lambda *_: found())
    unknown = subject(process(filled(Kind.HEAP, MIB), pid=5, resident=None))

    judged = judge(seen(patient(), unknown))

    assert names(judged) == ["nothing-found"]
    assert len(judged.not_run) == 1


def test_where_nothing_needs_to_be_done_there_is_no_remedy(
    only: dict[str, Rule],
) -> None:
    only[PEAK] = one_rule(PEAK, found(is_remedied=False))

    assert judge(seen(patient())).findings[0].remedy is None


def test_without_memory_there_is_nothing_to_judge() -> None:
    (one,) = judge(seen()).findings

    assert one.title == "There is no memory to look at"


def test_it_is_said_in_the_language_in_use(only: dict[str, Rule]) -> None:
    set_language("ja")

    assert judge(seen(patient())).findings[0].title.startswith("メモリ")


def test_of_memory_whose_map_is_refused_little_is_said(only: dict[str, Rule]) -> None:
    only[PEAK] = one_rule(PEAK, None, "resident")
    only["growing"] = one_rule("growing", found(), "threads")
    hidden = subject(process(pid=5, resident=9 * MIB))

    judged = judge(seen(hidden))

    assert [one.id for one in judged.not_run] == ["growing"]
    assert judged.not_run[0].why == "its memory map could not be read"
    (one,) = judged.findings
    assert one.confidence is Confidence.LIKELY
    assert "heap" not in one.text


def test_where_an_arena_was_not_walked_nothing_found_is_not_said(
    only: dict[str, Rule],
) -> None:
    only[PEAK] = one_rule(PEAK, None, "heap")
    whole = Occupancy(allocator="glibc", arena=Address(1), name="arena 1", whole=True)
    broken = replace(whole, whole=False, why="there was no more time to look")
    python = replace(whole, allocator="pymalloc")
    heap = process(filled(Kind.HEAP, 2 * MIB), peak=2 * MIB)

    assert not judge(seen(subject(heap, heap=(whole, python)))).not_run
    (one,) = judge(seen(subject(heap, heap=(whole, broken)))).not_run
    assert one.why.startswith("1 of 2 malloc arenas were not walked to the end: there")
    (one,) = judge(seen(subject(heap, heap=(python,)))).not_run
    assert one.why == "malloc's blocks could not be walked"


def test_what_the_other_arenas_show_is_told(only: dict[str, Rule]) -> None:
    only[PEAK] = one_rule(PEAK, found(), "heap")
    whole = Occupancy(allocator="glibc", arena=Address(1), name="arena 1", whole=True)
    heap = process(filled(Kind.HEAP, 2 * MIB), peak=2 * MIB)

    judged = judge(seen(subject(heap, heap=(whole, replace(whole, whole=False)))))

    assert (names(judged), judged.not_run) == ([PEAK], ())


def forked(pid: int, *, share: int | None = MIB) -> Subject:
    """One of four that have the same 4 MiB, which each could drop."""
    heap = filled(Kind.HEAP, 4 * MIB, proportional=share)
    return subject(process(heap, pid=pid, proportional=share))


def found_in_heap(**more: object) -> Found:
    return found(4 * MIB, saves=4 * MIB, regions=(0x10000,), **more)


def test_pages_that_processes_share_are_at_stake_once(only: dict[str, Rule]) -> None:
    only[PEAK] = one_rule(PEAK, found_in_heap())

    (one,) = judge(seen(*(forked(pid) for pid in (2, 3, 4, 5)))).findings

    assert one.bytes == 4 * MIB
    assert one.remedy is not None
    assert one.remedy.saves == 4 * MIB
    assert one.text.endswith("Likewise in 3 more processes: 4 MiB together.")


def test_of_unknown_shares_the_whole_is_added_up(only: dict[str, Rule]) -> None:
    only[PEAK] = one_rule(PEAK, found_in_heap())

    (one,) = judge(seen(forked(2, share=None), forked(3))).findings

    assert one.bytes == 5 * MIB


def test_what_is_not_in_ram_is_not_divided(only: dict[str, Rule]) -> None:
    only[PEAK] = one_rule(PEAK, found_in_heap(is_resident=False))

    (one,) = judge(seen(forked(2), forked(3))).findings

    assert one.bytes == 8 * MIB


def test_nothing_found_counts_what_processes_share_once(only: dict[str, Rule]) -> None:
    (one,) = judge(seen(*(forked(pid) for pid in (2, 3, 4, 5)))).findings

    assert one.text.startswith("4 MiB are in RAM: heap 4 MiB")
    assert one.evidence[0].value == 4 * MIB
    assert "heap 4 MiB" in str(one.evidence[1].value)


def test_nothing_found_says_what_the_sum_of_unknown_shares_is(
    only: dict[str, Rule],
) -> None:
    (one,) = judge(seen(forked(2, share=None), forked(3, share=None))).findings

    assert one.text.startswith("Added up they have 8 MiB")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_nobody_knows_is_not_nothing(only: dict[str, Rule], lang: str) -> None:
    hidden = process(pid=2)
    unknown = replace(hidden, usage=replace(hidden.usage, resident=None))

    set_language(lang)
    (one,) = judge(seen(subject(unknown))).findings

    assert "0 B" not in one.text
    assert one.evidence[0].value is None


def test_nothing_found_names_all_there_is(only: dict[str, Rule]) -> None:
    mixed = process(filled(Kind.FILE, 9 * MIB), filled(Kind.HEAP, MIB, 0x4000000))

    (one,) = judge(seen(subject(mixed))).findings

    assert "files and all else 9 MiB" in one.text


def test_nothing_that_a_file_says_is_certain(only: dict[str, Rule]) -> None:
    only[PEAK] = one_rule(PEAK, found())

    (finding,) = judge(seen(dataclasses.replace(patient(), source="a.txt"))).findings

    assert finding.confidence is Confidence.LIKELY


def test_the_map_alone_does_not_tell_that_no_arena_keeps_anything(
    only: dict[str, Rule],
) -> None:
    only["arenas-kept"] = one_rule("arenas-kept", None, "arenas")
    whole = Occupancy(allocator="glibc", arena=Address(1), name="arena 1", whole=True)
    broken = replace(whole, whole=False, why="there was no more time to look")
    heap = process(filled(Kind.HEAP, 2 * MIB))

    (one,) = judge(seen(subject(heap, heap=(broken,)))).not_run
    assert one.why == "malloc's blocks could not be walked"
    (one,) = judge(seen(subject(heap))).not_run
    assert one.id == "arenas-kept"
    assert not judge(seen(subject(heap, heap=(whole,)))).not_run


@pytest.mark.parametrize(
    ("need", "why"),
    [
        ("series", "the file holds too few looks to tell of changes"),
        ("counter", "the file does not tell"),
        ("arenas", "the file does not tell"),
    ],
)
def test_of_a_file_nobody_is_told_to_look_longer(
    only: dict[str, Rule], need: str, why: str
) -> None:
    only[PEAK] = one_rule(PEAK, None, need)
    saved = dataclasses.replace(patient(), source="a.txt")

    (one,) = judge(seen(saved)).not_run

    assert one.why == why
