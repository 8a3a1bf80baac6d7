"""memscope shows how Linux lays out a program's memory, and proves what it shows."""

__version__ = "0.1.0"
