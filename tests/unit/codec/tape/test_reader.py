import struct
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.codec.frame import (
    FIRST_LINE,
    LARGEST,
    LARGEST_WORDS,
    RecordKind,
    pack,
)
from memscope.codec.tape.delta import decode_delta, encode_delta
from memscope.codec.tape.encoder import KEY_EVERY, RecordingEncoder
from memscope.codec.tape.reader import RecordingReader
from memscope.errors import BadFile, UsageProblem
from memscope.model.bars import Bar, BarRow, BarTable
from memscope.model.claim import Claim, Evidence, StepResult, Verdict
from memscope.model.process import Process
from memscope.model.recording import About, Bookmark, StepMark
from tests.unit.codec.film import (
    BEGAN,
    GOLDEN,
    STEP,
    frames,
    one_field_each,
    records,
)

pytestmark = pytest.mark.unit

ABOUT = pack(RecordKind.ABOUT, 0.0, b'{"created_at":"2026-01-02T03:04:05+00:00"}')


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.memscope"
    path.write_bytes(b"".join(records(frames())))
    return path


def refused(folder: Path, data: bytes) -> BadFile:
    path = folder / "bad.memscope"
    path.write_bytes(data)
    with pytest.raises(BadFile) as raised, RecordingReader.open(path) as recording:
        recording.snapshot(len(recording) - 1)
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)
    return raised.value


def test_the_golden_recording_of_version_1_plays() -> None:
    with RecordingReader.open(GOLDEN) as recording:
        played = [recording.snapshot(at) for at in range(len(recording))]

        assert played == frames()
        assert recording.about == About(BEGAN, 0.5, "workers")
        assert [one.name for one in recording.bookmarks] == ["before the end \udcfe"]
        assert [one.step for one in recording.steps] == [STEP]
        assert recording.is_closed_well
        assert recording.note == ""


@pytest.mark.parametrize("field", one_field_each())
def test_a_change_of_one_field_is_kept(field: str) -> None:
    before = frames()[0]
    after = replace(before, processes=(one_field_each()[field],))
    delta = encode_delta(before, after)

    assert after != before
    assert delta is not None
    assert decode_delta(before, delta) == after


def test_every_field_that_may_change_is_changed_in_a_test() -> None:
    identity = {"pid", "start_ticks"}

    assert {*one_field_each()} == {*Process.__struct_fields__} - identity


def test_frames_may_be_asked_for_in_any_order(film: Path) -> None:
    expected = frames()

    with RecordingReader.open(film) as recording:
        for index in (5, 0, 3, 3, 1, 4, 2):
            assert recording.snapshot(index) == expected[index]


def test_a_moment_is_named_by_seconds_bookmark_or_step(film: Path) -> None:
    with RecordingReader.open(film) as recording:
        assert recording.find("0") == 0
        assert recording.find("1.4") == 2
        assert recording.find("2.5") == 5
        assert recording.find("before the end \udcfe") == 2
        assert recording.find("grow") == 2
        for wrong in ("-1", "99", "nan", "inf", "nowhere", "", "1:", "0:60", "1:0:0:0"):
            with pytest.raises(UsageProblem, match="no moment"):
                recording.find(wrong)


def test_a_time_may_be_a_clocks_and_reaches_just_beyond_the_end(tmp_path: Path) -> None:
    path, recorder = tmp_path / "long.memscope", RecordingEncoder()
    looks = enumerate((0.0, 59.5, 61.0, 75.0))
    told = [recorder.frame(at, frames()[number]) for number, at in looks]
    path.write_bytes(b"".join((recorder.begin(About(BEGAN, 0.5, "")), *told)))

    with RecordingReader.open(path) as recording:
        named = [recording.find(one) for one in ("1:00", "1:01", "0:59.5", "0:01:15")]
        assert named == [1, 2, 1, 3]
        assert recording.find("76") == 3
        for wrong in ("0:60", "76.1", "1:16.5"):
            with pytest.raises(UsageProblem, match="no moment"):
                recording.find(wrong)


