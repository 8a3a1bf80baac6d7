"""glibc's malloc read from outside: read walk, then lists, trim, classes, arena."""
