"""Mapped ELF files: spans for the rows of a map, tiles for what lies in a file."""
