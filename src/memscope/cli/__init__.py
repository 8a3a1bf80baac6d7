"""The command line: the only writer of stdout."""