def test_what_is_written_says_that_it_is_of_version_1() -> None:
    assert (
        RecordingEncoder()
        .begin(About(BEGAN, 0.5, ""))
        .startswith(b"memscope.recording 1\n")
    )


def test_words_that_are_not_utf8_or_look_like_escapes_come_back(
    tmp_path: Path,
) -> None:
    name = "\udcff is written \\xff"
    evidence: Evidence = {"path": name, name: 1}
    claim = Claim("kept", name, Verdict.TRUE, name, evidence)
    table = BarTable(name, (name,), (BarRow(name, (Bar(None, mark=name),), "ms"),))
    step = StepResult(name, name, name, name, (claim,), 1.0, (table,))
    mark = StepMark(0.0, name, name, "en", 0, step)
    recorder, path = RecordingEncoder(), tmp_path / "film.memscope"
    path.write_bytes(
        recorder.begin(About(BEGAN, 1.0, name))
        + recorder.frame(0.0, frames()[0])
        + recorder.bookmark(Bookmark(0.0, name))
        + recorder.step(mark)
    )

    with RecordingReader.open(path) as recording:
        assert recording.about.title == name
        assert recording.bookmarks == [Bookmark(0.0, name)]
        assert recording.steps == [mark]


def test_a_number_is_a_time_whatever_a_bookmark_is_called(tmp_path: Path) -> None:
    look, recorder = frames()[0], RecordingEncoder()
    parts = [recorder.begin(About(look.taken_at, 1.0))]
    parts += [recorder.frame(float(at), look) for at in range(100)]
    parts.append(recorder.bookmark(Bookmark(99.0, "3")))
    parts.append(recorder.bookmark(Bookmark(99.0, "300")))
    path = tmp_path / "film.memscope"
    path.write_bytes(b"".join(parts))

    with RecordingReader.open(path) as recording:
        assert recording.find("3") == 3
        assert recording.find("1:30") == recording.find("0:01:30.0") == 90
        assert recording.find("300") == 99  # no such time: the name is what is meant


def test_a_frame_in_which_nothing_changed_takes_less_than_200_bytes() -> None:
    snapshot = frames()[0]
    recorder = RecordingEncoder()
    recorder.frame(0.0, snapshot)

    assert len(recorder.frame(0.5, snapshot)) < 200


def test_a_whole_frame_comes_often_enough_to_seek() -> None:
    snapshot = frames()[0]
    recorder = RecordingEncoder()

    kinds = [recorder.frame(at / 2, snapshot)[:1] for at in range(3 * KEY_EVERY)]

    keys = [at for at, kind in enumerate(kinds) if kind == b"K"]
    assert keys[0] == 0
    assert max(b - a for a, b in pairwise([*keys, len(kinds)])) <= KEY_EVERY


def test_a_file_that_was_cut_off_plays_up_to_its_last_whole_frame(film: Path) -> None:
    film.write_bytes(film.read_bytes()[:-60])

    with RecordingReader.open(film) as recording:
        assert 1 <= len(recording) < 6
        assert not recording.is_closed_well
        assert "cut off" in recording.note
        recording.snapshot(len(recording) - 1)


def test_a_recording_still_under_way_plays(film: Path) -> None:
    end = len(pack(RecordKind.END, 3.0, b"{}"))
    film.write_bytes(film.read_bytes()[:-end])

    with RecordingReader.open(film) as recording:
        assert len(recording) == 6
        assert "not closed" in recording.note


