"""Write constraints.txt anew: what a fresh install of everything resolves to today.

Run it through `make constraints`, read the difference, run the tests, commit.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_OURS = {"setuptools", "wheel"}
"""Some Pythons put these into a new venv; nothing here needs them."""


def main() -> None:
    """Install everything without constraints and keep what came."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--upgrade", "pip"], check=True)
        install = [*pip, "install", "--editable", ".", "--group", "check"]
        subprocess.run(install, check=True, cwd=ROOT)
        freeze = [*pip, "freeze", "--all", "--exclude-editable"]
        result = subprocess.run(freeze, check=True, stdout=subprocess.PIPE, text=True)
    pins = [line for line in result.stdout.splitlines() if _name(line) not in NOT_OURS]
    strange = [pin for pin in pins if "==" not in pin]
    if strange:
        sys.exit(f"not a plain version: {strange}")
    text = "\n".join(sorted(pins, key=_name)) + "\n"
    (ROOT / "constraints.txt").write_text(text, encoding="ascii")


def _name(pin: str) -> str:
    return pin.partition("==")[0].lower()


if __name__ == "__main__":
    main()
