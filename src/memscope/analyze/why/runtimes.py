"""Runtimes with more than one heap: Python, Java, Node."""
