"""The entry: `python -m memscope`, and the installed command."""

import sys


def main() -> None:
    """Run the command line and exit."""
    from memscope.cli.main import run

    sys.exit(run())


if __name__ == "__main__":
    main()
