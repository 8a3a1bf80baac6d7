"""Many processes at once: what each takes, and what they take together."""
