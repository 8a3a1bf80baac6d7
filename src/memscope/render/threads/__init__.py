"""The pane of threads. Read: states, strip, fill, layout, line, legend."""
