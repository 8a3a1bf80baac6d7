"""Widgets: each draws a part of a view and knows no process."""
