"""Look at every sick program and its healthy twin, and print what was found.

    make patients               # the table, and found, missed, false at its end
    make patients WRITE=yes     # and docs/patients.md anew
    make patients ONLY=arenas-kept

Each patient is started, looked at, cured where it can be, and ended. What this machine
lacks is named. The exit status is 1 if a patient was missed, or a healthy twin was not
left alone.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from msgspec import Struct

from memscope.analyze.why.words import sentences_in, settings
from memscope.model.finding import Finding, Severity
from memscope.units import format_bytes
from tests.live.why.cannot import CannotTry
from tests.live.why.ward import (
    Patient,
    admitted,
    finding,
    found_and_cured,
    is_as_sure,
    patients,
)

PAGE = Path(__file__).parents[1] / "docs" / "patients.md"
_HEAD = """# The rules, and the patients that try them

Made by `make patients WRITE=yes` on {machine}. For each rule of `memscope why` there
is a short sick program in `samples/patients/`, and a healthy twin where one can be.
*found* is what was said of the sick one; *twin* is whether the healthy one was left
alone; *promised* is what the remedy was said to give back, and *given back* what it did
give back when it was applied.

| rule | finding | found | twin | promised | given back |
|---|---|---|---|---|---|
"""


class Row(Struct):
    """What became of one patient.

    Attributes:
        name: The finding that it is named after.
        found: How sure, or why it was not tried, or `missed`.
        twin: `left alone`, `FALSE`, or a dash.
        promised: Bytes that the remedy was said to give back.
        given: Bytes that it gave back.
        is_wrong: Missed, or the twin was not left alone.
    """

    name: str
    found: str = "–"
    twin: str = "–"
    promised: int | None = None
    given: int | None = None
    is_wrong: bool = False
    is_tried: bool = True


def main() -> int:
    """Look at all of them; return the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="")
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    rows = []
    for name, patient in patients().items():
        if asked.only in ("", name):
            rows.append(_row(name, patient))
            print(_line(rows[-1]), flush=True)
    tried = [row for row in rows if row.is_tried]
    found = sum(row.found not in ("missed", "–") for row in tried)
    false = sum(row.twin == "FALSE" for row in rows)
    print(
        f"found {found} of {len(tried)}, missed {len(tried) - found}, "
        f"false {false}; not tried here {len(rows) - len(tried)}"
    )
    if asked.write:
        _write(rows)
    return 1 if any(row.is_wrong for row in rows) else 0


def _row(name: str, patient: Patient) -> Row:
    row = Row(name)
    try:
        _look_at_the_sick(row, patient)
        if patient.healthy:
            _look_at_the_twin(row, patient)
    except CannotTry as missing:
        row.found, row.is_tried = f"not tried: {missing}", False
    return row


def _look_at_the_sick(row: Row, patient: Patient) -> None:
    found, _answer, row.given = found_and_cured(patient, row.name)
    if found is None or not is_as_sure(found, patient.sure):
        row.found, row.is_wrong = "missed", True
        return
    row.found = _said(found)
    if found.remedy is not None:
        row.promised = found.remedy.saves


def _look_at_the_twin(row: Row, patient: Patient) -> None:
    with admitted(patient, "healthy") as running:
        found = finding(running.why(), row.name)
    is_alone = found is None or found.severity is Severity.HARMLESS
    row.twin = "left alone" if is_alone else "FALSE"
    row.is_wrong |= not is_alone


def _said(found: Finding) -> str:
    size = "" if found.bytes is None else f", {format_bytes(found.bytes)}"
    return f"{found.severity}, {found.confidence}{size}"


def _line(row: Row) -> str:
    number = settings()[row.name].rule
    title = f"[{row.name}](why/{row.name}.md)"
    given = "–" if row.given is None else format_bytes(row.given)
    promised = "–" if row.promised is None else format_bytes(row.promised)
    return f"| {number} | {title} | {row.found} | {row.twin} | {promised} | {given} |"


def _write(rows: list[Row]) -> None:
    import os

    kernel = os.uname()
    machine = f"Linux {kernel.release} ({kernel.machine})"
    lines = "\n".join(_line(row) for row in rows)
    others = sorted(set(sentences_in("en")) - {row.name for row in rows})
    rest = "".join(
        f"\n`{name}` has no patient: it is what is left.\n" for name in others
    )
    PAGE.write_text(f"{_HEAD.format(machine=machine)}{lines}\n{rest}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
