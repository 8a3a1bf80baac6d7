import pytest

from memscope.model.oom_kill import Candidate, Charge, OomKill
from memscope.parse.kernel_log import Message, parse_log
from memscope.parse.oom_log import parse_oom_log
from tests.unit.parse import oom_samples

pytestmark = pytest.mark.unit

KIB, PAGE = 1024, 4096


def kills_in(text: str) -> list[OomKill]:
    return parse_oom_log(parse_log(text.encode()), PAGE)


def only_kill_in(text: str) -> OomKill:
    (kill,) = kills_in(text)
    return kill


def test_a_groups_limit_names_the_group_and_the_victims_own() -> None:
    kill = only_kill_in(oom_samples.GROUP_6_8)

    assert (kill.is_group, kill.constraint) == (True, "CONSTRAINT_MEMCG")
    assert (kill.group, kill.victim_group) == ("/kube/pod,1", "/kube/pod,1/ab")
    assert (kill.pid, kill.name, kill.uid, kill.oom_adjust) == (
        156,
        "stress",
        1000,
        999,
    )
    assert (kill.virtual, kill.anonymous) == (614124 * KIB, 613380 * KIB)
    assert (kill.file, kill.shmem, kill.page_tables) == (0, 0, 1240 * KIB)
    assert (kill.since_boot_s, kill.asked_by) == (1630.90231, "stress")
    assert kill.charges == (
        Charge("memory", 614400 * KIB, 614400 * KIB, 4711),
        Charge("swap", 0, None, 0),
    )


def test_the_table_is_in_pages_and_its_columns_are_named_by_its_head() -> None:
    kill = only_kill_in(oom_samples.GROUP_6_8)

    assert [one.name for one in kill.candidates] == ["stress", "npm start", "pause"]
    assert kill.candidates[1] == Candidate(
        pid=150,
        name="npm start",
        uid=1000,
        virtual=226026 * PAGE,
        resident=29603 * PAGE,
        page_tables=1314816,
        swapped=12 * PAGE,
        oom_adjust=999,
    )
    # The largest one is the one that the line of the kill has in kB.
    assert kill.candidates[0].resident == kill.anonymous


def test_a_machine_without_memory_is_no_groups_limit() -> None:
    kill = only_kill_in(oom_samples.HOST_5_10)

    assert (kill.is_group, kill.constraint) == (False, "CONSTRAINT_NONE")
    assert (kill.group, kill.victim_group) == (None, "/system.slice/apache2.service")
    assert (kill.pid, kill.asked_by, kill.charges) == (300, "cron", ())
    assert kill.candidates[0].resident == 800000 * PAGE


def test_version_1_has_other_words_and_counts_page_tables() -> None:
    kill = only_kill_in(oom_samples.GROUP_4_9)

    assert (kill.is_group, kill.constraint) == (True, None)
    assert (kill.group, kill.victim_group) == ("/docker", "/docker/74be")
    assert kill.charges[1] == Charge("memory+swap", 4194300 * KIB, None, 0)
    assert kill.candidates[0].page_tables == 2112 * PAGE
    assert (kill.uid, kill.page_tables) == (None, None)


def test_a_journal_without_times_tells_no_time() -> None:
    kill = only_kill_in(oom_samples.HOST_3_10)

    assert (kill.since_boot_s, kill.is_group, kill.uid) == (None, False, 500)
    assert (kill.name, kill.shmem) == ("oracle", 7 * KIB)
    assert kill.candidates[0].swapped == 200000 * PAGE


def test_where_a_whole_group_goes_all_are_kills_of_that_group() -> None:
    kills = kills_in(oom_samples.WHOLE_GROUP)

    assert [(one.pid, one.group) for one in kills] == [(10, "/job"), (11, "/job")]


def test_a_name_that_looks_like_a_report_is_only_a_name() -> None:
    kill = only_kill_in(oom_samples.ODD_NAME)

    assert (kill.pid, kill.name, kill.uid) == (77, ") total-vm:1kB", 5)
    assert (kill.asked_by, kill.virtual) == ("a,pid=1,uid=2", 8 * KIB)


def test_a_name_with_a_newline_is_whole_in_a_record() -> None:
    text = (
        "Out of memory: Killed process 7 (a\nb) total-vm:8kB, anon-rss:4kB, "
        "file-rss:0kB, shmem-rss:0kB"
    )

    (kill,) = parse_oom_log([Message(1.0, text)], PAGE)

    assert kill.name == "a\nb"


def test_only_the_largest_are_kept_and_the_others_counted() -> None:
    rows = [f"[ {n} ] 0 {n} {n} {n} 0 0 0 p{n}" for n in range(1, 31)]
    head = (
        "[  pid  ]   uid  tgid total_vm rss pgtables_bytes swapents oom_score_adj name"
    )
    end = "Out of memory: Killed process 30 (p30) total-vm:1kB, anon-rss:1kB"

    kill = only_kill_in(
        "\n".join([head, *(row.replace(" ]", "]") for row in rows), end])
    )

    assert [one.pid for one in kill.candidates] == [*range(30, 20, -1)]
    assert kill.others == 20


def test_reports_do_not_mix() -> None:
    kills = kills_in(oom_samples.GROUP_6_8 + oom_samples.HOST_5_10)

    assert [one.is_group for one in kills] == [True, False]
    assert (kills[1].group, kills[1].charges) == (None, ())
    assert kills[1].candidates[0].name == "apache2"


def test_a_log_without_kills_has_none() -> None:
    assert kills_in("[    0.000000] Linux version 6.12\n") == []
    assert kills_in("") == []


@pytest.mark.parametrize("text", oom_samples.ALL)
def test_a_report_of_which_the_beginning_is_lost_still_names_the_victim(
    text: str,
) -> None:
    lines = text.splitlines()
    at = next(n for n, line in enumerate(lines) if "Killed process" in line)

    kill = kills_in("\n".join(lines[at:]))[0]

    assert kill.pid == kills_in(text)[0].pid
    assert kill.candidates == ()
