"""From the kernel, or a file, to snapshots."""
