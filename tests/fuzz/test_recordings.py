from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from memscope.codec.tape.encoder import RecordingEncoder
from memscope.codec.tape.reader import RecordingReader
from memscope.errors import BadFile, MemscopeError
from memscope.model.process import Process
from memscope.model.recording import About, Bookmark
from memscope.model.snapshot import Snapshot
from tests.unit.codec.records import names, processes, snapshots

pytestmark = pytest.mark.fuzz

thorough = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
CHANGING = sorted({*Process.__struct_fields__} - {"pid", "start_ticks"})
films = st.lists(snapshots, min_size=1, max_size=4)


@st.composite
def looks_of_one_process(draw: st.DrawFn) -> list[Snapshot]:
    """Looks at one process and one machine, in which anything else may be another."""
    look, first = draw(snapshots), draw(processes)
    seen = [first]
    for one in draw(st.lists(processes, min_size=1, max_size=3)):
        fields = draw(st.sets(st.sampled_from(CHANGING)))
        changed = {name: getattr(one, name) for name in fields}
        seen.append(replace(seen[-1], **changed))
    return [replace(look, processes=(one,)) for one in seen]


def recorded(film: list[Snapshot], *, name: str = "") -> bytes:
    recorder = RecordingEncoder()
    parts = [recorder.begin(About(film[0].taken_at, 0.5, name))]
    for at, snapshot in enumerate(film):
        parts.append(recorder.frame(float(at), snapshot))
        if name:
            parts.append(recorder.bookmark(Bookmark(float(at), name)))
    return b"".join([*parts, recorder.end(float(len(film)))])


def opened(folder: Path, data: bytes) -> RecordingReader:
    path = folder / "film.memscope"
    path.write_bytes(data)
    return RecordingReader.open(path)


@thorough
@given(film=films, name=names)
def test_every_frame_comes_back_as_it_was(
    tmp_path: Path, film: list[Snapshot], name: str
) -> None:
    # Every frame also as a change of another one.
    film = [*film, *film, *film[::-1]]

    with opened(tmp_path, recorded(film, name=name)) as recording:
        assert [recording.snapshot(at) for at in range(len(recording))] == film
        assert recording.snapshot(0) == film[0]
        assert recording.about.title == name
        assert {one.name for one in recording.bookmarks} <= {name}
        assert recording.note == ""


@thorough
@given(film=looks_of_one_process())
def test_every_change_of_one_process_comes_back(
    tmp_path: Path, film: list[Snapshot]
) -> None:
    with opened(tmp_path, recorded(film)) as recording:
        assert [recording.snapshot(at) for at in range(len(recording))] == film


@thorough
@given(film=films, data=st.data())
def test_a_file_cut_anywhere_has_its_whole_frames(
    tmp_path: Path, film: list[Snapshot], data: st.DataObject
) -> None:
    whole = recorded(film)
    cut = data.draw(st.integers(0, len(whole) - 1))
    try:
        recording = opened(tmp_path, whole[:cut])
    except BadFile:
        return
    with recording:
        frames = [recording.snapshot(at) for at in range(len(recording))]

        assert frames == film[: len(frames)]
        assert recording.note


@thorough
@given(film=films, data=st.data())
def test_damage_never_ends_in_anything_but_one_clear_line(
    tmp_path: Path, film: list[Snapshot], data: st.DataObject
) -> None:
    whole = bytearray(recorded(film))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] ^= data.draw(st.integers(1, 255))
    try:
        with opened(tmp_path, bytes(whole)) as recording:
            frames = [recording.snapshot(at) for at in range(len(recording))]
    except MemscopeError as error:
        problem = str(error)
        frames = []
    else:
        problem = ""
    # A checksum guards every frame: what is still readable is as it was.
    assert frames == film[: len(frames)]
    assert "\n" not in problem


@thorough
@given(st.binary(max_size=200))
def test_foreign_bytes_are_no_recording(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadFile):
        opened(tmp_path, data)
    with pytest.raises(BadFile):
        opened(tmp_path, b"memscope.recording 1\n" + data)
