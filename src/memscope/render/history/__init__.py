"""Memory over time. Read: axes, layers, body, names, ticks, times, picture."""
