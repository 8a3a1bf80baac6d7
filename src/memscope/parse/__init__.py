"""Bytes in, records out: one kernel or ABI structure a file; no I/O."""
