"""A lesson as lines: panel and text; exhibits are what was measured, drawn."""
