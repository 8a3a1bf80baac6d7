"""Lines for finding, marking and copying; `entry` is the part that is typed into."""
