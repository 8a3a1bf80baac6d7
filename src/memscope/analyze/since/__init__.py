"""What is different since a moment, as rows: grown, shrunk, appeared, gone."""
