"""What a command prints: one file for each answer, all made of table."""
