"""The repository keeps what its pages promise, and no trace of where it was made."""

import re
import subprocess
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement

import memscope
from tests.house.repository import (
    ROOT,
    documents,
    make_targets,
    pyproject,
    texts,
    tracked,
)

pytestmark = pytest.mark.house

# Put together here, so that this file does not find itself.
# A path may end in it: /proc/PID/root/ is the kernel's.
PLACES = tuple(
    re.compile(rf"(?<![\w}}])/{name}") for name in ("work/", "root/", "tmp/brief")
)
HOSTS = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "deb.debian" + ".org",
    "npmjs" + ".org",
    "proxy.golang" + ".org",
)
BUILT = (".pyc", ".so", ".o", ".a", ".whl", ".orig", ".rej", ".swp", ".log")


def test_no_file_names_a_place_on_the_machine_it_was_made_on() -> None:
    found = [
        (name, place.pattern)
        for name, text in texts().items()
        for place in PLACES
        if place.search(text)
    ]

    assert found == []


def test_no_file_names_where_packages_come_from() -> None:
    found = [
        (name, host) for name, text in texts().items() for host in HOSTS if host in text
    ]

    assert found == []


def test_nothing_that_was_built_is_committed() -> None:
    built = [path.name for path in tracked() if path.suffix in BUILT]

    assert built == []


def test_every_text_file_ends_with_one_newline() -> None:
    wrong = [
        name
        for name, text in texts().items()
        if text and not name.startswith("tests/") and not re.search(r"[^\n]\n\Z", text)
    ]

    assert wrong == []


def test_the_changelog_speaks_about_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")

    versions = re.findall(r"^## \[(.+?)\]", text, re.MULTILINE)

    assert memscope.__version__ in versions[:2]


def test_constraints_are_plain_versions_of_everything_needed() -> None:
    lines = (ROOT / "constraints.txt").read_text("ascii").splitlines()
    pinned = {canonical(line.partition("==")[0]) for line in lines}

    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.+]+", line)] == []
    assert direct_dependencies() - pinned == set()
    assert "pip" in pinned


def test_constraints_pin_what_the_dependencies_need_in_turn() -> None:
    lines = (ROOT / "constraints.txt").read_text("ascii").splitlines()
    pinned = {canonical(line.partition("==")[0]) for line in lines}

    needed, new = set(), direct_dependencies()
    while new:
        needed |= new
        new = {name for one in new for name in requirements(one)} - needed

    assert needed - pinned == set()


def requirements(name: str) -> set[str]:
    """Return what an installed distribution needs on this Python, without extras."""
    try:
        texts = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return set()  # of the group `check`, which `make test` does not install
    wanted = (Requirement(text) for text in texts)
    return {
        canonical(one.name)
        for one in wanted
        if one.marker is None or one.marker.evaluate({"extra": ""})
    }


def direct_dependencies() -> set[str]:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = data["dependency-groups"].values()
    texts = [*data["project"]["dependencies"], *data["build-system"]["requires"]]
    texts += [one for group in groups for one in group if isinstance(one, str)]
    return {canonical(re.split(r"[^\w.-]", text)[0]) for text in texts}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_make_target_says_what_it_does() -> None:
    silent = [name for name, said in make_targets().items() if not said]

    assert silent == []


def test_pages_speak_only_of_make_targets_that_exist() -> None:
    named = {
        (page, target)
        for page, text in documents().items()
        for code in re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
        for target in re.findall(r"\bmake ([a-z][a-z-]+)", code)
    }

    unknown = {(page, one) for page, one in named if one not in make_targets()}

    assert unknown == set()


def test_links_between_pages_resolve() -> None:
    broken = [
        (page, link)
        for page, text in documents().items()
        for link in re.findall(r"\]\(([^)\s]+)\)", without_code(text))
        if "://" not in link and not link_resolves(page, link)
    ]

    assert broken == []


def link_resolves(page: str, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (ROOT / page).parent / path if path else ROOT / page
    if not target.exists():
        return False
    return not anchor or anchor in anchors(target.read_text("utf-8"))


def anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", without_code(text), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles
    }


def without_code(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def test_test_layers_have_a_folder_and_a_marker_each() -> None:
    tool = pyproject()["tool"]
    assert isinstance(tool, dict)
    markers = {line.split(":")[0] for line in tool["pytest"]["ini_options"]["markers"]}

    unmarked = [
        name
        for name, text in texts().items()
        if re.fullmatch(r"tests/\w+/(.+/)?test_\w+\.py", name)
        and f"pytest.mark.{name.split('/')[1]}" not in text
    ]

    assert unmarked == []
    layers = markers - {"web", "once"}
    assert {path.name for path in (ROOT / "tests").iterdir()} >= layers


def test_blame_leaves_out_commits_that_exist() -> None:
    text = (ROOT / ".git-blame-ignore-revs").read_text("utf-8")

    listed = [line for line in text.splitlines() if line and line[0] != "#"]
    known = kinds_of(listed)

    assert len(set(listed)) == len(listed) > 0
    assert all(re.fullmatch("[0-9a-f]{40}", one) for one in listed)
    assert known in ({"commit"}, {"missing"}, set())  # a copy has no history


def kinds_of(objects: list[str]) -> set[str]:
    """Return what git says they are; nothing outside a clone."""
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "cat-file"]
    names = "\n".join(objects)
    try:
        found = subprocess.run(
            [*command, "--batch-check"], input=names, capture_output=True, text=True
        )
    except OSError:
        return set()
    return {line.split()[1] for line in found.stdout.splitlines()}
