"""What was seen: undo, then ring (whole looks), memory (all of it, for one screen)."""
