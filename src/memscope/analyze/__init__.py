"""Pure reasoning: records in, records out."""
