"""Records to and from their file formats."""
