"""What two spaces share: compare, by regions, then pages; aligned walks, verdicts."""
