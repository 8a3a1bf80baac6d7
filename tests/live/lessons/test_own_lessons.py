"""Lessons of one's own: the template, a file, another package."""

import shutil
import sys
from pathlib import Path

import pytest

from memscope.errors import BadFile, MemscopeError
from memscope.lessons.engine import LessonRun
from memscope.lessons.offered import lesson_names
from memscope.lessons.registry import BrokenLesson, find_lesson
from memscope.model.claim import Verdict

pytestmark = [pytest.mark.live, pytest.mark.once]

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"

OWN = """
from memscope.lessons.base import Lesson, step
from memscope.lessons.stage import Stage

class Own(Lesson):
    name = "own"
    title = "My own"

    @step("only", title="Only", claims={"lives": "Process {pid} lives."})
    def only(self, stage: Stage) -> None:
        sample = stage.start("anatomy", language="python")
        stage.claim("lives", sample.alive, pid=sample.pid)
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a folder on the path, in which distributions may lie."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def offer(folder: Path, name: str, value: str) -> None:
    """Install a distribution that offers a lesson, as pip would."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    )
    (info / "entry_points.txt").write_text(f"[memscope.lessons]\n{name} = {value}\n")


def test_the_template_runs_and_its_claims_hold() -> None:
    with LessonRun(find_lesson(str(EXAMPLES / "lesson_template.py"))) as run:
        while not run.is_at_end:
            run.next()
        result = run.result()

    assert result.summary.true == sum(len(step.claims) for step in result.steps) > 0
    assert all(step.title and step.narration and step.question for step in result.steps)


def test_the_template_is_given_in_both_languages() -> None:
    lesson = find_lesson(str(EXAMPLES / "lesson_template.py"))

    english, japanese = lesson.words_in("en"), lesson.words_in("ja")

    assert english.title != japanese.title
    assert list(english.steps) == list(japanese.steps)


def test_a_lesson_may_start_a_program_of_its_own_from_the_folder_beside_it(
    tmp_path: Path,
) -> None:
    for name in ("lesson_template.py", "lesson_template_sample.py"):
        shutil.copy(EXAMPLES / name, tmp_path / name)

    with LessonRun(find_lesson(str(tmp_path / "lesson_template.py"))) as run:
        run.next()
        assert run.result().summary.unknown == 0


def test_another_package_offers_a_lesson_by_its_entry_point(package: Path) -> None:
    (package / "own_lesson.py").write_text(OWN)
    offer(package, "own", "own_lesson:Own")

    assert lesson_names()[-1] == "own"
    with LessonRun(find_lesson("own")) as run:
        claim = run.result_of(run.next()).claims[0]

    assert claim.verdict is Verdict.TRUE
    assert claim.text.startswith("Process ")
    sys.modules.pop("own_lesson")


def test_a_built_in_lesson_cannot_be_replaced_by_a_package(package: Path) -> None:
    offer(package, "process", "nobody:Nothing")

    assert lesson_names().count("process") == 1
    assert find_lesson("process").__module__ == "memscope.lessons.process"


@pytest.mark.parametrize(
    "value", ["nowhere:Lesson", "own_lesson:nothing", "own_lesson:Stage"]
)
def test_a_broken_offer_is_said_in_one_line(package: Path, value: str) -> None:
    (package / "own_lesson.py").write_text(OWN)
    offer(package, "own", value)

    with pytest.raises(MemscopeError, match=r"^own: [^\n]+$"):
        find_lesson("own")
    sys.modules.pop("own_lesson", None)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("def broken(:\n", BrokenLesson, "SyntaxError"),
        ("import nowhere\n", BrokenLesson, "ModuleNotFoundError"),
        ("1 / 0\n", BrokenLesson, r"ZeroDivisionError.*mine.py:1"),
        ("raise SystemExit('enough')\n", BrokenLesson, "SystemExit"),
        ("\0", BrokenLesson, "source code"),
        ("", BadFile, "0 lessons found"),
        (OWN + OWN.replace("Own", "Other"), BadFile, "2 lessons found"),
        (OWN.replace("@step", "# @step"), BadFile, "has no steps"),
        (
            OWN + '    @step("only")\n    def again(self, stage): pass\n',
            BadFile,
            "two steps are called only",
        ),
    ],
)
def test_a_broken_file_is_said_in_one_line(
    tmp_path: Path, text: str, error: type[MemscopeError], said: str
) -> None:
    path = tmp_path / "mine.py"
    path.write_text(text)

    with pytest.raises(error, match=rf"^[^\n]*mine.py[^\n]*{said}[^\n]*$") as caught:
        find_lesson(str(path))

    assert caught.value.exit_code in (1, 2)


def test_a_missing_file_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no such file"):
        find_lesson(str(tmp_path / "nowhere.py"))


def test_a_lesson_that_starts_nothing_is_told_which_program_is_missing(
    tmp_path: Path,
) -> None:
    (tmp_path / "mine.py").write_text(OWN.replace('"anatomy"', '"missing.py"'))

    with LessonRun(find_lesson(str(tmp_path / "mine.py"))) as run:
        claim = run.result_of(run.next()).claims[0]

    assert claim.verdict is Verdict.UNKNOWN
    assert claim.why is not None
    assert "missing.py" in claim.why
