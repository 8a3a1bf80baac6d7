"""Threads over time. Read: lane, recorder, waits, order, look, rows."""
