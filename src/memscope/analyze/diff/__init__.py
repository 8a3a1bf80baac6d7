"""What differs: diff of two snapshots, by processes, then regions; changes, live."""
