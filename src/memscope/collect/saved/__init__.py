"""Looks from text that was saved on another machine."""
