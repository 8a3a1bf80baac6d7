"""Columns, declared once for text, screen, HTML and CSV: read regions first."""
