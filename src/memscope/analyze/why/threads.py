"""Threads: too many, too near the end of a stack, stacks that stay touched."""
