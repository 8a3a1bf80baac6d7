"""The list of processes: programs, pattern, sums, ram, in this order."""
