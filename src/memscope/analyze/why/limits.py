"""Mappings, limits, page tables, swap."""
