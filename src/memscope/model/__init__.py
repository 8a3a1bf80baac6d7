"""Frozen records: what memscope knows, without saying how it came to know it."""