def test_unknown_kinds_of_records_are_skipped(film: Path) -> None:
    parts = list(records(frames()))
    body = struct.pack(">cBId", b"z", 0, 2, 0.0)
    strange = body + zlib.crc32(b"??", zlib.crc32(body)).to_bytes(4, "big") + b"??"
    film.write_bytes(b"".join([parts[0], strange, *parts[1:]]))

    with RecordingReader.open(film) as recording:
        assert len(recording) == 6
        assert recording.note == ""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b'{"format": "memscope.snapshot"}', "not a memscope recording"),
        (b"\x7fELF" * 100, "not a memscope recording"),
        (b"memscope.recording x\n", "not a memscope recording"),
        (b"memscope.recording 2\n" + b"?" * 50, "version 2"),
        (FIRST_LINE, "no whole frame"),
        (FIRST_LINE + ABOUT, "no whole frame"),
        (FIRST_LINE + ABOUT + pack(RecordKind.DELTA, 0, b"{}"), "not a whole one"),
        (FIRST_LINE + ABOUT + pack(RecordKind.KEY, 0, b"{}"), "not a memscope"),
        (FIRST_LINE + ABOUT + pack(RecordKind.KEY, 0, b"[" * 5000), "frame 0"),
        (FIRST_LINE + ABOUT + pack(RecordKind.KEY, float("nan"), b"{}"), "no whole"),
        (FIRST_LINE + pack(RecordKind.ABOUT, 0, b'{"created_at": 1}'), "byte 21"),
        (FIRST_LINE + pack(RecordKind.BOOKMARK, 0, b"{}"), "byte 21"),
    ],
)  # fmt: skip
def test_a_wrong_file_gets_one_clear_line(
    tmp_path: Path, data: bytes, why: str
) -> None:
    assert why in str(refused(tmp_path, data))


@pytest.mark.parametrize(
    "delta",
    [
        b'{"processes": [{"at": 7}]}',
        b'{"processes": [{}]}',
        b'{"processes": [{"at": 0, "regions": {"gone": ["0x1"]}}]}',
        b'{"processes": [{"at": 0, "regions": {"gone": ["zz"]}}]}',
        b'{"processes": [{"at": 0, "regions": {"usage": [["0x1", {}]]}}]}',
        b'{"processes": [{"at": 0, "threads": {"gone": [1]}}]}',
        b'{"processes": [{"at": 0, "threads": {"order": [1]}}]}',
        b'{"processes": 3}',
        b"",
    ],
)
def test_a_change_that_does_not_fit_is_named(tmp_path: Path, delta: bytes) -> None:
    recorder = RecordingEncoder()
    head = b'{"taken_at": "2026-01-02T03:04:05+00:00", "took_ms": 1, '
    film = recorder.begin(About(BEGAN, 0.5)) + recorder.frame(0.0, frames()[0])

    payload = head + delta[1:] if delta else delta
    problem = refused(tmp_path, film + pack(RecordKind.DELTA, 0.5, payload))

    assert "frame 1" in str(problem)


def test_a_record_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    # After a full flush a part says the same whatever was before it.
    first, again = (
        packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
        for _ in range(2)
    )
    bomb = first + again * ((LARGEST >> 20) + 1)
    front = struct.pack(">cBId", b"K", 1, len(bomb), 0.0)
    record = front + zlib.crc32(bomb, zlib.crc32(front)).to_bytes(4, "big") + bomb

    assert "larger" in str(refused(tmp_path, FIRST_LINE + ABOUT + record))


def test_bookmarks_that_unfold_without_end_are_refused(tmp_path: Path) -> None:
    name = b'{"name": "' + b"a" * (LARGEST_WORDS // 4) + b'"}'
    film = (
        FIRST_LINE
        + ABOUT
        + b"".join(pack(RecordKind.BOOKMARK, 0.0, name) for _ in range(9))
    )

    assert len(film) < 1 << 20
    assert "larger" in str(refused(tmp_path, film))


def test_a_length_beyond_the_end_asks_for_no_memory(tmp_path: Path) -> None:
    front = struct.pack(">cBIdI", b"K", 0, LARGEST, 0.0, 0)

    assert "no whole frame" in str(refused(tmp_path, FIRST_LINE + ABOUT + front))


def test_a_folder_and_a_missing_file_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="directory"):
        RecordingReader.open(tmp_path)
    with pytest.raises(BadFile, match="No such file"):
        RecordingReader.open(tmp_path / "none")
